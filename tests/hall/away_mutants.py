"""Halls that lack a rule about a clerk whose account is deactivated, or given another duty."""

from dataclasses import replace
from typing import Any

from gateway.hall import reasons, windows
from gateway.hall.here import Here
from gateway.hall.nouns import Idle, Mode, Stage
from gateway.hall.state import HallState
from protocol.facts import StaffLoggedOut
from protocol.facts.window import WhyOut
from protocol.stamp import Stamp
from tests.hall.patches import Patch, changes


def leave_a_clerk_without_account_who_serves(patch: Patch) -> None:
    send_away = windows.decide_sent_away

    def other(here: Here, staff: str, why: WhyOut) -> StaffLoggedOut | None:
        fact = send_away(here, staff, why)
        busy = fact is not None and not isinstance(here.state.at(fact.window).doing, Idle)
        return None if busy else fact

    patch.setattr(windows, "decide_sent_away", other)


def leave_a_clerk_of_another_duty(patch: Patch) -> None:
    send_away = windows.decide_sent_away

    def other(here: Here, staff: str, why: WhyOut) -> StaffLoggedOut | None:
        return None if why == "other_duty" else send_away(here, staff, why)

    patch.setattr(windows, "decide_sent_away", other)


def let_the_pad_call_where_somebody_was_sent_away(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: StaffLoggedOut) -> HallState:
        return after.with_window(fact.window, mode=Mode.UNSTAFFED)

    changes(patch, StaffLoggedOut, more)


def send_home_who_stands_where_somebody_was_sent_away(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: StaffLoggedOut) -> HallState:
        return after.with_window(fact.window, doing=Idle())

    changes(patch, StaffLoggedOut, more)


def strand_who_stands_where_somebody_was_sent_away(patch: Patch) -> None:
    cannot_act = windows.cannot_act

    def other(here: Here, wish: Any) -> Any:
        nobody = here.state.at(wish.window).staff is None
        if nobody and here.plan.rules.login == "required":
            return reasons.LOG_IN_FIRST
        return cannot_act(here, wish)

    patch.setattr(windows, "cannot_act", other)


def keep_who_was_sent_to_a_window_whose_clerk_was_sent_away(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: StaffLoggedOut) -> HallState:
        for n, ticket in before.tickets.items():
            waits = ticket.only == fact.window and ticket.stage is Stage.WAITING
            if waits and fact.why != "left":
                after = after.with_ticket(n, only=fact.window)
        return after

    changes(patch, StaffLoggedOut, more)


def say_not_who_sent_somebody_away(patch: Patch) -> None:
    send_away = windows.decide_sent_away

    def other(here: Here, staff: str, why: WhyOut) -> StaffLoggedOut | None:
        fact = send_away(here, staff, why)
        return None if fact is None else replace(fact, by=None)

    patch.setattr(windows, "decide_sent_away", other)
