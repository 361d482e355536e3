"""Live cards: what is known at this moment of a hall, a business, a window and a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from insight.figures import NONE_YET, Figure, Unit, share
from insight.live import Pressure
from insight.measures import BY_ID
from insight.scope import Scope
from insight.tally import Tally
from insight.windows import OpenRate

NO_HOURS: Final = "no_hours"
"""The hall has not said when it is open."""

NOT_OPEN: Final = "not_open"
"""No window was open."""

NO_WINDOW: Final = "no_window"
"""No open window serves it."""

NO_LOGINS: Final = "no_logins"
"""Somebody is served where nobody logs in, so nobody says when a window is open."""

NOT_ASKED: Final = "not_asked"
"""Nobody is asked anything before a number, so nobody knows who came and took none."""

NOBODY: Final = "nobody"
"""Nobody waits."""

LIVE: Final[dict[str, tuple[Unit, str, str, str, str]]] = {
    "live.recent": (
        "people",
        "近15分钟流量",
        "Last 15 minutes",
        "近15分钟取号数；窗口和人员为开始办理数。",
        "Numbers given out in the last 15 minutes; of windows and people, services begun.",
    ),
    "live.started": ("people", "已开始办理", "Begun", "今日开始办理数。", "Services begun today."),
    "live.waiting": ("people", "等候人数", "Waiting", "现在等候的人。", "People who wait now."),
    "live.mean": (
        "s",
        "现等候均值",
        "Wait so far",
        "现在等候的人已等多久的平均。",
        "Mean of how long those who wait have waited.",
    ),
    "live.longest": (
        "s",
        "最长等候",
        "Longest wait",
        "现在等候的人中已等最久的。",
        "Of those who wait now, the longest.",
    ),
    "F5.open": (
        "share",
        "窗口开通率",
        "Open rate",
        "营业时段（[booking] 的时间）内已开窗时间÷已装窗口的营业时间，暂停不算。",
        "Open time within the hours of [booking] / hours of the installed windows; pauses are not"
        " open.",
    ),
    "F6.work": (
        "s",
        "窗口压力",
        "Pressure",
        "等候者各业务办理中位数之和÷可办的开着的窗口数。",
        "Medians of handling of all who wait / open windows that may serve some of them.",
    ),
    "F6.people": (
        "index",
        "窗均等候",
        "Waiting a window",
        "等候人数÷可办的开着的窗口数。",
        "People who wait / open windows that may serve some of them.",
    ),
    "F6.unserved": (
        "people",
        "无窗口可办",
        "Unserved",
        "等候者中没有开着的窗口可办的人。",
        "Of those who wait, for whom no open window is.",
    ),
    "live.busy": (
        "share",
        "窗口利用率",
        "Utilisation",
        "今日办理用时÷开窗用时，至多为1。",
        "Time that people were served today / time open, at most 1.",
    ),
    "F8.in_vain": (
        "share",
        "呼而未到率",
        "Called in vain",
        "该窗口或人员未到的叫号÷叫号次数。",
        "Calls to which nobody came / calls, of a window or person.",
    ),
    "F9": (
        "index",
        "拥堵度",
        "Congestion",
        "人数/座位、预计等候/限值、压力/限值三者取大；1为满。",
        "Greatest of people / seats, wait of a newcomer / limit, pressure / limit; 1 is full.",
    ),
    "F16.first": (
        "share",
        "一次放弃率",
        "Left without a number",
        "分流到业务后今日未取号÷分流到业务的人：大厅的一次放弃。",
        "Led to a business by the questions and took no number / led: the hall's primary"
        " abandonment.",
    ),
    "F23": (
        "s",
        "预计等候",
        "Wait to come",
        "现在取号的人约等多久；大厅取各业务中最长的。",
        "Of somebody who takes a number now; of the hall the longest of its businesses.",
    ),
}
"""id → unit, names, and what it means. The other figures of a card are those of the tally."""

_OF_VISITS: Final = (
    "issued",
    "F2.mean",
    "F2.median",
    "F2.p90",
    "F3.mean",
    "F3.median",
    "F3.p90",
    "F8.count",
    "F8.rate",
    "F8.cancelled",
    "F16.left",
)
_OF_SERVICES: Final = ("F2.queue", "F3.mean", "F3.median", "F3.p90")
_RATINGS: Final = (
    "F10.good",
    "F10.very",
    "F10.bad",
    "F10.mean",
    "F10.participation",
    "F10.wilson",
)

Number = tuple[float | None, int, str | None]
"""The value, of how many, and why there is none."""


@dataclass(frozen=True)
class Pulse:
    """What the moment knows of a scope, beside the day's tally. None: it has no such thing."""

    waits_s: Sequence[float] = ()
    """How long each who waits for it has waited."""
    recent: int = 0
    pressure: Pressure | None = None
    hours: OpenRate | None = None
    """F5; None: the hall has no hours."""
    busy_ms: int = 0
    open_ms: int = 0
    eta_s: float | None = None
    congestion: float | None = None
    led: int | None = None
    """People whom the questions led to a business; None: none are asked."""
    led_in_vain: int = 0
    """Of these, who have taken no number."""


def card(scope: Scope, tally: Tally, pulse: Pulse, day: str) -> list[Figure]:
    """All figures of this scope, in the order of the page."""
    visits = scope.kind in ("hall", "business")
    numbers = _live(scope, tally, pulse)
    period = (day, day)
    counted = (*(_OF_VISITS if visits else _OF_SERVICES), *_RATINGS)
    return [
        *(_figure(id, number, scope, period) for id, number in numbers.items()),
        *(BY_ID[id].figure(tally, scope, period) for id in counted),
    ]


def _live(scope: Scope, tally: Tally, pulse: Pulse) -> dict[str, Number]:
    numbers: dict[str, Number] = {"live.recent": (pulse.recent, pulse.recent, None)}
    if scope.kind != "staff":
        numbers |= _waiting(pulse)
    if pulse.pressure is not None:
        numbers |= _pressure(pulse.pressure)
    if scope.kind in ("hall", "business"):
        numbers["F23"] = _or(pulse.eta_s, len(pulse.waits_s), NO_WINDOW)
    if scope.kind == "hall":
        numbers["F9"] = _or(pulse.congestion, len(pulse.waits_s))
        numbers["F16.first"] = _led(pulse)
    if scope.kind in ("hall", "window"):
        numbers["F5.open"] = _open(pulse)
    if scope.kind != "business":
        numbers["live.busy"] = _busy(pulse)
    if scope.kind in ("window", "staff"):
        started = tally["started"]
        numbers["live.started"] = (started, started, None)
        numbers["F8.in_vain"] = _or(share(tally["in_vain"], tally["calls"]), tally["calls"])
    return numbers


def _waiting(pulse: Pulse) -> dict[str, Number]:
    n = len(pulse.waits_s)
    if not n:
        nobody: Number = (None, 0, NOBODY)
        return {"live.waiting": (0, 0, None), "live.mean": nobody, "live.longest": nobody}
    return {
        "live.waiting": (n, n, None),
        "live.mean": (fmean(pulse.waits_s), n, None),
        "live.longest": (max(pulse.waits_s), n, None),
    }


def _pressure(found: Pressure) -> dict[str, Number]:
    served = found.waiting - found.unserved
    if not found.waiting:
        nobody: Number = (None, 0, NOBODY)
        return {"F6.work": nobody, "F6.people": nobody, "F6.unserved": (0, 0, None)}
    return {
        "F6.work": _or(found.seconds, served, NO_WINDOW),
        "F6.people": _or(found.people, found.waiting, NO_WINDOW),
        "F6.unserved": (found.unserved, found.waiting, None),
    }


def _open(pulse: Pulse) -> Number:
    if pulse.hours is None:
        return None, 0, NO_HOURS
    if pulse.busy_ms and not pulse.open_ms:
        return None, 0, NO_LOGINS
    return _or(pulse.hours.share, 1)


def _busy(pulse: Pulse) -> Number:
    if not pulse.open_ms:
        return None, 0, NO_LOGINS if pulse.busy_ms else NOT_OPEN
    return min(1.0, pulse.busy_ms / pulse.open_ms), 1, None


def _led(pulse: Pulse) -> Number:
    if pulse.led is None:
        return None, 0, NOT_ASKED
    return _or(share(pulse.led_in_vain, pulse.led), pulse.led)


def _or(value: float | None, n: int, why: str = NONE_YET) -> Number:
    return value, n, why if value is None else None


def _figure(id: str, number: Number, scope: Scope, period: tuple[str, str]) -> Figure:
    value, n, reason = number
    return Figure(id, value, n, LIVE[id][0], scope, period, reason)
