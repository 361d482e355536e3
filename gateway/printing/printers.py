"""A print head that is asked what came of each job, over whatever leads to it.

Whatever happens to a job has one outcome. "Sent" is what was sent of it, which the spool reprints
once as 补打; a copy beside an original that comes out after all always says so.

    before the job      no paper, cover, knife      FAILED     that reason       not a byte is sent
                        power or cable out          FAILED     away              not a byte is sent
                        queue stopped               FAILED     queue             not a byte is sent
    during it           paper ends                  UNCERTAIN  paper_end         *
                        cover opened                UNCERTAIN  cover_open        *
                        knife stuck                 UNCERTAIN  cutter            *
                        network or USB cable out,
                        or its power                UNCERTAIN  broken_off        *
                        serial cable out, or the
                        power of a head behind one  UNCERTAIN  silent            *
    after it            silence, or an answer that
                        came too late               UNCERTAIN  silent            *
                        another job's answer: by its number it is none, and the wait goes on;
                        by paper status             UNCERTAIN  ambiguous
                        bytes that answer nothing   UNCERTAIN  ambiguous; broken_off if no end
                        a mute head, a one-way wire UNCERTAIN  mute, and it is not reprinted

    Cable and power are known by a question that goes ahead; one-way wires break as they are opened,
    and a mute head on the network is looked for every few seconds.

    *  The head may still hold the rest. One that `clears` is made to forget it: at once, or as soon
       as there is a way to it again, and before anything else is sent. Any other may print it by
       itself once it can go on; then both papers are there, and one says 补打.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final, TypeVar

from gateway.printing import status
from gateway.printing.blocks import Block, Roll
from gateway.printing.connection import LOOK_S, HeadConnection
from gateway.printing.duration import expected_s
from gateway.printing.outcome import Outcome, Reason, Verdict, failed_by
from gateway.printing.profile import GENERIC, Done, Profile
from gateway.printing.proof import Means, Never, Proof, means
from gateway.printing.render import render
from gateway.printing.status import Condition
from gateway.printing.wires.wire import Connect, RefusedError

log = logging.getLogger(__name__)
T = TypeVar("T")

_TRUSTED_LOOKS: Final = 4
"""A head that tells its changes is asked at every fifth look, as its cable may be out."""

_WELL: Final = (Condition.OK, Condition.NEAR_END)


class HeadPrinter:
    """One head. One thread uses it."""

    def __init__(
        self, connect: Connect, profile: Profile = GENERIC, *, consumed_s: float | None = None
    ) -> None:
        """Connects when first needed. `consumed_s` is how long the head may take over a job; None:
        what follows from the job, the wire and the model."""
        self._connect = connect
        self.profile = profile
        self._consumed_s = consumed_s
        self._connection: HeadConnection | None = None
        self._means: Means = means(profile.done)
        self._condition = Condition.UNKNOWN
        self._silent = self._slow = False
        """Manners of the head as the last connection has shown them."""
        self._trusted = 0
        self._holds_a_job = True
        """While the head may have the rest of a job that was given up: by an earlier run of the
        gateway at first, as nobody knows how that ended."""
        self._aborted = threading.Event()

    @property
    def roll(self) -> Roll:
        """The paper that slips for it are laid out for."""
        return self.profile.roll

    @property
    def answers(self) -> bool:
        """Whether it should say how it is, by its model and the way to it."""
        two_way = self._connection is None or self._connection.two_way
        return self.profile.real_time and self.profile.done is not Done.NEVER and two_way

    def print(self, blocks: Iterable[Block]) -> Outcome:
        """Print one job.

        One real-time question goes ahead, which takes a millisecond or two on a network and five at
        9600 baud. What is known may be 2 s old, and a head without paper would keep the job and
        print it whenever paper comes, beside the copy that replaced it; and where a cable is out
        the original would be lost. But no ticket waits for a head that is silent or slow: not at
        all where the last question has shown it, and `LOOK_S` once where it has become so since.
        """
        job = tuple(blocks)
        data = render(job, self.profile)
        try:
            condition = self._on_a_live_connection(self._look)
        except OSError as trouble:
            condition = self._gone(trouble)
        self._condition = condition
        if condition.blocks:
            return failed_by(condition, otherwise=Reason.OFFLINE)
        outcome = self._deliver(job, data)
        self._condition = outcome.condition
        if outcome.verdict is Verdict.UNCERTAIN and outcome.reason is not Reason.MUTE:
            self.close()
        return outcome

    def condition(self) -> Condition:
        """Ask what there is to ask, in at most 3 s; of a head that tells by itself, listen."""
        try:
            condition = self._on_a_live_connection(self._survey)
        except OSError as trouble:
            condition = self._gone(trouble)
        self._condition = condition
        return condition

    def abort(self) -> None:
        """Break off what another thread is doing with this printer; it stays unusable."""
        self._aborted.set()
        if (connection := self._connection) is not None:
            connection.abort()

    def close(self) -> None:
        """Drop the connection; the next call makes a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self._silent, self._slow = connection.asked_in_vain, connection.slow
            connection.close()

    def _on_a_live_connection(self, act: Callable[[HeadConnection], T]) -> T:
        """Do something with the head, over a new connection if the old one has died while idle.

        Silence on a connection that used to answer is put to that test too, since TCP alone takes
        minutes to notice a pulled cable. A way without answers is opened anew each time, which is
        all that can be known of it; and so is, now and then, that to a head which never answers.
        """
        connection = self._connection
        if connection is not None and connection.two_way and connection.vouched_for:
            with suppress(OSError):  # dead: that is what the new connection is for
                answer = act(connection)
                if not connection.fell_silent:
                    return answer
        self.close()
        self._connection = connection = HeadConnection(self._connect())
        if self._aborted.is_set():
            raise ConnectionAbortedError("the printer is being closed")
        connection.asked_in_vain, connection.slow = self._silent, self._slow
        if not connection.two_way:
            self._means = Never()
        elif self.profile.asb:
            connection.send(status.NO_UNASKED_STATUS)
        return act(connection)

    def _gone(self, trouble: OSError) -> Condition:
        self.close()
        condition = Condition.QUEUE if isinstance(trouble, RefusedError) else Condition.AWAY
        if condition is not self._condition:
            log.warning("printer: %s", trouble)
        return condition

    def _look(self, connection: HeadConnection) -> Condition:
        """Whether to send: what is known, and one question if its answer is known to come soon.
        A head that is stopped is asked everything: nothing can be printed meanwhile."""
        condition = self._known(connection)
        if self._may_ask(connection) and not connection.asked_in_vain:
            if condition not in _WELL:
                condition = status.condition(connection.ask_all())
            elif not connection.slow:
                offline = connection.ask(status.OFFLINE, LOOK_S)
                if offline is None:
                    condition = Condition.UNKNOWN
                elif offline & 0x08:
                    condition = status.condition(connection.ask_all())
        if condition in _WELL:
            self._clear(connection)
        return condition

    def _known(self, connection: HeadConnection) -> Condition:
        told = connection.told()
        if not self._may_ask(connection):
            return self._condition if self._condition in _WELL else Condition.UNKNOWN
        if told is not None:
            return told.condition
        return Condition.UNKNOWN if connection.asked_in_vain else self._condition

    def _survey(self, connection: HeadConnection) -> Condition:
        """Everything, while there is time."""
        if not self._may_ask(connection):
            return self._known(connection)
        condition = self._listen(connection) or status.condition(connection.ask_all())
        if condition is not Condition.UNKNOWN:
            self._clear(connection)
        if condition in _WELL and self._talks and not connection.listening:
            connection.let_talk()
        return condition

    def _listen(self, connection: HeadConnection) -> Condition | None:
        """What a head that tells by itself has told; None if it is to be asked."""
        if (told := connection.told()) is not None:
            return told.condition
        if connection.tells and self._condition in _WELL and self._trusted:
            self._trusted -= 1
            return self._condition
        self._trusted = _TRUSTED_LOOKS
        return None

    def _may_ask(self, connection: HeadConnection) -> bool:
        return self.profile.real_time and connection.two_way

    @property
    def _talks(self) -> bool:
        """A head is let talk only where nothing that it says can be taken for a job's proof."""
        return self.profile.asb and self.profile.done is Done.PROCESS_ID

    def _clear(self, connection: HeadConnection) -> None:
        """Make the head forget a job that was given up, if it is one that does."""
        if self._holds_a_job and self.profile.clears:
            if not self._means.cleared(connection):
                log.warning("printer: it does not say that it forgot the job that was given up")
            self._holds_a_job = False

    def _deliver(self, job: tuple[Block, ...], data: bytes) -> Outcome:
        connection = self._connection
        assert connection is not None
        wait_s = self._consumed_s
        if wait_s is None:
            wait_s = expected_s(job, len(data), self.profile, connection.baud)
        quiet = self._condition is Condition.UNKNOWN
        connection.silence()
        try:
            proof = self._means.send(connection, data, wait_s, quiet)
            return self._silence(connection) if proof is Proof.SILENT else self._outcome(proof)
        except RefusedError as trouble:
            log.warning("printer: %s", trouble)
            return Outcome(Verdict.FAILED, Reason.QUEUE, Condition.QUEUE)
        except OSError:
            self._holds_a_job = True
            return Outcome(Verdict.UNCERTAIN, Reason.BROKEN_OFF, Condition.UNKNOWN)
        except BaseException:
            self.close()
            raise

    def _outcome(self, proof: Proof) -> Outcome:
        if proof in (Proof.PRINTED, Proof.LOW):
            self._holds_a_job = False
            low = proof is Proof.LOW or self._condition is Condition.NEAR_END
            condition = Condition.NEAR_END if low else Condition.OK
            return Outcome(Verdict.CONFIRMED, None, condition)
        if proof is Proof.PAPER_END:
            return Outcome(Verdict.UNCERTAIN, Reason.PAPER_END, Condition.PAPER_END)
        return Outcome(Verdict.UNCERTAIN, Reason[proof.name], self._condition)

    def _silence(self, connection: HeadConnection) -> Outcome:
        """The head did not answer in time: find out why, and have it forget what it still holds."""
        self._holds_a_job = True
        condition = Condition.UNKNOWN
        if self._may_ask(connection):
            condition = status.condition(connection.ask_all())
        if condition is not Condition.UNKNOWN:
            self._clear(connection)
        reason = Reason[condition.name] if condition.blocks else Reason.SILENT
        return Outcome(Verdict.UNCERTAIN, reason, condition)
