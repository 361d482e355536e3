"""What people do in the hall of a study: come, wait, step out, lose patience, come back."""

from dataclasses import dataclass
from math import isinf
from typing import Final

from gateway.hall.here import Actor, Duty
from gateway.hall.nouns import Mode, Stage
from gateway.hall.queue import businesses_at
from gateway.hall.reasons import Reason
from gateway.hall.standing import ticket_standing
from gateway.hall.tickets import CancelTicket, CheckIn, Reinstate, TakeTicket
from tools.study.floor import Floor
from tools.study.model import Visitor

DISPENSER: Final = Actor(Duty.BOARD, board="d000000000000001")
PHONE: Final = Actor(Duty.KIOSK, code="phone")
GUIDE: Final = Actor(Duty.GUIDE, "guide")

LOOK_S: Final = 60.0
"""So often somebody who is out looks at the phone."""

WALK_BACK_S: Final = 120.0
"""And is back so long after it said that the turn is near."""

ASK_S: Final = 60.0
"""Until a guide has put somebody back into the queue who was missed."""


@dataclass(slots=True)
class Guest:
    """A visitor with a number."""

    visitor: Visitor
    ticket: int
    inside: bool = False
    gone: bool = False
    came_s: float | None = None


class Guests:
    """All people of the day."""

    def __init__(self, floor: Floor, told: bool) -> None:
        """told: phone numbers wait from their check-in on, near turns are told, and one touch
        gives a number back. Without: numbers taken from afar wait at once, and nobody is told."""
        self._floor = floor
        self._told = told
        self._by_ticket: dict[int, Guest] = {}

    def expect(self, visitor: Visitor) -> None:
        """Somebody will come."""
        self._floor.at(visitor.at_s, lambda: self._take(visitor))

    def of(self, ticket: int) -> Guest:
        """Whose number it is."""
        return self._by_ticket[ticket]

    def served(self, ticket: int) -> None:
        """Done, and on the way home."""
        guest = self.of(ticket)
        guest.gone, guest.inside = True, False

    def missed(self, ticket: int) -> None:
        """The window went on to the next; whoever is in the hall after all may ask for a place."""
        guest = self.of(ticket)
        if guest.inside:
            self._floor.later(ASK_S, lambda: self._ask_again(guest))

    def _take(self, visitor: Visitor) -> None:
        afar = visitor.travel_s > 0
        present = not (afar and self._told)
        by = PHONE if afar else DISPENSER
        n, _ = self._floor.get(by, TakeTicket(visitor.business, present=present))
        guest = self._by_ticket[n] = Guest(visitor, n)
        if not afar:
            self._enter(guest)
        elif not isinf(visitor.travel_s):
            self._floor.later(visitor.travel_s, lambda: self._enter(guest))
        if present:
            self._floor.somebody_waits()

    def _enter(self, guest: Guest) -> None:
        """The first time."""
        guest.inside, guest.came_s = True, self._floor.now_s
        visitor = guest.visitor
        self._floor.later(visitor.patience_s, lambda: self._has_had_enough(guest))
        if visitor.out_after_s is not None:
            self._floor.later(visitor.out_after_s, lambda: self._step_out(guest))
        match self._stage(guest):
            case Stage.AWAY if self._is_served(guest):
                self._floor.get(PHONE, CheckIn(guest.ticket))
                self._floor.somebody_waits()
            case Stage.NO_SHOW:
                self._floor.later(ASK_S, lambda: self._ask_again(guest))

    def _has_had_enough(self, guest: Guest) -> None:
        if guest.gone or self._stage(guest) not in (Stage.WAITING, Stage.NO_SHOW):
            return
        guest.gone, guest.inside = True, False
        if self._told and guest.visitor.tells and self._stage(guest) is Stage.WAITING:
            self._floor.get(PHONE, CancelTicket(guest.ticket))

    def _step_out(self, guest: Guest) -> None:
        if guest.gone or self._stage(guest) is not Stage.WAITING:
            return
        guest.inside = False
        self._floor.later(guest.visitor.out_s, lambda: self._return(guest))
        if self._told and guest.visitor.looks:
            self._floor.later(LOOK_S, lambda: self._look(guest))

    def _look(self, guest: Guest) -> None:
        """At the page of the number: whether its turn is near."""
        if guest.gone or guest.inside:
            return
        told = ticket_standing(self._floor.plan, self._floor.state, self._floor.now, guest.ticket)
        if not isinstance(told, Reason) and (told.near or told.stage is Stage.CALLED):
            self._floor.later(WALK_BACK_S, lambda: self._return(guest))
        else:
            self._floor.later(LOOK_S, lambda: self._look(guest))

    def _return(self, guest: Guest) -> None:
        if guest.gone or guest.inside:
            return
        guest.inside = True
        if self._stage(guest) is Stage.NO_SHOW:
            self._floor.later(ASK_S, lambda: self._ask_again(guest))

    def _ask_again(self, guest: Guest) -> None:
        """As far as the rules allow, and somebody still serves."""
        if guest.gone or self._stage(guest) is not Stage.NO_SHOW:
            return
        back = guest.visitor.comes_back and self._is_served(guest)
        if back and not isinstance(self._floor.want(GUIDE, Reinstate(guest.ticket)), Reason):
            self._floor.somebody_waits()
        else:
            guest.gone, guest.inside = True, False

    def _stage(self, guest: Guest) -> Stage:
        return self._floor.state.tickets[guest.ticket].stage

    def _is_served(self, guest: Guest) -> bool:
        """Whether a window is there for this business, if only after a pause."""
        state = self._floor.state
        return any(
            state.at(window.id).mode in (Mode.OPEN, Mode.PAUSED)
            and guest.visitor.business in businesses_at(state, window)
            for window in self._floor.plan.windows
        )
