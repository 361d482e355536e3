"""Python's full garbage collections, at moments when nobody waits.

A state of some ten thousand tickets is looked through object by object, which stops every thread
for 50 to 100 ms: measured, it was the whole tail of a ticket's waiting. What the hall lets go of is
freed at once without it; only cycles wait. The hall makes few; each page of a console that is
closed leaves some 0.4 MB of them, so a hall that is never quiet does not wait for ever. A worker of
central holds thousands of facts for as long as a commit takes, and none of them is in a cycle.
"""

import gc
from collections.abc import Callable
from typing import Final

from runtime.threads import OwnThread

YOUNG: Final = (5_000, 10, 1_000_000)
"""Thresholds of the three generations: the young ones as ever, the old one never by itself."""

LOOK_S: Final = 60.0
BUSY_LOOKS: Final = 60
"""After so many looks at which there was always something going on it is done all the same."""

PILED: Final = 10
"""Collections of the middle generation since the last full one: half a million objects that were
not freed, as some hundreds of closed pages leave them. Then too it is done all the same."""


class Garbage(OwnThread):
    """From its start to its stop full collections are made here, and by nobody else."""

    def __init__(self, done: Callable[[], int], every_s: float = LOOK_S) -> None:
        """done: a number that grows with whatever the program does."""
        super().__init__("garbage")
        self._done = done
        self._every_s = every_s
        self._before = gc.get_threshold()
        self.collected = 0
        """Full collections so far."""

    def start(self) -> None:
        """What is loaded by now stays, and is never looked through again.

        Nothing is collected first: a forked process would close what its parent left in cycles.
        """
        gc.freeze()
        gc.set_threshold(*YOUNG)
        super().start()

    def stop(self) -> None:
        """Look no more, and give Python its own ways back."""
        super().stop()
        gc.set_threshold(*self._before)
        gc.unfreeze()

    def _run(self) -> None:
        before, busy = self._done(), 0
        while not self._stopping.wait(self._every_s):
            now = self._done()
            busy = busy + 1 if now != before else 0
            before = now
            if not busy or busy >= BUSY_LOOKS or gc.get_count()[2] >= PILED:
                gc.collect()
                self.collected += 1
                busy = 0
