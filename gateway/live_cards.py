"""Live cards of the hall, its businesses, its windows and the people at them (classes 05 to 08)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from gateway.alarm_readings import congestion, limits_at, newcomers_s
from gateway.alarm_watch import AlarmWatch
from gateway.figures import Figures
from gateway.hall.nouns import Mode
from gateway.hall.plan import HallPlan
from gateway.hall.state import HallState
from gateway.now import HallNow, hall_now, medians
from insight import live
from insight.cards import Pulse, card
from insight.day_log import DayLog
from insight.figures import Figure
from insight.live import Level, Waiting
from insight.scope import HALL, Scope
from insight.tally import Tally
from insight.windows import OpenRate, Spell, open_rate, overlap_ms
from protocol.stamp import Moment


@dataclass(frozen=True)
class Card:
    """Of one scope."""

    scope: Scope
    figures: list[Figure]


@dataclass(frozen=True)
class LiveCards:
    """All of them, of one moment."""

    day: str | None
    n: int
    """The last fact in them."""
    at: Moment
    level: Level | None
    """Of congestion (F9), which is left only slowly; None: nobody has looked yet."""
    cards: list[Card]
    """The hall first, then businesses and windows in the order of hall.toml, then people. Without
    an open day there are none."""


class Cards:
    """Ask it from any thread. A question costs what the day has, however long the history is."""

    def __init__(self, plan: HallPlan, figures: Figures, watch: AlarmWatch) -> None:
        self._plan = plan
        self._figures = figures
        self._watch = watch

    def at(self, state: HallState) -> LiveCards:
        """Of this moment, at which the hall is so. Raises StoreError when the database does not
        answer."""
        now = self._watch.now(state.day)

        def make(tallies: Mapping[Scope, Tally], log: DayLog, n: int) -> LiveCards:
            looked = self._watch.looked
            level = looked.level.level if looked is not None else None
            if state.day is None:
                return LiveCards(None, n, now, level, [])
            hall = hall_now(self._plan, state, now, medians(tallies))
            found = cards(self._plan, state, now, hall, tallies, log)
            return LiveCards(state.day, n, now, level, found)

        return self._figures.of_day(make)


def cards(
    plan: HallPlan,
    state: HallState,
    at: Moment,
    hall: HallNow,
    tallies: Mapping[Scope, Tally],
    log: DayLog,
) -> list[Card]:
    """Of every scope there is now; a day must be open."""
    assert state.day is not None
    making = _Making(plan, state, at, hall, tallies, log)
    scopes = [
        HALL,
        *(Scope("business", business.code) for business in plan.businesses),
        *(Scope("window", window.id) for window in plan.windows),
        *(Scope("staff", staff) for staff in sorted(making.staff())),
    ]
    day, nothing = state.day, Tally()
    return [
        Card(scope, card(scope, tallies.get(scope, nothing), making.pulse(scope), day))
        for scope in scopes
    ]


class _Making:
    """What all cards of one moment have in common."""

    def __init__(
        self,
        plan: HallPlan,
        state: HallState,
        at: Moment,
        hall: HallNow,
        tallies: Mapping[Scope, Tally],
        log: DayLog,
    ) -> None:
        self._plan, self._state, self._at, self._hall = plan, state, at, hall
        self._tallies = tallies
        self._spells = _spells(plan, state, at, log)
        self._open_ms = _open_ms(self._spells, at, log)
        self._busy_ms = log.busy_ms(at)
        self._recent = log.recent(at)
        self._hours = hours_of(plan, state.day or "")
        self._newcomers_s = newcomers_s(plan, hall)
        self._can = {window.id: window for window in (*hall.open, *hall.closed)}

    def staff(self) -> set[str]:
        """Everybody who has served in this day or sits at a window now."""
        served = {scope.id for scope in self._tallies if scope.kind == "staff"}
        return served | {at.staff for at in self._state.windows.values() if at.staff is not None}

    def pulse(self, scope: Scope) -> Pulse:
        """What the moment knows of this scope."""
        waiting = self._waiting(scope)
        windows = self._windows(scope)
        return Pulse(
            waits_s=tuple(one.waited_s for one in waiting),
            recent=self._recent.get(scope, 0),
            pressure=None
            if scope.kind == "staff"
            else live.pressure(waiting, self._hall.open, self._hall.handling_s),
            hours=self._open_rate(windows),
            busy_ms=self._busy_ms.get(scope, 0),
            open_ms=self._open_ms.get(scope, 0),
            eta_s=self._eta_s(scope),
            congestion=self._congestion() if scope == HALL else None,
            led=self._led(),
            led_in_vain=len(self._state.triages),
        )

    def _congestion(self) -> float:
        limits = limits_at(self._plan, self._state, self._at)
        return congestion(self._plan, self._state, self._hall, limits)

    def _waiting(self, scope: Scope) -> list[Waiting]:
        """Who waits for this scope; of a window whom it may call, or could if it were open."""
        if scope.kind == "window":
            window = self._can[scope.id]
            return [one for one in self._hall.waiting if live.may_serve(window, one)]
        if scope.kind == "business":
            return list(self._hall.waiting_for(scope.id))
        return list(self._hall.waiting) if scope == HALL else []

    def _windows(self, scope: Scope) -> list[str]:
        if scope == HALL:
            return [window.id for window in self._plan.windows]
        return [scope.id] if scope.kind == "window" else []

    def _open_rate(self, windows: list[str]) -> OpenRate | None:
        if not self._hours:
            return None
        spells = (spell for window in windows for spell in self._spells.get(window, ()))
        return open_rate(spells, windows, self._hours, self._at.wall_ms)

    def _eta_s(self, scope: Scope) -> float | None:
        if scope == HALL:
            return max(self._newcomers_s.values(), default=None)
        return self._newcomers_s.get(scope.id) if scope.kind == "business" else None

    def _led(self) -> int | None:
        if not self._plan.quality.questions:
            return None
        taken = self._tallies[HALL]["triaged"] if HALL in self._tallies else 0
        return len(self._state.triages) + taken


def _spells(plan: HallPlan, state: HallState, at: Moment, log: DayLog) -> dict[str, list[Spell]]:
    """What each window did in this day. Of one of which the log knows nothing nobody has logged out
    for days: it stands open."""
    found: dict[str, list[Spell]] = {}
    for spell in log.spells(at):
        found.setdefault(spell.window, []).append(spell)
    since = log.opened_ms(at)
    for window in plan.windows:
        now = state.at(window.id)
        if since is not None and window.id not in found and now.mode is Mode.OPEN:
            found[window.id] = [Spell(window.id, "open", now.staff or "", since, at.wall_ms)]
    return found


def _open_ms(spells: Mapping[str, list[Spell]], at: Moment, log: DayLog) -> dict[Scope, int]:
    """How long each window and each person was open since the day was, and all together."""
    since, found = log.opened_ms(at), dict[Scope, int]()
    if since is None:
        return found
    for spell in (spell for each in spells.values() for spell in each):
        if spell.mode == "open":
            open_ms = overlap_ms(spell, [(since, at.wall_ms)], at.wall_ms)
            for scope in (HALL, Scope("window", spell.window), Scope("staff", spell.staff)):
                found[scope] = found.get(scope, 0) + open_ms
    return found


def hours_of(plan: HallPlan, day: str) -> list[tuple[int, int]]:
    """When the hall is open on this day, as (from, to) in unix ms; none where it does not say."""
    if plan.booking is None:
        return []
    rules, on = plan.booking, date.fromisoformat(day)
    halves = [(rules.opens, rules.lunch_from), (rules.lunch_to, rules.closes)]
    return [(_ms(plan, on, begins), _ms(plan, on, ends)) for begins, ends in halves]


def _ms(plan: HallPlan, on: date, at: str) -> int:
    when = datetime.combine(on, time.fromisoformat(at), plan.zone)
    return int(when.timestamp() * 1000)
