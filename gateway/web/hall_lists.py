"""Lists for those who look after a hall: slots to book, bookings, where somebody sits."""

from typing import Annotated, Final

from fastapi import FastAPI, Path, Query, Request
from pydantic import BaseModel

from gateway.hall import reasons, slots, windows
from gateway.hall.booking_nouns import BookingStage
from gateway.hall.bounds import Day
from gateway.hall.here import Duty
from gateway.hall.paper_nouns import PaperState
from gateway.hall.plan import HallPlan
from gateway.web.asking import Asker
from gateway.web.duties import STAFF, only
from gateway.web.hall_reading import SEES_TICKETS, Answer, Look
from gateway.web.problem import in_openapi
from gateway.web.refusals import refusal
from gateway.web.ways import PREFIX
from protocol.facts.slip import SlipKind

SEES_SLIPS: Final = frozenset(Duty) - {Duty.BOARD}


class SlotAnswer(BaseModel):
    """A slot to come."""

    starts_ms: int
    ends_ms: int
    places: int
    free: int


class SlotsAnswer(Answer):
    """Slots of one day; none where that day cannot be booked."""

    business: str
    day: str
    slots: list[SlotAnswer]
    days: list[str]
    """ISO dates that may be booked now; none where the hall takes no bookings."""


class BookingAnswer(BaseModel):
    """A booking, and nothing of whose it is."""

    booking: int
    business: str
    day: str
    starts_ms: int
    ends_ms: int
    stage: BookingStage
    label: str
    """Of the number that it became; empty until then."""


class BookingsAnswer(Answer):
    """The bookings of a day, by their slots."""

    bookings: list[BookingAnswer]


class PlacedAnswer(Answer):
    """Somebody of the hall."""

    staff: str
    window: str | None
    """Where they are logged in."""
    businesses: list[str]
    """What they were given to serve; none: all of the window's."""


class SlipAnswer(Answer):
    """What became of a paper that is no number, and nothing of whose it is."""

    slip: int
    kind: SlipKind
    state: PaperState
    reason: str
    """Why it is not known to have come out; empty where it is, or is on its way."""
    printer: str
    """Name of the printer that took it."""


def install(app: FastAPI, plan: HallPlan, look: Look, ask: Asker) -> None:
    """Let `app` answer with lists."""

    of_floor, of_staff = only(ask, SEES_TICKETS), only(ask, STAFF)
    of_house = only(ask, SEES_SLIPS)

    @app.get(f"{PREFIX}/slots", responses=in_openapi(404, 422, 503))
    async def free(
        business: Annotated[str, Query(max_length=32)],
        day: Day,
    ) -> SlotsAnswer:
        """What may be booked on a day."""
        if business not in plan.business:
            raise refusal(reasons.NO_SUCH_BUSINESS)
        seen = look()
        found = slots.free_slots(plan, seen.state, seen.now, business, day)
        return SlotsAnswer(
            **seen.dated,
            business=business,
            day=day,
            days=list(slots.days_to_book(plan, seen.state)),
            slots=[
                SlotAnswer(
                    starts_ms=one.slot.starts_ms,
                    ends_ms=one.slot.ends_ms,
                    places=one.capacity,
                    free=one.free,
                )
                for one in found
            ],
        )

    @app.get(f"{PREFIX}/bookings", responses=in_openapi(401, 403, 422, 503))
    async def all_bookings(request: Request, day: Day) -> BookingsAnswer:
        """The bookings of a day, for guides and leaders: who has lost the code still says when."""
        await of_floor(request)
        seen = look()
        found = [(n, one) for n, one in seen.state.bookings.items() if one.day == day]
        return BookingsAnswer(
            **seen.dated,
            bookings=[
                BookingAnswer(
                    booking=n,
                    business=one.business,
                    day=one.day,
                    starts_ms=one.starts_ms,
                    ends_ms=one.ends_ms,
                    stage=one.stage,
                    label=one.label,
                )
                for n, one in sorted(found, key=lambda each: (each[1].starts_ms, each[0]))
            ],
        )

    @app.get(f"{PREFIX}/staff/{{token}}", responses=in_openapi(401, 403, 422, 503))
    async def one_of_staff(
        request: Request, token: Annotated[str, Path(min_length=1, max_length=64)]
    ) -> PlacedAnswer:
        """Where somebody sits and what they may serve: of themselves, or for a leader."""
        by = await of_staff(request)
        if by.duty is not Duty.LEADER and by.staff != token:
            raise refusal(reasons.NOT_YOUR_DUTY)
        seen = look()
        return PlacedAnswer(
            **seen.dated,
            staff=token,
            window=windows.window_of(seen.state, token),
            businesses=list(seen.state.skills.get(token, ())),
        )

    @app.get(f"{PREFIX}/slips/{{slip}}", responses=in_openapi(401, 403, 404, 422, 503))
    async def one_slip(
        request: Request, slip: Annotated[int, Path(ge=1, lt=1 << 53)]
    ) -> SlipAnswer:
        """Whether a paper has come out that somebody asked for today. Of one thing the last one."""
        await of_house(request)
        seen = look()
        found = seen.state.slips.get(slip)
        if found is None:
            raise refusal(reasons.slip.NO_SUCH_SLIP)
        return SlipAnswer(
            **seen.dated,
            slip=slip,
            kind=found.asked.kind,
            state=found.state,
            reason=found.reason,
            printer=found.printer,
        )
