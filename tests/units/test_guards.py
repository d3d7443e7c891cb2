from datetime import date

import pytest
from django.db import DatabaseError, transaction

from gongkai.units.models import Post, Role
from tests.factories import UnitFactory, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("since", "until", "refused"),
    [
        (date(2026, 1, 1), None, True),
        (date(2025, 6, 1), date(2025, 12, 31), True),
        (date(2026, 1, 1), date(2026, 2, 1), True),
        (date(2024, 1, 1), date(2024, 12, 31), False),
    ],
)
def test_the_database_keeps_the_three_administrators_apart_on_every_day(since, until, refused):
    unit = UnitFactory()
    person = make_user()
    Post.objects.create(
        user=person, unit=unit, role=Role.AUDITOR, since=date(2025, 1, 1), until=date(2026, 1, 1)
    )
    if refused:
        with pytest.raises(DatabaseError, match="三员分立"), transaction.atomic():
            Post.objects.create(user=person, unit=unit, role=Role.SYSTEM_ADMIN, since=since, until=until)
    else:
        Post.objects.create(user=person, unit=unit, role=Role.SYSTEM_ADMIN, since=since, until=until)
    assert Post.objects.filter(user=person).count() == (1 if refused else 2)


def test_a_changed_day_or_role_is_held_too():
    unit, person = UnitFactory(), make_user()
    Post.objects.create(
        user=person, unit=unit, role=Role.AUDITOR, since=date(2025, 1, 1), until=date(2025, 12, 31)
    )
    later = Post.objects.create(user=person, unit=unit, role=Role.SYSTEM_ADMIN, since=date(2026, 1, 1))
    with pytest.raises(DatabaseError, match="三员分立"), transaction.atomic():
        Post.objects.filter(pk=later.pk).update(since=date(2025, 12, 31))
    assert Post.objects.filter(pk=later.pk).update(until=date(2026, 3, 1)) == 1
