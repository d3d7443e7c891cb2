"""The log follows the record: signed before it is published, by one writer, never smaller, never different."""

import pytest

from gongkai.core.models import Record
from gongkai.ledger import actions, queries
from gongkai.ledger.models import Head
from gongkai.translog import FolderReader, Policy, audit

pytestmark = pytest.mark.django_db


def check(settings, size):
    log = queries.current_log()
    found = audit(FolderReader(settings.LOG_DIR), Policy.of(*queries.keys_of(log)))
    assert found.problems == []
    assert found.signed.checkpoint.size == size
    return found.signed


def test_every_line_of_the_record_is_an_entry(city, settings):
    thing = city.publish()
    signed = actions.append()
    number = Record.objects.count()
    assert check(settings, number).encode() == signed.encode()
    tree = queries.tree_of(queries.newest_head(queries.current_log()))
    record = Record.objects.get(event=thing.newest_event)
    assert tree.entry(record.number - 1) == record.leaf.encode()
    city.publish()
    actions.append()
    check(settings, number + 1)
    assert list(Head.objects.values_list("size", flat=True)) == [0, number, number + 1]
