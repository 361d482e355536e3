"""Somebody whose number was carried over a change of disks is one visit, here and at central."""

from zoneinfo import ZoneInfo

import pytest

from insight.book import Book
from insight.scope import HALL
from insight.visit_nouns import Visit
from protocol.envelope import Entry
from protocol.facts import (
    DayOpened,
    RatingGiven,
    RatingUnbound,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketCarried,
    TicketIssued,
    TicketTransferred,
)
from tests.hall.replaced import SECOND_STREAM, THIRD_STREAM, cut, entries_of, goes_on, replaced
from tests.insight.histories import muddled

ZONE = ZoneInfo("Asia/Shanghai")
SEEDS = range(40)


def streams(seed: int) -> tuple[list[Entry], list[Entry], list[Entry]]:
    """A hall that lost two disks."""
    first = cut(seed)
    second = replaced(first)
    goes_on(second, seed)
    third = replaced(second, SECOND_STREAM)
    goes_on(third, seed + 1)
    return (
        entries_of(first),
        entries_of(second, SECOND_STREAM),
        entries_of(third, THIRD_STREAM),
    )


def counted(*streams: list[Entry]) -> Book:
    book = Book(ZONE)
    for entries in streams:
        book.take(entries)
    return book


def numbers(entries: list[Entry]) -> set[tuple[str, str, int]]:
    return {
        (entry.fact.day, entry.fact.business, entry.fact.number)
        for entry in entries
        if isinstance(entry.fact, TicketIssued | TicketCarried)
    }


def total(book: Book, what: str) -> int:
    return sum(tallies[HALL][what] for tallies in book.rollup.values() if HALL in tallies)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_number_is_counted_once_however_many_disks_were_lost(seed: int):
    first, second, third = streams(seed)
    everything = counted(first, second, third)
    assert total(everything, "issued") == len(numbers([*first, *second, *third]))
    assert len(everything.visits) == len(numbers([*first, *second, *third]))
    assert total(counted(third), "issued") == len(numbers(third))


@pytest.mark.parametrize("seed", SEEDS)
def test_in_any_order_it_is_what_a_recount_gives(seed: int):
    first, second, third = streams(seed)
    expected = counted(first, second, third)
    book = Book(ZONE)
    for portion in muddled([*first, *second, *third], seed):
        book.take(portion)
    assert book.visits == expected.visits
    assert book.rollup == expected.rollup


@pytest.mark.parametrize("seed", SEEDS)
def test_who_ended_the_new_hall_says_and_central_says_the_same(seed: int):
    """Of what has happened since, the hall's own figures are those of central."""
    first, second, _ = streams(seed)
    own, all_of_it = counted(second), counted(first, second)
    carried = {
        (SECOND_STREAM, entry.n): (entry.fact.stream, entry.fact.was)
        for entry in second
        if isinstance(entry.fact, TicketCarried)
    }
    assert set(own.visits) == {carried.get(one, one) for one in own.visits}
    for subject, visit in own.visits.items():
        central = all_of_it.visits[subject]
        if subject[0] == SECOND_STREAM:
            assert visit == central
            continue
        assert (visit.end, visit.queue) == (central.end, central.queue)
        assert visit.issued.label == central.issued.label
        in_vain = any(call.in_vain for call in central.calls)
        if visit.waited_ms is not None and central.waited_by_wall and not in_vain:
            assert visit.waited_ms == central.waited_ms
        assert len(visit.services) <= len(central.services)
        later = central.services[len(central.services) - len(visit.services) :]
        assert [one.n for one in visit.services] == [one.n for one in later]
        assert [one.level for one in visit.services] == [one.level for one in later]
    waiting = {one for one, visit in own.visits.items() if visit.queue is not None}
    now = {
        one
        for one, visit in all_of_it.visits.items()
        if visit.queue is not None and all_of_it.stream_of(one) == SECOND_STREAM
    }
    assert waiting == now


def told(stream: str, n: int, fact: object, wall_ms: int) -> Entry:
    boot = f"b{stream[-6:]}"
    return Entry("hall-1", stream, n, fact, None, wall_ms, boot, wall_ms)  # type: ignore[arg-type]


T0 = 1_795_000_000_000
MINUTE = 60_000
ONE, TWO = "5eed0001", "5eed0002"
ISSUED = TicketIssued("2026-11-23", "A", 1, "d1", 0)


def carried_from(n: int, **change: object) -> TicketCarried:
    fields = {
        "stream": ONE,
        "was": n,
        "day": "2026-11-23",
        "business": "A",
        "number": 1,
        "stage": "waiting",
        "queue": "A",
        "issued_ms": T0,
        "joined_ms": T0,
    }
    return TicketCarried(**{**fields, **change})  # type: ignore[arg-type]


def the_visit(*entries: Entry) -> Visit:
    book = counted(list(entries))
    (visit,) = book.visits.values()
    assert total(book, "issued") == 1
    return visit


def test_waiting_is_measured_from_the_first_issue():
    old = [told(ONE, 1, DayOpened("2026-11-23"), T0), told(ONE, 2, ISSUED, T0)]
    new = [
        told(TWO, 5, carried_from(2), T0 + 20 * MINUTE),
        told(TWO, 6, TicketCalled(5, "1"), T0 + 30 * MINUTE),
        told(TWO, 7, ServiceStarted(5, "1"), T0 + 31 * MINUTE),
    ]
    for entries in ([*old, *new], new):
        visit = the_visit(*entries)
        assert visit.waited_ms == 30 * MINUTE
        assert visit.waited_by_wall
        assert len(visit.calls) == len(visit.services) == 1


def test_a_call_and_a_service_that_went_on_are_the_same():
    old = [
        told(ONE, 2, ISSUED, T0),
        told(ONE, 3, TicketCalled(2, "1"), T0 + 4 * MINUTE),
        told(ONE, 4, ServiceStarted(2, "1", "s1"), T0 + 5 * MINUTE),
    ]
    carried = carried_from(2, called_ms=T0 + 4 * MINUTE, started_ms=T0 + 5 * MINUTE)
    new = [
        told(TWO, 4, carried, T0 + 20 * MINUTE),
        told(TWO, 5, TicketCalled(4, "1", staff="s1"), T0 + 20 * MINUTE),
        told(TWO, 6, ServiceStarted(4, "1", "s1"), T0 + 20 * MINUTE),
    ]
    for entries in ([*old, *new], new):
        visit = the_visit(*entries)
        (call,), (service,) = visit.calls, visit.services
        assert call.at.wall_ms == T0 + 4 * MINUTE
        assert service.started.wall_ms == T0 + 5 * MINUTE
        assert (service.n, service.ended, visit.waited_ms) == (6, None, 4 * MINUTE)


def test_a_rating_finds_the_service_of_its_own_stream_though_two_have_one_number():
    old = [
        told(ONE, 2, ISSUED, T0),
        told(ONE, 3, TicketCalled(2, "1"), T0 + MINUTE),
        told(ONE, 6, ServiceStarted(2, "1", "s1"), T0 + MINUTE),
        told(ONE, 7, TicketTransferred(2, 6, "1", "B", None, finished=True), T0 + 2 * MINUTE),
    ]
    new = [
        told(TWO, 4, carried_from(2, queue="B", sent_on=True), T0 + 20 * MINUTE),
        told(TWO, 5, TicketCalled(4, "2"), T0 + 21 * MINUTE),
        told(TWO, 6, ServiceStarted(4, "2", "s2"), T0 + 22 * MINUTE),
        told(TWO, 7, ServiceFinished(6, 4, "2", "s2"), T0 + 23 * MINUTE),
        told(TWO, 8, RatingGiven(6, "2", 5), T0 + 24 * MINUTE),
        told(TWO, 9, RatingUnbound(ONE, 6, 2), T0 + 25 * MINUTE),
    ]
    visit = the_visit(*old, *new)
    assert [(one.n, one.level) for one in visit.services] == [(6, 2), (6, 5)]
    assert visit.waited_ms == MINUTE
    own = the_visit(*new)
    assert [(one.n, one.level) for one in own.services] == [(6, 5)]
    assert own.waited_ms is None, "how long it had waited before its first service is not known"


def test_nothing_comes_of_itself():
    entry = told(ONE, 2, carried_from(2), T0)
    book = counted([entry])
    assert list(book.visits) == [(ONE, 2)]
