"""Reading a month's facts for its scores, with their chain of digests looked at on the way."""

from collections.abc import Callable
from datetime import tzinfo
from typing import Final

from gateway.hall.reasons import score as refusals
from gateway.scores.history import ScoresError
from gateway.store.read import Reader
from insight.score_month import Month
from protocol.envelope import GENESIS, chain, leaf

PORTION: Final = 512


class BrokenError(ScoresError):
    """A row is not what was written."""


def read_month(
    reader: Reader,
    month: str,
    zone: tzinfo,
    through: int,
    to: int | None = None,
    rest: Callable[[], None] = lambda: None,
) -> tuple[Month, bytes]:
    """The month, whose scores rest on the facts up to `through`, and the digest of the chain there.

    to: the last row that is read, for what came after; None: `through`. `rest` is called after each
    portion. Raises StoreError, ScoresError where the hall was not open in that month, BrokenError
    where a row since then is not what was written. The row before is believed.
    """
    days = [day for day in reader.days() if day.startswith(month)]
    if not days:
        raise ScoresError(f"{refusals.NO_SUCH_MONTH.zh} {refusals.NO_SUCH_MONTH.en} ({month})")
    found = Month(month, zone, through)
    n = (reader.opened(days[0]) or 1) - 1
    last = through if to is None else to
    expected = at_through = GENESIS
    for _, digest in reader.digested(n - 1, 1) if n else ():
        expected = digest
    while n < last and (rows := reader.digested(n, min(PORTION, last - n))):
        for entry, digest in rows:
            n += 1
            try:
                expected = chain(expected, leaf(entry))
            except (ValueError, OverflowError):  # a time that no calendar has
                raise _broken(n) from None
            if entry.n != n or digest != expected:
                raise _broken(n)
            if n == through:
                at_through = digest
        found.take([entry for entry, _ in rows])
        rest()
    return found, at_through


def _broken(n: int) -> BrokenError:
    return BrokenError(
        f"Row {n} of the hall's facts is not what was written there: nothing is told of what rests"
        " on it. Keep the database, and run `taxhall audit` on a copy."
    )
