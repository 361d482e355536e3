"""The newest day of a hall that was cut off, while its backlog comes in."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from central import today
from central.reading import Readable, read_message
from central.store import Store
from central.today import Today
from insight.book import Book
from protocol.envelope import Entry
from protocol.uplink import batch_topic
from tests.central.places import reader_of
from tools.bench.rig import backlog

ZONE = ZoneInfo("Asia/Shanghai")
NOW = 1_795_000_100_000
VISITS = 20
DAYS = 12
Groups = list[list[Readable]]


@pytest.fixture
def groups(monkeypatch: pytest.MonkeyPatch) -> Groups:
    """A hall's days, some eight facts a visit, as central reads them."""
    monkeypatch.setattr(backlog, "VISITS", VISITS)
    batches = backlog.batches(list(islice(backlog.days(), DAYS * VISITS * 8)))
    read = [read_message(batch_topic(backlog.HALL), batch) for batch in batches]
    return [[item for item in items if isinstance(item, Readable)] for items in read]


def test_of_a_backlog_only_the_newest_days_are_ever_held(
    path: Path, store: Store, groups: Groups, monkeypatch: pytest.MonkeyPatch
):
    held, take = [], Book.take

    def looked_at(book: Book, entries: Iterable[Entry]) -> object:
        changed = take(book, entries)
        held.append(len(book.visits))
        return changed

    first, *others = groups
    store.commit(first, [], NOW)
    kept = Today(reader_of(path), ZONE)
    kept.of(backlog.HALL)
    monkeypatch.setattr(today, "PORTION", 100)
    monkeypatch.setattr(Book, "take", looked_at)
    for group in others:
        store.commit(group, [], NOW)
    told = kept.of(backlog.HALL)
    assert told == Today(reader_of(path), ZONE).of(backlog.HALL)
    assert told is not None
    assert told.tally["issued"] > 0
    assert max(held) <= (today.KEPT_DAYS + 1) * VISITS  # with those of the day that was held before


def test_what_comes_meanwhile_is_of_the_next_time(
    path: Path, store: Store, groups: Groups, monkeypatch: pytest.MonkeyPatch
):
    """A backlog that comes as fast as it is taken in would never let anybody have an answer."""
    coming = iter(groups)
    store.commit(next(coming), [], NOW)
    reader = reader_of(path)
    kept = Today(reader, ZONE)
    kept.of(backlog.HALL)
    store.commit(next(coming), [], NOW)
    monkeypatch.setattr(today, "PORTION", 10)
    read = reader.select

    def meanwhile(sql: str, *values: object) -> object:
        if "place >" in sql and (group := next(coming, None)) is not None:
            store.commit(group, [], NOW)
        return read(sql, *values)

    monkeypatch.setattr(reader, "select", meanwhile)
    kept.of(backlog.HALL)
    assert next(coming, None) is not None
