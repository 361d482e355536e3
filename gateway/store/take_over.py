"""Taking over the open day of a disk that is gone: all of it in one savepoint, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gateway.hall import restoring
from gateway.store.errors import RefusedError
from gateway.store.transaction import Transaction
from protocol.envelope import Entry
from protocol.facts import DeviceContinued


@dataclass(frozen=True)
class TakeOver:
    """What central gave back. Gives the n of the `day.restored`."""

    stream: str
    """The one before."""
    through: int
    """Central has its facts up to there without a hole."""
    entries: Sequence[Entry]
    marks: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Per board uid (journal, seq): central holds its records up to there."""

    def run(self, tx: Transaction) -> int:
        """Raises RefusedError when a day is open already, or nothing of these facts opens one."""
        if tx.head.state.day is not None:
            raise RefusedError(
                f"本厅已开业（{tx.head.state.day}），不再接管旧数据。 The day"
                f" {tx.head.state.day} is open already; nothing was taken over."
            )
        if any((one.hall, one.stream) != (tx.at.hall, self.stream) for one in self.entries):
            raise RefusedError(
                "收到的数据不属于本厅，未接管。 These are facts of another hall or stream;"
                " nothing was taken over."
            )
        past = restoring.before(self.stream, self.entries, self.through)
        facts = restoring.carried(tx.plan, past, tx.head.n + 1)
        n = 0
        for fact in facts:
            n = tx.write(fact)
        if not n:
            raise RefusedError(
                "上级没有未结束的营业日，请值班长开业。 No day was open in what central has;"
                " the duty leader opens one."
            )
        for uid, (journal, seq) in sorted(self.marks.items()):
            if tx.head.marks.get((uid, journal), 0) < seq:
                tx.write(DeviceContinued(uid, journal, seq))
                tx.set_mark(uid, journal, seq)
        return n
