"""Taking over the open day of a disk that is gone: all of it in one savepoint, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gateway.hall import restoring
from gateway.hall.reasons import Reason
from gateway.hall.reasons import restoring as refusals
from gateway.store.transaction import Transaction
from protocol.envelope import Entry
from protocol.facts import DeviceContinued


@dataclass(frozen=True)
class TakeOver:
    """What central gave back."""

    stream: str
    """The one before."""
    through: int
    """Central has its facts up to there without a hole."""
    entries: Sequence[Entry]
    marks: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Per board uid (journal, seq): central holds its records up to there."""

    def take(self, tx: Transaction) -> int | Reason:
        """n of the `day.restored`; or why not, when a day is open already or these facts open none;
        then nothing is written."""
        if tx.head.state.day is not None:
            return refusals.DAY_IS_OPEN
        if any((one.hall, one.stream) != (tx.at.hall, self.stream) for one in self.entries):
            return refusals.NOT_OURS
        past = restoring.before(self.stream, self.entries, self.through)
        n = 0
        for fact in restoring.carried(tx.plan, past, tx.head.n + 1):
            n = tx.write(fact)
        if not n:
            return refusals.NO_DAY_KNOWN
        for uid, (journal, seq) in sorted(self.marks.items()):
            if tx.head.marks.get((uid, journal), 0) < seq:
                tx.write(DeviceContinued(uid, journal, seq))
                tx.set_mark(uid, journal, seq)
        return n
