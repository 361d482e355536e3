"""Halls that lack a rule about calls, windows and their staff, or services."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gateway.hall import queue, windows, wishes
from gateway.hall.calls import CallThis, Recall
from gateway.hall.here import Here
from gateway.hall.nouns import Called, Idle, Place, Serving, Stage
from gateway.hall.state import HallState
from gateway.hall.tickets import CancelTicket
from gateway.hall.windows import CloseWindow, LogIn, LogOut, PauseWindow
from protocol import facts
from protocol.facts import (
    StaffLoggedIn,
    StaffLoggedOut,
    TicketCalled,
    TicketCancelled,
    TicketResumed,
    TicketTransferred,
    WindowClosed,
)
from protocol.stamp import Moment, Stamp
from tests.hall.patches import Patch, changes, decides, decides_so, ruled


def cancel_after_the_call(patch: Patch) -> None:
    decide = wishes.RULES[CancelTicket].decide

    def other(here: Here, wish: CancelTicket) -> Any:
        ticket = here.state.tickets.get(wish.ticket)
        if ticket is not None and ticket.stage is Stage.CALLED:
            return TicketCancelled(wish.ticket, "owner")
        return decide(here, wish)

    decides_so(patch, CancelTicket, other)


def recall_at_once(patch: Patch) -> None:
    decides(patch, Recall, recall_gap_s=0)


def recall_without_end(patch: Patch) -> None:
    decides(patch, Recall, most_calls=9)


def measure_time_by_the_wall(patch: Patch) -> None:
    def since_ms(self: Moment, earlier: Moment) -> int:
        return max(0, self.wall_ms - earlier.wall_ms)

    patch.setattr(Moment, "since_ms", since_ms)


def call_out_of_the_queue_twice(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: TicketCalled) -> HallState:
        return after.with_ticket(fact.ticket, stage=Stage.WAITING)

    changes(patch, TicketCalled, more)


def call_while_paused_or_closed(patch: Patch) -> None:
    patch.setattr(windows, "is_not_open", lambda *_: None)


def call_where_nobody_has_logged_in(patch: Patch) -> None:
    cannot_act = windows.cannot_act

    def other(here: Here, wish: Any) -> Any:
        return cannot_act(replace(here, plan=ruled(here.plan, login="optional")), wish)

    patch.setattr(windows, "cannot_act", other)


def call_for_any_window(patch: Patch) -> None:
    patch.setattr(queue, "only_window", lambda *_: None)


def call_for_what_the_clerk_does_not_know(patch: Patch) -> None:
    patch.setattr(queue, "businesses_at", lambda _, window: frozenset(window.businesses))


def call_by_name_for_any_window(patch: Patch) -> None:
    def other(here: Here, wish: CallThis) -> Any:
        doing = here.state.at(wish.window).doing
        ticket = here.state.tickets.get(wish.ticket)
        waits = ticket is not None and ticket.stage is Stage.WAITING
        if isinstance(doing, Called | Serving) or not waits:
            return rule(here, wish)
        return TicketCalled(
            wish.ticket,
            wish.window,
            why="specific",
            staff=here.state.at(wish.window).staff,
            reason=here.token,
        )

    rule = wishes.RULES[CallThis].decide
    decides_so(patch, CallThis, other)


def let_two_clerks_sit_at_a_window(patch: Patch) -> None:
    def other(here: Here, wish: LogIn) -> Any:
        staff = str(here.by.staff)
        elsewhere = windows.window_of(here.state, staff) is not None
        return rule(here, wish) if elsewhere else StaffLoggedIn(staff, wish.window)

    rule = wishes.RULES[LogIn].decide
    decides_so(patch, LogIn, other)


def let_a_clerk_sit_at_two_windows(patch: Patch) -> None:
    patch.setattr(windows, "window_of", lambda *_: None)


def leave_who_stands_at_the_window(patch: Patch) -> None:
    for wish in (LogOut, PauseWindow, CloseWindow):
        rule = wishes.RULES[wish]

        def other(here: Here, wish: Any, decide: Callable[..., Any] = rule.decide) -> Any:
            idle = here.state.with_window(wish.window, doing=Idle())
            return decide(replace(here, state=idle), wish)

        decides_so(patch, wish, other)


def send_to_a_window_that_left(patch: Patch) -> None:
    """Who was sent to a window alone waits for it after it has closed."""
    for kind in (WindowClosed, StaffLoggedOut):

        def more(before: HallState, after: HallState, stamp: Stamp, fact: Any) -> HallState:
            for n, ticket in before.tickets.items():
                if ticket.only == fact.window and ticket.stage is Stage.WAITING:
                    after = after.with_ticket(n, only=fact.window)
            return after

        changes(patch, kind, more)


def begin_anew_after_a_transfer(patch: Patch) -> None:
    def more(
        before: HallState, after: HallState, stamp: Stamp, fact: TicketTransferred
    ) -> HallState:
        return after.with_ticket(fact.ticket, place=Place(stamp.n))

    changes(patch, TicketTransferred, more)


def lose_the_class_in_a_transfer(patch: Patch) -> None:
    def more(
        before: HallState, after: HallState, stamp: Stamp, fact: TicketTransferred
    ) -> HallState:
        issued = replace(after.tickets[fact.ticket].issued, priority="normal")
        return after.with_ticket(fact.ticket, issued=issued)

    changes(patch, TicketTransferred, more)


def transfer_for_the_old_business(patch: Patch) -> None:
    def more(
        before: HallState, after: HallState, stamp: Stamp, fact: TicketTransferred
    ) -> HallState:
        return after.with_ticket(fact.ticket, business=before.tickets[fact.ticket].business)

    changes(patch, TicketTransferred, more)


def resume_at_two_windows(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: TicketResumed) -> HallState:
        return after.with_ticket(fact.ticket, stage=Stage.HELD, service=fact.service)

    changes(patch, TicketResumed, more)


def hold_and_keep_the_window(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: Any) -> HallState:
        return after.with_window(fact.window, doing=before.at(fact.window).doing)

    changes(patch, facts.TicketHeld, more)
