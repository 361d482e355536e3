"""Plays the story of a seed to its end."""

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import pytest

from gateway.devices import board as board_module
from gateway.devices import line as line_module
from gateway.store import store as store_module
from gateway.store import writer as writer_module
from protocol import journal
from tests.fault_model.audit import audit_all
from tests.fault_model.disk import HandWriter
from tests.fault_model.faults import KINDS, Faults, strike
from tests.fault_model.hall import Hall
from tests.fault_model.ledger import Finding
from tests.fault_model.world import World

TROUBLED_MS: Final = 20_000
"""So long things go wrong."""
DRAIN_MS: Final = 200_000
"""And so long at most it takes until everything has arrived: a board may be isolated for 60 s."""
SECTOR_RECORDS: Final = (7, 15, 15, 31, 127)
"""Small sectors go round often; 127 is what the boards have."""

Mutant = Callable[[pytest.MonkeyPatch], None]


def _no_mutant(patch: pytest.MonkeyPatch) -> None:
    """The programs as they are."""


@dataclass(frozen=True)
class Result:
    """How a story went."""

    seed: int
    wrapped: bool
    findings: list[Finding]
    story: list[str]
    counted: Counter[str]

    def __str__(self) -> str:
        again = f"python -m tests.fault_model --seed {self.seed}{' --wrapped' * self.wrapped} -v"
        return "\n".join([*self.story, *map(str, self.findings[:20]), f"again: {again}"])


def play(seed: int, wrapped: bool = False, mutant: Mutant = _no_mutant) -> Result:
    """One story; the same seed is the same story.

    wrapped: the rings have gone round twice before it begins. mutant: takes a rule away.
    """
    dice = Random(seed)
    world = World(dice, per_sector=dice.choice(SECTOR_RECORDS))
    try:
        with hall_of(world, mutant) as hall:
            if wrapped:
                hall.wrap_twice()
            for board in hall.boards:
                board.power_on()
            hall.start()
            _trouble(hall)
            drain(hall)
    except Exception as error:
        world.ledger.find("nothing falls over", f"{type(error).__name__}: {error}")
    ledger = world.ledger
    return Result(seed, wrapped, ledger.findings, world.story, ledger.counted)


@contextmanager
def hall_of(world: World, mutant: Mutant = _no_mutant) -> Iterator[Hall]:
    """A hall of real classes in the time of this world, without power, and no gateway yet."""
    folder = Path(tempfile.mkdtemp(prefix="taxhall-", dir=_memory()))
    hall = Hall(world, folder)
    try:
        with _made_to_fail(world) as patch:
            mutant(patch)
            yield hall
    finally:
        if hall.host is not None:
            hall.host.close()
        shutil.rmtree(folder)


def _trouble(hall: Hall) -> None:
    world, dice = hall.world, hall.dice
    faults = Faults(hall)
    for wire in hall.wires:
        wire.tells_old_i_am = dice.random() < 0.7
    kinds = [name for name in KINDS if dice.random() < 0.5]
    eager = dice.choice((1.0, 1.0, 0.3, 0.05))
    hall.commits = lambda: dice.random() < eager
    a_second = dice.choice((0.5, 1.0, 2.0, 4.0))
    while world.now < TROUBLED_MS:
        before = world.now
        hall.step()
        if dice.random() < 0.1:
            world.advance(dice.uniform(0, 400))
        ms = world.now - before
        hall.people(ms, a_second)
        for name in kinds:
            if dice.random() < ms / 60_000 * KINDS[name][1]:
                strike(faults, name)


def drain(hall: Hall) -> None:
    """Nothing goes wrong any more, and everything that was written arrives, as it was written."""
    _end_trouble(hall)
    _wait(hall)
    hall.stop()
    hall.start()
    assert hall.host is not None
    audit_all(hall.world, hall.central, hall.host, hall.begun)


def _end_trouble(hall: Hall) -> None:
    world = hall.world
    world.tell("all trouble is over")
    world.noisy = False
    hall.commits = lambda: True
    hall.blow = None
    for wire in hall.wires:
        wire.quiet()
    for board in hall.boards:
        board.plugged = True
        board.flash.power_off()
        if board.link is None or board.stuck:
            board.power_on()
    hall.start()
    assert hall.host is not None
    hall.host.fill_disk(False)


def _wait(hall: Hall) -> None:
    world = hall.world
    end = world.now + DRAIN_MS
    pause = 10.0
    while world.now < end:
        hall.step()
        world.advance(pause)
        pause = min(pause * 1.02, 300.0)
        if _is_drained(hall):
            return
    waiting = [board.nick for board in hall.boards if not _is_read(hall, board.uid)]
    world.ledger.find("everything arrives in the end", f"{waiting} are not read out")


def _is_drained(hall: Hall) -> bool:
    if hall.host is None or not all(_is_read(hall, board.uid) for board in hall.boards):
        return False
    return hall.central.holds_all(hall.host.store.stream, hall.host.store.n)


def _is_read(hall: Hall, uid: str) -> bool:
    board = next(board for board in hall.boards if board.uid == uid)
    last = board.journal.next - 1
    mark = hall.world.marks.get((uid, board.number), 0)
    return board.link is not None and board.link.acked == mark == last


class _Complaints:
    """The log of the lines: what they call a defect is one."""

    def __init__(self, world: World) -> None:
        self._world = world

    def exception(self, text: str, *values: object) -> None:
        error = sys.exc_info()[1]
        self._world.ledger.find("nothing falls over", f"{text % values}: {error!r}")

    def info(self, text: str, *values: object) -> None:
        """Nothing bad."""


@contextmanager
def _made_to_fail(world: World) -> Iterator[pytest.MonkeyPatch]:
    """Time and dice of the story instead of the machine's, small sectors, a writer by hand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store_module.log, "disabled", True)
        patch.setattr(writer_module.log, "disabled", True)
        patch.setattr(board_module, "secrets", world)
        patch.setattr(line_module, "secrets", world)
        patch.setattr(line_module, "time", world)
        patch.setattr(line_module, "log", _Complaints(world))
        patch.setattr(store_module, "secrets", world)
        patch.setattr(store_module, "Writer", HandWriter)
        patch.setattr(journal, "PER_SECTOR", world.per_sector)
        patch.setattr(journal, "SECTOR", (world.per_sector + 1) * journal.SLOT)
        yield patch


def _memory() -> str | None:
    """A folder in memory where there is one: no story takes this machine's power away."""
    shm = Path("/dev/shm")
    return str(shm) if shm.is_dir() else None
