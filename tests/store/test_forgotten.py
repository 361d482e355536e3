"""A hall whose rules of now have forgotten what its facts are about: it starts, and then serves."""

import sqlite3
from pathlib import Path

import pytest

from gateway.hall import day
from gateway.hall.here import Actor, Duty
from gateway.hall.nouns import Idle, Serving
from gateway.hall.windows import LogIn, OpenWindow
from gateway.store import Do, OpenDay, Store
from protocol import records
from protocol.facts import TicketCalled
from tests.store.fakes import call_pad, dispenser, open_store

CLERK = Actor(Duty.CLERK, staff="c1")


def older_version(path: Path, *actions: int) -> int:
    """Its rules forgot nobody at a day's end: it called a ticket of three days ago."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(day, "_stays", lambda ticket, ending: True)
        with open_store(path) as store:
            dispenser(store).press(0)
            (ticket,) = store.state.tickets
            for later in ("2026-11-24", "2026-11-25"):
                store.commit(OpenDay(later))
            pad = call_pad(store)
            for action in actions:
                pad.act(action)
            assert not isinstance(store.state.at("1").doing, Idle)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE snapshot SET layout = zeroblob(32)")
    db.close()
    return ticket


def serves(store: Store) -> None:
    """Somebody comes, is called, served and finished at the window."""
    board, pad = dispenser(store), call_pad(store)
    board.journal = pad.journal = 0xD00D
    board.press(0)
    n = store.n
    pad.act(records.NEXT)
    pad.act(records.START)
    assert isinstance(store.state.at("1").doing, Serving)
    pad.act(records.FINISH)
    assert store.state.at("1").doing == Idle()
    assert store.counters.guarded == 0
    with store.reader() as reader:
        called = [one.fact for one in reader.entries(n) if isinstance(one.fact, TicketCalled)]
        assert [call.ticket for call in called] == [n]
        assert reader.first_broken() is None


@pytest.mark.parametrize("actions", [(records.NEXT,), (records.NEXT, records.START)])
def test_a_window_whose_ticket_is_forgotten_is_free_for_the_next(
    path: Path, actions: tuple[int, ...], caplog: pytest.LogCaptureFixture
) -> None:
    ticket = older_version(path, *actions)
    with open_store(path) as store:
        assert ticket not in store.state.tickets
        assert store.state.at("1").doing == Idle()
        serves(store)
    assert f"nobody stands at window 1 any more: ticket {ticket} is forgotten" in caplog.text


@pytest.mark.parametrize("actions", [(records.NEXT,), (records.NEXT, records.START)])
def test_whoever_stands_or_sits_there_stays_guarded(path: Path, actions: tuple[int, ...]) -> None:
    with open_store(path) as store:
        store.commit(Do(LogIn(window="1"), CLERK))
        store.commit(Do(OpenWindow(window="1"), CLERK))
        dispenser(store).press(0)
        pad = call_pad(store)
        for action in actions:
            pad.act(action)
    with open_store(path), sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM serving").fetchone() == (1,)
        assert db.execute("SELECT staff FROM login").fetchall() == [("c1",)]
    db.close()


def test_a_clerk_whom_the_state_has_at_no_window_may_sit_down(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    open_store(path).close()
    with sqlite3.connect(path) as db:
        db.execute("INSERT INTO login VALUES ('2', 'c1')")
    db.close()
    with open_store(path) as store:
        store.commit(Do(LogIn(window="1"), CLERK))
        assert store.state.at("1").staff == "c1"
    assert "nobody sits at window 2 any more: it was c1" in caplog.text
