"""`taxhall recommendations`: the register of a running gateway, and what is seen to have come of
one."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final, get_args
from zoneinfo import ZoneInfo

from gateway import config
from gateway.hall.recommendation_nouns import Recommendation
from gateway.hall.recommendations import MILLI
from gateway.register import LIFE, told
from gateway.store.errors import StoreError
from gateway.store.read import Reader
from gateway.web.recommendations import Which
from insight.book import Book
from insight.cost import Cost
from insight.effect import DayValue, Measured, held, measured, worth
from insight.measures import BY_ID
from insight.scope import HALL, Scope
from protocol.settings import SettingsError
from tools import asking
from tools.example_registers import IRS_MSP1, EntryTable, read

PATH: Final = "/api/v1/recommendations"
PORTION: Final = 4096
WEEKS: Final = 8
"""On either side of the day on which it was done."""

NO_DAY: Final = {
    "not_applicable": "不适用 not applicable",
    "not_stated": "未写明 not stated",
    "lost_in_source": "来源缺失 lost in the source",
    None: "–",
}


def main(argv: list[str]) -> int:
    """0 when it is done, 1 when the hall refuses or there is no such thing, 2 when nobody
    answers."""
    options = _parser().parse_args(argv)
    match options.what:
        case "load":
            return _load(options)
        case "list":
            return _list(options)
        case _:
            return _effect(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="taxhall recommendations",
        description="Recommendations to a hall, and what became of them.",
    )
    asking.add_options(parser)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    load = what.add_parser(
        "load", help="enter those of a file, each once however often it is loaded"
    )
    load.add_argument(
        "file",
        nargs="?",
        type=Path,
        default=IRS_MSP1,
        help="a register in TOML; default: the twelve recommendations of TAS to the IRS",
    )
    listed = what.add_parser("list", help="the register, the newest first")
    listed.add_argument("--status", choices=get_args(Which), default="all")
    effect = what.add_parser(
        "effect", help="the measure before and after, computed from the facts of a hall"
    )
    effect.add_argument("n", type=int, help="number of the recommendation")
    effect.add_argument(
        "--hall", type=Path, default=Path("hall.toml"), help="its hall.toml (default: %(default)s)"
    )
    effect.add_argument(
        "--measure", choices=sorted(BY_ID), help="default: the one that should change"
    )
    effect.add_argument("--years", type=float, default=1.0, help="of its cost (default: 1)")
    effect.add_argument("--json", action="store_true", help="for programs")
    return parser


def _load(options: argparse.Namespace) -> int:
    try:
        register = read(options.file.read_bytes())
    except (OSError, SettingsError) as error:
        print(f"{options.file}: {error}", file=sys.stderr)
        return 1
    there = {one["rule"] for one in _all(options, "all") if one["from_paper"]}
    for entry in register.recommendation:
        if entry.rule in there:
            print(f"{entry.rule}: 已登记。 In the register already.")
            continue
        body = _body(entry, register.by)
        answer = asking.ask(options, f"{PATH}/from-paper", body, key=f"load {entry.rule}")
        if answer.code:
            print(f"{entry.rule}: {answer.sentence}", file=sys.stderr)
            return answer.code
        print(f"{entry.rule}: {answer.document['n']}")
    return 0


def _body(entry: EntryTable, by: str) -> dict[str, Any]:
    return {
        "rule": entry.rule,
        "about": entry.about,
        "by": by,
        "words": entry.words,
        "is_open": entry.open,
        "position": entry.position,
        "status": entry.status,
        "due": entry.due,
        "due_why": entry.due_why,
        "done_on": entry.done_on,
        "done_why": entry.done_why,
    }


def _list(options: argparse.Namespace) -> int:
    for one in _all(options, options.status):
        print(_line(one))
    return 0


def _all(options: argparse.Namespace, status: str) -> Iterator[dict[str, Any]]:
    """Every page. Ends the program with the gateway's sentence where it does not answer."""
    before = ""
    while True:
        answer = asking.ask(options, f"{PATH}?status={status}{before}", method="GET")
        if answer.code:
            print(answer.sentence, file=sys.stderr)
            raise SystemExit(answer.code)
        found = answer.document["recommendations"]
        yield from found
        if not answer.document["more"]:
            return
        before = f"&before={found[-1]['recommendation']}"


def _line(one: dict[str, Any]) -> str:
    answer, closed = one["answer"] or {}, one["closed"] or {}
    due = answer.get("due") or NO_DAY[answer.get("due_why")]
    done = closed.get("done_on") or NO_DAY[closed.get("done_why")]
    late = f"  逾期 overdue: {one['overdue']['step']}" if one["overdue"] else ""
    said = f"  {one['what']['zh']} {one['what']['en']}" if one["what"] else ""
    about = f" {one['about']}" if one["about"] else ""
    return (
        f"{one['recommendation']}  {one['rule']}{about}  {one['stage']}  {one['status'] or '–'}"
        f"  期限 due {due}  完成 done {done}{late}{said}"
    )


def _effect(options: argparse.Namespace) -> int:
    try:
        settings = config.load(options.hall, "--hall")
        with Reader(settings.store.path) as reader:
            found = _told(reader, options, ZoneInfo(settings.hall.timezone))
    except (StoreError, config.ConfigError, NothingToMeasureError) as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(found, ensure_ascii=False) if options.json else _words(found))
    return 0


class NothingToMeasureError(Exception):
    """Of this recommendation nothing can be told; the text is a sentence."""


def _told(reader: Reader, options: argparse.Namespace, zone: ZoneInfo) -> dict[str, Any]:
    one = told(reader.life_of(LIFE, "recommendation", [options.n])).get(options.n)
    if one is None:
        raise NothingToMeasureError(f"{options.n} is no recommendation of this hall.")
    measure = options.measure or one.measure
    if measure not in BY_ID:
        raise NothingToMeasureError("Nobody has said what should change: name it by --measure.")
    if one.closed is None or one.closed.done_on is None:
        raise NothingToMeasureError("It was not done on any day that is known: nothing to compare.")
    done_on = date.fromisoformat(one.closed.done_on)
    days = _days(reader, zone, measure, one.about, done_on)
    found = measured(measure, days, done_on)
    return {
        "recommendation": options.n,
        "done_on": one.closed.done_on,
        "measured": asdict(found),
        "expected": _expected(one, measure, found),
        "worth": _worth(one, options.years, found),
    }


def _days(
    reader: Reader, zone: ZoneInfo, measure: str, about: str, done_on: date
) -> list[DayValue]:
    """The measure of the hall, or of the part that it is about, on every day around that one."""
    wanted = [
        day for day in reader.days() if abs((date.fromisoformat(day) - done_on).days) <= 7 * WEEKS
    ]
    if not wanted:
        return []
    book = Book(zone)
    n = (reader.opened(wanted[0]) or 1) - 1
    while entries := reader.entries(n, PORTION):
        book.take(entries)
        n = entries[-1].n
    scopes = [Scope("business", about), Scope("window", about), Scope("staff", about), HALL]
    known = {scope for day in wanted for scope in book.rollup.get(day, {})}
    scope = next(scope for scope in scopes if scope in known or scope == HALL)
    values = []
    for day in wanted:
        tally = book.rollup.get(day, {}).get(scope)
        value, count = (None, 0) if tally is None else BY_ID[measure].of(tally)
        if value is not None:
            values.append(DayValue(date.fromisoformat(day), value, count))
    return values


def _expected(one: Recommendation, measure: str, found: Measured) -> dict[str, Any] | None:
    """What was expected, and whether it came; None: nobody expected anything of this measure."""
    if one.measure != measure or one.now is None or one.then is None:
        return None
    by = (one.then - one.now) / MILLI
    return {"by": by, "held": None if found.change is None else held(by, found.change)}


def _worth(one: Recommendation, years: float, found: Measured) -> dict[str, Any] | None:
    answer = one.answer
    if answer is None or (answer.cost is None and answer.cost_a_year is None):
        return None
    cost = Cost(float(answer.cost or 0), devices_a_year=float(answer.cost_a_year or 0))
    return asdict(worth(cost, years, found))


def _words(found: dict[str, Any]) -> str:
    seen, expected, cost = found["measured"], found["expected"], found["worth"]
    words = BY_ID[seen["measure"]].words
    lines = [f"{words.zh} {words.en}, {found['done_on']}"]
    for zh, side in (("之前 before", seen["before"]), ("之后 after", seen["after"])):
        mean = "–" if side["mean"] is None else f"{side['mean']:.2f}"
        lines.append(f"{zh}: {mean}  ({side['days']} 天 days, n {side['n']})")
    change = seen["change"]
    if change is None:
        lines.append(f"变化 change: –  ({seen['reason']})")
    else:
        interval = f"[{change['low']:+.2f}, {change['high']:+.2f}]"
        lines.append(f"变化 change: {change['by']:+.2f} {interval}  ({seen['likeness']})")
    if expected is not None:
        lines.append(f"预期 expected: {expected['by']:+.2f}  {expected['held'] or '–'}")
    if cost is not None:
        each = "–" if cost["per_unit"] is None else f"{cost['per_unit']:.2f}"
        lines.append(f"费用 cost: {cost['cost']:.0f} 元 yuan; 每单位 a unit: {each}")
        lines[-1] += f"  ({cost['reason']})" if cost["reason"] else ""
    return "\n".join(lines)
