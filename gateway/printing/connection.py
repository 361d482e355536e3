"""The conversation with a print head: bytes out, answers in, nothing waits for ever."""

import time
from typing import Final

from gateway.printing import status
from gateway.printing.asb import WATCH, AsbReader
from gateway.printing.status import Answers, Signs
from gateway.printing.wires.wire import Wire

ANSWER_S: Final = 0.3
"""Real-time status takes milliseconds, even while the head prints."""

LOOK_S: Final = 0.2
"""So long a ticket may wait for the head's answer, once: a head that took longer, or did not answer
at all, is not asked before the next one."""

TRUSTED_S: Final = 5.0
"""So long an open connection is taken for a head that is there, where TCP alone vouches for it: it
takes minutes to notice a pulled cable. Tickets in a row still take one connection, as print servers
that are busy with the last may refuse the next."""

_QUIET_S: Final = 0.1
"""Late answers arrive together; after such a pause there are no more of them."""

_HANDSHAKE: Final = b"\x11\x13"
"""XON and XOFF, of a head whose switches say so; they may stand in the middle of an answer."""

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
        self.two_way = wire.two_way
        self.baud = wire.baud
        self.asked_in_vain = False
        """True while the last real-time question has found no answer."""
        self.slow = False
        """True while the last answer took longer than a ticket may wait."""
        self._has_answered = False
        self._heard = False
        self._opened_at = time.monotonic()
        self.strays = 0
        """Bytes that came in place of an answer and were none."""
        self._frames: AsbReader | None = None
        self._heard_at = 0.0
        self._signs: Signs | None = None
        self.tells = False
        """True once the head has told something unasked, as it was let."""

    @property
    def fell_silent(self) -> bool:
        """True for a head that has answered here and does so no more: its cable may be out."""
        return self._has_answered and self.asked_in_vain

    @property
    def vouched_for(self) -> bool:
        """Whether it shows by itself when the head is gone: by its answers, or by the system."""
        known = self._heard or self._wire.breaks
        return known or time.monotonic() - self._opened_at < TRUSTED_S

    def ask_all(self) -> Answers:
        """The questions of the status; a head silent at the first is not asked the others."""
        offline = self.ask(status.OFFLINE)
        if offline is None:
            return Answers(None, None, None)
        stopped_by, paper = self.ask(status.STOPPED_BY), self.ask(status.PAPER)
        error = self.ask(status.ERROR) if status.needs_error(stopped_by) else None
        return Answers(offline, stopped_by, paper, error)

    def ask(self, question: int, timeout_s: float = ANSWER_S) -> int | None:
        """The answer to DLE EOT, or None after so much silence.

        An answer does not say what it answers, so anything that came before is thrown away.
        """
        self.forget_late_answers()
        begin = time.monotonic()
        self.send(status.REAL_TIME + bytes([question]))
        while (left := begin + timeout_s - time.monotonic()) > 0:
            if answers := self._sort(self._receive(left)):
                self.asked_in_vain, self._has_answered = False, True
                self.slow = time.monotonic() - begin > LOOK_S
                return answers[0]
        self.asked_in_vain = True
        return None

    def let_talk(self) -> None:
        """Have the head tell its changes by itself, until it is initialised: not during a job."""
        self._frames = AsbReader()
        self.send(WATCH)

    @property
    def listening(self) -> bool:
        """True from `let_talk` to `silence`."""
        return self._frames is not None

    def silence(self) -> None:
        """A job follows, which tells the head to speak only when it is asked."""
        self._frames, self._signs, self.tells = None, None, False

    def told(self) -> Signs | None:
        """What the head has told of itself since the last time, None if nothing. Never waits."""
        self.forget_late_answers()
        signs, self._signs = self._signs, None
        return signs

    def consumed(self, questions: int, timeout_s: float) -> bytes:
        """The answers to as many GS r 1 that were sent, fewer if they do not come in the time.

        One to DLE EOT is no stray here: it may be late, or to a question that a picture happens to
        contain, and cannot be taken for what is waited for.
        """
        answers = bytearray()
        deadline = time.monotonic() + timeout_s
        while len(answers) < questions and (left := deadline - time.monotonic()) > 0:
            for byte in self._receive(left):
                if status.is_consumed(byte):
                    answers.append(byte)
                elif not status.is_real_time(byte):
                    self._stray()
        return bytes(answers[:questions])

    def hears(self, answer: bytes, timeout_s: float) -> bool:
        """Whether exactly these bytes come in the time, whatever comes before them."""
        heard = bytearray()
        deadline = time.monotonic() + timeout_s
        while answer not in heard and (left := deadline - time.monotonic()) > 0:
            heard += self._receive(left)
            if len(heard) > _MOST_LATE:
                raise ChatterError(f"{len(heard)} bytes came, and not the answer")
        return answer in heard

    def forget_late_answers(self, quiet_s: float = 0.0) -> None:
        """Read and drop until nothing comes for `quiet_s`. Raises ChatterError if it never ends."""
        deadline = time.monotonic() + _LATE_S
        dropped = 0
        while came := self._receive(quiet_s):
            dropped += len(came)
            if dropped > _MOST_LATE or time.monotonic() > deadline:
                raise ChatterError(f"{dropped} bytes came without a question")
            self._unasked(came)

    def send(self, data: bytes) -> None:
        """Send it all; raises TimeoutError once nothing has been taken for `SEND_S`."""
        self._wire.send(data)

    def abort(self) -> None:
        """Break the connection under another thread that waits on it."""
        self._wire.abort()

    def close(self) -> None:
        """Give the printer free for others."""
        self._wire.close()

    def _receive(self, timeout_s: float) -> bytes:
        """What has come, without what a head says of its buffer and is no answer to anything."""
        came = self._wire.receive(timeout_s)
        self._heard |= bool(came)
        return came.translate(None, _HANDSHAKE)

    def _sort(self, data: bytes) -> bytes:
        """The answers to DLE EOT among what came; the rest was told unasked, or is nothing."""
        answers = bytes(byte for byte in data if status.is_real_time(byte))
        for _ in self._unasked(bytes(byte for byte in data if not status.is_real_time(byte))):
            self._stray()
        return answers

    def _unasked(self, data: bytes) -> bytes:
        """Take note of what was told unasked, and give back what was not."""
        if self._frames is None or not data:
            return data
        now = time.monotonic()
        if now - self._heard_at > _QUIET_S:
            self._frames.pause()
        self._heard_at = now
        frames, others = self._frames.feed(data)
        if frames:
            self._signs = frames[-1]
            self.tells = True
        return others

    def _stray(self) -> None:
        self.strays += 1
        if self.strays > _MOST_LATE:
            raise ChatterError(f"{self.strays} bytes came that answer nothing")
