"""`taxhall report`: a hall's figures of a day, a month, or its staff, computed from its facts."""

import argparse
import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from gateway import config
from gateway.store.errors import StoreError
from gateway.store.read import Reader
from insight.book import Book
from insight.figures import Figure
from insight.measures import BY_ID, MEASURES
from insight.scope import HALL, Scope
from insight.scores import Done, Person, Score, score
from insight.tally import Tally
from insight.windows import spells
from protocol.envelope import Entry
from protocol.stamp import Stamp

SHORT: Final = ("F2.queue", "F3.mean", "F3.median", "F10.good", "F10.participation")
"""Measures in a line about one window, business or person."""

PORTION: Final = 4096


def main(argv: Sequence[str]) -> int:
    """0 when the report is told, 1 when the hall cannot be read or has no such day."""
    options = _parser().parse_args(argv)
    try:
        settings = config.load(options.hall, "--hall")
        report = _Report(settings.store.path, ZoneInfo(settings.hall.timezone))
    except (StoreError, config.ConfigError) as error:
        print(error, file=sys.stderr)
        return 1
    days = [day for day in sorted(report.book.rollup) if day.startswith(options.of or "")]
    if options.what == "day":
        days = days[-1:]
    elif options.of is None:
        days = [day for day in days if day[:7] == days[-1][:7]]
    if not days:
        print(f"The hall has no figures of {options.of or 'any day'}.", file=sys.stderr)
        return 1
    told = report.staff(days) if options.what == "staff" else report.figures(days)
    print(json.dumps(told, ensure_ascii=False) if options.json else _words(told))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="taxhall report",
        description="A hall's figures, computed from its facts. What each means: docs/measures.md.",
    )
    parser.add_argument("what", choices=["day", "month", "staff"])
    parser.add_argument(
        "--hall", type=Path, default=Path("hall.toml"), help="its hall.toml (default: %(default)s)"
    )
    parser.add_argument(
        "--of",
        type=_of,
        metavar="DATE",
        help="2026-11-23, or 2026-11 for a month; default: the newest",
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser


def _of(text: str) -> str:
    """A day or a month as it was written. Raises ArgumentTypeError."""
    first = text if len(text) > len("2026-11") else f"{text}-01"
    try:
        if date.fromisoformat(first).isoformat() == first:
            return text
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(
        f"{text!r} is no date: write a day as 2026-11-23, a month as 2026-11"
    )


class _Report:
    """All of a hall's facts, folded."""

    def __init__(self, path: Path, zone: ZoneInfo) -> None:
        self._zone = zone
        self.book = Book(zone)
        self._entries: list[Entry] = []
        reader = Reader(path)
        try:
            for entries in _portions(reader):
                self.book.take(entries)
                self._entries += entries
        finally:
            reader.close()

    def figures(self, days: Sequence[str]) -> dict[str, Any]:
        """Of the hall, and of each business, window and person."""
        period = days[0], days[-1]
        whole: dict[Scope, Tally] = {}
        for day in days:
            for scope, tally in self.book.rollup[day].items():
                whole.setdefault(scope, Tally()).add(tally)
        return {
            "period": period,
            "hall": [_json(m.figure(whole.get(HALL, Tally()), HALL, period)) for m in MEASURES],
            **{
                kind: {
                    scope.id: [_json(BY_ID[id].figure(tally, scope, period)) for id in SHORT]
                    for scope, tally in sorted(whole.items())
                    if scope.kind == kind
                }
                for kind in ("business", "window", "staff")
            },
        }

    def staff(self, days: Sequence[str]) -> dict[str, Any]:
        """Scores of the people who served in these days, all of one group."""
        done = [
            Done(service, service.business, self._minute(service.started.wall_ms), stream)
            for (stream, _), visit in self.book.visits.items()
            if visit.issued.day in days
            for service in visit.services
            if service.handling_ms is not None
        ]
        open_h = self._open_h(days)
        people = {
            one.service.staff: Person("hall", open_h.get(one.service.staff, 0.0))
            for one in done
            if one.service.staff is not None
        }
        return {
            "period": (days[0], days[-1]),
            "scores": [vars_of(one) for one in score(done, people)],
        }

    def _open_h(self, days: Sequence[str]) -> dict[str, float]:
        """Hours with an open window by person, of spells that are over and began on these days."""
        hours: dict[str, float] = {}
        for spell in spells((Stamp.of(entry), entry.fact) for entry in self._entries):
            if spell.mode != "open" or spell.until_ms is None:
                continue
            if self._local(spell.since_ms).date().isoformat() in days:
                took_h = (spell.until_ms - spell.since_ms) / 3_600_000
                hours[spell.staff] = hours.get(spell.staff, 0.0) + took_h
        return hours

    def _minute(self, wall_ms: int) -> int:
        at = self._local(wall_ms)
        return at.hour * 60 + at.minute

    def _local(self, wall_ms: int) -> datetime:
        return datetime.fromtimestamp(wall_ms / 1000, self._zone)


def _portions(reader: Reader) -> Iterator[list[Entry]]:
    n = 0
    while entries := reader.entries(n, PORTION):
        yield entries
        n = entries[-1].n


def _json(figure: Figure) -> dict[str, Any]:
    return {**vars_of(figure), "scope": {"kind": figure.scope.kind, "id": figure.scope.id}}


def vars_of(one: Figure | Score) -> dict[str, Any]:
    """Its fields; a dataclass with slots has no `vars`."""
    return {field.name: getattr(one, field.name) for field in fields(one)}


def _words(told: dict[str, Any]) -> str:
    first, last = told["period"]
    lines = [f"{first} – {last}" if first != last else first, ""]
    if "scores" in told:
        return "\n".join([*lines, *_score_lines(told["scores"])])
    lines += [
        f"{_fit(BY_ID[one['measure']].words.zh, 22)}{_value(one):>10}  n {one['n']:<6} "
        f"{BY_ID[one['measure']].words.en}"
        for one in told["hall"]
    ]
    names = [BY_ID[id].words.en for id in SHORT]
    heads = "".join(f"  {name}" for name in names)
    for kind in ("business", "window", "staff"):
        lines += ["", f"{kind:<20}{heads}"]
        for id, figures in told[kind].items():
            values = (
                f"  {_value(one):>{len(name)}}" for name, one in zip(names, figures, strict=True)
            )
            lines.append(_fit(id, 20) + "".join(values))
    return "\n".join(lines)


def _score_lines(scores: list[dict[str, Any]]) -> Iterator[str]:
    yield f"{'rank':<6}{'staff':<20}{'score':>8}{'served':>8}{'open h':>8}{'rated':>7}  parts"
    for one in scores:
        total = "–" if one["total"] is None else f"{one['total']:.1f}"
        parts = ", ".join(
            f"{name} {value:.0f}" for name, value in one["parts"].items() if value is not None
        )
        rank = one["rank"] or "–"
        why = f"  ({one['reason']})" if one["reason"] else ""
        yield (
            f"{rank!s:<6}{one['staff']:<20}{total:>8}{one['served']:>8}{one['open_h']:>8.1f}"
            f"{one['rated']:>7}  {parts}{why}"
        )


def _value(figure: dict[str, Any]) -> str:
    value = figure["value"]
    if value is None:
        return "–"
    match figure["unit"]:
        case "s":
            return f"{int(value) // 60}:{int(value) % 60:02d}"
        case "share":
            return f"{100 * value:.1f} %"
        case "people":
            return f"{value:.0f}"
    return f"{value:.2f}"


def _fit(text: str, cells: int) -> str:
    """Padded to so many cells of a terminal, where Hanzi take two."""
    width = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
    return text + " " * max(1, cells - width)
