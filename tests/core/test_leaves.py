"""What one line of the record says, to the letter, and that lines of the former shape still hold."""

import json

import pytest

from gongkai.core import door, guards
from gongkai.core.door import chain_digest
from gongkai.core.leaves import about_thing
from gongkai.core.models import Record, ThingState
from gongkai.core.text import canonical_json, salted_digest
from gongkai.core.verify import verify_record
from gongkai.review import actions as review

pytestmark = pytest.mark.django_db


def said(event) -> dict:
    return json.loads(event.record.leaf)


def withdraw(city, thing):
    review.withdraw_at_once(thing=thing, person=city.office, reason_code="wrong", reason="内容有误")
    return thing.events.latest("id")


def test_a_publication_says_who_answers_for_what_and_a_withdrawal_says_it_again(city):
    thing = city.publish(city.draft(attachments=[city.store_file()]))
    event = thing.newest_event
    form = json.loads(event.version.form)
    assert said(event) == {
        "v": 2,
        "act": "publish",
        "mode": "reviewed",
        "thing": thing.index_number,
        "unit": form["unit"]["code"],
        "matter": form["matter"]["code"],
        "at": said(event)["at"],
        "reason_code": "",
        "version": 1,
        "content": salted_digest(event.salt.value, event.version.form),
        "files": [salted_digest(event.salt.value, form["files"][0]["sha256"])],
    }
    gone = withdraw(city, thing)
    assert said(gone) == {
        "v": 2,
        "act": "withdraw",
        "mode": gone.mode,
        "thing": thing.index_number,
        "unit": form["unit"]["code"],
        "matter": form["matter"]["code"],
        "at": said(gone)["at"],
        "reason_code": gone.reason_code,
    }


def test_lines_of_the_former_shape_hold(city):
    thing = city.publish()
    record = thing.newest_event.record
    former = {
        name: value for name, value in json.loads(record.leaf).items() if name not in ("unit", "matter")
    }
    leaf = canonical_json(former | {"v": 1})
    guards.drop_guards()
    Record.objects.filter(pk=record.pk).update(leaf=leaf, digest=chain_digest(record.previous, leaf))
    assert about_thing(thing) == {}
    withdraw(city, thing)
    assert verify_record().problems == []


def test_a_line_that_the_log_cannot_hold_is_not_written(city, monkeypatch):
    monkeypatch.setattr(door, "MAX_ENTRY", 200)
    thing = city.publish()
    thing.refresh_from_db()
    assert thing.submissions.get().comment == "未能公开：附件太多，公开记录里放不下。请合并或打包后再送审。"
    assert (thing.state, Record.objects.filter(event__thing=thing).count()) == (ThingState.DRAFT, 0)
