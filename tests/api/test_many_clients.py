"""The promises of the hall while many ask at once: on a good disk, a full one, and when killed."""

import itertools
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway.store import Store, StoreError
from gateway.store.transaction import Transaction
from protocol.envelope import Entry
from protocol.facts import StaffLoggedOut, TicketIssued
from tests.api.desk import Desk, desk
from tests.api.oracle import check
from tests.api.storm import Told, storm
from tests.hall.hall import PLAN
from tests.store.fakes import Do, FakeClock, open_store
from tests.waiting import wait_for

CLIENTS = 16
STEPS = 140


def facts_of(store: Store) -> list[Entry]:
    with store.reader() as reader:
        return reader.entries(limit=1_000_000)


def is_sent_away(entry: Entry) -> bool:
    """Whoever changed the account was told of that, and not of the row that followed from it."""
    return isinstance(entry.fact, StaffLoggedOut) and entry.fact.why != "left"


def told_is_kept(told: Told, entries: list[Entry], before: int) -> None:
    """Every success is a row as it was told, and every row was told to somebody as a success."""
    assert told.wrong == []
    assert told.cut_off == 0
    kept = {entry.n: entry for entry in entries if entry.n > before}
    sent_away = {n for n, entry in kept.items() if is_sent_away(entry)}
    assert set(told.done) == kept.keys() - sent_away
    assert len(sent_away) <= told.sent_away
    for n, answer in told.done.items():
        assert answer["type"] == kept[n].fact.TYPE


@pytest.mark.timeout(180)
def test_sixteen_clients_break_no_promise(desk: Desk):
    before = desk.store.n
    told = storm(str(desk.client.base_url), CLIENTS, STEPS, seed=1)
    entries = facts_of(desk.store)
    assert told.asked >= 2000
    assert told.again > 50
    assert len(told.done) > 600
    assert {"stale_screen", "nobody_waiting", "no_such_ticket"} & set(told.refused)
    told_is_kept(told, entries, before)
    check(entries)
    kinds = Counter(entry.fact.TYPE for entry in entries)
    assert kinds["numbers.continued"] == 1
    assert min(kinds["ticket.called"], kinds["service.finished"]) > 10, "the windows were shut"
    assert sum(map(is_sent_away, entries)) > 3
    papers = [entry.fact for entry in entries if isinstance(entry.fact, TicketIssued)]
    assert sum(paper.card is not None for paper in papers) > 3
    with desk.store.reader() as reader:
        assert reader.first_broken() is None


@contextmanager
def failing_disk(store: Store) -> Iterator[None]:
    """Full, then not, then full: the database may not grow, again and again."""
    end = threading.Event()

    def limit(more: int) -> Do:
        def run(tx: Transaction) -> None:
            (pages,) = tx.db.execute("PRAGMA page_count").fetchone()
            tx.db.execute(f"PRAGMA max_page_count = {pages + more}")

        return Do(run)

    def toggle() -> None:
        while not end.wait(0.05):
            try:
                store.commit(limit(0))
                end.wait(0.1)
                store.commit(limit(1_000_000))
            except StoreError:
                continue

    thread = threading.Thread(target=toggle)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()
        store.commit(limit(1_000_000))


@pytest.mark.timeout(180)
def test_a_full_disk_lies_to_nobody(tmp_path: Path):
    with desk(tmp_path) as one:
        before = one.store.n
        with failing_disk(one.store):
            told = storm(str(one.client.base_url), CLIENTS, 45, seed=2)
        assert told.not_kept > 20, "the disk was never full"
        assert len(told.done) > 100
        entries = facts_of(one.store)
        told_is_kept(told, entries, before)
        check(entries)
        n, state = one.store.n, one.store.state
    with Store.open(tmp_path / "gateway.db", PLAN, FakeClock()) as again:
        assert (again.n, again.state) == (n, state)


@contextmanager
def jumping_clock(clock: FakeClock) -> Iterator[None]:
    """A day on, a day back, an hour for summer time, NTP's little steps; the boot's own goes on."""
    end = threading.Event()
    jumps = itertools.cycle([86_400_000, -86_400_000, 3_600_000, -3_600_000, 700, -1_300])

    def run() -> None:
        while not end.wait(0.02):
            clock.wall += next(jumps)
            clock.mono += 20

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


@pytest.mark.timeout(120)
def test_a_wall_clock_that_jumps_rolls_no_day_and_repeats_no_number(desk: Desk):
    before, day = desk.store.n, desk.store.state.day
    with jumping_clock(desk.clock):
        told = storm(str(desk.client.base_url), CLIENTS, 40, seed=4)
    entries = facts_of(desk.store)
    told_is_kept(told, entries, before)
    check(entries)
    assert desk.store.state.day == day
    assert len({entry.at_ms // 3_600_000 for entry in entries}) > 2, "the clock did not jump"
    monos = [entry.mono_ms for entry in entries]
    assert monos == sorted(monos)


@pytest.mark.timeout(120)
def test_what_was_told_outlives_a_killed_gateway(tmp_path: Path):
    code = f"from tests.api.desk import serve; serve({str(tmp_path)!r})"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as hall:
        assert hall.stdout is not None
        url = hall.stdout.readline().strip()
        told = Told()

        def kill() -> None:
            wait_for(lambda: len(told.done) > 150, 60)
            hall.kill()

        killer = threading.Thread(target=kill)
        killer.start()
        storm(url, CLIENTS, 100_000, seed=3, told=told)
        killer.join()
    assert told.wrong == []
    assert told.cut_off == CLIENTS
    with open_store(tmp_path / "gateway.db") as again:
        entries = facts_of(again)
        check(entries)
        kept = {entry.n: entry.fact.TYPE for entry in entries}
        assert all(kept[n] == answer["type"] for n, answer in told.done.items())
        heard = told.done.keys() | {entry.n for entry in entries if is_sent_away(entry)}
        unheard = [n for n in kept if n > 2 and n not in heard]
        assert len(unheard) <= CLIENTS, "more than each client's last request"
