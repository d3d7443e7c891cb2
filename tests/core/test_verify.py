"""Whoever owns the database can take the guards away; recomputing the record then shows what was done."""

import pytest

from gongkai.core import door, guards
from gongkai.core.door import chain_digest
from gongkai.core.models import Event, PublicFile, Record, Salt, Thing, ThingState, Version
from gongkai.core.verify import verify_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def thing(city):
    """A public paper with a file, in a record that holds; the guards are gone."""
    thing = city.publish(city.draft(attachments=[city.store_file()]))
    city.publish()
    assert verify_record().problems == []
    guards.drop_guards()
    return thing


def problems() -> str:
    return "\n".join(verify_record().problems)


def test_another_text_another_file_another_salt(thing):
    event = thing.newest_event
    number = event.record.number
    Version.objects.filter(event=event).update(form=event.version.form.replace("通知", "通告"))
    assert problems() == f"公开记录第 {number} 条：公开内容、文件或事件与登记的摘要不符。"
    Version.objects.filter(event=event).update(form=event.version.form)
    PublicFile.objects.filter(version=event.version).update(sha256="0" * 64)
    assert problems() == f"公开记录第 {number} 条：公开内容、文件或事件与登记的摘要不符。"
    PublicFile.objects.filter(version=event.version).delete()
    assert problems() == f"公开记录第 {number} 条：公开内容、文件或事件与登记的摘要不符。"


def test_a_salt_that_is_gone(thing):
    Salt.objects.filter(event=thing.newest_event).delete()
    assert problems() == f"公开记录第 {thing.newest_event.record.number} 条：摘要盐值不见了。"


@pytest.mark.parametrize("change", [{"mode": "urgent"}, {"reason_code": "wrong"}, {"act": "correct"}])
def test_another_event_than_was_recorded(thing, change):
    Event.objects.filter(pk=thing.newest_event_id).update(reason="误", **change)
    assert problems().endswith("公开内容、文件或事件与登记的摘要不符。")


def test_another_leaf_is_seen_with_and_without_a_digest_that_fits(thing):
    record = thing.newest_event.record
    leaf = record.leaf.replace('"publish"', '"correct"')
    Record.objects.filter(pk=record.pk).update(leaf=leaf)
    assert f"公开记录第 {record.number} 条的内容与摘要不符。" in problems()
    Record.objects.filter(pk=record.pk).update(leaf=leaf, digest=chain_digest(record.previous, leaf))
    assert f"公开记录第 {record.number + 1} 条与前一条接不上。" in problems()


def test_a_record_that_is_missing(thing):
    number = thing.newest_event.record.number
    Record.objects.filter(number=number).delete()
    found = problems()
    assert f"公开记录在第 {number} 条处断号，见到的是第 {number + 1} 条。" in found
    assert f"公开记录第 {number + 1} 条与前一条接不上。" in found
    assert "有 1 个事件没有公开记录。" in found


@pytest.mark.parametrize("change", [{"state": ThingState.WITHDRAWN}, {"newest_event": 1}])
def test_a_thing_that_does_not_follow_its_events(thing, change):
    if "newest_event" in change:
        change = {"newest_event": Event.objects.exclude(thing=thing).first()}
    Thing.objects.filter(pk=thing.pk).update(**change)
    assert problems() == f"{thing} 的状态与最新事件不符。"


def test_a_redacted_version_holds_and_still_cannot_be_renumbered(city):
    thing = city.publish(city.draft(attachments=[city.store_file()]))
    asked = {"actor": city.office, "asked_by": city.clerk, "reason_code": "privacy", "reason": "含个人信息"}
    door.withdraw(thing=thing, request_key="privacy", privacy=True, **asked)
    assert problems() == ""
    guards.drop_guards()
    Version.objects.filter(thing=thing).update(number=7)
    assert problems().endswith("公开内容、文件或事件与登记的摘要不符。")
