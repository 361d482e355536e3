"""The duty leader of a study: is given the real advice every few minutes, and follows it or not."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from gateway.hall.nouns import Idle, Mode
from gateway.hall.plan import Window
from gateway.hall.queue import businesses_at, only_window, waited_ms
from insight.advice import Advice, Business, Now, advise
from insight.erlang import Load
from insight.forecast import Forecast, as_it_unfolds
from insight.live import OpenWindow, Waiting, may_serve
from insight.scope import HALL, Scope, slot
from insight.tally import Tally
from tools.study.desks import Desks
from tools.study.floor import Floor
from tools.study.model import CLOSES_S, OPENS_S, SKILLS

EVERY_S: Final = 300.0
"""So often the screen tells what to do."""

TARGET_S: Final = 600.0
"""Mean wait that this hall wants."""

LIMIT_S: Final = 1800.0
"""Whoever waits longer has waited too long."""

REACTION_MEDIAN_S: Final = 240.0
REACTION_SIGMA: Final = 0.5
"""From the advice on the screen to a clerk who gets up."""

QUARTER_S: Final = 900
LEAST_SEEN: Final = 20
"""Services of a business before the day's own handling time is believed."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a hall knows of days like this one, from its own books of the days before."""

    expected: Forecast
    """People by quarter hour of the hours."""
    shares: Mapping[str, float]
    """Of them, by business."""
    handling_s: Mapping[str, float]
    """Mean, by business."""


class Leader:
    """One who follows advice."""

    def __init__(self, floor: Floor, desks: Desks, known: Known, seed: str) -> None:
        self._floor = floor
        self._desks = desks
        self._known = known
        self._chance = Random(seed)
        self._acts = False
        """Somebody is on the way to do what was advised last."""
        self.given: Counter[str] = Counter()
        """Pieces of advice by rule."""
        self.followed: Counter[str] = Counter()
        floor.at(OPENS_S + EVERY_S, self._look)

    def _look(self) -> None:
        told = advise(self.now())
        self.given.update(advice.rule for advice in told)
        reaction_s = self._chance.lognormvariate(0, REACTION_SIGMA) * REACTION_MEDIAN_S
        todo = next((advice for advice in told if advice.rule != "call_leader"), None)
        if todo is not None and not self._acts:
            self._acts = True
            self._floor.later(reaction_s, lambda: self._follow(todo))
        if self._floor.now_s + EVERY_S < CLOSES_S:
            self._floor.later(EVERY_S, self._look)

    def _follow(self, advice: Advice) -> None:
        """As far as the staff goes, and the hall is still as it was."""
        self._acts = False
        match advice.rule:
            case "open_window" | "move_window":
                done = self._open(advice.about)
            case "close_window":
                done = self._close(advice.about)
            case _:
                done = False
        self.followed[advice.rule] += done

    def _open(self, id: str) -> bool:
        """By somebody of the back office, or else by whom no other window needs."""
        window = self._floor.plan.window[id]
        if id in self._desks.at:
            return False
        staff = _ablest(window, self._desks.available)
        if staff is not None:
            self._desks.sit(staff, id)
            return True
        for other in self._spare():
            mover = self._desks.at[other].staff
            if self._desks.at[other].free and set(SKILLS[mover]) & set(window.businesses):
                self._desks.leave(other)
                self._desks.sit(mover, id)
                return True
        return False

    def _close(self, id: str) -> bool:
        """Unless it has become the last one of a business meanwhile."""
        if id not in self._desks.at or id not in self._spare(idle=False):
            return False
        self._desks.leave(id)
        return True

    def _spare(self, idle: bool = True) -> list[str]:
        """Open windows without which each business still has one."""
        open_now = {one.id: one for one in self._open_windows()}
        return [
            id
            for id, one in open_now.items()
            if (one.idle or not idle)
            and all(
                any(code in other.businesses for k, other in open_now.items() if k != id)
                for code in one.businesses
            )
        ]

    def now(self) -> Now:
        """The hall as the rules of advice are told it."""
        waiting = self._waiting()
        return Now(
            businesses=self._businesses(Counter(person.business for person in waiting)),
            waiting=waiting,
            open=self._open_windows(),
            closed=self._closed_windows(waiting),
            longest_s=max((person.waited_s for person in waiting), default=0.0),
            limit_s=LIMIT_S,
            unseen_alarms=0,
        )

    def _waiting(self) -> list[Waiting]:
        state, now = self._floor.state, self._floor.now
        return [
            Waiting(
                state.tickets[n].business,
                waited_ms(state.tickets[n], now) / 1000,
                only_window(self._floor.plan, state, n),
            )
            for n in state.waiting
        ]

    def _businesses(self, waiting: Mapping[str, int]) -> list[Business]:
        """What comes in the next half hour: who is expected, and who waits already."""
        day = self._floor.book.rollup.get(self._floor.day.isoformat(), {})
        came = [
            day.get(one, Tally())["issued"] for one in quarters(OPENS_S, int(self._floor.now_s))
        ]
        coming = sum(as_it_unfolds(self._known.expected, came)[:2])
        found = []
        for code, share in self._known.shares.items():
            people = coming * share + waiting.get(code, 0)
            seen = day.get(Scope("business", code), Tally()).of("handling")
            handling_s = self._known.handling_s[code]
            if seen.n >= LEAST_SEEN and seen.mean_s is not None:
                handling_s = seen.mean_s
            found.append(Business(code, Load(people / (2 * QUARTER_S), handling_s), TARGET_S))
        return found

    def _open_windows(self) -> list[OpenWindow]:
        """Without those that will close when whoever stands there has gone."""
        state = self._floor.state
        leaving = {id for id, desk in self._desks.at.items() if desk.leaves}
        return [
            OpenWindow(
                window.id,
                businesses_at(state, window),
                isinstance(state.at(window.id).doing, Idle),
            )
            for window in self._floor.plan.windows
            if state.at(window.id).mode is Mode.OPEN and window.id not in leaving
        ]

    def _closed_windows(self, waiting: Sequence[Waiting]) -> list[OpenWindow]:
        """Those for which there is somebody, with what they would serve; the most wanted first."""
        spare = [self._desks.at[id].staff for id in self._spare()]
        found = []
        for window in self._floor.plan.windows:
            staff = _ablest(window, self._desks.available or spare)
            if window.id not in self._desks.at and staff is not None:
                served = frozenset(window.businesses) & frozenset(SKILLS[staff])
                found.append(OpenWindow(window.id, served))
        return sorted(found, key=lambda one: -sum(may_serve(one, person) for person in waiting))


def quarters(from_s: int, to_s: int) -> list[Scope]:
    """Those that are over, of the hall's day."""
    return [slot(at // 60) for at in range(from_s, to_s - QUARTER_S + 1, QUARTER_S)]


def known_of(days: Iterable[Mapping[Scope, Tally]], expected: Forecast) -> Known:
    """From the tallies of days before."""
    whole: dict[Scope, Tally] = {}
    for day in days:
        for scope, tally in day.items():
            whole.setdefault(scope, Tally()).add(tally)
    codes = sorted(scope.id for scope in whole if scope.kind == "business")
    of = {code: whole[Scope("business", code)] for code in codes}
    return Known(
        expected,
        {code: tally["issued"] / whole[HALL]["issued"] for code, tally in of.items()},
        {code: tally.of("handling").mean_s or 0.0 for code, tally in of.items()},
    )


def _ablest(window: Window, staff: Sequence[str]) -> str | None:
    """Who of these could serve most of what the window does."""
    able = {one: len(set(SKILLS[one]) & set(window.businesses)) for one in staff}
    best = max(able, key=lambda one: able[one], default=None)
    return best if best is not None and able[best] else None
