"""Chaos on the serial lines: real firmware, real gateway, and everything that can go wrong."""

import heapq
import itertools
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

from tools.chaos.faults import FAULTS, End, lasts_s
from tools.chaos.ledger import Ledger
from tools.chaos.scene import Scene
from tools.chaos.verdict import judge

BETWEEN_PRESSES_S: Final = 0.06
BETWEEN_FAULTS_S: Final = 0.7
NEWS_EVERY_S: Final = 10.0
DRAIN_S: Final = 60.0


def run(folder: Path, seed: int, minutes: float) -> dict[str, Any]:
    """The report as one JSON object."""
    with Scene(folder, seed) as scene:
        chaos = Chaos(scene)
        chaos.rage(minutes * 60)
        drained = chaos.calm()
        left = [] if drained else scene.unread()
        for line in scene.lines:
            scene.faults.update(line.faults)
        crashed = {board.uid: board.crashed for board in scene.boards if board.crashed}
        late = max(line.lateness_max for line in scene.lines)
        scene.gateway.stop()
    report = judge(folder, scene.stores, chaos.ledger, scene.born_with)
    for uid in left:
        report.differ(f"board {uid} was not read out within {DRAIN_S:.0f} s after the chaos")
    for uid, how in crashed.items():
        report.differ(f"board {uid}: its firmware crashed: {how}")
    return {
        **report.as_json(),
        "seed": seed,
        "minutes": minutes,
        "pressed": chaos.ledger.pressed.total(),
        "accepted": chaos.ledger.accepted.total(),
        "simulator_late_ms": round(late * 1000, 1),
        "faults": dict(sorted(scene.faults.items())),
    }


class Chaos:
    """Presses keys and lets faults come and go."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.ledger = Ledger(scene)
        self._ends: list[tuple[float, int, End]] = []
        self._count = itertools.count()

    def rage(self, seconds: float, faults: bool = True) -> None:
        """All of it, for so long; or presses alone."""
        began = time.monotonic()
        press_at = fault_at = news_at = began
        while (now := time.monotonic()) < began + seconds:
            self._end_what_is_over(now)
            if now >= press_at:
                self._press()
                press_at = now + self.scene.dice.expovariate(1 / BETWEEN_PRESSES_S)
            if faults and now >= fault_at:
                self._strike(now)
                fault_at = now + self.scene.dice.expovariate(1 / BETWEEN_FAULTS_S)
            if now >= news_at:
                self._tell(now - began, seconds)
                news_at = now + NEWS_EVERY_S
            self.ledger.listen()
            time.sleep(0.01)

    def calm(self) -> bool:
        """End every fault, switch all on, and wait until everything is read; False if it is not."""
        for _, _, end in sorted(self._ends):
            end()
        self._ends.clear()
        for board in self.scene.boards:
            if not board.alive:
                board.power_on()
        end_at = time.monotonic() + DRAIN_S
        while time.monotonic() < end_at:
            self.ledger.listen()
            time.sleep(0.5)
            if not self.scene.unread():
                return True
        return False

    def _press(self) -> None:
        """A lit key of some board, or now and then a dark one."""
        boards = [board for board in self.scene.boards if board.ready]
        if not boards:
            return
        board = self.scene.dice.choice(boards)
        lamps = board.lamps()
        lit = [key for key, on in enumerate(lamps) if on]
        if not lit or self.scene.dice.random() < 0.05:
            lit = list(range(len(lamps)))
        board.press(self.scene.dice.choice(lit))
        self.ledger.pressed[board.uid] += 1

    def _strike(self, now: float) -> None:
        (fault,) = self.scene.dice.choices(list(FAULTS), list(FAULTS.values()))
        end = fault(self.scene, self.ledger)
        if end is not None:
            self.scene.faults[fault.__name__] += 1
            heapq.heappush(self._ends, (now + lasts_s(self.scene), next(self._count), end))

    def _end_what_is_over(self, now: float) -> None:
        while self._ends and self._ends[0][0] <= now:
            heapq.heappop(self._ends)[2]()

    def _tell(self, passed: float, seconds: float) -> None:
        faults: Counter[str] = self.scene.faults
        print(
            f"{passed:5.0f} of {seconds:.0f} s: {self.ledger.pressed.total()} keys pressed,"
            f" {self.ledger.accepted.total()} accepted, {faults.total()} faults",
            file=sys.stderr,
            flush=True,
        )
