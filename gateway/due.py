"""Looks every few seconds whether the passage of time alone has brought something about."""

import logging
import threading
from typing import Final

from gateway.clock import Clock
from gateway.hall.due import decide_due
from gateway.hall.here import Here
from gateway.hall.plan import HallPlan
from gateway.store.commands import Due
from gateway.store.errors import StoreError
from gateway.store.store import Store
from protocol.stamp import Moment

log = logging.getLogger(__name__)

LOOK_S: Final = 5.0
"""A place that nobody came for is told so soon after its time; nobody waits for that."""


class DueWatch:
    """`start`, then `stop`, which joins the thread."""

    def __init__(self, plan: HallPlan, store: Store, clock: Clock, every_s: float = LOOK_S) -> None:
        self._plan = plan
        self._store = store
        self._clock = clock
        self._every_s = every_s
        self._failed = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="due", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._every_s):
            try:
                self._look()
            except Exception:
                log.exception("looking for what is due failed")

    def _look(self) -> None:
        """The store is asked only if something is due: a quiet hall leaves its disk alone."""
        now = Moment(self._clock.wall_ms(), self._clock.boot, self._clock.mono_ms())
        if not decide_due(Here(self._plan, self._store.state, now)):
            return
        try:
            self._store.commit(Due())
        except StoreError as error:
            if not self._failed:
                log.warning("what is due was not kept, it is asked for again: %s", error)
            self._failed = True
        else:
            self._failed = False
