"""Figures that rest on few facts, read by their types: complaints, channels, triage, reviews."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from gateway.hall.plan import HallPlan
from gateway.store.read import MOST_N, Reader
from insight import channels, first_contact, opinions, reviews, triage
from insight.book import Book
from insight.kept import TELLING
from insight.structure import Served, structural
from protocol.envelope import Entry
from protocol.facts import (
    ReviewCorrected,
    ReviewJudged,
    ReviewSampled,
    TicketIssued,
    TriageAnswered,
)
from protocol.facts.opinion import OpinionKind
from protocol.stamp import DAY_MS, Moment, Stamp

KINDS: Final[tuple[OpinionKind, ...]] = ("complaint", "suggestion", "praise", "question")

_REVIEWS: Final = (ReviewSampled.TYPE, ReviewJudged.TYPE, ReviewCorrected.TYPE)


SEEN_DAYS: Final = max(channels.LEAK_DAYS, *first_contact.DAYS) + 1
"""So long it counts that somebody came again; and a day ends after its midnight."""


class Period:
    """Rows from the opening of one business day up to that of the first one after another."""

    def __init__(self, reader: Reader, first: str, last: str) -> None:
        """Raises StoreError."""
        opened = [(n, day) for n, day in reader.openings() if day >= first]
        self.days = [day for _, day in opened if day <= last]
        """Business days of the period."""
        self.after = opened[0][0] - 1 if self.days else MOST_N
        self.to = next((n - 1 for n, day in opened if day > last), MOST_N)
        until = _later(self.days[-1], SEEN_DAYS) if self.days else ""
        self.seen_to = next((n - 1 for n, day in opened if day > until), MOST_N)
        """What came of the period is in the rows up to here."""

    def holds(self, n: int) -> bool:
        """Whether the row is one of these."""
        return self.after < n <= self.to


def opinions_of(reader: Reader, period: Period, plan: HallPlan, now: Moment) -> dict[str, Any]:
    """F25 of the entries that were written in the period, by kind; F13 and F29 beside them."""
    types = [kind.TYPE for kind in opinions.READS]
    lives = opinions.read(map(_told, reader.of_types(types, period.after)))
    ours = [one for n, one in lives.items() if period.holds(n)]
    contacts = reader.count(TicketIssued.TYPE, period.after, period.to)
    limit_ms = plan.quality.opinion.reply_days * DAY_MS
    told = {kind: opinions.figures(ours, contacts, limit_ms, now, kind) for kind in KINDS}
    answers = reader.of_types([TriageAnswered.TYPE], period.after, period.to)
    judged = reader.of_types(_REVIEWS, period.after, period.to)
    return {
        "opinions": {kind: _opinion(one) for kind, one in told.items()},
        "triage": asdict(triage.figures(entry.fact for entry in answers)),
        "reviews": asdict(reviews.count((entry.n, entry.fact) for entry in judged)),
    }


def _opinion(one: opinions.OpinionFigures) -> dict[str, Any]:
    cells = [
        {"topic": topic, "channel": channel, "n": n, "per_1000": one.cells_per_1000[topic, channel]}
        for (topic, channel), n in sorted(one.cells.items())
    ]
    plain = {name: value for name, value in vars(one).items() if not name.startswith("cells")}
    return {**plain, "cells": cells}


def channels_of(reader: Reader, period: Period, plan: HallPlan, now_ms: int) -> dict[str, Any]:
    """F26 of the period, why people did not take another way (17.4), and whether what they came for
    was done the first time (F18)."""
    # Later ones too, so that another way that somebody took soon after is seen.
    types = [kind.TYPE for kind in channels.READS]
    told = [_told(entry) for entry in _along(reader, types, period)]
    of_period = [one for one in told if period.holds(one[0].n)]
    cells = channels.figures(channels.uses(of_period), channels.uses(told), now_ms)
    why = channels.why_not(of_period)
    return {
        "channels": [
            {"business": business, "channel": channel, **asdict(one)}
            for (business, channel), one in cells.items()
        ],
        "why_not": [
            {"business": business, "channel": channel, "reason": reason, "n": n}
            for (business, channel, reason), n in sorted(why.items(), key=lambda one: -one[1])
        ],
        "first_contact": _first_contact(reader, period, plan, now_ms / 1000),
    }


def _first_contact(
    reader: Reader, period: Period, plan: HallPlan, now_s: float
) -> list[dict[str, Any]]:
    book = Book(ZoneInfo(plan.timezone))
    book.take(_along(reader, TELLING, period))
    seen, ours, served = [], [], 0
    for (_, n), visit in book.visits.items():
        contact = first_contact.contact_of(visit)
        if contact is not None:
            seen.append(contact)
        if period.holds(n):
            served += visit.end == "served"
            ours += [contact] if contact is not None else []
    told = (
        first_contact.first_contact(seen, served, now_s, days, ours) for days in first_contact.DAYS
    )
    return [{**asdict(one), "share": one.share, "coverage": one.coverage} for one in told]


def structure_of(plan: HallPlan, active_taxpayers: int | None) -> dict[str, Any]:
    """F7 as far as one hall knows: to be compared with the mean is the city's."""
    served = Served(active_taxpayers, len(plan.windows))
    told = structural({plan.hall: served})[plan.hall]
    return {
        "active_taxpayers": active_taxpayers,
        "windows": len(plan.windows),
        "index": told.index,
        "reason": told.reason,
    }


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def _along(reader: Reader, types: Collection[str], period: Period) -> list[Entry]:
    """Of the period and of what came of it: never of all years since, which fill a memory."""
    found: list[Entry] = []
    after = period.after
    while entries := reader.telling(types, after, period.seen_to):
        found += entries
        after = entries[-1].n
    return found


def _told(entry: Entry) -> tuple[Stamp, Any]:
    return Stamp.of(entry), entry.fact
