"""A withdrawal and a correction take effect at once and everywhere, whoever else is dead, slow or writing."""

import json
import re
import threading
from datetime import date
from urllib.parse import quote

import pytest
from django.db import connection, transaction

from gongkai.catalogue.actions import load_starter
from gongkai.core import outbox
from gongkai.core.errors import Refused
from gongkai.core.models import PublicFile, ThingState
from gongkai.portal.addresses import paper_address
from gongkai.portal.publication import rendering, serving
from gongkai.portal.publication.journal import Journal, journal
from gongkai.portal.publication.pages import BY_NAME, every_page, page_at
from gongkai.portal.publication.store import file_of, keep
from gongkai.portal.publication.writing import write_touched
from gongkai.review import actions as review
from gongkai.search.actions import rebuild
from gongkai.units.actions import units
from gongkai.units.models import Role
from tests.factories import MatterFactory, make_user
from tests.portal.publication.conftest import ORIGIN, Server, settle

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paper(city, server):
    return city.publish(city.draft(title="要撤回的通知"))


def withdraw(city, thing):
    return review.withdraw_at_once(thing=thing, person=city.office, reason_code="wrong", reason="有误")


def address(thing):
    return paper_address(thing.index_number)


def says(answer, words):
    return words in answer.body.decode().replace("<wbr>", "")


def test_with_the_worker_dead(city, server, paper):
    """Neither the outbox nor anything else runs after the commit."""
    another = Server()
    shown = [address(paper), "/", "/columns/policy/", "/feed.atom"]
    for each in (server, another):
        assert [says(each.get(path), "要撤回的通知") for path in shown] == [True] * 4
        assert all(each.is_from_file(path) for path in shown)
    withdraw(city, paper)
    for each in (server, another):
        assert each.get(address(paper)).code == 410
        assert [says(each.get(path), "要撤回的通知") for path in shown[2:]] == [False, False]
        home, fresh = each.get("/").body, rendering.render("/", origin=ORIGIN).body
        assert BY_NAME["home"].without_clock(home) == BY_NAME["home"].without_clock(fresh)
    assert outbox.deliver_pending() > 0  # it was waiting all the while


def test_with_the_worker_dead_it_is_gone_from_every_address(city, server):
    """Whatever was asked for before the withdrawal, from a file or not: no public address says the title, the summary
    or the file any more."""
    file = city.store_file("西瓜表.xlsx", content=b"melons")
    paper = city.publish(city.draft(title="绝密西瓜种植办法", summary="西瓜的概述", attachments=[file]))
    other = MatterFactory(code="3.1-001", clause="3.1")  # what is of the same matter stands beside it already
    neighbour = city.publish(city.draft(title="绝密南瓜栽培办法", matter=other))
    settle()
    rebuild()
    blob, lists = (
        PublicFile.objects.get(version__thing=paper),
        ("/columns/policy/", f"/units/{city.unit.code}/"),
    )
    asked = [(page.path, "") for page in every_page()]
    asked += [(f"{path}list.csv", "") for path in (*lists, f"/matters/{city.matter.code}/")]
    asked += [(path, "sort=oldest") for path in lists]
    asked += [("/search/", f"q={quote(words)}") for words in ("西瓜", "绝密", paper.index_number)]
    asked += [("/search/suggest", f"q={quote('绝密')}"), (f"/files/{blob.sha256[:16]}/{blob.name}", "")]
    asked += [(f"{address(thing)}alike/", "") for thing in (paper, neighbour)]

    def telling():
        return {
            each for each in asked if tells(server.get(each[0].encode().decode("latin-1"), query=each[1]))
        }

    before = telling()
    expected = {(path, "") for path in (address(paper), "/", "/feed.atom", *lists)}
    assert before >= expected | set(asked[-10:]) - {(f"{address(paper)}alike/", "")}
    review.withdraw_at_once(thing=paper, person=city.office, reason_code="privacy", reason="有个人信息")
    assert telling() == set()
    assert outbox.deliver_pending() > 0


def tells(answer):
    """In what is read or in what stands behind it; marks of a search may stand within a word."""
    raw = answer.body.decode("utf-8", "replace")
    if answer.header("Content-Type").startswith("application/json"):
        raw = str(json.loads(raw))
    text = re.sub(r"<[^>]*>", "", raw)
    return any(
        words in each for each in (raw, text) for words in ("西瓜种植", "西瓜的概述", "西瓜表", "melons")
    )


def test_a_correction_never_serves_the_old_text(city, server, correct):
    page = city.draft(title="错的标题")
    thing = city.publish(page)
    assert says(server.get(address(thing)), "错的标题")
    correct(page, title="对的标题")
    head = server.get(address(thing)).body.decode().split("</title>")[0]
    assert "对的标题" in head
    assert "错的标题" not in head


def test_before_the_commit_readers_see_what_the_record_says(city, server, paper):
    """The mark is there, the commit is not: the database answers, with the text that is still public."""
    server.get(address(paper))
    with transaction.atomic():
        withdraw(city, paper)
        place = journal().look()
        assert not journal().stands(place, {f"paper/{paper.index_number}"})
        assert not server.application._standing(journal(), place, ORIGIN, address(paper))


def test_while_a_change_is_open_nothing_is_written(city, server, paper, folder, monkeypatch):
    """Its readers are answered by Django, and none of them writes a file in vain."""
    server.get(address(paper))
    before = file_of(folder, address(paper)).stat().st_mtime_ns
    with monkeypatch.context() as dead:
        dead.setattr(Journal, "end", lambda *args: None)
        withdraw(city, paper)
    assert server.get(address(paper)).code == 410
    assert file_of(folder, address(paper)).stat().st_mtime_ns == before


def test_after_a_rollback_the_page_comes_back(city, server, paper, monkeypatch):
    server.get(address(paper))
    with transaction.atomic():
        withdraw(city, paper)
        transaction.set_rollback(True)
    paper.refresh_from_db()
    assert paper.state == ThingState.PUBLIC
    assert says(server.get(address(paper)), "要撤回的通知")
    assert not server.is_from_file(address(paper))  # nobody has said yet that the change is over
    monkeypatch.setattr("gongkai.portal.publication.writing._patience.seconds", 0)
    write_touched()
    server.get(address(paper))
    assert server.is_from_file(address(paper))
    assert says(server.get(address(paper)), "要撤回的通知")


def put(page, answer, place):
    """As a writer does that looked at the journal before the change, and comes to its file after it."""
    keep(
        file_of(serving.folder_of(ORIGIN), page.path),
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        place=place,
        keys=page.keys(),
        good_until=None,
    )


def test_a_writer_that_began_before_the_withdrawal_writes_in_vain(city, server, paper):
    """It has rendered the old text, and puts it in its place after everything is over."""
    page = page_at(address(paper))
    place = journal().look()
    old = rendering.render(page.path, origin=ORIGIN)
    withdraw(city, paper)
    settle()
    put(page, old, place)
    for each in (server, Server()):
        assert each.get(address(paper)).code == 410


def test_a_writer_between_mark_and_commit_writes_in_vain(city, server, paper):
    page = page_at(address(paper))
    with transaction.atomic():
        old = rendering.render(page.path, origin=ORIGIN)  # what another connection would still read
        withdraw(city, paper)
        place = journal().look()
    put(page, old, place)
    for each in (server, Server()):
        assert each.get(address(paper)).code == 410


def test_a_process_that_dies_after_the_commit(city, server, paper, monkeypatch):
    """The line after the commit is never written; the outbox writes it."""
    server.get(address(paper))
    with monkeypatch.context() as dead:
        dead.setattr(Journal, "end", lambda *args: None)
        withdraw(city, paper)
    assert server.get(address(paper)).code == 410
    assert not server.is_from_file(address(paper))
    settle()
    assert server.get(address(paper)).code == 410
    assert server.is_from_file(address(paper))


def test_a_mark_that_cannot_be_written_stops_the_act(city, server, paper, monkeypatch):
    """Better not done than done and still served."""

    def full(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr(Journal, "_append", full)
    with pytest.raises(Refused, match="静态页面"):
        withdraw(city, paper)
    paper.refresh_from_db()
    assert paper.state == ThingState.PUBLIC


def test_a_journal_that_was_deleted_means_no_files(city, server, paper):
    server.get(address(paper))
    journal().path.unlink()
    assert not server.is_from_file(address(paper))
    withdraw(city, paper)
    assert server.get(address(paper)).code == 410


def test_a_server_that_starts_trusts_no_file_of_before(city, server, paper):
    server.get(address(paper))
    journal().start_afresh()
    assert not Server().is_from_file(address(paper))
    assert Server().is_from_file(address(paper))


def test_what_was_withdrawn_is_on_no_disk(city, server, paper, folder):
    other = city.publish()
    for path in (address(paper), address(other), "/", "/columns/policy/"):
        server.get(path)
    assert any("要撤回的通知" in text for text in _texts(folder))
    review.withdraw_at_once(thing=paper, person=city.office, reason_code="privacy", reason="含个人信息")
    settle()
    assert not any("要撤回的通知" in text for text in _texts(folder))


def _texts(folder):
    return [path.read_text().replace("<wbr>", "") for path in folder.rglob("*.html")]


def test_readers_and_a_withdrawal_at_once(city, server, paper):
    """Several readers ask without a pause; nobody who asks after the withdrawal is told the old text."""
    stop, after, wrong = threading.Event(), threading.Event(), []

    def read():
        own = Server()
        try:
            while not stop.is_set():
                over = after.is_set()
                answer = own.get(address(paper))
                if over and answer.code != 410:
                    wrong.append(answer.status)
        finally:
            connection.close()

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        withdraw(city, paper)
        after.set()
        for _ in range(20):
            assert server.get(address(paper)).code == 410
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert wrong == []


def test_what_has_no_record_tells_of_its_changes_too(city, server):
    """Units and matters stand on public pages, and are changed without an event."""
    admin = make_user(Role.SYSTEM_ADMIN, city.office_unit)
    day = date(2026, 1, 1)
    new = units.add_unit(actor=admin, code="77", name="某市新局")
    other = units.add_unit(actor=admin, code="78", name="某市另一局")
    for change in (
        lambda: units.rename_unit(actor=admin, unit=new, name="某市改名局", since=day),
        lambda: units.record_succession(actor=admin, predecessor=new, successor=other, kind="merger", on=day),
        lambda: units.dissolve_unit(actor=admin, unit=new, on=date(2027, 1, 1)),
        load_starter,
    ):
        server.get("/about/privacy/")
        assert server.is_from_file("/about/privacy/")
        change()
        assert not server.is_from_file("/about/privacy/")
