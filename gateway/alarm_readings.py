"""How much there is, at this moment, of what may become an alarm (class 09). Whole numbers, in the
units of `protocol.facts.alarm`."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from gateway.hall import case_life, opinion_life
from gateway.hall.alarm_rules import AlarmRules, Limits, in_force
from gateway.hall.case_life import CaseStep
from gateway.hall.case_nouns import CaseStage
from gateway.hall.nouns import Mode
from gateway.hall.plan import Dispenser, HallPlan
from gateway.hall.quality import CaseRules
from gateway.hall.state import HallState
from gateway.machines import Machines
from gateway.now import HallNow
from insight import live
from insight.alarms import Reading
from insight.live import Pressure
from protocol.facts.alarm import LINE, Severity
from protocol.stamp import DAY_MS, Moment

WORST_LEVEL = 3
"""A rating below this level 基本满意 is a bad one (差评)."""

HALL = "hall"
CENTRAL = "central"


@dataclass(frozen=True)
class Seen:
    """The hall as a look finds it."""

    plan: HallPlan
    state: HallState
    now: Moment
    hall: HallNow
    limits: Limits
    machines: Machines = field(default_factory=Machines)


def readings(seen: Seen) -> list[Reading]:
    """All kinds."""
    found: list[Reading] = []
    for of_kind in (_waits, _no_window, _idle, _crowd, _ratings, _opinions, _cases, _machines):
        found += of_kind(seen)
    return found


def rules_of(plan: HallPlan, state: HallState) -> AlarmRules:
    """Those of hall.toml, with what the city has set in their place."""
    return in_force(plan.alarms, state.city.limits)


def limits_at(plan: HallPlan, state: HallState, now: Moment) -> Limits:
    """Those in force at this moment, by the hall's clock."""
    return rules_of(plan, state).at(datetime.fromtimestamp(now.wall_ms / 1000, plan.zone).time())


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who takes a number now, as F23 looks at it."""

    wait_s: float
    turns: int
    """People who have to be called or done with before."""


def newcomer(hall: HallNow, business: str) -> Newcomer | None:
    """Somebody who takes a number for this business now; None where no window serves it.

    Ahead is everybody whom a window of this business may call before; with them share the windows
    that may call any of these.
    """
    own = hall.serving(business)
    if not own:
        return None
    alike = {(one.business, one.only): one for one in hall.waiting}
    before = {kind: one for kind, one in alike.items() if any(live.may_serve(w, one) for w in own)}
    ahead = [one.business for one in hall.waiting if (one.business, one.only) in before]
    ids = {window.id for window in own}
    ids |= {w.id for w in hall.open if any(live.may_serve(w, one) for one in before.values())}
    idle = sum(window.idle for window in own)
    wait_s = live.eta_s(ahead, business, len(ids), idle, hall.handling_s)
    return None if wait_s is None else Newcomer(wait_s, max(0, len(ahead) + 1 - idle))


def newcomer_s(hall: HallNow, business: str) -> float | None:
    """F23 for that person in seconds; None where no window serves this business."""
    found = newcomer(hall, business)
    return None if found is None else found.wait_s


def newcomers_s(plan: HallPlan, hall: HallNow) -> dict[str, float]:
    """The same by business, of those that some window serves."""
    waits = {business.code: newcomer_s(hall, business.code) for business in plan.businesses}
    return {business: wait for business, wait in waits.items() if wait is not None}


def congestion(
    plan: HallPlan, state: HallState, hall: HallNow, limits: Limits, *, crowd: bool = False
) -> float:
    """F9 of the hall: of the newcomers' waits the longest.

    limits: those of the time of day, whose wait is all that the hall bears then.
    crowd: leave out that somebody is served by no window, which is an alarm of its own.
    """
    found = live.pressure(hall.waiting, hall.open, hall.handling_s)
    longest = max(newcomers_s(plan, hall).values(), default=None)
    if crowd:
        found, longest = replace(found, unserved=0), longest or 0.0
    return live.congestion(
        len(hall.waiting), longest, found, _borne(plan, rules_of(plan, state), limits)
    )


def pressure(hall: HallNow, business: str | None = None) -> Pressure:
    """F6 of the hall or of one business."""
    people = hall.waiting if business is None else hall.waiting_for(business)
    return live.pressure(people, hall.open, hall.handling_s)


def _borne(plan: HallPlan, rules: AlarmRules, limits: Limits) -> live.Limits:
    """What the hall bears (F9)."""
    seats = rules.seats_of(len(plan.windows))
    return live.Limits(seats, limits.wait_min * 60.0, rules.pressure_min * 60.0)


def _waits(seen: Seen) -> Iterator[Reading]:
    longest: dict[str, float] = {}
    for one in seen.hall.waiting:
        longest[one.business] = max(one.waited_s, longest.get(one.business, 0.0))
    for business, waited_s in longest.items():
        limit = seen.limits.wait_s(business)
        severity: Severity = 3 if waited_s >= 2 * limit else 2
        yield Reading("long_wait", business, int(waited_s), limit, severity)


def _no_window(seen: Seen) -> Iterator[Reading]:
    for business in dict.fromkeys(one.business for one in seen.hall.waiting):
        stranded = pressure(seen.hall, business).unserved
        yield Reading("no_window", business, stranded, seen.limits.no_window, 2)


def _idle(seen: Seen) -> Iterator[Reading]:
    """Where nobody logs in nobody can say that somebody idles."""
    for window in seen.hall.open:
        if window.idle and seen.state.at(window.id).mode is Mode.OPEN:
            people = sum(live.may_serve(window, one) for one in seen.hall.waiting)
            yield Reading("idle_with_queue", window.id, people, seen.limits.idle_with_queue, 1)


def _crowd(seen: Seen) -> Iterator[Reading]:
    percent = int(congestion(seen.plan, seen.state, seen.hall, seen.limits, crowd=True) * 100)
    severity: Severity = 3 if percent >= 100 else 2
    yield Reading("congestion", HALL, percent, seen.limits.congestion_percent, severity)


def _ratings(seen: Seen) -> Iterator[Reading]:
    """Until somebody has looked into it, and once: an alarm of it that is over comes not again."""
    for n, case in seen.state.cases.items():
        told = case.alarm is not None and case.alarm not in seen.state.alarms
        if case.stage is CaseStage.OPEN and not told:
            severity: Severity = 3 if case.level == 1 else 2
            yield Reading("bad_rating", str(n), WORST_LEVEL - case.level, 1, severity)


def _opinions(seen: Seen) -> Iterator[Reading]:
    rules = seen.plan.quality.opinion
    for one in opinion_life.overdue(seen.state, rules, seen.now):
        days = rules.reply_days + one.late_ms // DAY_MS
        yield Reading("opinion_overdue", str(one.opinion), days, rules.reply_days, 1)


def _cases(seen: Seen) -> Iterator[Reading]:
    """Of a case with several steps, that of the one which is overdue longest."""
    rules = seen.plan.quality.case
    told: set[int] = set()
    for one in case_life.overdue(seen.state, rules, seen.now):
        if one.case not in told:
            told.add(one.case)
            limit = _days(rules)[one.step]
            yield Reading("case_overdue", str(one.case), limit + one.late_ms // DAY_MS, limit, 2)


def _days(rules: CaseRules) -> Mapping[CaseStep, int]:
    return {
        CaseStep.CONFIRM: rules.verify_days,
        CaseStep.FIX: rules.fix_days,
        CaseStep.CALL_BACK: rules.close_days,
        CaseStep.CLOSE: rules.close_days,
        CaseStep.REVIEW: rules.review_days,
    }


def _machines(seen: Seen) -> Iterable[Reading]:
    machines = seen.machines
    for place in machines.boards:
        severity: Severity = 3 if isinstance(seen.plan.role.get(place), Dispenser) else 2
        yield Reading("device", place, 1, 1, severity)
    for line in machines.lines:
        yield Reading("device", f"{LINE}{line}", 1, 1, 3)
    for name in machines.printers:
        another: Severity = 2 if machines.no_paper else 1
        yield Reading("printer", name, 1, 1, another)
    for name in machines.paper_low:
        yield Reading("paper_low", name, 1, 1, 1)
    if machines.uplink:
        yield Reading("uplink", CENTRAL, 1, 1, 1)
    if machines.disk:
        yield Reading("disk", HALL, 1, 1, 3)
