"""One person, several services, several windows: sound, and with a step too many."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from gateway.hall import wishes
from gateway.hall.calls import CallNext
from gateway.hall.here import Actor, Here
from gateway.hall.reasons import Reason
from gateway.hall.services import Finish, Hold, ResumeTicket, Start, Transfer
from gateway.hall.tickets import TakeTicket
from gateway.hall.windows import LogIn, LogOut, OpenWindow, PauseWindow
from gateway.store import Store
from gateway.store.transaction import Transaction
from protocol import records
from tests.hall.staffed import GUIDE, LI, WANG
from tests.store.fakes import Do, dispenser, open_store
from tests.tools.audited import Run, keep_central, keep_flash


def want(store: Store, by: Actor, wish: Any) -> int:
    """Somebody of the hall wants something; the n of what follows."""

    def run(tx: Transaction) -> int:
        fact = wishes.decide(Here(tx.plan, tx.head.state, tx.now, by), wish)
        assert not isinstance(fact, Reason), fact
        return tx.write(fact)

    n: int = store.submit(Do(run)).result(5)
    return n


def visit(store: Store) -> None:
    """One person, three services: sent on, held, resumed by another clerk; and pauses."""
    for window, clerk in (("1", LI), ("2", WANG)):
        want(store, clerk, LogIn(window=window))
        want(store, clerk, OpenWindow(window=window))
    want(store, GUIDE, TakeTicket("B"))
    for finished in (True, False):
        want(store, LI, CallNext(window="1"))
        want(store, LI, Start(window="1"))
        want(store, LI, Transfer(window="1", business="B", finished=finished))
    ticket = store.state.waiting[0]
    want(store, LI, CallNext(window="1"))
    want(store, LI, Start(window="1"))
    want(store, LI, Hold(window="1"))
    want(store, WANG, ResumeTicket(window="2", ticket=ticket))
    want(store, WANG, Finish(window="2"))
    want(store, LI, PauseWindow(window="1", reason="meal"))
    want(store, LI, LogOut(window="1"))


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("visit")
    with open_store(folder / "gateway.db") as store:
        keys = dispenser(store)
        keys.deliver(keys.write(records.BOOT, records.boot_payload(1, 1)))
        visit(store)
        keep_flash(folder, [keys])
    keep_central(folder)
    return folder


def test_a_visit_of_several_services_at_several_windows_is_clean(visited: Path) -> None:
    report = Run(visited).audit()
    assert report.clean, report.differences


AMISS = {
    "called while at a window": ("ticket.called", ("ticket.resumed",), "came to window 1 while"),
    "started twice": ("service.started", ("service.started",), "ticket started twice"),
    "started after it was done": ("service.started", ("service.finished",), "started twice"),
    "logged in twice": ("staff.logged_in", ("staff.logged_in",), "logged in at window"),
}


@pytest.mark.parametrize(("kind", "after", "found"), AMISS.values(), ids=AMISS.keys())
def test_a_ticket_at_two_windows_or_a_clerk_is_found(
    visited: Path, tmp_path: Path, kind: str, after: tuple[str, ...], found: str
) -> None:
    """The last fact of a kind happens once more, instead of the fact after the last of another."""
    shutil.copytree(visited, tmp_path / "run")
    run = Run(tmp_path / "run")
    last = "(SELECT max(n) FROM fact WHERE type = '{}')"
    run.gateway(
        f"UPDATE fact SET type = '{kind}', data = (SELECT data FROM fact WHERE n ="
        f" {last.format(kind)}) WHERE n = {last.format(after[0])} + 1"
    )
    report = run.audit()
    assert any(found in sentence for sentence in report.differences), report.differences
    assert report.doubled
