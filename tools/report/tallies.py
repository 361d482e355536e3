"""The tallies of some days: those that the gateway keeps, or a recount where they are behind."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from gateway.config import Config
from gateway.hall_facts import HallFacts
from gateway.kept_file import KeptFile, KeptFileError, file_of
from gateway.store.read import Reader
from insight.book import Book, Rollup
from insight.kept import TELLING
from insight.scope import Kind
from protocol.envelope import Entry
from tools.report.errors import ReportError

PORTION = 4096


def of(
    reader: Reader, settings: Config, days: Sequence[str], kinds: Iterable[Kind], recount: bool
) -> Rollup:
    """By day and scope. Whoever waits for a recount is told so on the standard error.

    Raises StoreError, and ReportError where a recount finds a row that is not what was written.
    """
    if not recount:
        try:
            return _kept(reader, settings, days, kinds)
        except KeptFileError as why:
            print(f"Counted from the facts: {why}", file=sys.stderr)
    return counted(reader, days, ZoneInfo(settings.hall.timezone))


def _kept(reader: Reader, settings: Config, days: Sequence[str], kinds: Iterable[Kind]) -> Rollup:
    """Raises KeptFileError where they are not all that the facts say."""
    path = file_of(settings.store.path)
    with KeptFile(path, reader.at.hall, read_only=True) as file:
        kept, facts = file.kept(), HallFacts(reader)
        if kept is None or facts.seal(kept.mark.place) != kept.mark.seal:
            raise KeptFileError(f"The tallies of {path} are not of this store's facts.")
        newer = reader.telling(TELLING, kept.mark.place, limit=1)
        if newer or kept.stale & set(days):
            raise KeptFileError(
                f"The tallies of {path} end at fact {kept.mark.place}; the gateway brings them up"
                " to date within half a minute."
            )
        rollup = file.days(days[0], days[-1], kinds)
    return {day: tallies for day, tallies in rollup.items() if day in days}


def counted(reader: Reader, days: Sequence[str], zone: ZoneInfo) -> Rollup:
    """From the facts, whose chain is checked."""
    rollup = book_of(reader, days[0], zone).rollup
    return {day: rollup[day] for day in days if day in rollup}


def book_of(reader: Reader, first: str, zone: ZoneInfo) -> Book:
    """The visits of a day and of all later ones. Raises ReportError where a row is not what was
    written."""
    book = Book(zone)
    for entries in checked(reader, first):
        book.take(entries)
    return book


def checked(reader: Reader, first: str) -> Iterator[list[Entry]]:
    """All facts from the opening of a day on. Raises ReportError before the first one."""
    before = (reader.opened(first) or 1) - 1
    broken = reader.first_broken(before)
    if broken is not None:
        raise ReportError(
            f"Row {broken} of the hall's facts is not what was written there: nothing is told of"
            " what rests on it. Keep the database, and run `taxhall audit` on a copy."
        )
    while entries := reader.entries(before, PORTION):
        yield entries
        before = entries[-1].n
