import pytest

from gongkai.units.models import Role
from tests.factories import UnitFactory, make_user


@pytest.fixture
def bureau(db):
    return UnitFactory(name="某市财政局")


@pytest.fixture
def make(bureau):
    """A person with that role in the bureau."""

    def maker(role, unit=None, **fields):
        return make_user(role, unit or bureau, **fields)

    return maker


@pytest.fixture
def security(make):
    return make(Role.SECURITY_ADMIN)


@pytest.fixture
def system(make):
    return make(Role.SYSTEM_ADMIN)
