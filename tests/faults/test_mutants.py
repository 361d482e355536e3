"""The rules of the way to central broken on purpose: a fault test must see each."""

from collections.abc import Sequence
from functools import partial

import pytest

from gateway.store import Transaction
from gateway.uplink.store_outbox import StoreOutbox
from gateway.uplink.window import Window
from protocol.envelope import Entry
from tests.faults import hall as halls
from tests.faults.city import City, audit
from tests.faults.conftest import MakeCity
from tests.faults.line import Weather, bad_line
from tests.store.fakes import Do
from tests.waiting import stays_away, wait_for


def on_a_line_that_drops(city: City) -> None:
    """What test_line.py lets pass in a second does not come about in four."""
    with bad_line(city.broker.port, Weather(dropped=0.25)) as line:
        city.connect(line.port)
        for _ in range(10):
            city.serve(5)
        wait_for(lambda: line.dropped > 3)
        assert stays_away(lambda: all(map(city.complete, city.halls)), 4.0)
        for hall in city.halls:
            hall.part()


def free(tx: Transaction, last: int) -> None:
    """As an acknowledgement of central would, without one."""
    tx.set_through(max(tx.head.through, last))


class FreesOnPuback(StoreOutbox):
    """Rows are let go of when the broker has them. This broker takes whatever it is handed."""

    _freed = 0

    def entries(self, after: int, limit: int) -> Sequence[Entry]:
        rows = super().entries(max(after, self._freed), limit)
        if rows:
            self._freed = rows[-1].n
            self._store.submit(Do(partial(free, last=self._freed))).result(5)
        return rows


def test_rows_let_go_of_at_the_puback_are_lost_and_seen_to_be(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(halls, "StoreOutbox", FreesOnPuback)
    on_a_line_that_drops(city)
    lost = [audit(hall, city.central).lost for hall in city.halls]
    assert sum(lost) > 0


def test_rows_never_sent_again_stay_away_and_are_seen_to(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Window, "_again", lambda self, now: None)
    on_a_line_that_drops(city)
    reports = [audit(hall, city.central) for hall in city.halls]
    assert any(report.waiting for report in reports)
    assert not all(report.clean for report in reports)


def test_an_acknowledgement_before_the_commit_is_seen_at_the_next_kill(
    make_city: MakeCity,
) -> None:
    city = make_city(start=False)
    city.central.start("--mutant", "ack_first")
    city.connect()
    city.serve(5)
    for hall in city.halls:
        hall.wait_until_delivered()
    with pytest.raises(AssertionError, match="was told of"):
        city.kill_central()
