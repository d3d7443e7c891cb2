import pytest

from tests.factories import UnitFactory, make_user
from tests.review.desk import Desk


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def other(city):
    """The people of another unit, by role."""
    unit = UnitFactory(name="某市水务局", parent=city.office_unit)
    return {role: make_user(role, unit) for role in ("clerk", "section_reviewer", "unit_signatory")}
