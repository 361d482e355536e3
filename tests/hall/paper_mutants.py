"""Halls that lack a rule about numbers of before, or about second-priority cards."""

from dataclasses import replace
from typing import Any

from gateway.hall import queue, reasons, wishes
from gateway.hall.cards import RedeemCard
from gateway.hall.here import Here
from gateway.hall.numbers import ContinueNumbers
from gateway.hall.rules import MOST_CARD_DAYS
from gateway.hall.services import Finish
from gateway.hall.state import HallState
from protocol.facts import NumbersContinued, TicketIssued
from protocol.stamp import Stamp
from tests.hall.patches import Patch, changes, decides, decides_so


def begin_again_after_the_numbers_of_others(patch: Patch) -> None:
    def more(
        before: HallState, after: HallState, stamp: Stamp, fact: NumbersContinued
    ) -> HallState:
        return replace(after, last_number=before.last_number)

    changes(patch, NumbersContinued, more)


def go_on_after_numbers_in_the_middle_of_the_day(patch: Patch) -> None:
    def other(here: Here, wish: ContinueNumbers) -> Any:
        return rule(replace(here, state=replace(here.state, last_number={})), wish)

    rule = wishes.RULES[ContinueNumbers].decide
    decides_so(patch, ContinueNumbers, other)


def let_a_guide_say_how_far_numbers_went(patch: Patch) -> None:
    rule = wishes.RULES[ContinueNumbers]
    patch.setitem(wishes.RULES, ContinueNumbers, replace(rule, duties=wishes.GUIDES))


def let_bookings_go_before_cards(patch: Patch) -> None:
    patch.setitem(queue.RANK, "booked", queue.RANK["card"])
    patch.setitem(queue.RANK, "card", queue.RANK["card"] + 1)


def let_cards_go_before_need(patch: Patch) -> None:
    patch.setitem(queue.RANK, "card", -1)


def take_a_card_twice(patch: Patch) -> None:
    def more(before: HallState, after: HallState, stamp: Stamp, fact: TicketIssued) -> HallState:
        return replace(after, cards=before.cards)

    changes(patch, TicketIssued, more)


def take_cards_of_any_age(patch: Patch) -> None:
    decides(patch, RedeemCard, card_days=MOST_CARD_DAYS)


def take_cards_for_the_first_business(patch: Patch) -> None:
    def other(here: Here, wish: RedeemCard) -> Any:
        code = here.plan.businesses[0].code
        owed = {n: replace(card, business=code) for n, card in here.state.cards.items()}
        return rule(replace(here, state=replace(here.state, cards=owed)), wish)

    rule = wishes.RULES[RedeemCard].decide
    decides_so(patch, RedeemCard, other)


def take_a_card_from_anybody(patch: Patch) -> None:
    def other(here: Here, wish: RedeemCard) -> Any:
        owed = {n: replace(card, who=None) for n, card in here.state.cards.items()}
        return rule(replace(here, state=replace(here.state, cards=owed)), wish)

    rule = wishes.RULES[RedeemCard].decide
    decides_so(patch, RedeemCard, other)


def let_a_card_be_a_second_place(patch: Patch) -> None:
    decides(patch, RedeemCard, most_open_per_person=0)


def turn_cards_away_when_the_day_is_full(patch: Patch) -> None:
    def other(here: Here, wish: RedeemCard) -> Any:
        fact = rule(here, wish)
        if not isinstance(fact, TicketIssued):
            return fact
        most = here.plan.business[fact.business].most_a_day
        return reasons.NO_MORE_TODAY if most and fact.number > most else fact

    rule = wishes.RULES[RedeemCard].decide
    decides_so(patch, RedeemCard, other)


def give_cards_where_there_are_none(patch: Patch) -> None:
    decides(patch, Finish, card_days=1)
