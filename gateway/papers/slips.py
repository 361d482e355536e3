"""What the slips say that somebody asks for. Made in a printer's thread, as it reads the store."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from gateway.hall.places import role_of
from gateway.hall.plan import CallPad, Dispenser, HallPlan, RatingPad
from gateway.hall.state import HallState
from gateway.papers.hall import PaperHall
from gateway.papers.sources import Sources
from gateway.printing.job import SlipJob
from gateway.printing.slips import (
    BookingSlip,
    CardSlip,
    ChecklistSlip,
    DeviceLabelSlip,
    Named,
    SelfTestSlip,
    Slip,
    StaffDaySlip,
)
from gateway.printing.slips.office import Role
from insight.scope import Scope
from insight.tally import Tally
from protocol.envelope import Entry
from protocol.facts import SlipAsked
from protocol.facts.slip import SlipKind

LEAST_RATINGS: Final = 5
"""With fewer there is no percent of them."""


def asked(
    hall: PaperHall, sources: Sources, entry: Entry, state: HallState, now_ms: Callable[[], int]
) -> SlipJob | None:
    """The job of an entry by which somebody wants a slip, None for any other."""
    fact = entry.fact
    if not isinstance(fact, SlipAsked):
        return None
    make = _MAKERS[fact.kind]
    return SlipJob(
        entry.n,
        lambda: make(_Desk(hall, sources, state, now_ms()), fact),
        entry.mono_ms,
        entry.boot,
        only=hall.printer(fact.printer) if fact.kind == "self_test" else fact.printer,
        count=fact.count,
    )


class _Desk:
    """Makes one slip: of the hall as it was when somebody asked."""

    def __init__(self, hall: PaperHall, sources: Sources, state: HallState, now_ms: int) -> None:
        self._hall = hall
        self._plan = hall.plan
        self._sources = sources
        self._state = state
        self._now_ms = now_ms

    def booking(self, fact: SlipAsked) -> Slip:
        """The slot, and the code by which its owner arrives."""
        hall, booking = self._hall, self._state.bookings[fact.about]
        name, name_en = hall.business(booking.business)
        code, rules = hall.codes.make("booking", fact.about), self._plan.booking
        return BookingSlip(
            language=self._hall.language(fact.language),
            hall_name=self._plan.name,
            hall_name_en=self._plan.name_en,
            business_name=name,
            business_name_en=name_en,
            day=booking.day,
            slot=hall.slot(booking.starts_ms, booking.ends_ms),
            early_min=0 if rules is None else rules.early_min,
            cancel_hours="" if rules is None else _hours(rules.cancel_before_min),
            code=code,
            code_url=hall.page("b", code),
        )

    def checklist(self, fact: SlipAsked) -> Slip:
        """All that was told to be brought when the service ended."""
        hall, plan = self._hall, self._plan
        at_ms, ended = self._sources.finished(fact.about)
        ticket = self._sources.ticket(ended.ticket)
        name, name_en = hall.business(ticket.business)
        item = plan.item.get(ended.items[0]) if len(ended.items) == 1 else None
        code = hall.codes.make("ticket", ended.ticket)
        who = self._sources.shown(ended.staff) if ended.staff else ""
        return ChecklistSlip(
            language=self._hall.language(fact.language),
            large=hall.habits.large_for(ticket.priority),
            hall_name=plan.name,
            hall_name_en=plan.name_en,
            business_name=name,
            business_name_en=name_en,
            item_name="" if item is None else item.name,
            item_name_en="" if item is None else item.name_en,
            papers=tuple(Named(*names) for names in plan.papers(ended.items, ended.missing)),
            number=ticket.label,
            told_at=hall.time(at_ms),
            first_contact=_joined(_window(plan, ended.window), who),
            card_days=plan.rules.card_days if ended.card else 0,
            code=code,
            code_url=hall.page("t", code),
        )

    def card(self, fact: SlipAsked) -> Slip:
        """Of a visit; blank ones are of none."""
        hall, plan = self._hall, self._plan
        blank = CardSlip(
            language=self._hall.language(fact.language),
            hall_name=plan.name,
            hall_name_en=plan.name_en,
            blank=True,
            valid_days=plan.rules.card_days,
        )
        if not fact.about:
            return blank
        at_ms, ended = self._sources.finished(fact.about)
        ticket = self._sources.ticket(ended.ticket)
        name, name_en = hall.business(ticket.business)
        return replace(
            blank,
            blank=False,
            large=hall.habits.large_for(ticket.priority),
            business_name=name,
            business_name_en=name_en,
            number=ticket.label,
            given_at=hall.time(at_ms),
            code=hall.codes.make("ticket", ended.ticket),
        )

    def staff_day(self, fact: SlipAsked) -> Slip:
        """Counts alone. Ratings are told of days that are over: two slips of one day would tell
        what somebody in between has pressed."""
        assert fact.of is not None
        tally = self._sources.tallies(fact.day).get(Scope("staff", fact.of), Tally())
        mean_s = tally.of("handling").mean_s
        over = fact.day != self._sources.open_day
        return StaffDaySlip(
            language=self._hall.language(fact.language),
            hall_name=self._plan.name,
            hall_name_en=self._plan.name_en,
            staff=self._sources.shown(fact.of) or fact.of,
            day=fact.day,
            printed_at=self._hall.time(self._now_ms),
            calls=tally["calls"],
            services=tally["finished"],
            mean_handling="" if mean_s is None else f"{mean_s // 60:.0f}:{mean_s % 60:02.0f}",
            ratings=tuple(tally[f"level_{n}"] for n in range(5, 0, -1)) if over else (),
            least_ratings=LEAST_RATINGS,
        )

    def self_test(self, fact: SlipAsked) -> Slip:
        """What this head can do."""
        name = self._hall.printer(fact.printer)
        model = self._hall.models[name]
        return SelfTestSlip(
            language=self._hall.language(fact.language),
            printer=name,
            profile=model.title,
            coding=model.coding.value,
            printed_at=self._hall.time(self._now_ms),
            version=self._hall.version,
        )

    def device_label(self, fact: SlipAsked) -> Slip:
        """Which board it is, and where it belongs."""
        role, window = _role(self._plan, self._state, fact.board)
        return DeviceLabelSlip(
            language=self._hall.language(fact.language),
            hall_name=self._plan.name,
            hall_name_en=self._plan.name_en,
            uid=fact.board,
            role=role,
            window=window,
        )


_MAKERS: Final[Mapping[SlipKind, Callable[[_Desk, SlipAsked], Slip]]] = {
    "booking": _Desk.booking,
    "checklist": _Desk.checklist,
    "card": _Desk.card,
    "staff_day": _Desk.staff_day,
    "self_test": _Desk.self_test,
    "device_label": _Desk.device_label,
}


def _role(plan: HallPlan, state: HallState, uid: str) -> tuple[Role, str]:
    match role_of(plan, state, uid) or plan.role[uid]:
        case Dispenser():
            return "dispenser", ""
        case CallPad(window):
            return "call_pad", window
        case RatingPad(window):
            return "rating_pad", window


def _window(plan: HallPlan, id: str) -> str:
    known = plan.window.get(id)
    return id if known is None else known.name or id


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _hours(minutes: int) -> str:
    """E.g. `3` or `1.5`; empty for none at all."""
    return f"{minutes / 60:g}" if minutes else ""
