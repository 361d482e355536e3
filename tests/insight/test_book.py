"""However facts come, the figures are those of a recount of all of them in order."""

from zoneinfo import ZoneInfo

import pytest

from insight.book import Book
from insight.scope import HALL
from protocol.facts import DayOpened, TicketCalled, TicketIssued, TicketNoShow
from tests.hall.play import play
from tests.insight.histories import entries_of, history, muddled

ZONE = ZoneInfo("Asia/Shanghai")
SEEDS = range(40)


def recount(seed: int) -> Book:
    book = Book(ZONE)
    book.take(history(seed))
    return book


@pytest.mark.parametrize("seed", SEEDS)
def test_late_doubled_and_shuffled_facts_give_what_a_recount_gives(seed: int):
    book = Book(ZONE)
    for portion in muddled(history(seed), seed):
        book.take(portion)
    expected = recount(seed)
    assert book.visits == expected.visits
    assert book.rollup == expected.rollup


@pytest.mark.parametrize("seed", SEEDS)
def test_each_fact_changes_only_the_tallies_that_it_names(seed: int):
    book = Book(ZONE)
    for entry in history(seed):
        before = {
            (day, scope): tally.as_json()
            for day, tallies in book.rollup.items()
            for scope, tally in tallies.items()
        }
        changed = book.take([entry])
        for day, tallies in book.rollup.items():
            for scope, tally in tallies.items():
                if (day, scope) not in changed:
                    assert before[day, scope] == tally.as_json()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_counts_are_those_of_the_facts(seed: int):
    entries, book = history(seed), recount(seed)
    hall = [tallies[HALL] for tallies in book.rollup.values()]
    issued = [entry for entry in entries if isinstance(entry.fact, TicketIssued)]
    assert sum(tally["issued"] for tally in hall) == len(issued)
    called = {entry.fact.ticket for entry in entries if isinstance(entry.fact, TicketCalled)}
    assert sum(tally["called"] for tally in hall) == len(called)
    windows = [
        tally
        for tallies in book.rollup.values()
        for scope, tally in tallies.items()
        if scope.kind == "window"
    ]
    in_vain = [entry for entry in entries if isinstance(entry.fact, TicketNoShow)]
    assert sum(tally["in_vain"] for tally in windows) == len(in_vain)


@pytest.mark.parametrize("seed", SEEDS)
def test_who_waits_by_the_facts_is_who_waits_by_the_rules(seed: int):
    hall = play(seed).hall
    book = Book(ZONE)
    book.take(entries_of(hall))
    days = [entry.fact.day for entry in entries_of(hall) if isinstance(entry.fact, DayOpened)]
    book.forget(days[-2:][0])  # who has waited since before yesterday waits no more
    waiting = {n for (_, n), visit in book.visits.items() if visit.queue is not None}
    assert waiting == set(hall.state.waiting)
