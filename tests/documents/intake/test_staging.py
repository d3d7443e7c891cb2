import json
from datetime import date

import pytest

from gongkai.core.errors import NotAllowed, Refused
from gongkai.core.models import Event, MemberLeaf, Record, Thing, ThingState, Version
from gongkai.core.verify import verify_record
from gongkai.documents.actions import delete_draft, save_draft
from gongkai.documents.intake.candidate import Unplaced
from gongkai.documents.intake.staging import (
    approve_now,
    check_candidate,
    drop_item,
    is_taken_in,
    take_in,
)
from gongkai.documents.models import Document, Intake, IntakeItem, PublishedPaper
from gongkai.review import actions as review
from gongkai.review.models import Submission
from tests.documents.intake.shelf_of import candidate
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def bring(city, *candidates, author=None, name="老网站迁移"):
    return take_in(candidates=candidates, name=name, source_name="老网站", author=author or city.clerk)


def test_from_candidates_to_the_public_in_one_event(city):
    records = Record.objects.count()
    result = bring(city, *(candidate(city, number) for number in (1, 2, 3)))
    assert [where for where, _number in result.placed] == [f"docs.jsonl 第 {n} 行" for n in (1, 2, 3)]
    assert not PublishedPaper.objects.exists()
    assert approve_now(name="老网站迁移", person=city.office) == 3
    assert Record.objects.count() == records + 1
    batch = Event.objects.get(thing__kind="intake")
    assert batch.members.count() == 3
    papers = list(PublishedPaper.objects.order_by("thing_id"))
    assert [paper.title for paper in papers] == [f"关于第{n}件旧事的通知" for n in (1, 2, 3)]
    assert {paper.first_published_at.astimezone().date() for paper in papers} == {date(2018, 3, 1)}
    assert {paper.changed_at for paper in papers} == {batch.at}
    assert verify_record().problems == []


def test_the_public_form_keeps_where_it_was(city):
    bring(city, candidate(city))
    approve_now(name="老网站迁移", person=city.office)
    form = json.loads(Version.objects.get(thing__kind="document").form)
    assert form["origin"] == {
        "name": "老网站",
        "url": "http://old.example/1.html",
        "index_number": "old/1",
        "published_on": "2018-03-01",
    }
    assert form["document"]["number"] == "旧发〔2018〕1号"


def test_the_script_of_a_paper_tells_its_language(city):
    bring(city, candidate(city), candidate(city, 2, title="བོད་ཡིག", blocks=[]))
    assert [page.language for page in Document.objects.order_by("pk")] == ["zh-Hans", "bo"]


def test_the_name_of_another_units_batch_is_refused_before_anything_is_read(city):
    bring(city, candidate(city))
    stranger = make_user("clerk")
    with pytest.raises(Refused, match="别的单位用过了"):
        take_in(candidates=unread(), name="老网站迁移", source_name="老网站", author=stranger)


def unread():
    raise AssertionError
    yield


def test_a_second_run_changes_nothing(city):
    bring(city, candidate(city, 1), candidate(city, 2))
    counts = Thing.objects.count(), Document.objects.count(), Submission.objects.count()
    again = bring(city, candidate(city, 1), candidate(city, 2))
    assert (again.placed, len(again.already), again.unplaced) == ([], 2, [])
    assert (Thing.objects.count(), Document.objects.count(), Submission.objects.count()) == counts


def test_what_was_stopped_goes_on(city, monkeypatch):
    def broken():
        yield candidate(city, 1)
        raise KeyboardInterrupt

    monkeypatch.setattr("gongkai.documents.intake.staging.AT_A_TIME", 1)
    with pytest.raises(KeyboardInterrupt):
        take_in(candidates=broken(), name="老网站迁移", source_name="老网站", author=city.clerk)
    assert IntakeItem.objects.count() == 1
    assert not Submission.objects.filter(thing__kind="intake").exists()
    result = bring(city, candidate(city, 1), candidate(city, 2))
    assert (len(result.already), len(result.placed)) == (1, 1)
    assert Intake.objects.count() == 1
    assert approve_now(name="老网站迁移", person=city.office) == 2


def test_a_batch_that_waits_is_not_added_to(city):
    bring(city, candidate(city, 1))
    bring(city, candidate(city, 2))
    assert list(Intake.objects.order_by("part").values_list("part", flat=True)) == [1, 2]
    assert approve_now(name="老网站迁移", person=city.office) == 2


def test_a_large_archive_is_several_batches(city, monkeypatch):
    monkeypatch.setattr("gongkai.documents.intake.staging.LARGEST_BATCH", 2)
    bring(city, *(candidate(city, number) for number in range(1, 6)))
    assert [intake.items.count() for intake in Intake.objects.order_by("part")] == [2, 2, 1]
    assert approve_now(name="老网站迁移", person=city.office) == 5
    assert verify_record().problems == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"unit_code": "nobody"}, "没有编号为 nobody 的单位。"),
        ({"column_code": "nowhere"}, "没有代码为 nowhere 的公开栏目。"),
        ({"matter_code": "9.9-999"}, "没有编号为 9.9-999 的公开事项，或者已经停用。"),
    ],
)
def test_what_cannot_be_placed_says_why(city, changes, reason):
    result = bring(city, candidate(city, 1, **changes))
    assert result.unplaced == [Unplaced("docs.jsonl 第 1 行", reason, "关于第1件旧事的通知")]
    assert not IntakeItem.objects.exists()
    assert check_candidate(candidate(city, 1, **changes)) == reason


def test_a_number_in_use_and_a_changed_source(city):
    city.publish(city.draft(document_number="旧发〔2018〕1号", title="早有的"))
    result = bring(city, candidate(city, 1), candidate(city, 2), candidate(city, 2, digest="0" * 64))
    assert [each.reason for each in result.unplaced] == [
        "发文字号 旧发〔2018〕1号 已经用在《早有的》上，请核对。",
        "与 docs.jsonl 第 2 行 是同一件。",
    ]
    changed = bring(city, candidate(city, 2, digest="0" * 64)).unplaced[0].reason
    number = IntakeItem.objects.get().thing.index_number
    assert changed == f"来源的内容有变化：它以索引号 {number} 入过库。要改，请在后台更正那一件。"
    assert is_taken_in(candidate(city, 2).key)


def test_who_may(city):
    with pytest.raises(NotAllowed):
        bring(city, candidate(city), author=city.section)
    other = bring(city, candidate(city, 1, unit_code=city.office_unit.code)).unplaced[0].reason
    assert other == "某市人民政府办公室还没有单位主页，请先请政务公开办建好单位主页。"
    bring(city, candidate(city), author=city.office)
    with pytest.raises(NotAllowed):
        approve_now(name="老网站迁移", person=city.office)
    with pytest.raises(NotAllowed):
        approve_now(name="老网站迁移", person=city.section)
    assert approve_now(name="老网站迁移", person=city.office2) == 1


def test_a_paper_in_a_batch_stands_still(city):
    bring(city, candidate(city))
    page = Document.objects.get()
    assert "入库批次" in str(page.get_lock().get_message(city.clerk))
    with pytest.raises(Exception, match="入库批次"):
        save_draft(page=page, author=city.clerk, title="改了")
    with pytest.raises(Refused, match="入库批次"):
        review.submit(thing=page.thing, author=city.clerk)
    with pytest.raises(Refused, match="入库批次"):
        delete_draft(page=page, actor=city.clerk)


def test_dropping_needs_the_batch_back(city):
    bring(city, candidate(city, 1), candidate(city, 2))
    item = IntakeItem.objects.first()
    with pytest.raises(Refused, match="先撤回送审"):
        drop_item(item=item, actor=city.clerk)
    submission = Submission.objects.get(thing__kind="intake")
    review.return_to_author(submission=submission, person=city.office, comment="第一件不该进来")
    with pytest.raises(NotAllowed):
        drop_item(item=item, actor=city.section)
    drop_item(item=item, actor=city.clerk)
    assert Document.objects.count() == IntakeItem.objects.count() == 1
    again = bring(city, candidate(city, 2))
    assert len(again.already) == 1
    assert approve_now(name="老网站迁移", person=city.office) == 1


def test_a_member_is_corrected_and_withdrawn_like_any_other(city):
    bring(city, candidate(city))
    approve_now(name="老网站迁移", person=city.office)
    page = Document.objects.get()
    save_draft(page=page, author=city.clerk, title="关于旧事的通知（更正）")
    city.approve_all(review.submit(thing=page.thing, author=city.clerk, reason="题名有误"))
    paper = PublishedPaper.objects.get()
    assert (paper.title, paper.corrections) == ("关于旧事的通知（更正）", 1)
    assert paper.first_published_at.astimezone().date() == date(2018, 3, 1)
    from gongkai.core import door

    door.withdraw(
        thing=page.thing, actor=city.office, asked_by=city.clerk, reason_code="privacy", reason="隐私",
        request_key="w", privacy=True,
    )  # fmt: skip
    assert Thing.objects.get(pk=page.thing.pk).state == ThingState.WITHDRAWN
    assert MemberLeaf.objects.count() == 1
    assert verify_record().problems == []


def test_a_changed_leaf_or_form_shows(city):
    bring(city, candidate(city, 1), candidate(city, 2))
    approve_now(name="老网站迁移", person=city.office)
    from gongkai.core import guards

    guards.drop_guards()
    try:
        version = Version.objects.filter(thing__kind="document").order_by("event_id").last()
        Version.objects.filter(pk=version.pk).update(form=version.form.replace("旧事", "新事"))
        number = Record.objects.get(event__thing__kind="intake").number
        assert verify_record().problems == [
            f"公开记录第 {number} 条第 2 件：公开内容、文件或事件与登记的摘要不符。"
        ]
        leaf = MemberLeaf.objects.first()
        MemberLeaf.objects.filter(pk=leaf.pk).update(leaf=leaf.leaf.replace("publish", "correct"))
        assert f"公开记录第 {number} 条：公开内容、文件或事件与登记的摘要不符。" in verify_record().problems
    finally:
        guards.create_guards()
