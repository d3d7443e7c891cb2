import pytest
from wagtail.models import PagePermissionTester

from gongkai.documents import rules
from gongkai.documents.rules import DeskPermissionTester
from gongkai.units.models import Role, User
from tests.factories import UnitFactory, UserFactory, make_user

pytestmark = pytest.mark.django_db

WAGTAIL_QUESTIONS = sorted(name for name in vars(PagePermissionTester) if name.startswith("can_"))


def people(city):
    return {
        "clerk": city.clerk,
        "elsewhere": make_user(Role.CLERK, UnitFactory()),
        "section": city.section,
        "signatory": city.signatory,
        "office": city.office,
        "auditor": city.auditor,
        "superuser": UserFactory(is_superuser=True, is_staff=True),
    }


@pytest.mark.parametrize(
    ("page_name", "writers"),
    [("paper", {"clerk"}), ("unit_home", {"clerk", "office"}), ("column", {"office"}), ("home", {"office"})],
)
def test_who_may_edit_what(city, page_name, writers):
    page = city.draft() if page_name == "paper" else getattr(city, page_name)
    assert {name for name, person in people(city).items() if rules.may_edit(person, page)} == writers


def test_every_question_of_wagtail_is_answered_here():
    assert set(WAGTAIL_QUESTIONS) <= set(vars(DeskPermissionTester))


@pytest.mark.parametrize("question", [name for name in WAGTAIL_QUESTIONS if name != "can_edit"])
def test_all_but_editing_is_no_to_everybody(city, question):
    page = city.draft()
    arguments = [page] if question.endswith("_to") else []
    for person in people(city).values():
        assert getattr(page.permissions_for_user(person), question)(*arguments) is False


def test_wagtail_asks_our_tester_also_of_a_base_page(city):
    from wagtail.models import Page

    base = Page.objects.get(pk=city.draft().pk)
    tester = base.permissions_for_user(UserFactory(is_superuser=True))
    assert (type(tester), tester.can_edit(), tester.can_publish()) == (DeskPermissionTester, False, False)


def test_a_post_that_ended_gives_nothing(city):
    from datetime import date

    page = city.draft()
    city.clerk.posts.update(until=date(2021, 1, 1))
    assert not rules.may_edit(User.objects.get(pk=city.clerk.pk), page)


def test_files_are_read_inside_the_unit(city):
    from gongkai.documents.uploads import keep_upload
    from tests.documents.desk_forms import docx_upload

    stored = keep_upload(upload=docx_upload(), unit_id=city.unit.pk, user=city.clerk)
    readers = {name for name, person in people(city).items() if rules.may_read_file(person, stored)}
    assert readers == {"clerk", "section", "signatory", "auditor"}
