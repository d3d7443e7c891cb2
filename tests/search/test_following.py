"""The index follows the record: what is public is found, what is not public any more is not, at once."""

import datetime as dt

import pytest

from gongkai.core import door, outbox
from gongkai.core.models import Delivery
from gongkai.documents.intake.staging import approve_now, take_in
from gongkai.review import actions as review
from gongkai.search import actions
from gongkai.search.backends import Question, get_backend
from gongkai.search.models import Waiting
from gongkai.search.queries import Search, in_order
from tests.documents.intake.shelf_of import candidate

pytestmark = pytest.mark.django_db


def titles(words, **kwargs):
    return [row.title for row in in_order(Search(words, **kwargs).ids(0, 20))]


def test_a_publication_is_found_when_its_delivery_is_run(city, catch_up):
    city.publish(city.draft(title="城市供热办法"))
    catch_up()
    assert titles("供热") == ["城市供热办法"]
    assert Waiting.objects.count() == 0


def test_every_part_of_a_paper_is_found(city, catch_up):
    file = city.store_file(name="热价明细表.xlsx")
    thing = city.publish(
        city.draft(
            title="标题里的词",
            summary="概述提到燃气",
            keywords="管网，阀门",
            document_number="财发〔2026〕777号",
            body=[("text", "<p>正文说到<strong>锅</strong>炉。</p>")],
            attachments=[file],
        )
    )
    catch_up()
    for words in (
        "标题",
        "燃气",
        "阀门",
        "财发[2026]777号",
        "锅炉",
        "热价明细表",
        "某市财政局",
        thing.index_number,
    ):
        assert titles(words) == ["标题里的词"], words


def test_a_draft_is_not_found(city, catch_up):
    city.draft(title="还没有公开的供热办法")
    city.publish()
    catch_up()
    assert titles("供热") == []


def test_a_withdrawal_is_effective_at_once_without_any_worker(city, catch_up):
    thing, other = city.publish(city.draft(title="供热办法甲")), city.publish(city.draft(title="供热办法乙"))
    catch_up()
    review.withdraw_at_once(thing=thing, person=city.office, reason_code="wrong", reason="有误")
    found = Search("供热")
    assert (found.total, found.ids(0, 20)) == (1, [other.pk])
    assert found.counts()["kind"] == {"document": 1}
    assert get_backend().find(Question(everything=True)).total == 2  # the index has not been told
    outbox.deliver_pending()
    assert Search("供热").ids(0, 20) == [other.pk]  # told, not yet written
    assert Waiting.objects.get().is_hidden
    catch_up()
    assert get_backend().find(Question(everything=True)).ids == [other.pk]
    assert Waiting.objects.count() == 0


def test_what_a_correction_took_out_for_privacy_is_not_found_meanwhile(city, catch_up):
    page = city.draft(title="供热补贴名单", body=[("text", "<p>赵某某</p>")])
    thing = city.publish(page)
    catch_up()
    assert titles("赵某某") == ["供热补贴名单"]
    page = page.get_latest_revision_as_object()
    page.body = [("text", "<p>名单已隐去</p>")]
    page.save_revision(user=city.clerk)
    city.publish(page, reason="有隐私", reason_code="privacy")
    assert Search("供热").ids(0, 20) == []
    catch_up()
    assert titles("供热") == ["供热补贴名单"]
    assert titles("“赵某某”") == []
    assert thing.pk == Search("供热").ids(0, 20)[0]


def test_hidden_stays_hidden_when_something_else_happens(city, catch_up):
    thing = city.publish(city.draft(title="供热办法"))
    catch_up()
    review.withdraw_at_once(thing=thing, person=city.office, reason_code="wrong", reason="有误")
    outbox.deliver_pending()
    actions.mark(thing.events.filter(act="publish"))
    assert Waiting.objects.get().is_hidden


def test_an_ordinary_correction_keeps_the_paper_in_sight(city, catch_up):
    page = city.draft(title="绿化办法")
    city.publish(page)
    catch_up()
    page = page.get_latest_revision_as_object()
    page.title = "植树办法"
    page.save_revision(user=city.clerk)
    city.publish(page, reason="用词", reason_code="misprint")
    assert titles("绿化") == ["植树办法"]  # still found by its old words, shown as it is now
    catch_up()
    assert titles("绿化") == []
    assert titles("植树") == ["植树办法"]


def test_a_paper_that_ends_changes_its_validity(city, catch_up):
    thing = city.publish(city.draft(title="供热办法"))
    catch_up()
    door.expire(
        thing=thing,
        actor=city.office,
        asked_by=city.clerk,
        reason_code="repealed",
        reason="废止",
        request_key="x",
    )
    catch_up()
    assert Search("供热").counts()["validity"] == {"repealed": 1}
    assert Search("供热", among={"validity": ("in_force",)}).total == 0


def test_a_date_that_comes_changes_the_validity(city, catch_up):
    thing = city.publish(city.draft(title="供热办法", effective_on=dt.date(2099, 3, 1)))
    city.publish(city.draft(title="供热细则"))
    catch_up()
    assert Search("供热").counts()["validity"] == {"not_yet": 1, "in_force": 1}
    actions.keep_up(today=dt.date(2099, 2, 28))
    assert Search("供热", among={"validity": ("not_yet",)}).ids(0, 20) == [thing.pk]
    actions.keep_up(today=dt.date(2099, 3, 1))
    assert Search("供热").counts()["validity"] == {"in_force": 2}


def test_a_batch_is_found_as_a_whole(city, catch_up):
    take_in(
        candidates=[candidate(city, title="老网站的供热通知"), candidate(city, 2, title="老网站的供水通知")],
        name="迁移",
        source_name="老网站",
        author=city.clerk,
    )
    approve_now(name="迁移", person=city.office)
    catch_up()
    assert titles("供热") == ["老网站的供热通知"]
    assert len(titles("老网站")) == 2


def test_an_index_that_is_missing_is_made_of_everything(city, catch_up):
    city.publish(city.draft(title="供热办法"))
    city.publish(city.draft(title="供水办法"))
    Delivery.objects.filter(handler="search").delete()
    city.publish(city.draft(title="供电办法"))
    catch_up()
    assert set(titles("办法")) == {"供热办法", "供水办法", "供电办法"}


def test_rebuilding_makes_the_same_again_and_tells_how_far_it_is(city, catch_up):
    for title in ("供热办法", "供水办法"):
        city.publish(city.draft(title=title))
    catch_up()
    before = Search("办法").ids(0, 20)
    told = []
    assert actions.rebuild(lambda done, total: told.append((done, total))) == 2
    assert told == [(1, 2), (2, 2)]
    assert Search("办法").ids(0, 20) == before
    assert len(list(get_backend().folder.glob("index-*"))) == 1


def test_what_happens_while_it_is_rebuilt_is_not_lost(city, catch_up):
    city.publish(city.draft(title="供热办法"))
    catch_up()
    thing = None

    def meanwhile(done, total):
        nonlocal thing
        thing = thing or city.publish(city.draft(title="供水办法"))

    actions.rebuild(meanwhile)
    assert Waiting.objects.filter(thing=thing).exists()
    actions.index_waiting()
    assert set(titles("办法")) == {"供热办法", "供水办法"}


def test_an_engine_that_fails_loses_nothing(city, catch_up, monkeypatch):
    city.publish(city.draft(title="供热办法"))
    catch_up()
    city.publish(city.draft(title="供水办法"))
    outbox.deliver_pending()
    with monkeypatch.context() as broken:
        broken.setattr(type(get_backend()), "update", lambda *args, **kwargs: (_ for _ in ()).throw(OSError))
        with pytest.raises(OSError):
            actions.index_waiting()
    assert Waiting.objects.count() == 1
    catch_up()
    assert set(titles("办法")) == {"供热办法", "供水办法"}
