"""What clerks do at the windows of a study: call, serve, rest, come and go."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from gateway.hall.calls import CallNext, NoShow, Recall
from gateway.hall.here import Actor, Duty
from gateway.hall.nouns import Called
from gateway.hall.reasons import NOBODY_WAITING, Reason
from gateway.hall.services import Finish, Start
from gateway.hall.windows import (
    CloseWindow,
    LogIn,
    LogOut,
    OpenWindow,
    PauseWindow,
    ResumeWindow,
    SetSkills,
)
from protocol.facts import TicketCalled
from protocol.facts.window import PauseReason
from tools.study.floor import Floor
from tools.study.guests import Guests
from tools.study.model import (
    BREAK_S,
    CLOSES_S,
    LONGEST_SPELL_S,
    LUNCH_S,
    LUNCHES_S,
    OPENS_S,
    SKILLS,
)

SETTLE_S: Final = 60.0
"""From sitting down to the first call."""

TIDY_S: Final = 20.0
"""From one person to the next call."""

NOTICE_S: Final = 5.0
"""Until a free window sees that somebody waits."""

AGAIN_S: Final = 20.0
"""From a call that nobody answers to the next, and from the last one to giving up."""

TICK_S: Final = 300.0
"""So often a free window looks whether it is time to rest, or to go."""


@dataclass(slots=True)
class Desk:
    """A window with a clerk at it."""

    window: str
    by: Actor
    since_s: float
    """Since when without a rest."""
    free: bool = False
    """It has called nobody, and would call at once."""
    leaves: bool = False

    @property
    def staff(self) -> str:
        """Token of the clerk."""
        return str(self.by.staff)


class Desks:
    """All clerks of the day."""

    def __init__(
        self, floor: Floor, guests: Guests, present: Sequence[str], late: str | None
    ) -> None:
        self._floor = floor
        self._guests = guests
        self.at: dict[str, Desk] = {}
        """By window."""
        self._here = [staff for staff in present if staff != late]
        self._lunched: set[str] = set()
        self._eats_until: dict[str, float] = {}
        for staff in present:
            floor.get(Actor(Duty.LEADER, "leader"), SetSkills(staff, SKILLS[staff]))
            floor.at(self._lunch_s(staff), partial(self._lunch_time, staff))
        floor.at(OPENS_S, self._tick)
        floor.when_somebody_waits(self.notice)

    @property
    def available(self) -> list[str]:
        """Clerks who are in the hall, at no window, and not at lunch."""
        sits = {desk.staff for desk in self.at.values()}
        return [
            staff
            for staff in self._here
            if staff not in sits and self._eats_until.get(staff, 0.0) <= self._floor.now_s
        ]

    def begin(self, staff: str, window: str) -> None:
        """As the roster has it: whoever comes late is here now. Where somebody else sits at the
        window meanwhile, there is work in the back office."""
        if staff not in self._here:
            self._here.append(staff)
        if window not in self.at:
            self.sit(staff, window)

    def sit(self, staff: str, window: str) -> None:
        """Open a window that nobody is at."""
        by = Actor(Duty.CLERK, staff)
        self._floor.get(by, LogIn(window=window))
        self._floor.get(by, OpenWindow(window=window))
        desk = self.at[window] = Desk(window, by, self._floor.now_s)
        self._floor.later(SETTLE_S, lambda: self._next(desk))

    def leave(self, window: str) -> None:
        """Close a window as soon as nobody stands there."""
        desk = self.at[window]
        desk.leaves = True
        if desk.free:
            self._next(desk)

    def notice(self) -> None:
        """Somebody waits."""
        for desk in self.at.values():
            if desk.free:
                self._floor.later(NOTICE_S, partial(self._wake, desk))

    def _wake(self, desk: Desk) -> None:
        if desk.free:
            self._next(desk)

    def _tick(self) -> None:
        for desk in list(self.at.values()):
            self._wake(desk)
        if self._floor.now_s < CLOSES_S or self.at:
            self._floor.later(TICK_S, self._tick)

    def _next(self, desk: Desk) -> None:
        """The clerk is free: goes, rests, or calls."""
        desk.free = False
        if desk.leaves:
            self._go(desk)
            return
        if self._is_hungry(desk.staff):
            self._lunched.add(desk.staff)
            self._rest(desk, "meal", LUNCH_S)
            return
        if self._floor.now_s - desk.since_s >= LONGEST_SPELL_S:
            self._rest(desk, "break", BREAK_S)
            return
        outcome = self._floor.want(desk.by, CallNext(window=desk.window))
        if not isinstance(outcome, Reason):
            _, called = outcome
            assert isinstance(called, TicketCalled)
            self._await(desk, called.ticket)
        elif outcome is not NOBODY_WAITING:
            raise RuntimeError(f"Window {desk.window} may not call: {outcome.en}")
        elif self._floor.now_s >= CLOSES_S:
            self._go(desk)
        else:
            desk.free = True

    def _await(self, desk: Desk, ticket: int) -> None:
        guest = self._guests.of(ticket)
        patience = guest.visitor.walk_s if guest.inside else AGAIN_S
        self._floor.later(patience, lambda: self._answer(desk, ticket))

    def _answer(self, desk: Desk, ticket: int) -> None:
        """Somebody comes to the window, or does not."""
        guest = self._guests.of(ticket)
        if guest.inside:
            self._floor.get(desk.by, Start(window=desk.window))
            self._floor.later(guest.visitor.handling_s, lambda: self._finish(desk, ticket))
            return
        doing = self._floor.state.at(desk.window).doing
        if isinstance(doing, Called) and doing.times < self._floor.plan.rules.most_calls:
            self._floor.get(desk.by, Recall(window=desk.window))
            self._await(desk, ticket)
            return
        self._floor.get(desk.by, NoShow(window=desk.window))
        self._guests.missed(ticket)
        self._next(desk)

    def _finish(self, desk: Desk, ticket: int) -> None:
        self._floor.get(desk.by, Finish(window=desk.window))
        self._guests.served(ticket)
        self._floor.later(TIDY_S, lambda: self._next(desk))

    def _rest(self, desk: Desk, why: PauseReason, seconds: float) -> None:
        self._floor.get(desk.by, PauseWindow(window=desk.window, reason=why))
        self._floor.later(seconds, lambda: self._go_on(desk))

    def _go_on(self, desk: Desk) -> None:
        desk.since_s = self._floor.now_s
        self._floor.get(desk.by, ResumeWindow(window=desk.window))
        self._next(desk)

    def _go(self, desk: Desk) -> None:
        self._floor.get(desk.by, CloseWindow(window=desk.window))
        self._floor.get(desk.by, LogOut(window=desk.window))
        del self.at[desk.window]

    def _lunch_time(self, staff: str) -> None:
        """Who is at a window goes when nobody stands there."""
        if staff in self.available:
            self._lunched.add(staff)
            self._eats_until[staff] = self._floor.now_s + LUNCH_S

    def _is_hungry(self, staff: str) -> bool:
        return staff not in self._lunched and self._floor.now_s >= self._lunch_s(staff)

    def _lunch_s(self, staff: str) -> float:
        return LUNCHES_S[sorted(SKILLS).index(staff) % len(LUNCHES_S)]
