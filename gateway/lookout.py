"""Looks at the hall every few seconds, whatever goes wrong, in a thread of its own."""

import logging
import threading
from abc import ABC, abstractmethod

from gateway.store.errors import StoreError

log = logging.getLogger(__name__)


class Lookout(ABC):
    """`start`, then `stop`, which joins the thread."""

    def __init__(self, name: str, every_s: float) -> None:
        self._name = name
        self._every_s = every_s
        self._failed = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def look(self) -> object:
        """Once. Raises StoreError where what was found could not be kept; it is found again."""

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
                self.look()
            except StoreError as error:
                if not self._failed:  # a full disk would fill its log
                    log.warning("%s: not kept, asked for again: %s", self._name, error)
                self._failed = True
            except Exception:
                log.exception("%s: looking failed", self._name)
            else:
                self._failed = False
