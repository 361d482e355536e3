"""Slips: the papers of a hall that are no numbers. Each is asked for by a fact, and has an outcome.

The paper says what the hall knows already, so it gives nobody a right or a place. While one is on
its way no second one of the same is sent after it, however often somebody presses.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Final

from pydantic import Field

from gateway.hall import booking_times, cards, places, reasons
from gateway.hall.bounds import Day
from gateway.hall.here import Duty, Here
from gateway.hall.nouns import Service
from gateway.hall.paper_nouns import PaperState
from gateway.hall.reasons import Reason
from gateway.hall.reasons import paper as papers
from gateway.hall.reasons import slip as refusals
from gateway.hall.slip_nouns import Slip, thing
from gateway.hall.state import HallState
from gateway.hall.wish import AsWritten, Code, Language, N, NamesStaff, PrinterName, Uid
from protocol.facts import SlipAsked, SlipDone
from protocol.facts.slip import SlipKind
from protocol.stamp import Stamp

MOST_BLANK: Final = 20
"""Blank cards of one wish: a paper roll is for numbers first."""

OUTCOMES: Final = {
    "confirmed": PaperState.PRINTED,
    "uncertain": PaperState.UNKNOWN,
    "failed": PaperState.FAILED,
}
"""What is known of a slip with this outcome."""


@dataclass(frozen=True)
class PrintBooking:
    """Print the slip of a booking, with the code by which its owner arrives."""

    booking: N
    language: Language = ""


@dataclass(frozen=True)
class PrintChecklist:
    """Print what somebody has to bring, whose service ended for want of papers."""

    service: N
    language: Language = ""


@dataclass(frozen=True)
class PrintCard:
    """Print the second-priority card that a service ended with."""

    service: N
    language: Language = ""


@dataclass(frozen=True)
class PrintBlankCards:
    """Print second-priority cards to be filled in by hand, for a day without the system."""

    count: Annotated[int, Field(strict=True, ge=1, le=MOST_BLANK), AsWritten] = 1
    language: Language = ""


@dataclass(frozen=True)
class PrintStaffDay(NamesStaff):
    """Print the counts of one person's day; nobody who was served stands on it."""

    of: Code | None = None
    """None: of whoever asks."""
    day: Day | None = None
    """None: the open one."""
    language: Language = ""


@dataclass(frozen=True)
class PrintSelfTest:
    """Print the test page of a printer."""

    printer: PrinterName = ""
    """Empty: the hall's first one."""
    language: Language = ""


@dataclass(frozen=True)
class PrintLabel:
    """Print the label of a board, to be stuck on it."""

    board: Uid
    language: Language = ""


def decide_booking(here: Here, wish: PrintBooking) -> SlipAsked | Reason:
    """While its owner can still come by it; at a kiosk once, for whoever has its code there."""
    booking = here.state.bookings.get(wish.booking)
    if booking is None:
        return reasons.NO_SUCH_BOOKING
    refusal = booking_times.settled(booking)
    if refusal is not None:
        return refusal
    if booking_times.is_over(here, booking):
        return reasons.BOOKING_OVER
    asked = _asked(here, "booking", wish.language, about=wish.booking)
    if here.by.duty is Duty.KIOSK and _had(here.state, asked):
        return refusals.SLIP_PRINTED
    return _once(here, asked)


def decide_checklist(here: Here, wish: PrintChecklist) -> SlipAsked | Reason:
    """By its clerk, and by who looks after everybody."""
    service = _served(here, wish.service)
    if isinstance(service, Reason):
        return service
    if not service.papers_missing or service.ended is None:
        return refusals.NOTHING_MISSING
    return _once(here, _asked(here, "checklist", wish.language, about=service.ended))


def decide_card(here: Here, wish: PrintCard) -> SlipAsked | Reason:
    """While it is good and not used."""
    service = _served(here, wish.service)
    if isinstance(service, Reason):
        return service
    card, today = here.state.cards.get(wish.service), here.state.day
    if card is None or service.ended is None or today is None:
        return refusals.NO_CARD_OF_IT
    if cards.age_days(card, today) > here.plan.rules.card_days:
        return refusals.NO_CARD_OF_IT
    return _once(here, _asked(here, "card", wish.language, about=service.ended))


def decide_blank_cards(here: Here, wish: PrintBlankCards) -> SlipAsked | Reason:
    """Where the hall gives cards at all."""
    if not here.plan.rules.card_days:
        return reasons.NO_CARDS_HERE
    return _once(here, _asked(here, "card", wish.language, count=wish.count))


def decide_staff_day(here: Here, wish: PrintStaffDay) -> SlipAsked | Reason:
    """Everybody's own; a leader's of anybody who works here."""
    of = wish.of or here.by.staff
    if of is None:
        return reasons.NOT_A_PERSON
    if of != here.by.staff and here.by.duty is not Duty.LEADER:
        return refusals.NOT_YOUR_DAY
    if not here.is_member(of):
        return reasons.NO_SUCH_STAFF
    day = wish.day or here.state.day
    if day is None:
        return reasons.NO_DAY_OPEN
    if day not in here.state.days:
        return refusals.NO_SUCH_DAY
    return _once(here, _asked(here, "staff_day", wish.language, of=of, day=day))


def decide_self_test(here: Here, wish: PrintSelfTest) -> SlipAsked | Reason:
    """Of a printer that hall.toml names."""
    if wish.printer and wish.printer not in here.plan.printers:
        return refusals.NO_SUCH_PRINTER
    return _once(here, _asked(here, "self_test", wish.language, printer=wish.printer))


def decide_label(here: Here, wish: PrintLabel) -> SlipAsked | Reason:
    """Of a board that has a place, or is one of hall.toml's."""
    known = wish.board in here.plan.role
    if not known and places.place_of(here.plan, here.state, wish.board) is None:
        return refusals.NO_SUCH_BOARD
    return _once(here, _asked(here, "device_label", wish.language, board=wish.board))


def apply_asked(state: HallState, stamp: Stamp, fact: SlipAsked) -> HallState:
    """It is on its way, and the last one of the same is history."""
    slips = state.slips
    for n in of_thing(state, fact):
        slips = slips.without(n)
    return state.but(slips=slips.put(stamp.n, Slip(fact, state.day or "")))


def apply_done(state: HallState, stamp: Stamp, fact: SlipDone) -> HallState:
    """What became of it."""

    def changed(slip: Slip) -> Slip:
        known = OUTCOMES[fact.outcome]
        return replace(slip, state=known, reason=fact.reason, printer=fact.printer)

    return state.but(slips=state.slips.changed(fact.slip, changed))


def remembered(state: HallState) -> HallState:
    """At the beginning of a day: those of the day that ends of which nothing has been heard."""
    coming = state.slips.keep(
        lambda slip: slip.state is PaperState.COMING and slip.day == (state.day or "")
    )
    return state.but(slips=coming)


def of_thing(state: HallState, asked: SlipAsked) -> Iterator[int]:
    """n of what is kept in mind of the same: one at most."""
    return (n for n, slip in state.slips.items() if thing(slip.asked) == thing(asked))


def _asked(
    here: Here,
    kind: SlipKind,
    language: str,
    about: int = 0,
    board: str = "",
    printer: str = "",
    day: str = "",
    of: str | None = None,
    count: int = 1,
) -> SlipAsked:
    return SlipAsked(kind, about, board, printer, day, of, here.by.staff, language, count)


def _once(here: Here, asked: SlipAsked) -> SlipAsked | Reason:
    """Nothing is sent where nothing prints, nor after one that is on its way."""
    if not here.plan.prints:
        return papers.NO_PRINTER
    known = [here.state.slips[n].state for n in of_thing(here.state, asked)]
    return refusals.SLIP_COMING if PaperState.COMING in known else asked


def _had(state: HallState, asked: SlipAsked) -> bool:
    """Whether one came out today, as far as anybody knows."""
    known = [state.slips[n].state for n in of_thing(state, asked)]
    return any(one in (PaperState.PRINTED, PaperState.UNKNOWN) for one in known)


def _served(here: Here, n: int) -> Service | Reason:
    """The service, for whoever may have a paper of it."""
    service = here.state.services.get(n)
    if service is None:
        return reasons.rating.NO_SUCH_SERVICE
    if here.by.duty is Duty.CLERK and (service.staff is None or service.staff != here.by.staff):
        return refusals.NOT_YOUR_SERVICE
    return service
