"""When the demo city is loaded, and when it must not be."""

import json

import pytest
from django.db import connection

from gongkai.cli import demo_city, entry
from gongkai.core.errors import Refused
from gongkai.demo.accounts import ACCOUNTS
from gongkai.units.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def loads(settings, tmp_path, monkeypatch):
    """How often a city was loaded; the city is one demo account, since what it holds is not the question here."""
    settings.DATA_DIR = tmp_path
    done = []

    def load(progress):
        UserFactory(username=ACCOUNTS[0]["username"], is_demo=True)
        done.append(1)

    monkeypatch.setattr("gongkai.demo.load.load_demo", load)
    return done


def test_an_empty_database_is_loaded_once(loads):
    assert (demo_city.make_ready(), demo_city.make_ready()) == (True, False)
    assert loads == [1]


def test_a_city_with_people_is_left_alone(loads):
    UserFactory()
    with pytest.raises(Refused, match="这个数据库里已有内容，不能装入演示城市"):
        demo_city.make_ready()
    assert (loads, User.objects.count()) == ([], 1)


def test_a_data_folder_of_a_demo_does_not_open_another_database(loads, tmp_path):
    (tmp_path / "demo-state").write_text("loaded")
    UserFactory()
    with pytest.raises(Refused, match="已有内容"):
        demo_city.make_ready()


def test_a_load_that_was_broken_off_begins_again(loads, tmp_path, monkeypatch):
    thrown_away = []
    monkeypatch.setattr(demo_city, "_throw_away_half", lambda: thrown_away.append(1))
    (tmp_path / "demo-state").write_text("loading")
    assert demo_city.make_ready() is True
    assert (thrown_away, loads, (tmp_path / "demo-state").read_text()) == ([1], [1], "loaded")


def test_half_a_city_is_thrown_away(settings, tmp_path, monkeypatch):
    settings.DATA_DIR, settings.FILES_DIR = tmp_path, tmp_path / "files"
    (tmp_path / "files").mkdir()
    (tmp_path / "demo-state").write_text("loading")
    if connection.vendor == "postgresql":
        with pytest.raises(Refused, match="请重建这个 PostgreSQL 空库"):
            demo_city._throw_away_half()
        return
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", tmp_path / "gongkai.sqlite3")
    for name in ("gongkai.sqlite3", "gongkai.sqlite3-wal"):
        (tmp_path / name).write_text("half")
    monkeypatch.setattr(demo_city.connection, "close", lambda: None)
    demo_city._throw_away_half()
    assert list(tmp_path.iterdir()) == []


def test_there_is_an_account_for_every_role(capsys):
    assert entry.run(["demo", "accounts", "--json"]) == 0
    accounts = json.loads(capsys.readouterr().out)
    assert {row["role"] for row in accounts} >= {
        "经办", "科室审核", "单位审签", "政务公开办", "系统管理员", "安全管理员", "审计员",
    }  # fmt: skip
    assert all(set(row) == {"username", "password", "name", "role", "unit"} for row in accounts)
    assert entry.run(["demo", "accounts"]) == 0
    table = capsys.readouterr().out.splitlines()
    assert (len(table), table[0].split()) == (len(accounts) + 1, ["用户名", "口令", "姓名", "角色", "单位"])
