"""Names through time: what a unit was called on the day, shortened or not, and who is none of the city's."""

from datetime import date

import pytest

from gongkai.documents.intake.issuers import Issued, Issuers
from gongkai.units.models import Unit, UnitName

pytestmark = pytest.mark.django_db
OLD, NEW = date(2016, 7, 15), date(2019, 3, 1)


@pytest.fixture
def issuers():
    government = _unit("g", ("格尔木市人民政府", "市政府", OLD))
    _unit("f", ("格尔木市财政局", "市财政局", OLD))
    _unit("e", ("格尔木市环境保护局", "市环保局", OLD), ("格尔木市生态环境局", "市生态环境局", NEW))
    _unit("h", ("格尔木市卫生和计划生育委员会", "市卫计委", OLD), dissolved_on=NEW)
    assert government.name == "格尔木市人民政府"
    return Issuers()


def _unit(code, *names, **fields):
    unit = Unit.objects.create(code=code, index_prefix=code, **fields)
    for name, short, since in names:
        UnitName.objects.create(unit=unit, name=name, short_name=short, since=since)
    return unit


@pytest.mark.parametrize(
    ("written", "day", "found"),
    [
        ("格尔木市财政局", date(2018, 1, 1), Issued("f")),
        ("格尔木市财政局", date(1999, 1, 1), Issued("f")),
        ("市财政局", date(2018, 1, 1), Issued("f", doubts=("发文机关写作“市财政局”，按格尔木市财政局记",))),
        ("财政局", None, Issued("f", doubts=("发文机关写作“财政局”，按格尔木市财政局记",))),
        ("格尔木市环境保护局", date(2018, 1, 1), Issued("e")),
        ("格尔木市生态环境局", date(2019, 3, 1), Issued("e")),
        (
            "格尔木市环境保护局",
            date(2020, 1, 1),
            Issued("e", doubts=("“格尔木市环境保护局”在成文时还没有或已不用这个名称，请核对发文机关",)),
        ),
        (
            "市卫计委",
            date(2021, 1, 1),
            Issued("h", doubts=("“市卫计委”在成文时还没有或已不用这个名称，请核对发文机关",)),
        ),
        ("西宁市财政局", date(2018, 1, 1), Issued("", "西宁市财政局")),
        ("国务院办公厅、中央军委办公厅", None, Issued("", "国务院办公厅", "中央军委办公厅")),
        ("格尔木市财政局 格尔木市人民政府", None, Issued("f", "", "格尔木市人民政府")),
        (
            "Ministry of Finance, Ministry of Commerce",
            None,
            Issued(
                "", "Ministry of Finance", "Ministry of Commerce", ("发文机关只有外文名称，请改为中文全称",)
            ),
        ),
        ("", None, Issued()),
    ],
)
def test_who_issued_it(issuers, written, day, found):
    assert issuers.find(written, day) == found
