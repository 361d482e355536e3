"""What it costs to keep the figures up, fact by fact, when there is much history already."""

from collections import Counter
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from insight.book import Book
from protocol.envelope import Entry
from tools.bench.case import Aim, Options, Row
from tools.bench.insight.days import Years

ZONE = ZoneInfo("Asia/Shanghai")
VISITS = 2_000
"""A day."""
BEFORE, MEASURED = 20, 5
"""Days that are in the book already, and days that are measured."""
PORTION = 64
"""Facts that a commit brings at a time, about."""


def fold(options: Options) -> Row:
    """Facts a second on one core, as commits bring them."""
    hall = Years(VISITS)
    history = [entry for day in range(BEFORE) for entry in hall.day(day)]
    fresh = [entry for day in range(BEFORE, BEFORE + MEASURED) for entry in hall.day(day)]
    young = _rate(Book(ZONE), fresh)
    options.tell(f"fold: {young:,.0f} facts/s in an empty book")
    book = Book(ZONE)
    for i in range(0, len(history), 5000):
        book.take(history[i : i + 5000])
    busy = process_time()
    old = _rate(book, fresh)
    alone = len(fresh) / (process_time() - busy)
    begun = perf_counter()
    counts: Counter[type] = Counter()
    for entry in fresh:
        counts[type(entry.fact)] += 1
    floor = len(fresh) / (perf_counter() - begun)
    return Row(
        "fold",
        old,
        "facts/s",
        floor,
        "counting the same facts by their type; the figure counts all facts that a hall writes",
        Aim(20_000, at_least=True),
        {
            "facts": len(fresh),
            "history": len(history),
            "in_an_empty_book": round(young),
            "by_processor_time": round(alone),
        },
    )


def _rate(book: Book, entries: list[Entry]) -> float:
    begun = perf_counter()
    for i in range(0, len(entries), PORTION):
        book.take(entries[i : i + PORTION])
    return len(entries) / (perf_counter() - begun)
