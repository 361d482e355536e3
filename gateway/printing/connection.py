"""The conversation with a print head: bytes out, answers in, nothing waits for ever."""

import time
from collections.abc import Callable
from typing import Final

from gateway.printing import status
from gateway.printing.status import Answers
from gateway.printing.wires.wire import Wire

ANSWER_S: Final = 0.3
"""Real-time status takes milliseconds, even while the head prints."""

_QUIET_S: Final = 0.1
"""Late answers arrive together; after such a pause there are no more of them."""

MOST_OWED: Final = 100
"""A head that answered none of so many tickets does not answer the first of them any more."""

_LATE_S: Final = 0.5
_MOST_LATE: Final = 256
"""Answers are single bytes: who sends for longer, or more than so many, is not answering."""


class ChatterError(ConnectionError):
    """The other side keeps sending without being asked: this is no printer that we understand."""


class HeadConnection:
    """An open connection. A method raises OSError when it breaks; it is of no use then."""

    def __init__(self, wire: Wire) -> None:
        """Speak over `wire`, which is closed with this."""
        self._wire = wire
        self.asked_in_vain = False
        """True while the last real-time question has found no answer."""
        self._has_answered = False
        self.strays = 0
        """Bytes that came in place of an answer and were none."""

    @property
    def fell_silent(self) -> bool:
        """True for a head that has answered here and does so no more: its cable may be out."""
        return self._has_answered and self.asked_in_vain

    def ask_all(self) -> Answers:
        """The three questions of the status; a head silent at the first is not asked the others."""
        offline = self.ask(status.OFFLINE)
        if offline is None:
            return Answers(None, None, None)
        return Answers(offline, self.ask(status.STOPPED_BY), self.ask(status.PAPER))

    def ask(self, question: int) -> int | None:
        """The answer to DLE EOT, or None after `ANSWER_S` of silence.

        An answer does not say what it answers, so anything that came before is thrown away.
        """
        self.forget_late_answers()
        self.send(status.REAL_TIME + bytes([question]))
        answer = self._answer(status.is_real_time, ANSWER_S)
        self.asked_in_vain = answer is None
        self._has_answered |= answer is not None
        return answer

    def wait_until_consumed(self, timeout_s: float) -> int | None:
        """The answer to a GS r 1 that was sent, or None after `timeout_s`."""
        return self._answer(status.is_consumed, timeout_s)

    def settle(self, owed: int, timeout_s: float) -> int:
        """Make sure that no answer to any of `owed` earlier GS r is still to come; gives how many
        may be afterwards, 0 when it is sure.

        No answer says what it answers, and of the earlier ones each may be late or lost. So the
        head is asked once more than it owes, at one go: one of as many answers is to these
        questions, and with it come the others, as nothing is to be printed between them. Whether it
        answers at all is asked first, so that a silent head is not asked more and more.
        """
        deadline = time.monotonic() + timeout_s
        owed = min(owed, MOST_OWED)
        for questions in (1, owed + 1):
            self.send(status.CONSUMED * questions)
            came = self._count(status.is_consumed, questions, deadline)
            if came < questions:
                return owed + questions - came
        self.forget_late_answers(_QUIET_S)
        return 0

    def forget_late_answers(self, quiet_s: float = 0.0) -> None:
        """Read and drop until nothing comes for `quiet_s`. Raises ChatterError if it never ends."""
        deadline = time.monotonic() + _LATE_S
        dropped = 0
        while came := self._wire.receive(quiet_s):
            dropped += len(came)
            if dropped > _MOST_LATE or time.monotonic() > deadline:
                raise ChatterError(f"{dropped} bytes came without a question")

    def send(self, data: bytes) -> None:
        """Send it all, within `SEND_S`."""
        self._wire.send(data)

    def abort(self) -> None:
        """Break the connection under another thread that waits on it."""
        self._wire.abort()

    def close(self) -> None:
        """Give the printer free for others."""
        self._wire.close()

    def _answer(self, accepts: Callable[[int], bool], timeout_s: float) -> int | None:
        deadline = time.monotonic() + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            for byte in self._wire.receive(left):
                if accepts(byte):
                    return byte
                self._stray()
        return None

    def _count(self, accepts: Callable[[int], bool], most: int, deadline: float) -> int:
        """How many answers came until then; at least `most` of them are enough."""
        came = 0
        while came < most and (left := deadline - time.monotonic()) > 0:
            for byte in self._wire.receive(left):
                came += accepts(byte)
                if not accepts(byte):
                    self._stray()
        return min(came, most)

    def _stray(self) -> None:
        self.strays += 1
        if self.strays > _MOST_LATE:
            raise ChatterError(f"{self.strays} bytes came that answer nothing")
