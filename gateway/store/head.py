"""Where the store stands: the last fact, the state after it, the marks."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from gateway.hall import fold
from gateway.hall.state import EMPTY, HallState
from gateway.store import rows, snapshots
from gateway.store.errors import StoreError
from protocol import facts
from protocol.envelope import GENESIS
from protocol.stamp import Moment, Stamp


@dataclass(frozen=True)
class Counters:
    """What happened since the program started."""

    records: int = 0
    """Device records taken."""
    repeats: int = 0
    """Device records that were delivered again and left aside."""
    unknown_kinds: int = 0
    """Device records of a kind that this version cannot read; kept without an outcome."""
    gaps: int = 0
    """Holes in journals."""
    guarded: int = 0
    """Outcomes of records that a guard of the database refused: a rule is wrong, or the file."""
    commits: int = 0
    failed_groups: int = 0
    """Transactions that the database did not take."""
    failed_commands: int = 0
    """Commands that were refused or failed alone."""
    failed_subscribers: int = 0
    failed_snapshots: int = 0
    """Days whose opening left no snapshot: the next start takes longer."""


class Head(NamedTuple):
    """The end of the stream, and what follows from everything up to it. There is a new one for each
    fact, so it is of the kind that Python makes fastest."""

    n: int = 0
    digest: bytes = GENESIS
    state: HallState = EMPTY
    marks: Mapping[tuple[str, int], int] = MappingProxyType({})
    """(uid, journal) → last seq kept."""
    met: Mapping[tuple[str, int], int] = MappingProxyType({})
    """(uid, journal) → last seq that the board had written when this stream met it."""
    through: int = 0
    """Last row that central holds."""
    counters: Counters = Counters()

    def counted(self, **more: int) -> "Head":
        """The same head with some counters raised."""
        now = {name: getattr(self.counters, name) + by for name, by in more.items()}
        return self._replace(counters=replace(self.counters, **now))


def load(db: sqlite3.Connection, known: Head) -> Head:
    """The head as the database has it, folding on from one that was committed before.

    Without one it is folded on from the newest snapshot; without that, from the first fact.
    Raises StoreError when facts that were committed are no longer there, or cannot be read.
    """
    if not known.n and (found := snapshots.newest(db)) is not None:
        known = known._replace(n=found.n, digest=found.digest, state=found.state)
    top = db.execute("SELECT n, digest FROM fact ORDER BY n DESC LIMIT 1").fetchone()
    n, digest = top or (0, GENESIS)
    (through,) = db.execute("SELECT through FROM uplink").fetchone()
    if known.n:
        kept = db.execute("SELECT digest FROM fact WHERE n = ?", (known.n,)).fetchone()
        if kept != (known.digest,):
            raise StoreError(
                f"The database no longer has fact {known.n} as it was committed; the file was "
                "exchanged or damaged. Stop the gateway and compare it with central (audit)."
            )
    return known._replace(
        n=n,
        digest=digest,
        state=_folded(_moving(db, known.n), known.state),
        marks={(uid, j): seq for uid, j, seq in db.execute("SELECT uid, journal, seq FROM mark")},
        met={(uid, j): last for uid, j, last in db.execute("SELECT uid, journal, last FROM met")},
        through=through,
    )


def _moving(db: sqlite3.Connection, after: int) -> Iterator[tuple[Stamp, facts.Fact]]:
    """What changes the state; a type that this version does not know might."""
    resting = ", ".join(f"'{name}'" for name in sorted(facts.TYPES.keys() - fold.MOVING))
    # The plus keeps SQLite from gathering by type and sorting: n is the order wanted.
    sql = (
        "SELECT n, at_ms, boot, mono_ms, type, data FROM fact"
        f" WHERE n > ? AND +type NOT IN ({resting}) ORDER BY n"
    )
    for n, at_ms, boot, mono_ms, kind, data in db.execute(sql, (after,)):
        yield Stamp(n, Moment(at_ms, boot, mono_ms)), rows.fact_of(n, kind, data)


def _folded(stamped: Iterator[tuple[Stamp, facts.Fact]], state: HallState) -> HallState:
    for stamp, fact in stamped:
        try:
            state = fold.apply(state, stamp, fact)
        except Exception as error:  # the rules let only facts be written that can be folded
            why = f"{fact.TYPE} does not follow from the facts before it: {error!r}"
            raise rows.UnreadableFactError(stamp.n, why) from error
    return state
