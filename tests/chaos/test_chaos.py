"""Chaos comes over the lines, and its verdict can be trusted."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from protocol import records
from tests.waiting import wait_for
from tools.chaos import link
from tools.chaos.faults import FAULTS
from tools.chaos.ledger import Ledger
from tools.chaos.scene import Scene
from tools.chaos.verdict import judge
from tools.processes import ProgramError

MINUTES = 0.5
LONG_MINUTES = 1.0


def calm_after_chaos(folder: Path, seed: int, minutes: float) -> dict[str, Any]:
    """The report of a run after which nothing is missing."""
    report = link.run(folder, seed, minutes)
    assert report["seed"] == seed
    assert report["clean"], report["differences"] or report["gaps"]
    assert report["lost"] == report["doubled"] == 0
    return report


@pytest.mark.timeout(180)
def test_nothing_is_lost_or_doubled_in_half_a_minute_of_chaos(tmp_path: Path) -> None:
    report = calm_after_chaos(tmp_path / "run", 7, MINUTES)
    assert report["accepted"] > 20
    assert len(report["faults"]) > 8
    assert set(report["faults"]) & {fault.__name__ for fault in FAULTS}


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", range(2, 22))
def test_nothing_is_lost_or_doubled_whatever_the_seed(tmp_path: Path, seed: int) -> None:
    calm_after_chaos(tmp_path / "run", seed, LONG_MINUTES)


@pytest.fixture(scope="module")
def quiet_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scene, Ledger]:
    """A few presses without any fault; its verdict is then tampered with."""
    with Scene(tmp_path_factory.mktemp("quiet") / "run", 5) as scene:
        chaos = link.Chaos(scene)
        chaos.rage(6.0, faults=False)
        assert chaos.calm()
        scene.gateway.stop()
    assert chaos.ledger.accepted.total() > 5
    return scene, chaos.ledger


def verdict(run: tuple[Scene, Ledger], store: Path | None = None) -> dict[str, Any]:
    scene, ledger = run
    stores = [store] if store else scene.stores
    return judge(scene.folder, stores, ledger, scene.born_with).as_json()


def tampered(run: tuple[Scene, Ledger], folder: Path, sql: str) -> Path:
    """A copy of the store that no longer says what happened."""
    scene, _ = run
    path = folder / "gateway.db"
    with closing(sqlite3.connect(scene.stores[-1])) as db, closing(sqlite3.connect(path)) as copy:
        db.backup(copy)
        for (name,) in copy.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger'"
        ).fetchall():
            copy.execute(f"DROP TRIGGER {name}")
        copy.execute(sql)
        copy.commit()
    return path


def test_the_verdict_on_a_quiet_run_is_clean(quiet_run: tuple[Scene, Ledger]) -> None:
    assert verdict(quiet_run)["clean"]


def test_a_record_that_is_nowhere_else_is_lost(
    quiet_run: tuple[Scene, Ledger], tmp_path: Path
) -> None:
    gone = "DELETE FROM fact WHERE n = (SELECT max(n) FROM fact WHERE type = 'device.record')"
    assert verdict(quiet_run, tampered(quiet_run, tmp_path, gone))["lost"] >= 1


def test_a_record_that_was_altered_differs(quiet_run: tuple[Scene, Ledger], tmp_path: Path) -> None:
    altered = (
        "UPDATE fact SET data = replace(data, '\"ticks\":', '\"ticks\":1') WHERE n ="
        " (SELECT max(n) FROM fact WHERE type = 'device.record')"
    )
    assert not verdict(quiet_run, tampered(quiet_run, tmp_path, altered))["clean"]


def test_a_beep_for_what_stands_nowhere_is_a_loss(quiet_run: tuple[Scene, Ledger]) -> None:
    _, ledger = quiet_run
    uid = next(iter(ledger.accepted))
    stands = ledger.accepted[uid]
    ledger.accepted[uid] = 10_000
    try:
        assert verdict(quiet_run)["lost"] > 0
    finally:
        ledger.accepted[uid] = stands


def test_a_press_that_burnt_is_no_loss_although_its_number_is_another_records_now(
    quiet_run: tuple[Scene, Ledger],
) -> None:
    """The flash went back in time before it was read, and began to count from there."""
    scene, ledger = quiet_run
    board = next(board for board in scene.boards if ledger.accepted[board.uid])
    journal = scene.journal(board)
    burnt = (records.TICKET, 77, records.ticket_payload(0, 0))
    name = board.uid, journal.journal, journal.next - 1
    ledger.accepted[board.uid] += 1
    try:
        assert verdict(quiet_run)["lost"] == 1
        ledger.in_destroyed_flash.add((name, burnt))
        ledger.pressed[board.uid] += 1
        assert verdict(quiet_run)["lost"] == 0
    finally:
        ledger.accepted[board.uid] -= 1
        ledger.pressed[board.uid] -= 1
        ledger.in_destroyed_flash.clear()


def test_more_presses_on_disk_than_fingers_made_are_doubled(
    quiet_run: tuple[Scene, Ledger],
) -> None:
    """On each board: a press too many on one is not made good by a press in vain on another."""
    _, ledger = quiet_run
    one, other = list(ledger.accepted)[:2]
    made = ledger.pressed.copy()
    ledger.pressed[one] = ledger.accepted[one] - 1
    ledger.pressed[other] += 1000
    try:
        assert verdict(quiet_run)["doubled"] == 1
    finally:
        ledger.pressed = made


def test_a_gap_that_nobody_can_explain_is_told(
    quiet_run: tuple[Scene, Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, _ = quiet_run
    monkeypatch.setattr(scene, "born_with", {})
    assert verdict(quiet_run)["gaps"]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_every_fault_begins_and_ends(
    fault: Callable[..., Any], quiet_scene: tuple[Scene, Ledger]
) -> None:
    scene, ledger = quiet_scene
    before = scene.faults.total() + sum(sum(line.faults.values()) for line in scene.lines)
    # Some find nobody to strike at first: a flash must have a past before it can go back there.
    ends: list[Callable[[], None]] = []

    def strikes() -> bool:
        end = fault(scene, ledger)
        if end is not None:
            ends.append(end)
        return bool(ends)

    wait_for(strikes)
    ends[0]()
    assert not scene.busy
    scene.gateway.check()
    assert before <= scene.faults.total() + sum(sum(line.faults.values()) for line in scene.lines)


@pytest.fixture(scope="module")
def quiet_scene(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("faults") / "run"
    with Scene(folder, 3) as scene:
        yield scene, Ledger(scene)
    shutil.rmtree(folder)


def test_a_gateway_that_ends_by_itself_is_no_verdict(tmp_path: Path) -> None:
    with Scene(tmp_path / "run", 1) as scene:
        scene.gateway.process.terminate()
        scene.gateway.process.wait()
        with pytest.raises(ProgramError):
            scene.gateway.check()
