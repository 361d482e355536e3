"""How a head is brought to say that a job is on paper, one class for each way that there is."""

import secrets
from enum import Enum, auto
from typing import Final, Protocol

from gateway.printing import process_id, status
from gateway.printing.connection import HeadConnection
from gateway.printing.profile import Done

MOST_OWED: Final = 100
"""A head that answered none of so many questions does not answer the first of them any more."""

_QUIET_S: Final = 0.1


class Proof(Enum):
    """What the head said of a job."""

    PRINTED = auto()
    LOW = auto()
    """Printed, and the roll is nearly finished."""
    PAPER_END = auto()
    """It went through, and there is no paper: what of it was printed is not known."""
    AMBIGUOUS = auto()
    """Something came that need not be the answer to this job."""
    SILENT = auto()
    MUTE = auto()
    """It was not asked, as it never says."""


class Means(Protocol):
    """A way to have a job confirmed."""

    def send(self, connection: HeadConnection, data: bytes, wait_s: float, quiet: bool) -> Proof:
        """Send the job, and wait so long for its proof. `quiet`: the head answers nothing just now.
        Raises OSError when the connection breaks."""

    def cleared(self, connection: HeadConnection) -> bool:
        """Have the head forget what it has not printed; False if it does not say that it did."""


class Never:
    """The head is mute, or nothing comes back from where it is."""

    def send(self, connection: HeadConnection, data: bytes, wait_s: float, quiet: bool) -> Proof:
        """Send it; there is nothing to wait for."""
        connection.send(data)
        return Proof.MUTE

    def cleared(self, connection: HeadConnection) -> bool:
        """A mute head cannot say that it did; nobody asks it."""
        return False


class ByNumber:
    """GS ( H: no other answer can be taken for this job's, whenever it comes."""

    def __init__(self) -> None:
        """Begin somewhere, so that a head that still holds a job of our last run says another."""
        self._numbers = process_id.numbers(secrets.randbelow(process_id.NUMBERS))

    def send(self, connection: HeadConnection, data: bytes, wait_s: float, quiet: bool) -> Proof:
        """Printed only if the head gives the number back."""
        number = next(self._numbers)
        connection.send(data + process_id.question(number))
        heard = connection.hears(process_id.answer(number), wait_s)
        return Proof.PRINTED if heard else Proof.SILENT

    def cleared(self, connection: HeadConnection) -> bool:
        """Have the head forget what it has not printed."""
        connection.send(status.CLEAR)
        return connection.hears(status.CLEARED, _CLEAR_S)


class ByPaperStatus:
    """GS r: no answer says what it answers, and each of earlier ones may be late or lost.

    So after a job the head is asked once more than answers are owed, at one go. If as many come,
    one of them is to a question after this job, as they come in order; and with it come the others,
    as nothing is printed between them. A ticket never waits for an earlier one's answers.
    """

    def __init__(self) -> None:
        """With one answer owed: that to the last job of an earlier run of the gateway."""
        self._owed = 1
        """Answers that may still come, late, on whichever connection there is then."""
        self._silences = 0
        """Jobs in a row after which nothing came at all."""
        self._was_quiet = False

    def send(self, connection: HeadConnection, data: bytes, wait_s: float, quiet: bool) -> Proof:
        """Printed only if an answer came that can be to nothing else."""
        owed = self._owed
        if self._was_quiet and not quiet:
            self._silences = 0  # it speaks again, so it is worth asking
        self._was_quiet = quiet
        hopeless = self._silences > 1 or (quiet and self._silences > 0)
        questions = 1 if hopeless else owed + 1  # a silent head is not asked more and more
        self._owed = min(owed + questions, MOST_OWED)
        connection.send(data + status.CONSUMED * questions)
        answers = connection.consumed(questions, wait_s)
        self._silences = 0 if answers else self._silences + 1
        if not answers:
            return Proof.SILENT
        sure = len(answers) > owed and not connection.strays
        if sure and owed:
            connection.forget_late_answers(_QUIET_S)
        # What strayed here may have been answers: as many as ever may still come.
        self._owed = 0 if sure else min(owed + questions - len(answers), MOST_OWED)
        self._owed += bool(connection.strays)
        if status.paper_ended(answers[-1]):
            return Proof.PAPER_END
        if not sure:
            return Proof.AMBIGUOUS
        return Proof.LOW if status.paper_is_low(answers[-1]) else Proof.PRINTED

    def cleared(self, connection: HeadConnection) -> bool:
        """Have the head forget what it has not printed, our questions included.

        An answer that is under way already still comes. One that is waited for and never comes does
        no harm: all questions after the next job are answered then, which is more than is owed.
        """
        connection.send(status.CLEAR)
        cleared = connection.hears(status.CLEARED, _CLEAR_S)
        if not cleared:  # of the three bytes that say so two look like answers
            self._owed = min(self._owed + 2, MOST_OWED)
        return cleared


_CLEAR_S: Final = 0.3
"""It is done at once, even while the head stands still."""


def means(done: Done) -> Means:
    """The way that a model knows."""
    match done:
        case Done.PROCESS_ID:
            return ByNumber()
        case Done.PAPER_STATUS:
            return ByPaperStatus()
        case Done.NEVER:
            return Never()
