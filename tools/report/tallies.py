"""The tallies of some days: those that the gateway keeps, or a recount where they are behind."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from gateway.config import Config
from gateway.hall_facts import HallFacts
from gateway.kept_figures import file_of
from gateway.store.read import Reader
from insight.book import Book, Rollup
from insight.kept import TELLING, whole
from insight.scope import Kind, Scope
from insight.tally import Tally
from protocol.envelope import Entry
from runtime.kept_file import HallTallies, KeptFile, KeptFileError
from tools.report.errors import ReportError

T = TypeVar("T")

PORTION: Final = 4096


@dataclass(frozen=True)
class Source:
    """Whoever waits for a recount is told so on the standard error.

    Every method raises StoreError, and ReportError where a recount finds a row that is not what
    was written.
    """

    reader: Reader
    settings: Config
    recount: bool
    """Even where tallies are kept."""

    def by_day(self, days: Sequence[str], kinds: Iterable[Kind]) -> Rollup:
        """By day and scope."""
        rollup = self._kept(days, lambda tallies: tallies.days(days[0], days[-1], kinds))
        if rollup is None:
            return self._counted(days)
        return {day: tallies for day, tallies in rollup.items() if day in days}

    def sums(self, days: Sequence[str], kinds: Iterable[Kind]) -> dict[Scope, Tally]:
        """Of all days from the first to the last of these, by scope."""
        sums = self._kept(days, lambda tallies: tallies.sums(days[0], days[-1], kinds)[1])
        return whole(self._counted(days)) if sums is None else sums

    def _kept(self, days: Sequence[str], question: Callable[[HallTallies], T]) -> T | None:
        """What the gateway's file answers; None where it does not have all that the facts say, or
        a disk has spoilt it."""
        if self.recount:
            return None
        path = file_of(self.settings.store.path)
        try:
            with KeptFile(path, read_only=True) as file:
                tallies = HallTallies(file, self.reader.at.hall)
                why_not = self._lacks(tallies, days)
                if why_not is None:
                    return question(tallies)
        except KeptFileError as why:
            print(f"Counted from the facts: {why}", file=sys.stderr)
        else:
            print(f"Counted from the facts: {path} {why_not}", file=sys.stderr)
        return None

    def _lacks(self, tallies: HallTallies, days: Sequence[str]) -> str | None:
        kept, facts = tallies.kept(), HallFacts(self.reader)
        if kept is None or facts.seal(kept.mark.place) != kept.mark.seal:
            return "is not of this store's facts."
        if self.reader.telling(TELLING, kept.mark.place, limit=1) or kept.stale & set(days):
            return (
                f"goes to fact {kept.mark.place}; a running gateway brings it up to date within"
                " half a minute."
            )
        return None

    def _counted(self, days: Sequence[str]) -> Rollup:
        book = Book(ZoneInfo(self.settings.hall.timezone))
        for entries in checked(self.reader, days[0]):
            book.take(entries)
        return {day: book.rollup[day] for day in days if day in book.rollup}


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
