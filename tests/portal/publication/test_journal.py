"""What the journal says to a process that reads it, whatever was cut off, rolled back or replaced."""

import os

import pytest

from gongkai.core.errors import Refused
from gongkai.portal.publication.journal import SITE, Journal, Patience, Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def journal(tmp_path):
    made = Journal(tmp_path / "site" / "journal")
    made.ensure()
    return made


def another(journal):
    """The same file as another process sees it."""
    return Journal(journal.path)


def test_what_was_written_before_a_change_stands_never_again(journal):
    before = journal.look()
    journal.begin("1", {"paper/a/1"})
    assert not another_stands(journal, before, {"paper/a/1"})
    journal.end("1")
    assert not another_stands(journal, before, {"paper/a/1"})


def another_stands(journal, place, keys):
    reader = another(journal)
    reader.look()
    return reader.stands(place, keys)


def test_what_was_written_while_a_change_was_made_stands_never(journal):
    journal.begin("1", {"paper/a/1"})
    meanwhile = journal.look()
    assert not journal.stands(meanwhile, {"paper/a/1"})
    journal.end("1")
    journal.look()
    assert not journal.stands(meanwhile, {"paper/a/1"})


def test_what_was_written_after_a_change_stands(journal):
    journal.begin("1", {"paper/a/1"})
    journal.end("1")
    assert journal.stands(journal.look(), {"paper/a/1"})


def test_what_does_not_depend_on_it_stands_throughout(journal):
    before = journal.look()
    journal.begin("1", {"paper/a/1"})
    assert another_stands(journal, before, {"paper/a/2"})
    journal.end("1")
    assert another_stands(journal, before, {"paper/a/2"})


def test_the_site_touches_everything(journal):
    before = journal.look()
    journal.begin("1", {SITE})
    journal.end("1")
    assert not another_stands(journal, before, {"paper/a/2"})
    assert not another_stands(journal, before, set())


def test_a_reader_that_has_read_already_reads_on(journal):
    reader = another(journal)
    before = reader.look()
    journal.begin("1", {"k"})
    assert reader.look().length > before.length
    assert not reader.stands(before, {"k"})


def test_two_changes_of_one_thing_each_have_their_end(journal):
    journal.begin("1", {"k"})
    journal.begin("2", {"k"})
    journal.end("1")
    assert not journal.stands(journal.look(), {"k"})
    journal.end("2")
    assert journal.stands(journal.look(), {"k"})


def test_an_end_counts_once(journal):
    """The worker says again what the server has said: files written in between stay good."""
    journal.begin("1", {"k"})
    journal.end("1")
    place = journal.look()
    another(journal).end("1")
    assert journal.look() == place


def test_a_line_that_was_cut_off_is_no_line(journal):
    with journal.path.open("ab") as stream:
        stream.write(b"\nbegin 1 pap")
    before = journal.look()
    assert journal.opened() == set()
    journal.begin("2", {"k"})
    assert journal.opened() == {"2"}
    assert not another_stands(journal, before, {"k"})


def test_bytes_that_are_no_text_do_no_harm(journal):
    with journal.path.open("ab") as stream:
        stream.write(b"\nbegin \xff\xfe k;\n\xff\n;\n")
    journal.begin("1", {"k"})
    assert "1" in journal.opened()


def test_without_a_journal_nothing_stands(journal):
    os.unlink(journal.path)
    assert journal.look() is None


def test_a_new_journal_ends_everything_of_the_old(journal):
    reader = another(journal)
    before = reader.look()
    journal.begin("1", {"k"})
    journal.start_afresh()
    now = reader.look()
    assert now.epoch != before.epoch
    assert not reader.stands(before, {"elsewhere"})
    assert reader.stands(now, {"k"})
    assert reader.opened() == set()


def test_a_journal_of_another_time_is_no_place(journal):
    here = journal.look()
    assert not journal.stands(Place("another", here.length), {"k"})


def test_what_was_abandoned_is_ended_by_another(journal):
    before = journal.look()
    journal.begin("1", {"k"})
    other = another(journal)
    other.end_abandoned(other.opened())
    assert journal.opened() == set()
    assert journal.stands(journal.look(), {"k"})
    assert not journal.stands(before, {"k"})


def test_ended_changes_wait_until_their_pages_are_written(journal):
    journal.begin("1", {"k", "l"})
    assert journal.waiting() == {}
    journal.end("1")
    assert another(journal).waiting() == {"1": {"k", "l"}}
    journal.done(["1"])
    assert another(journal).waiting() == {}


def test_a_change_that_cannot_be_told_is_refused(journal, monkeypatch):
    def full(*args):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(Refused, match="磁盘空间"):
        journal.begin("1", {"k"})


def test_patience_is_with_each_change():
    patience = Patience(seconds=0)
    assert patience.tired_of({"1"}) == {"1"}
    patience = Patience(seconds=1000)
    assert patience.tired_of({"1"}) == set()
    assert patience.tired_of({"2"}) == set()
