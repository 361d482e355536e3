"""Each rule of a hall removed in turn: the judge must find a hall without it out.

A mutant changes the real rules through a MonkeyPatch, which takes it back after the story.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest

from gateway.hall import fold, queue, tickets, windows, wishes
from gateway.hall.calls import CallThis, Recall
from gateway.hall.here import Here
from gateway.hall.nouns import Called, Idle, Serving, Stage
from gateway.hall.plan import HallPlan
from gateway.hall.queue import Choice
from gateway.hall.stamp import Moment, Stamp
from gateway.hall.state import HallState
from gateway.hall.tickets import CancelTicket, Reinstate
from gateway.hall.windows import CloseWindow, LogIn, LogOut, PauseWindow
from protocol import facts
from protocol.facts import (
    DayOpened,
    Fact,
    StaffLoggedIn,
    StaffLoggedOut,
    TicketCalled,
    TicketCancelled,
    TicketCheckedIn,
    TicketIssued,
    TicketNoShow,
    TicketReinstated,
    TicketResumed,
    TicketTransferred,
    WindowClosed,
)

Patch = pytest.MonkeyPatch


def _ruled(plan: HallPlan, **rules: Any) -> HallPlan:
    return replace(plan, rules=replace(plan.rules, **rules))


def _decides(patch: Patch, wish: type[Any], **rules: Any) -> None:
    """One wish is decided as if hall.toml said something else."""
    rule = wishes.RULES[wish]

    def decide(here: Here, wish: Any) -> Any:
        return rule.decide(replace(here, plan=_ruled(here.plan, **rules)), wish)

    patch.setitem(wishes.RULES, wish, replace(rule, decide=decide))


def _decides_so(patch: Patch, wish: type[Any], decide: Callable[[Here, Any], Any]) -> None:
    patch.setitem(wishes.RULES, wish, replace(wishes.RULES[wish], decide=decide))


def _changes(
    patch: Patch, kind: type[Fact], more: Callable[[HallState, HallState, Stamp, Any], HallState]
) -> None:
    """A fact changes something else too; `more` has the state before and after it."""
    change = fold._APPLY[kind]

    def apply(state: HallState, stamp: Stamp, fact: Any) -> HallState:
        return more(state, change(state, stamp, fact), stamp, fact)

    patch.setitem(fold._APPLY, kind, apply)


def _chooses(patch: Patch, **rules: Any) -> None:
    choose = queue.choose
    patch.setattr(queue, "choose", lambda plan, *rest: choose(_ruled(plan, **rules), *rest))


def give_numbers_on_over_night(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: DayOpened) -> HallState:
        return replace(after, last_number=before.last_number)

    _changes(patch, DayOpened, more)


def take_back_the_number_of_who_cancels(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: TicketCancelled) -> HallState:
        issued = after.tickets[fact.ticket].issued
        if issued.number != after.last_number.get(issued.business):
            return after
        return replace(after, last_number={**after.last_number, issued.business: issued.number - 1})

    _changes(patch, TicketCancelled, more)


def send_who_waits_home_at_midnight(patch: Patch) -> None:
    patch.setattr("gateway.hall.day._stays", lambda ticket, _: ticket.stage is Stage.CALLED)


def keep_who_waits_for_ever(patch: Patch) -> None:
    patch.setattr("gateway.hall.day._stays", lambda ticket, _: ticket.stage is not Stage.SERVED)


def give_out_any_number_of_numbers(patch: Patch) -> None:
    patch.setattr(tickets, "_limit_reached", lambda *_: None)


def pass_over_without_end(patch: Patch) -> None:
    _chooses(patch, priority_in_row=99)


def let_people_wait_without_end(patch: Patch) -> None:
    _chooses(patch, longest_wait_min=600)


def protect_normal_tickets_alone(patch: Patch) -> None:
    choose = queue.choose

    def other(plan: HallPlan, state: HallState, *rest: Any) -> Choice | None:
        choice = choose(plan, state, *rest)
        if choice is None or choice.why not in ("ratio", "waited_long"):
            return choice
        if state.tickets[choice.ticket].priority == "normal":
            return choice
        return choose(_ruled(plan, priority_in_row=99, longest_wait_min=600), state, *rest)

    patch.setattr(queue, "choose", other)


def take_a_call_by_name_for_a_turn(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: TicketCalled) -> HallState:
        named = fact.why == "specific"
        return after.with_window(fact.window, passed_over=0) if named else after

    _changes(patch, TicketCalled, more)


def forget_the_classes(patch: Patch) -> None:
    patch.setattr(queue, "key", lambda ticket: (0, ticket.place))


def call_the_newest_first(patch: Patch) -> None:
    patch.setattr(queue, "key", lambda t: (queue.RANK[t.priority], (-t.place[0], t.place[1])))


def take_early_for_on_time(patch: Patch) -> None:
    patch.setattr(queue, "is_early", lambda *_: False)


def leave_windows_idle_until_the_slot(patch: Patch) -> None:
    choose = queue.choose

    def other(*asked: Any) -> Choice | None:
        choice = choose(*asked)
        return None if choice is None or choice.why == "early" else choice

    patch.setattr(queue, "choose", other)


def let_a_phone_wait_from_afar(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: TicketIssued) -> HallState:
        return after.with_ticket(stamp.n, stage=Stage.WAITING)

    _changes(patch, TicketIssued, more)


def count_the_time_elsewhere(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: TicketCheckedIn) -> HallState:
        return after.with_ticket(fact.ticket, place=before.tickets[fact.ticket].place)

    _changes(patch, TicketCheckedIn, more)


def cancel_after_the_call(patch: Patch) -> None:
    decide = wishes.RULES[CancelTicket].decide

    def other(here: Here, wish: CancelTicket) -> Any:
        ticket = here.state.tickets.get(wish.ticket)
        if ticket is not None and ticket.stage is Stage.CALLED:
            return TicketCancelled(wish.ticket, "owner")
        return decide(here, wish)

    _decides_so(patch, CancelTicket, other)


def recall_at_once(patch: Patch) -> None:
    _decides(patch, Recall, recall_gap_s=0)


def recall_without_end(patch: Patch) -> None:
    _decides(patch, Recall, most_calls=9)


def measure_time_by_the_wall(patch: Patch) -> None:
    def since_ms(self: Moment, earlier: Moment) -> int:
        return max(0, self.wall_ms - earlier.wall_ms)

    patch.setattr(Moment, "since_ms", since_ms)


def call_out_of_the_queue_twice(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: TicketCalled) -> HallState:
        return after.with_ticket(fact.ticket, stage=Stage.WAITING)

    _changes(patch, TicketCalled, more)


def call_while_paused_or_closed(patch: Patch) -> None:
    patch.setattr(windows, "is_not_open", lambda *_: None)


def call_where_nobody_has_logged_in(patch: Patch) -> None:
    cannot_act = windows.cannot_act

    def other(here: Here, wish: Any) -> Any:
        return cannot_act(replace(here, plan=_ruled(here.plan, login="optional")), wish)

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
    _decides_so(patch, CallThis, other)


def let_two_clerks_sit_at_a_window(patch: Patch) -> None:
    def other(here: Here, wish: LogIn) -> Any:
        staff = str(here.by.staff)
        elsewhere = windows.window_of(here.state, staff) is not None
        return rule(here, wish) if elsewhere else StaffLoggedIn(staff, wish.window)

    rule = wishes.RULES[LogIn].decide
    _decides_so(patch, LogIn, other)


def let_a_clerk_sit_at_two_windows(patch: Patch) -> None:
    patch.setattr(windows, "window_of", lambda *_: None)


def leave_who_stands_at_the_window(patch: Patch) -> None:
    for wish in (LogOut, PauseWindow, CloseWindow):
        rule = wishes.RULES[wish]

        def other(here: Here, wish: Any, decide: Callable[..., Any] = rule.decide) -> Any:
            idle = here.state.with_window(wish.window, doing=Idle())
            return decide(replace(here, state=idle), wish)

        _decides_so(patch, wish, other)


def send_to_a_window_that_left(patch: Patch) -> None:
    """Who was sent to a window alone waits for it after it has closed."""
    for kind in (WindowClosed, StaffLoggedOut):

        def more(before: HallState, after: HallState, stamp: Stamp, fact: Any) -> HallState:
            for n, ticket in before.tickets.items():
                if ticket.only == fact.window and ticket.stage is Stage.WAITING:
                    after = after.with_ticket(n, only=fact.window)
            return after

        _changes(patch, kind, more)


def begin_anew_after_a_transfer(patch: Patch) -> None:
    def more(
        before: HallState, after: HallState, stamp: Stamp, fact: TicketTransferred
    ) -> HallState:
        return after.with_ticket(fact.ticket, place=(stamp.n, stamp.n))

    _changes(patch, TicketTransferred, more)


def lose_the_class_in_a_transfer(patch: Patch) -> None:
    def more(
        before: HallState, after: HallState, stamp: Stamp, fact: TicketTransferred
    ) -> HallState:
        issued = replace(after.tickets[fact.ticket].issued, priority="normal")
        return after.with_ticket(fact.ticket, issued=issued)

    _changes(patch, TicketTransferred, more)


def transfer_for_the_old_business(patch: Patch) -> None:
    def more(
        before: HallState, after: HallState, stamp: Stamp, fact: TicketTransferred
    ) -> HallState:
        return after.with_ticket(fact.ticket, business=before.tickets[fact.ticket].business)

    _changes(patch, TicketTransferred, more)


def resume_at_two_windows(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: TicketResumed) -> HallState:
        return after.with_ticket(fact.ticket, stage=Stage.HELD, service=fact.service)

    _changes(patch, TicketResumed, more)


def hold_and_keep_the_window(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: Any) -> HallState:
        return after.with_window(fact.window, doing=before.at(fact.window).doing)

    _changes(patch, facts.TicketHeld, more)


def put_who_was_missed_at_the_head(patch: Patch) -> None:
    patch.setattr(queue, "place_behind", lambda _state, _n, _after, own: (0, own))


def put_who_was_missed_one_too_far_behind(patch: Patch) -> None:
    behind = queue.place_behind
    patch.setattr(
        queue,
        "place_behind",
        lambda state, n, after, own: behind(state, n, after + 1 if after else 0, own),
    )


def bring_back_what_is_void(patch: Patch) -> None:
    def other(here: Here, wish: Reinstate) -> Any:
        missed: Any = "tail" if here.plan.rules.missed == "void" else here.plan.rules.missed
        return rule(replace(here, plan=_ruled(here.plan, missed=missed)), wish)

    rule = wishes.RULES[Reinstate].decide
    _decides_so(patch, Reinstate, other)


def bring_back_whatever_the_hour(patch: Patch) -> None:
    _decides(patch, Reinstate, missed_for_min=1440)


def bring_back_again_and_again(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: TicketNoShow) -> HallState:
        return after.with_ticket(fact.ticket, missed=1)

    _changes(patch, TicketNoShow, more)


def count_the_time_after_a_missed_call(patch: Patch) -> None:
    def more(
        before: HallState, after: HallState, stamp: Stamp, fact: TicketReinstated
    ) -> HallState:
        return after.with_ticket(fact.ticket, joined=before.tickets[fact.ticket].joined)

    _changes(patch, TicketReinstated, more)


MUTANTS: Final[dict[str, Callable[[Patch], None]]] = {
    mutant.__name__: mutant
    for mutant in (
        give_numbers_on_over_night,
        take_back_the_number_of_who_cancels,
        send_who_waits_home_at_midnight,
        keep_who_waits_for_ever,
        give_out_any_number_of_numbers,
        pass_over_without_end,
        let_people_wait_without_end,
        protect_normal_tickets_alone,
        take_a_call_by_name_for_a_turn,
        forget_the_classes,
        call_the_newest_first,
        take_early_for_on_time,
        leave_windows_idle_until_the_slot,
        let_a_phone_wait_from_afar,
        count_the_time_elsewhere,
        cancel_after_the_call,
        recall_at_once,
        recall_without_end,
        measure_time_by_the_wall,
        call_out_of_the_queue_twice,
        call_while_paused_or_closed,
        call_where_nobody_has_logged_in,
        call_for_any_window,
        call_for_what_the_clerk_does_not_know,
        call_by_name_for_any_window,
        let_two_clerks_sit_at_a_window,
        let_a_clerk_sit_at_two_windows,
        leave_who_stands_at_the_window,
        send_to_a_window_that_left,
        begin_anew_after_a_transfer,
        lose_the_class_in_a_transfer,
        transfer_for_the_old_business,
        resume_at_two_windows,
        hold_and_keep_the_window,
        put_who_was_missed_at_the_head,
        put_who_was_missed_one_too_far_behind,
        bring_back_what_is_void,
        bring_back_whatever_the_hour,
        bring_back_again_and_again,
        count_the_time_after_a_missed_call,
    )
}
