"""`taxhall staffing`: who a day to come needs, when and where; and whether a past day had them."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from gateway import config
from gateway.config import Config
from gateway.store.errors import StoreError
from gateway.store.read import Reader
from insight.adherence import Adherence, adherence
from tools.staffing import past, planning
from tools.staffing.settings import StaffingError, load, minute
from tools.staffing.words import adherence_words, as_json, words

__all__ = ["main"]

HISTORY_DAYS: Final = 60
"""Opened days that are looked back at, unless somebody says how many."""

MOST_S: Final = 20.0
"""For the roster."""


def main(argv: Sequence[str]) -> int:
    """0 when the staffing is told, 1 when there is nothing to go by, 3 when people are missing."""
    options = _parser().parse_args(argv)
    try:
        settings = config.load(options.hall, "--hall")
        with Reader(settings.store.path) as reader:
            if options.past is not None:
                return _past(options, settings, reader)
            return _coming(options, settings, reader)
    except (StoreError, config.ConfigError, StaffingError) as error:
        print(error, file=sys.stderr)
        return 1


def _coming(options: argparse.Namespace, config: Config, reader: Reader) -> int:
    plan = config.plan()
    path = options.staff or options.hall.parent / "staffing.toml"
    settings = load(path, set(plan.business))
    days = planning.working_days(options.day, options.days)
    read = past.read(reader, options.day, options.history, settings.begins, plan.zone)
    planned = planning.make(plan, settings, read, days, MOST_S)
    print(json.dumps(as_json(planned), ensure_ascii=False) if options.json else words(planned))
    return 3 if planned.roster.missing else 0


def _past(options: argparse.Namespace, config: Config, reader: Reader) -> int:
    """How a past day kept to a roster that was told with --json."""
    if options.roster is None:
        raise StaffingError("Name the roster of that day, as --json told it, with --roster.")
    day, zone = options.past, ZoneInfo(config.hall.timezone)
    spells, last_ms = past.spells_of(reader, day.isoformat())
    found = adherence(_rostered(options.roster, day, zone), spells, last_ms)
    if options.json:
        print(json.dumps({"day": day.isoformat(), "staff": _told(found)}, ensure_ascii=False))
    else:
        print(adherence_words(found))
    return 0


def _told(found: dict[str, Adherence]) -> dict[str, Any]:
    return {staff: {**asdict(one), "share": one.share} for staff, one in found.items()}


def _rostered(path: Path, day: date, zone: ZoneInfo) -> dict[str, list[tuple[int, int]]]:
    """Person → (from, to) in unix ms, of one day of a roster. Raises StaffingError."""
    midnight = datetime.combine(day, datetime.min.time(), zone)

    def ms(clock: str) -> int:
        return int((midnight + timedelta(minutes=minute(clock))).timestamp() * 1000)

    try:
        rows = json.loads(path.read_bytes())["roster"]
        return {
            row["staff"]: [(ms(a), ms(b)) for a, b in row["at_window"]]
            for row in rows
            if row["day"] == day.isoformat()
        }
    except OSError as error:
        raise StaffingError(f"{path} cannot be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError) as error:
        raise StaffingError(
            f"{path} is no roster: give the output of `taxhall staffing --json`."
        ) from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="taxhall staffing",
        description="Windows and people that days to come need, from the hall's own facts; who"
        " works which shift; and how a past day kept to its roster.",
    )
    when = parser.add_mutually_exclusive_group(required=True)
    when.add_argument(
        "--for", dest="day", type=_date, metavar="DATE", help="the first day: 2026-12-01"
    )
    when.add_argument("--past", type=_date, metavar="DATE", help="a past day, with --roster")
    parser.add_argument(
        "--hall", type=Path, default=Path("hall.toml"), help="its hall.toml (default: %(default)s)"
    )
    parser.add_argument(
        "--staff", type=Path, metavar="FILE", help="default: staffing.toml beside hall.toml"
    )
    parser.add_argument(
        "--days", type=_number, default=1, metavar="N", help="working days (default: %(default)s)"
    )
    parser.add_argument(
        "--history",
        type=_number,
        default=HISTORY_DAYS,
        metavar="N",
        help="opened days to look back at (default: %(default)s)",
    )
    parser.add_argument("--roster", type=Path, metavar="FILE", help="with --past: what --json told")
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser


def _date(text: str) -> date:
    try:
        day = date.fromisoformat(text)
        if day.isoformat() == text:
            return day
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is no date: write it as 2026-12-01")


def _number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 400:
        raise argparse.ArgumentTypeError(f"give a whole number from 1 to 400, not {text!r}")
    return int(text)
