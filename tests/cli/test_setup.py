import pytest

from gongkai.catalogue.models import Matter
from gongkai.cli.setting_up import set_up
from gongkai.core.errors import Refused
from gongkai.documents.models import Home
from gongkai.units.models import Post, Role, Unit

pytestmark = pytest.mark.django_db
CITY = {
    "site_name": "某市政务公开",
    "unit_name": "某市人民政府办公室",
    "unit_code": "632801001",
    "index_prefix": "",
}


def test_a_new_city_has_one_unit_three_administrators_and_a_draft_home():
    people = set_up(**CITY)
    unit = Unit.objects.get()
    assert (unit.name, unit.index_prefix) == ("某市人民政府办公室", "632801001")
    assert sorted(Post.objects.values_list("role", "user__username", "unit")) == [
        (Role.AUDITOR, "auditor", unit.pk),
        (Role.SECURITY_ADMIN, "secadmin", unit.pk),
        (Role.SYSTEM_ADMIN, "sysadmin", unit.pk),
    ]
    for post in Post.objects.select_related("user"):
        (row,) = [row for row in people if row["username"] == post.user.username]
        assert post.user.check_password(row["password"])
        assert post.user.must_change_password
    home = Home.objects.get()
    assert (home.title, home.live, home.thing.is_public) == ("某市政务公开", False, False)
    assert Matter.objects.count() > 80


def test_it_is_done_once():
    set_up(**CITY)
    with pytest.raises(Refused, match="已经建好过"):
        set_up(**CITY)
    assert Unit.objects.count() == 1


def test_a_wrong_credit_code_leaves_nothing():
    with pytest.raises(Refused, match="校验位不对"):
        set_up(**{**CITY, "index_prefix": "91110000600037341A"})
    assert (Unit.objects.count(), Post.objects.count()) == (0, 0)
