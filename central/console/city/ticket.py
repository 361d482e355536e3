"""The timeline of one ticket: every fact, with its row and identity."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from central.console.city.numbers import NONE, duration
from central.console.city.words import CLOCKS, fact
from central.console.desk import Desk
from central.timeline import Line, Timeline
from protocol.facts.ticket import label
from screens.console.tags import Tag
from screens.languages import Words, later

_COLUMNS: Final = (
    later("Time"),
    later("What"),
    later("Window"),
    later("Since the last"),
    later("Stream and n"),
    later("Identity and cause"),
)

_SHOWN: Final = frozenset(
    {
        *("level", "business", "number", "ahead", "priority", "channel", "outcome", "why"),
        *("items", "tags", "reason", "verdict", "by", "to", "kind"),
    }
)
"""Fields that say something to people."""


def show(desk: Desk, say: Words, found: Timeline) -> None:
    """Draw it."""
    issued = found.issued
    number = label(issued["business"], issued["number"])
    with Tag("section", classes="card").mark_as("timeline"):
        Tag("h2", say("Ticket {name}", name=f"{number} · {issued['day']}"))
        told = say("{n} facts, each with its row: stream and n.", n=len(found.lines))
        Tag("p", told, "soft").mark_as("facts")
        box = Tag("div", classes="wide").attribute("tabindex", "0").attribute("role", "region")
        with box.attribute("aria-label", say("Facts in their order")), Tag("table"):
            Tag("caption", say("Facts in their order"), "unseen")
            with Tag("thead"), Tag("tr"):
                for heading in _COLUMNS:
                    Tag("th", say(heading)).attribute("scope", "col")
            with Tag("tbody"):
                for line in found.lines:
                    _row(desk, say, line)


def _row(desk: Desk, say: Words, line: Line) -> None:
    with Tag("tr").mark_as("fact"):
        Tag("td", _clock(desk, line.at_ms), "clock")
        with Tag("td"):
            Tag("strong", fact(say, line.type))
            Tag("small", _said(line.data), "soft note")
        Tag("td", line.window or NONE)
        with Tag("td"):
            Tag("span", NONE if line.since_ms is None else duration(say, line.since_ms))
            Tag("small", say(CLOCKS[line.clock]), "soft note")
        with Tag("td", classes="code"):
            Tag("span", f"{line.stream} · {line.n}")
            Tag("small", line.type, "soft note")
        with Tag("td", classes="code"):
            Tag("span", line.identity)
            if line.cause is not None:
                Tag("small", f"← {line.cause}", "soft note")


def _clock(desk: Desk, at_ms: int) -> str:
    return f"{datetime.fromtimestamp(at_ms / 1000, desk.zone):%Y-%m-%d %H:%M:%S}"


def _said(data: Mapping[str, Any]) -> str:
    told = {
        name: data[name]
        for name in sorted(data)
        if name in _SHOWN and data[name] not in (None, "", [])
    }
    return ", ".join(f"{name} {_plain(value)}" for name, value in told.items())


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
