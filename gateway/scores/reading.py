"""Reading a month's facts for its scores, with their chain of digests looked at on the way."""

from collections.abc import Callable, Iterator
from datetime import tzinfo
from typing import Final

from gateway.hall.reasons import score as refusals
from gateway.scores.history import ScoresError
from gateway.store.read import Reader
from insight.score_month import Month
from insight.windows import STANDS, TURNS
from protocol.envelope import GENESIS, Entry, chain, leaf

PORTION: Final = 512


class BrokenError(ScoresError):
    """A row is not what was written."""


def walk(reader: Reader, month: str, last: int) -> Iterator[list[tuple[Entry, bytes]]]:
    """The facts from the month's first day on, up to `last`, each with its running digest, which is
    computed anew and compared. The row before the first is believed. Where a window stood open when
    the month began, they are from that opening on.

    Raises StoreError, ScoresError where the hall was not open in that month, BrokenError.
    """
    days = [day for day in reader.days() if day.startswith(month)]
    if not days:
        raise ScoresError(f"{refusals.NO_SUCH_MONTH.zh} {refusals.NO_SUCH_MONTH.en} ({month})")
    n = _first(reader, reader.opened(days[0]) or 1) - 1
    expected = GENESIS
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
        yield rows


def _first(reader: Reader, first: int) -> int:
    """The earliest row that says what a window did when row `first` was written, if it did not just
    stand closed; else `first`."""
    turns, open_ones = (", ".join(f"'{kind.TYPE}'" for kind in kinds) for kinds in (TURNS, STANDS))
    sql = f"""
        SELECT min(n) FROM fact WHERE type IN ({open_ones}) AND n IN (
            SELECT max(n) FROM fact WHERE type IN ({turns}) AND n < ?
            GROUP BY json_extract(data, '$.window'))"""
    ((n,),) = reader.select(sql, first)
    return first if n is None else int(n)


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
    portion. Raises what `walk` does.
    """
    found, at_through = Month(month, zone, through), GENESIS
    for rows in walk(reader, month, through if to is None else to):
        for entry, digest in rows:
            if entry.n == through:
                at_through = digest
        found.take([entry for entry, _ in rows])
        rest()
    return found, at_through


def _broken(n: int) -> BrokenError:
    return BrokenError(
        f"Row {n} of the hall's facts is not what was written there: nothing is told of what rests"
        " on it. Keep the database, and run `taxhall audit` on a copy."
    )
