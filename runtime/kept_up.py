"""Tallies that a thread of their own keeps up, and that whoever asks waits for."""

import logging
import threading
import time
from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar, Final, TypeVar

from runtime.threads import OwnThread

log = logging.getLogger(__name__)

T = TypeVar("T")

GoOn = Callable[[], bool]
"""Asked between portions: whether there is time for another."""

EVERY_S: Final = 30.0
"""So often what has been committed since is taken in, asked or not."""

TURN_S: Final = 0.2
"""So long facts are counted before whoever waits has a turn."""

WAIT_S: Final = 3.0
"""So long a question waits for what is still to be counted."""


class NotCountedError(Exception):
    """The tallies are not up to date, or cannot be kept; the text is a sentence for people."""


class KeptUp(OwnThread):
    """Ask it from any thread. It answers before `start` too; only the thread counts unasked."""

    PASSING: ClassVar[tuple[type[Exception], ...]] = (NotCountedError,)
    """Errors of counting that are told once and tried again."""

    def __init__(self) -> None:
        super().__init__("figures")
        self._gate = threading.Lock()
        """Whoever counts or answers holds it."""

    def stop(self) -> None:
        """End the thread, and let go of what is open; a later question opens it again."""
        super().stop()
        with self._gate:
            self._close()

    @abstractmethod
    def _count(self, go_on: GoOn) -> bool:
        """Count while `go_on` says so. Whether all is counted. Raises NotCountedError."""

    @abstractmethod
    def _close(self) -> None:
        """Let go of what is open; the next one who counts opens it again."""

    def _once_counted(
        self, count: Callable[[GoOn], bool], answer: Callable[[], T], why_not: Callable[[], str]
    ) -> T:
        """The answer, once all that it needs is counted.

        why_not: the sentence of the NotCountedError that is raised when this takes WAIT_S. Raises
        what counting and answering raise, too.
        """
        until = time.monotonic() + WAIT_S
        while True:
            with self._gate:
                if count(_a_turn()):
                    return answer()
                if time.monotonic() >= until:
                    raise NotCountedError(why_not())

    def _run(self) -> None:
        wait_s, failed = 0.0, False
        while not self._stopping.wait(wait_s):
            try:
                with self._gate:
                    whole = self._count(self._own_turn())
            except self.PASSING as error:
                if not failed:
                    log.warning("%s", error)
                failed, wait_s = True, EVERY_S
            else:
                failed, wait_s = False, EVERY_S if whole else TURN_S  # others work meanwhile

    def _own_turn(self) -> GoOn:
        in_time = _a_turn()
        return lambda: in_time() and not self._stopping.is_set()


def _a_turn() -> GoOn:
    until = time.monotonic() + TURN_S
    return lambda: time.monotonic() < until
