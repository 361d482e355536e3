"""What is seen to have come of recommendations, computed from the facts of a hall: `effect` of one,
`back-test` of all."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from gateway import config
from gateway.hall.recommendation_nouns import Recommendation
from gateway.hall.recommendations import MILLI
from gateway.register import BEGIN, LIFE, told
from gateway.store.errors import StoreError
from gateway.store.read import Reader
from insight.book import Book
from insight.cost import Cost
from insight.effect import (
    LEAST_N,
    DayValue,
    Measured,
    back_test,
    held,
    measured,
    worth,
)
from insight.figures import TOO_FEW
from insight.measures import BY_ID
from insight.nothing import WHY
from insight.scope import HALL, Scope
from tools.measures import UNITS

PORTION: Final = 4096
WEEKS: Final = 8
"""On either side of the day on which it was done."""

MOST: Final = 10_000
"""Recommendations of a back-test, the newest."""


class NothingToMeasureError(Exception):
    """Nothing can be told; the text is a sentence."""


def add_parsers(what: Any) -> None:
    """The two sub-commands."""
    effect = what.add_parser("effect", help="the measure before and after one of them")
    effect.add_argument("n", type=int, help="number of the recommendation")
    effect.add_argument(
        "--measure", choices=sorted(BY_ID), help="default: the one that should change"
    )
    effect.add_argument("--years", type=float, default=1.0, help="of its cost (default: 1)")
    tested = what.add_parser(
        "back-test", help="what was expected of all that were done, against what happened"
    )
    tested.add_argument("--rule", help="of these alone")
    for parser in (effect, tested):
        parser.add_argument("--hall", type=Path, default=Path("hall.toml"), help="its hall.toml")
        parser.add_argument("--json", action="store_true", help="for programs")


def of_one(options: argparse.Namespace) -> int:
    """0 when it is told, 1 when there is no such one or the hall cannot be read."""
    return _tell(options, _one, _words)


def of_all(options: argparse.Namespace) -> int:
    """The same of all that were done and of which something measurable was expected."""
    return _tell(options, _all, _words_of_all)


Find = Callable[[Reader, argparse.Namespace, ZoneInfo], dict[str, Any]]


def _tell(options: argparse.Namespace, find: Find, words: Callable[[dict[str, Any]], str]) -> int:
    try:
        settings = config.load(options.hall, "--hall")
        with Reader(settings.store.path) as reader:
            found = find(reader, options, ZoneInfo(settings.hall.timezone))
    except (StoreError, config.ConfigError, NothingToMeasureError) as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(found, ensure_ascii=False) if options.json else words(found))
    return 0


def _one(reader: Reader, options: argparse.Namespace, zone: ZoneInfo) -> dict[str, Any]:
    one = told(reader.life_of(LIFE, "recommendation", [options.n])).get(options.n)
    if one is None:
        raise NothingToMeasureError(f"{options.n} is no recommendation of this hall.")
    measure = options.measure or one.measure
    if measure not in BY_ID:
        raise NothingToMeasureError("Nobody has said what should change: name it by --measure.")
    done_on = _done_on(one)
    if done_on is None:
        raise NothingToMeasureError("It was not done on any day that is known: nothing to compare.")
    found = measured(measure, days_around(reader, zone, measure, whose(one), done_on), done_on)
    return {
        "recommendation": options.n,
        "done_on": done_on.isoformat(),
        "measured": asdict(found),
        "expected": _expected(one, measure, found),
        "worth": _worth(one, options.years, found),
    }


def _all(reader: Reader, options: argparse.Namespace, zone: ZoneInfo) -> dict[str, Any]:
    by_measure: dict[str, list[tuple[float, float]]] = {}
    skipped = 0
    for one in _done(reader, options.rule):
        done_on, measure = _done_on(one), one.measure
        if done_on is None or measure is None or one.now is None or one.then is None:
            continue
        days = days_around(reader, zone, measure, whose(one), done_on)
        change = measured(measure, days, done_on).change
        if change is None:
            skipped += 1
            continue
        expected = (one.then - one.now) / MILLI
        by_measure.setdefault(measure, []).append((expected, change.by))
    return {
        "too_few_days": skipped,
        "measures": {name: _tested(pairs) for name, pairs in sorted(by_measure.items())},
    }


def _tested(pairs: Sequence[tuple[float, float]]) -> dict[str, Any]:
    found = back_test(pairs)
    if found is None:
        return {"n": len(pairs), "reason": TOO_FEW}
    return {**asdict(found), "reason": None}


def _done(reader: Reader, rule: str | None) -> Iterator[Recommendation]:
    ns = reader.newest(BEGIN, reader.last() + 1, MOST)
    if ns:
        for one in told(reader.life_of(LIFE, "recommendation", ns)).values():
            if (rule is None or one.rule == rule) and _done_on(one) is not None:
                yield one


def _done_on(one: Recommendation) -> date | None:
    day = None if one.closed is None else one.closed.done_on
    return None if day is None else date.fromisoformat(day)


def whose(one: Recommendation) -> str:
    """The business whose measure should change, or what it is about."""
    return one.about if one.business is None else one.business


def days_around(
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
    measure = BY_ID[seen["measure"]]
    lines = [f"{measure.words.zh} {measure.words.en} ({UNITS[measure.unit]}), {found['done_on']}"]
    for zh, side in (("之前 before", seen["before"]), ("之后 after", seen["after"])):
        mean = "–" if side["mean"] is None else f"{side['mean']:.2f}"
        lines.append(f"{zh}: {mean}  ({side['days']} 天 days, n {side['n']})")
    change = seen["change"]
    if change is None:
        lines.append(f"变化 change: –  {' '.join(WHY[seen['reason']])} ({seen['reason']})")
    else:
        interval = f"[{change['low']:+.2f}, {change['high']:+.2f}]"
        lines.append(f"变化 change: {change['by']:+.2f} {interval}  ({seen['likeness']})")
    if expected is not None:
        lines.append(f"预期 expected: {expected['by']:+.2f}  {expected['held'] or '–'}")
    if cost is not None:
        each = "–" if cost["per_unit"] is None else f"{cost['per_unit']:.2f}"
        why = f"  ({cost['reason']})" if cost["reason"] else ""
        lines.append(f"费用 cost: {cost['cost']:.0f} 元 yuan; 每单位 a unit: {each}{why}")
    return "\n".join(lines)


def _words_of_all(found: dict[str, Any]) -> str:
    lines = [f"天数不足 too few days: {found['too_few_days']}"]
    for measure, told_of in found["measures"].items():
        name = f"{BY_ID[measure].words.zh} {BY_ID[measure].words.en}"
        if told_of["reason"]:
            lines.append(f"{name}: –  (n {told_of['n']}, {told_of['reason']}: < {LEAST_N})")
            continue
        lines.append(
            f"{name}: n {told_of['n']}, 偏差 bias {told_of['bias']:+.2f}, 误差 miss"
            f" {told_of['miss']:.2f}, 方向对 right way {100 * told_of['right_way']:.0f} %"
            f" [{100 * told_of['right_low']:.0f}, {100 * told_of['right_high']:.0f}]"
        )
    return "\n".join(lines)
