"""Halls that lack a rule about numbers, the order of the queue, or who comes back."""

from dataclasses import replace
from typing import Any

from gateway.hall import queue, tickets, wishes
from gateway.hall.here import Here
from gateway.hall.nouns import Place, Stage
from gateway.hall.plan import HallPlan
from gateway.hall.queue import Choice
from gateway.hall.state import HallState
from gateway.hall.tickets import Reinstate
from protocol.facts import (
    DayOpened,
    TicketCalled,
    TicketCancelled,
    TicketCheckedIn,
    TicketIssued,
    TicketNoShow,
    TicketReinstated,
)
from protocol.stamp import Stamp
from tests.hall.patches import Patch, changes, chooses, decides, decides_so, ruled


def give_numbers_on_over_night(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: DayOpened) -> HallState:
        return replace(after, last_number=before.last_number)

    changes(patch, DayOpened, more)


def take_back_the_number_of_who_cancels(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: TicketCancelled) -> HallState:
        issued = after.tickets[fact.ticket].issued
        if issued.number != after.last_number.get(issued.business):
            return after
        return replace(after, last_number={**after.last_number, issued.business: issued.number - 1})

    changes(patch, TicketCancelled, more)


def send_who_waits_home_at_midnight(patch: Patch) -> None:
    patch.setattr("gateway.hall.day._stays", lambda ticket, _: ticket.stage is Stage.CALLED)


def keep_who_waits_for_ever(patch: Patch) -> None:
    patch.setattr("gateway.hall.day._stays", lambda ticket, _: ticket.stage is not Stage.SERVED)


def give_out_any_number_of_numbers(patch: Patch) -> None:
    patch.setattr(tickets, "_limit_reached", lambda *_: None)


def pass_over_without_end(patch: Patch) -> None:
    chooses(patch, priority_in_row=99)


def let_people_wait_without_end(patch: Patch) -> None:
    chooses(patch, longest_wait_min=600)


def protect_normal_tickets_alone(patch: Patch) -> None:
    choose = queue.choose

    def other(plan: HallPlan, state: HallState, *rest: Any) -> Choice | None:
        choice = choose(plan, state, *rest)
        if choice is None or choice.why not in ("ratio", "waited_long"):
            return choice
        if state.tickets[choice.ticket].priority == "normal":
            return choice
        return choose(ruled(plan, priority_in_row=99, longest_wait_min=600), state, *rest)

    patch.setattr(queue, "choose", other)


def take_a_call_by_name_for_a_turn(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: TicketCalled) -> HallState:
        named = fact.why == "specific"
        return after.with_window(fact.window, passed_over=0) if named else after

    changes(patch, TicketCalled, more)


def forget_the_classes(patch: Patch) -> None:
    patch.setattr(queue, "key", lambda ticket: (0, ticket.place))


def call_the_newest_first(patch: Patch) -> None:
    patch.setattr(queue, "key", lambda t: (queue.RANK[t.priority], -t.place.since))


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

    changes(patch, TicketIssued, more)


def count_the_time_elsewhere(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: TicketCheckedIn) -> HallState:
        return after.with_ticket(fact.ticket, place=before.tickets[fact.ticket].place)

    changes(patch, TicketCheckedIn, more)


def put_who_was_missed_at_the_head(patch: Patch) -> None:
    patch.setattr(queue, "place_behind", lambda _state, _n, _after, _own: Place(0))


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
        return rule(replace(here, plan=ruled(here.plan, missed=missed)), wish)

    rule = wishes.RULES[Reinstate].decide
    decides_so(patch, Reinstate, other)


def bring_back_whatever_the_hour(patch: Patch) -> None:
    decides(patch, Reinstate, missed_for_min=1440)


def bring_back_again_and_again(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: TicketNoShow) -> HallState:
        return after.with_ticket(fact.ticket, missed=1)

    changes(patch, TicketNoShow, more)


def count_the_time_after_a_missed_call(patch: Patch) -> None:
    def more(
        before: HallState, after: HallState, stamp: Stamp, fact: TicketReinstated
    ) -> HallState:
        return after.with_ticket(fact.ticket, joined=before.tickets[fact.ticket].joined)

    changes(patch, TicketReinstated, more)
