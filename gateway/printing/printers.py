"""A print head that is asked what came of each job, over whatever leads to it."""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final, TypeVar

from gateway.printing import status
from gateway.printing.blocks import Block, Roll
from gateway.printing.connection import MOST_OWED, HeadConnection
from gateway.printing.outcome import Outcome, Reason, Verdict, failed_by
from gateway.printing.profile import GENERIC, Profile
from gateway.printing.render import render
from gateway.printing.status import Condition
from gateway.printing.wires.wire import Connect

T = TypeVar("T")

CONSUMED_S: Final = 3.0
"""A ticket is 100 to 150 mm long and a slow head prints 60 mm/s."""


class HeadPrinter:
    """One head. One thread uses it."""

    def __init__(
        self, connect: Connect, profile: Profile = GENERIC, *, consumed_s: float = CONSUMED_S
    ) -> None:
        """Connects when first needed. `consumed_s` is how long the head may take over a job."""
        self._connect = connect
        self.profile = profile
        self._consumed_s = consumed_s
        self._connection: HeadConnection | None = None
        self._condition = Condition.UNKNOWN
        self._owed = 0
        """Answers to GS r that may still come, late, on whichever connection there is then."""
        self._silent_after_job = False
        self._aborted = threading.Event()

    @property
    def roll(self) -> Roll:
        """The paper that slips for it are laid out for."""
        return self.profile.roll

    def print(self, blocks: Iterable[Block]) -> Outcome:
        """Print one job, in at most twice `consumed_s` and 5 s.

        One real-time question goes ahead, a millisecond on the wire: a head without paper would
        keep the bytes and print them whenever paper comes, beside the copy that replaced them.
        """
        data = render(blocks, self.profile)
        try:
            condition = self._on_a_live_connection(self._prepare)
        except OSError:
            self.close()
            condition = Condition.AWAY
        self._condition = condition
        if condition.blocks:
            return failed_by(condition, otherwise=Reason.OFFLINE)
        try:
            outcome = self._send(data)
        except OSError:
            outcome = Outcome(Verdict.UNCERTAIN, Reason.BROKEN_OFF, Condition.UNKNOWN)
        except BaseException:
            self.close()
            raise
        self._condition = outcome.condition
        if outcome.verdict is Verdict.UNCERTAIN:
            self.close()
        return outcome

    def condition(self) -> Condition:
        """Ask everything there is to ask, in at most 3 s."""
        try:
            answers = self._on_a_live_connection(HeadConnection.ask_all)
            self._condition = status.condition(answers)
        except OSError:
            self.close()
            self._condition = Condition.AWAY
        return self._condition

    def abort(self) -> None:
        """Break off what another thread is doing with this printer; it stays unusable."""
        self._aborted.set()
        if (connection := self._connection) is not None:
            connection.abort()

    def close(self) -> None:
        """Drop the connection; the next call makes a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _on_a_live_connection(self, act: Callable[[HeadConnection], T]) -> T:
        """Ask the head something, over a new connection if the old one has died while idle.

        Silence on a connection that used to answer is put to that test too, since TCP alone takes
        minutes to notice a pulled cable.
        """
        if (connection := self._connection) is not None:
            with suppress(OSError):  # dead: that is what the new connection is for
                answer = act(connection)
                if not connection.fell_silent:
                    return answer
            self.close()
        self._connection = HeadConnection(self._connect())
        if self._aborted.is_set():
            raise ConnectionAbortedError("the printer is being closed")
        return act(self._connection)

    def _prepare(self, connection: HeadConnection) -> Condition:
        """Whether to send; and make sure that the next GS r answer will be the job's own."""
        condition = self._look(connection)
        hopeless = condition is Condition.UNKNOWN and self._silent_after_job
        if self._owed and not condition.blocks and not hopeless:
            owed, self._owed = self._owed, MOST_OWED  # should it break off: nobody knows then
            self._owed = connection.settle(owed, self._consumed_s)
        return condition

    def _look(self, connection: HeadConnection) -> Condition:
        """One question if all was well, none to a head that was silent to the last one."""
        if self._condition is Condition.UNKNOWN and connection.asked_in_vain:
            connection.forget_late_answers()
            return Condition.UNKNOWN
        if self._condition not in (Condition.OK, Condition.NEAR_END):
            return status.condition(connection.ask_all())
        offline = connection.ask(status.OFFLINE)
        if offline is None:
            return Condition.UNKNOWN
        return status.condition(connection.ask_all()) if offline & 0x08 else self._condition

    def _send(self, data: bytes) -> Outcome:
        connection = self._connection
        assert connection is not None
        owed, self._owed = self._owed, self._owed + 1
        connection.send(data + status.CONSUMED)
        answer = connection.wait_until_consumed(self._consumed_s)
        self._silent_after_job = answer is None
        if answer is None:
            condition = status.condition(connection.ask_all())
            reason = Reason[condition.name] if condition.blocks else Reason.SILENT
            return Outcome(Verdict.UNCERTAIN, reason, condition)
        self._owed = owed + bool(connection.strays)  # it may have been one of those
        if status.paper_ended(answer):
            return Outcome(Verdict.UNCERTAIN, Reason.PAPER_END, Condition.PAPER_END)
        if owed or connection.strays:
            return Outcome(Verdict.UNCERTAIN, Reason.AMBIGUOUS, self._condition)
        return Outcome(Verdict.CONFIRMED, None, self._condition)
