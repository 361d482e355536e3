"""`taxhall report`: a hall's figures of a day, a month, or its staff, computed from its facts."""

import argparse
import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from gateway import config
from gateway.scores import ScoresError, read_month
from gateway.scores.history import groups_of
from gateway.store.errors import StoreError
from gateway.store.read import Reader
from insight.book import Book
from insight.figures import Figure
from insight.measures import BY_ID, MEASURES
from insight.scope import HALL, Scope
from insight.tally import Tally
from insight.weights import weights_of
from protocol.envelope import Entry
from tools.telling import show

SHORT: Final = ("F2.queue", "F3.mean", "F3.median", "F10.good", "F10.participation")
"""Measures in a line about one window, business or person."""

PORTION: Final = 4096


def main(argv: Sequence[str]) -> int:
    """0 when the report is told, 1 when there is no such day, or the hall cannot be read or was
    altered."""
    options = _parser().parse_args(argv)
    try:
        settings = config.load(options.hall, "--hall")
        with Reader(settings.store.path) as reader:
            days = _days(reader.days(), options.what, options.of)
            zone = ZoneInfo(settings.hall.timezone)
            if options.what == "staff":
                told = _staff(reader, settings, days, zone)
            else:
                told = _Report(reader, days, zone).figures()
    except (StoreError, config.ConfigError, ReportError, ScoresError) as error:
        print(error, file=sys.stderr)
        return 1
    show(json.dumps(told, ensure_ascii=False) if options.json else _words(told))
    return 0


class ReportError(Exception):
    """There is nothing that may be told; the text is a sentence."""


def _days(opened: Sequence[str], what: str, of: str | None) -> list[str]:
    """Those that are asked for: of the newest day or its month unless somebody says of which."""
    of = of or (opened[-1] if opened else "")
    days = [day for day in opened if day.startswith(of if what == "day" else of[:7])]
    if not days:
        raise ReportError(f"The hall has no figures of {of or 'any day'}.")
    return days[-1:] if what == "day" else days


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
    """The facts of some days, and of what came after them, folded."""

    def __init__(self, reader: Reader, days: list[str], zone: ZoneInfo) -> None:
        """Raises ReportError where a row is not what was written."""
        self._days = days
        self._book = Book(zone)
        before = (reader.opened(days[0]) or 1) - 1
        broken = reader.first_broken(before)
        if broken is not None:
            raise ReportError(
                f"Row {broken} of the hall's facts is not what was written there: nothing is told"
                " of what rests on it. Keep the database, and run `taxhall audit` on a copy."
            )
        for entries in _portions(reader, before):
            self._book.take(entries)

    def figures(self) -> dict[str, Any]:
        """Of the hall, and of each business, window and person."""
        period = self._days[0], self._days[-1]
        whole: dict[Scope, Tally] = {}
        for day in self._days:
            for scope, tally in self._book.rollup.get(day, {}).items():
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


def _staff(
    reader: Reader, settings: config.Config, days: list[str], zone: ZoneInfo
) -> dict[str, Any]:
    """Scores of the people who served in these days' month, as the facts are now. Those of a month
    that is frozen: `taxhall scores`."""
    plan = settings.plan()
    month, _ = read_month(reader, days[0][:7], zone, reader.last())
    lines = month.lines(weights_of(plan.quality.scores.weights), groups_of(reader, plan))
    scores = [line.told for line in lines]
    scores.sort(key=lambda one: (one["group"], one["rank"] is None, one["rank"], one["staff"]))
    return {"period": (days[0], days[-1]), "scores": scores}


def _portions(reader: Reader, n: int) -> Iterator[list[Entry]]:
    while entries := reader.entries(n, PORTION):
        yield entries
        n = entries[-1].n


def _json(figure: Figure) -> dict[str, Any]:
    return {**vars_of(figure), "scope": {"kind": figure.scope.kind, "id": figure.scope.id}}


def vars_of(one: Figure) -> dict[str, Any]:
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
