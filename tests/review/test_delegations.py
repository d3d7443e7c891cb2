from datetime import timedelta

import pytest
from django.utils import timezone

from gongkai.review import actions as review
from gongkai.review import rules
from gongkai.units.models import Role, User
from tests.factories import UnitFactory, make_user

pytestmark = pytest.mark.django_db


def test_delegation_ends_with_the_post_of_either(city):
    """Who goes to another unit takes nothing along, and nobody lends what is no longer theirs."""
    page = city.draft()
    submission = city.submit(page)
    colleague = make_user(Role.CLERK, city.unit)
    today = timezone.localdate()
    review.delegate(
        giver=city.section, taker=colleague, role=Role.SECTION_REVIEWER, unit=city.unit,
        since=today, until=today + timedelta(days=30), reason="出差",
    )  # fmt: skip

    def may_decide() -> bool:
        person = User.objects.get(pk=colleague.pk)
        return rules.capacity_for(person, submission) is not None

    assert may_decide()
    yesterday = today - timedelta(days=1)
    city.section.posts.update(until=yesterday)
    assert not may_decide()
    city.section.posts.update(until=None)
    assert may_decide()
    colleague.posts.update(until=yesterday)
    colleague.posts.create(unit=UnitFactory(), role=Role.CLERK, since=today)
    assert not may_decide()
    assert not rules.may_see(User.objects.get(pk=colleague.pk), page.thing)
