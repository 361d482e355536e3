"""What the page of opinions shows, read for one account."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from central.config import Config
from central.console.desk import Desk
from central.people.nouns import Account
from central.rights import names_of, own
from insight.supervision import Kind, Matter, Summary, Terms, summary
from protocol.stamp import DAY_MS

MOST_LISTED: Final = 200
"""Of the matters that are open: the list is for whoever settles the worst first."""


@dataclass(frozen=True)
class Choice:
    """What somebody wants to see."""

    days: int = 30
    """The period, which ends now."""
    hall: str = ""
    """Empty: all that are theirs."""
    kind: Kind | None = None


@dataclass(frozen=True)
class Seen:
    """One reading."""

    at_ms: int
    names: Mapping[str, tuple[str, str]]
    """Hall → its name in Chinese and English."""
    halls: Mapping[str, Summary]
    topics: Mapping[str, Summary]
    """By topic; of opinions alone."""
    listed: list[tuple[str, Matter]]
    """Hall and matter: what is open, the longest overdue first, then the oldest."""
    open: int
    """How many there are to be listed."""


def look(desk: Desk, account: Account, choice: Choice) -> Seen:
    """Raises ReaderError."""
    config, now_ms = desk.config, int(time.time() * 1000)
    names = names_of(config, [view.hall for view in desk.reader.halls()])
    theirs = {hall: names[hall] for hall in own(config, account, names)}
    wanted = [hall for hall in theirs if choice.hall in ("", hall)]
    found = {
        hall: [one for one in desk.supervision.of(hall, now_ms) if choice.kind in (None, one.kind)]
        for hall in wanted
    }
    terms, from_ms = terms_of(config), now_ms - choice.days * DAY_MS
    topics: dict[str, list[Matter]] = {}
    for matters in found.values():
        for one in matters:
            if one.kind == "opinion":
                topics.setdefault(one.what, []).append(one)
    listed = [(hall, one) for hall, each in found.items() for one in each if one.is_open]
    listed.sort(key=lambda pair: (-_late_ms(pair[1], terms, now_ms), pair[1].opened.wall_ms))
    return Seen(
        now_ms,
        theirs,
        {hall: summary(each, terms, now_ms, from_ms) for hall, each in found.items()},
        {what: summary(each, terms, now_ms, from_ms) for what, each in sorted(topics.items())},
        listed[:MOST_LISTED],
        len(listed),
    )


def terms_of(config: Config) -> Terms:
    """The city's."""
    return Terms(**config.supervision.model_dump())


def _late_ms(one: Matter, terms: Terms, now_ms: int) -> int:
    late = one.late(terms, now_ms)
    return 0 if late is None else late[1]
