"""Commands of one central, for its pages and its API."""

import time
from collections.abc import Callable

from central.commands.asked import Asked, Asking, ask
from central.commands.reading import Reading
from central.config import Config
from central.store import Database


class Commanding:
    """Safe to use from every thread; every method raises StoreError."""

    def __init__(
        self,
        config: Config,
        db: Database,
        clock_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        """clock_ms: wall clock, unix milliseconds."""
        self.config, self.clock_ms = config, clock_ms
        self.reading = Reading(db)
        self._db = db

    def halls(self) -> list[str]:
        """Ids of those that are expected or were ever heard."""
        heard = {hall for (hall,) in self._db.select("SELECT hall FROM hall")}
        return sorted(heard | {hall.id for hall in self.config.hall})

    def ask(self, asking: Asking) -> Asked:
        """Keep it; see asked.ask(). Raises KeyUsedError."""
        return ask(self._db, asking, self.clock_ms())
