"""The pages of units, people, the log and one's own account, as their administrators use them."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from gongkai.core import audit
from gongkai.core.models import AuditEntry
from gongkai.units.models import Role, Unit, User
from gongkai.units.views.log import harmless
from tests.factories import UserFactory
from tests.units.entering import bound_device, enter


def text(answer):
    return answer.content.decode()


def messages(answer):
    return [str(message) for message in answer.context["messages"]]


def test_system_admin_adds_renames_and_dissolves(system, bureau):
    client = enter(system)
    fields = {
        "code": "632801020",
        "name": "某市教育局",
        "parent": bureau.pk,
        "position": 10,
        "founded_on": "1980-01-01",
    }
    assert client.post(reverse("units:add"), fields)["Location"] == reverse("units:tree")
    unit = Unit.objects.get(code="632801020")
    show = reverse("units:show", args=[unit.code])
    assert "某市教育局" in text(client.get(reverse("units:tree")))
    client.post(reverse("units:rename", args=[unit.code]), {"name": "某市教育体育局", "since": "2020-01-01"})
    client.post(reverse("units:dissolve", args=[unit.code]), {"on": "2024-01-01"})
    client.post(
        reverse("units:succeed", args=[unit.code]),
        {"successor": bureau.pk, "kind": "merged", "on": "2024-01-01"},
    )
    page = text(client.get(show))
    for piece in ("某市教育体育局", "2020年1月1日", "2024年1月1日", "并入", "某市财政局"):
        assert piece in page
    again = client.post(reverse("units:dissolve", args=[unit.code]), {"on": "2024-01-01"})
    assert "这个单位已经撤销。" in text(again)


def test_others_see_units_without_buttons(security, bureau):
    page = text(enter(security).get(reverse("units:show", args=[bureau.code])))
    assert bureau.name in page
    assert reverse("units:rename", args=[bureau.code]) not in page


def test_security_admin_adds_a_person_and_shows_the_password_once(security, bureau):
    client = enter(security)
    answer = client.post(reverse("units:add_person"), {"username": "lisi", "display_name": "李四"})
    person = User.objects.get(username="lisi")
    password = answer.context["password"]
    assert password in text(answer)
    assert "no-store" in answer["Cache-Control"]
    assert person.check_password(password)
    page = reverse("units:person", args=[person.pk])
    assert password not in text(client.get(page))
    client.post(page, {"unit": bureau.pk, "role": "clerk", "since": "2020-01-01"})
    assert "某市财政局 · 经办" in text(client.get(reverse("units:people")))


def test_refusals_keep_what_was_typed(security, system, bureau):
    page = reverse("units:person", args=[system.pk])
    answer = enter(security).post(page, {"unit": bureau.pk, "role": "auditor", "since": "2026-01-01"})
    assert "三员分立" in text(answer)
    assert 'value="2026-01-01"' in text(answer)


def test_own_page_has_no_buttons_and_posting_is_refused(security, bureau):
    client = enter(security)
    page = reverse("units:person", args=[security.pk])
    assert "<form" not in text(client.get(page)).split('class="units-page"')[1]
    answer = client.post(page, {"unit": bureau.pk, "role": "clerk", "since": "2020-01-01"})
    assert answer.context["form"].non_field_errors() == ["不能变动自己的岗位，请由另一名安全管理员办理。"]
    assert security.posts.count() == 1


@pytest.mark.parametrize("what", ["disable", "enable", "unlock", "code", "password"])
def test_buttons_of_a_person(security, make, what):
    office = make(Role.OFFICE)
    bound_device(office)
    client = enter(security)
    answer = client.post(reverse("units:change_person", args=[office.pk, what]), follow=True)
    assert answer.status_code == 200
    office.refresh_from_db()
    assert office.is_active == (what != "disable")
    assert TOTPDevice.objects.filter(user=office).exists() == (what != "code")
    assert office.must_change_password == (what == "password")
    assert client.get(reverse("units:change_person", args=[office.pk, what])).status_code == 405


def test_end_of_a_post_wants_a_day(security, make):
    clerk = make(Role.CLERK)
    client = enter(security)
    url = reverse("units:end_post", args=[clerk.pk, clerk.posts.get().pk])
    assert messages(client.post(url, {"last_day": "soon"}, follow=True)) == [
        "日期填写成年-月-日，如 2026-11-22。"
    ]
    assert clerk.posts.get().until is None
    client.post(url, {"last_day": f"{timezone.localdate():%F}"})
    assert clerk.posts.get().until == timezone.localdate()
    other = UserFactory()
    assert client.post(reverse("units:end_post", args=[other.pk, clerk.posts.get().pk])).status_code == 404


def test_people_list_costs_the_same_for_many(security, make, django_assert_max_num_queries):
    client = enter(security)
    for _i in range(30):
        make(Role.CLERK)
    client.get(reverse("units:people"))
    with django_assert_max_num_queries(30):
        assert "共 31 人" in text(client.get(reverse("units:people")))


def test_menu_shows_only_what_the_gate_lets_in(security, system, make):
    def items(person):
        page = text(enter(person).get(reverse("wagtailadmin_account")))
        return [name for name in ("organisations/", "people/", "log/") if f'"/admin/gongkai/{name}"' in page]

    assert items(security) == ["organisations/", "people/"]
    assert items(system) == ["organisations/"]
    assert items(make(Role.AUDITOR)) == ["organisations/", "people/", "log/"]
    assert items(make(Role.CLERK)) == []


@pytest.fixture
def auditor(make):
    return make(Role.AUDITOR)


def rows(client, **wanted):
    answer = client.get(reverse("units:log_download"), wanted)
    content = b"".join(answer.streaming_content).decode()
    assert content.startswith("\ufeff")
    return list(csv.reader(io.StringIO(content[1:])))


def test_log_is_filtered_by_user_day_and_action(auditor, make):
    one, other = make(Role.CLERK, username="zhangsan"), make(Role.CLERK, username="lisi")
    audit.record(user=one, action="sign_in", target="a")
    audit.record(user=other, action="sign_out", target="b")
    client = enter(auditor)

    def targets(**wanted):
        page = client.get(reverse("units:log"), wanted)
        return {entry.target for entry in page.context["entries"] if entry.target in "ab" and entry.target}

    assert targets() == {"a", "b"}
    assert targets(user="ZHANG") == {"a"}
    assert targets(action="sign_out") == {"b"}
    today = f"{timezone.localdate():%F}"
    assert targets(since=today, until=today) == {"a", "b"}
    assert targets(until="2020-01-01") == set()
    assert targets(since="not-a-day") == set()
    assert [row[1] for row in rows(client, user="zhang")] == ["用户名", "zhangsan"]


def test_log_is_paged(auditor):
    AuditEntry.objects.bulk_create(AuditEntry(action=f"x{number}") for number in range(120))
    client = enter(auditor)
    page = client.get(reverse("units:log"), {"page": 3})
    assert "第 3 页，共 3 页" in text(page)
    assert len(page.context["entries"]) == 20
    assert client.get(reverse("units:log"), {"page": "nonsense"}).status_code == 200


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_csv_cells_are_no_formulas(auditor, make, start):
    evil = f"{start}HYPERLINK(1)"
    audit.record(user=make(Role.CLERK), action="x", target=evil)
    assert rows(enter(auditor))[2][5] == f"'{evil}"
    assert harmless("plain") == "plain"


def test_account_page(make, bureau):
    clerk = make(Role.CLERK, display_name="才让")
    client = enter(clerk)
    page = text(client.get(reverse("wagtailadmin_account")))
    for piece in ("才让", "某市财政局 · 经办", "修改口令", "动态口令"):
        assert piece in page
    client.post(
        reverse("wagtailadmin_account"),
        {"preferred_language": "", "theme": "dark", "contrast": "system", "density": "snug"},
    )
    assert (clerk.wagtail_userprofile.theme, clerk.wagtail_userprofile.density) == ("dark", "snug")
