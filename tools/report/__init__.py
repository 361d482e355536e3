"""`taxhall report`: a hall's figures, computed from its facts or from tallies kept of them."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from gateway import config
from gateway.scores import ScoresError
from gateway.store.errors import StoreError
from gateway.store.read import Reader
from gateway.told_figures import Period, channels_of, opinions_of
from insight.measures import BY_ID
from protocol.stamp import Moment
from tools.report import curves, figures, research, staff, text
from tools.report.errors import ReportError
from tools.report.figures import SHORT
from tools.report.tallies import Source

__all__ = ["SHORT", "ReportError", "main"]


@dataclass(frozen=True)
class Asked:
    """What somebody wants to know."""

    reader: Reader
    settings: config.Config
    days: list[str]
    """Business days of the hall that are asked for, the oldest first."""
    one_day: bool
    recount: bool
    measure: str

    @property
    def zone(self) -> ZoneInfo:
        """The hall's."""
        return ZoneInfo(self.settings.hall.timezone)

    @property
    def source(self) -> Source:
        """Of their tallies."""
        return Source(self.reader, self.settings, self.recount)

    @property
    def period(self) -> Period:
        """Their rows."""
        return Period(self.reader, self.days[0], self.days[-1])

    def now(self) -> Moment:
        """When the hall wrote its last fact: a report of a copy is as old as the copy."""
        (last,) = self.reader.entries(self.reader.last() - 1, 1)
        return Moment(last.at_ms, last.boot, last.mono_ms)


def _figures(asked: Asked) -> dict[str, Any]:
    told = asked.source.sums(asked.days, ("hall", *figures.PARTS))
    return figures.of(told, asked.days, asked.settings)


def _staff(asked: Asked) -> dict[str, Any]:
    return staff.of(asked.reader, asked.settings, asked.days[0][:7], asked.zone)


def _series(asked: Asked) -> dict[str, Any]:
    measure = BY_ID[asked.measure]
    if asked.one_day:
        return curves.of_day(asked.source, asked.days[0], measure)
    return curves.of_days(asked.source, asked.days, measure)


def _opinions(asked: Asked) -> dict[str, Any]:
    return opinions_of(asked.reader, asked.period, asked.settings.plan(), asked.now())


def _channels(asked: Asked) -> dict[str, Any]:
    return channels_of(asked.reader, asked.period, asked.settings.plan(), asked.now().wall_ms)


def _research(asked: Asked) -> dict[str, Any]:
    codes = [one.code for one in asked.settings.plan().businesses]
    return research.of(asked.source.sums(asked.days, ("business",)), codes)


_TOLD: Final[Mapping[str, Callable[[Asked], dict[str, Any]]]] = {
    "day": _figures,
    "month": _figures,
    "staff": _staff,
    "series": _series,
    "opinions": _opinions,
    "channels": _channels,
    "research": _research,
}


def main(argv: Sequence[str]) -> int:
    """0 when the report is told, 1 when there is no such day, or the hall cannot be read or was
    altered."""
    parser = _parser()
    options = parser.parse_args(argv)
    if options.what == "day" and options.of is not None and len(options.of) == len("2026-11"):
        parser.error(f"{options.of} is a month: write `report month --of {options.of}`, or a day")
    if options.names and options.json:
        parser.error("--names is for people who read here: what programs get carries no names")
    try:
        settings = config.load(options.hall, "--hall")
        with Reader(settings.store.path) as reader:
            one_day = options.what == "day" or len(options.of or "") > len("2026-11")
            one_day = one_day and options.what != "month"
            days = _days(reader.days(), one_day, options.of)
            asked = Asked(reader, settings, days, one_day, options.recount, options.measure)
            told = {"period": (days[0], days[-1]), **_TOLD[options.what](asked)}
            names = _names(reader) if options.names else {}
    except (StoreError, config.ConfigError, ReportError, ScoresError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.json:
        _print(json.dumps(told, ensure_ascii=False))
    else:
        _print(text.WORDS[options.what](told, names))
    return 0


def _days(opened: Sequence[str], one_day: bool, of: str | None) -> list[str]:
    """Those that are asked for: of the newest day or its month unless somebody says of which."""
    of = of or (opened[-1] if opened else "")
    days = [day for day in opened if day.startswith(of if one_day else of[:7])]
    if not days:
        raise ReportError(f"The hall has no figures of {of or 'any day'}.")
    return days


def _names(reader: Reader) -> dict[str, str]:
    """Token → name, as taxpayers read it."""
    return {
        str(token): str(shown) for token, shown in reader.select("SELECT token, shown FROM account")
    }


def _print(told: str) -> None:
    """Whatever the terminal can show; whoever reads may stop reading."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        print(told.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stdout = None  # else Python tries once more at its end


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="taxhall report",
        description="A hall's figures, computed from its facts. What each means: docs/measures.md.",
    )
    parser.add_argument(
        "what",
        choices=list(_TOLD),
        help="a day; a month; scores of people; a measure along a month's days or a day's quarter"
        " hours; comment book, triage and reviews; channels; figures for research",
    )
    parser.add_argument(
        "--hall", type=Path, default=Path("hall.toml"), help="its hall.toml (default: %(default)s)"
    )
    parser.add_argument(
        "--of",
        type=_of,
        metavar="DATE",
        help="2026-11-23, or 2026-11 for a month; default: the newest",
    )
    parser.add_argument(
        "--measure",
        choices=list(BY_ID),
        default="issued",
        metavar="ID",
        help="of a series: its id in docs/measures.md (default: %(default)s)",
    )
    parser.add_argument(
        "--recount",
        action="store_true",
        help="count from the facts, and check their chain of digests, even where tallies are kept",
    )
    parser.add_argument("--names", action="store_true", help="people by name and not by token")
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser


def _of(told: str) -> str:
    """A day or a month as it was written. Raises ArgumentTypeError."""
    first = told if len(told) > len("2026-11") else f"{told}-01"
    try:
        if date.fromisoformat(first).isoformat() == first:
            return told
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(
        f"{told!r} is no date: write a day as 2026-11-23, a month as 2026-11"
    )
