"""Looks at the hall every few seconds, whatever goes wrong, in a thread of its own."""

import logging
from abc import abstractmethod

from gateway.store.errors import StoreError
from runtime.threads import OwnThread

log = logging.getLogger(__name__)


class Lookout(OwnThread):
    """Every so many seconds; an error ends a look, never the thread."""

    def __init__(self, name: str, every_s: float) -> None:
        super().__init__(name)
        self._name = name
        self._every_s = every_s
        self._failed = False

    @abstractmethod
    def look(self) -> object:
        """Once. Raises StoreError where what was found could not be kept; it is found again."""

    def _run(self) -> None:
        while not self._stopping.wait(self._every_s):
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
