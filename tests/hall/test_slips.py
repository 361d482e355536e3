"""Slips: papers that are no numbers. Each has its fact, its outcome, and whoever may have it."""

from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from gateway.hall import fold, reasons, slips, wishes
from gateway.hall.booking_rules import BookingRules
from gateway.hall.bookings import ArriveBooked, CancelBooking
from gateway.hall.cards import RedeemCard
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.paper_nouns import PaperState
from gateway.hall.plan import Board, CallPad
from gateway.hall.reasons import Reason
from gateway.hall.reasons import paper as papers
from gateway.hall.reasons import slip as refusals
from gateway.hall.services import Finish, Start
from gateway.hall.slip_nouns import thing
from gateway.hall.slips import (
    PrintBlankCards,
    PrintBooking,
    PrintCard,
    PrintChecklist,
    PrintLabel,
    PrintSelfTest,
    PrintStaffDay,
)
from gateway.hall.state import HallState
from gateway.store import snapshots
from protocol.facts import BookingMade, DeviceAdopted, ServiceFinished, SlipAsked, SlipDone
from tests.hall.staffed import (
    ADMINISTRATOR,
    GUIDE,
    KIOSK,
    LEADER,
    LI,
    WANG,
    Staffed,
    opened,
)

TECHNICIAN = Actor(Duty.TECHNICIAN, "tech-1")
PAD, SPARE = "c000000000000001", "a000000000000001"
DAY_MS = 86_400_000


def booked(hall: Staffed, day: str = "2026-11-24") -> int:
    starts = hall.now.wall_ms + DAY_MS
    return hall.add(BookingMade(day, starts, starts + 1_800_000, "A", "kiosk"))


def served(hall: Staffed, by: Actor = LI, **finish: Any) -> int:
    """Somebody was served at window 1; the service."""
    if hall.state.at("1").staff is None:
        hall.staff("1", by)
    hall.issue()
    hall.call("1", by)
    hall.want(by, Start(window="1"))
    service = hall.n
    hall.get(ServiceFinished, by, Finish(window="1", **finish))
    return service


def short_of_papers(hall: Staffed) -> int:
    return served(hall, items=("new",), outcome="missing_documents", missing=("id",))


def coming(hall: Staffed, by: Actor, wish: Any) -> int:
    """n of the slip that the wish became."""
    hall.get(SlipAsked, by, wish)
    assert hall.state.slips[hall.n].state is PaperState.COMING
    return hall.n


def with_boards(**more: Any) -> Staffed:
    hall = opened()
    hall.plan = replace(hall.plan, boards=(Board(PAD, CallPad("1")),), **more)
    return hall


def test_a_booking_has_its_slip_while_its_owner_can_come_by_it():
    hall = opened()
    hall.plan = replace(hall.plan, booking=BookingRules())
    booking = booked(hall)
    for by in (GUIDE, LEADER, LI, KIOSK):
        slip = coming(hall, by, PrintBooking(booking, "en"))
        asked = hall.state.slips[slip].asked
        assert asked == SlipAsked("booking", booking, staff=by.staff, language="en")
        hall.add(SlipDone(slip, "failed", "paper_end"))
    gone = booked(hall)
    hall.get(object, GUIDE, CancelBooking(gone))
    assert hall.want(GUIDE, PrintBooking(gone)) is reasons.BOOKING_CANCELLED
    hall.open("2026-11-24")
    hall.wait(DAY_MS)
    hall.get(object, GUIDE, ArriveBooked(booking))
    arrived = hall.want(GUIDE, PrintBooking(booking))
    assert isinstance(arrived, Reason)
    assert arrived.code == reasons.ALREADY_ARRIVED.code
    late = booked(hall, "2026-11-24")
    hall.open("2026-11-25")
    assert hall.want(GUIDE, PrintBooking(late)) is reasons.BOOKING_OVER
    assert hall.want(GUIDE, PrintBooking(999)) is reasons.NO_SUCH_BOOKING


@pytest.mark.parametrize("outcome", ["confirmed", "uncertain"])
def test_a_kiosk_prints_a_booking_once_however_often_its_code_is_shown(outcome: Any):
    hall = opened()
    booking = booked(hall)
    failed = coming(hall, KIOSK, PrintBooking(booking))
    hall.add(SlipDone(failed, "failed", "paper_end"))
    slip = coming(hall, KIOSK, PrintBooking(booking))
    hall.add(SlipDone(slip, outcome))
    assert hall.want(KIOSK, PrintBooking(booking)) is refusals.SLIP_PRINTED
    coming(hall, GUIDE, PrintBooking(booking))
    assert hall.want(KIOSK, PrintBooking(booking)) is refusals.SLIP_COMING


def test_the_list_of_missing_papers_is_for_who_told_them_and_who_looks_after_all():
    hall = opened()
    service = short_of_papers(hall)
    finished = hall.n
    assert hall.want(WANG, PrintChecklist(service)) is refusals.NOT_YOUR_SERVICE
    for by in (LI, GUIDE, LEADER):
        slip = coming(hall, by, PrintChecklist(service))
        assert hall.state.slips[slip].asked == SlipAsked("checklist", finished, staff=by.staff)
        hall.add(SlipDone(slip, "confirmed"))
    done = served(hall)
    assert hall.want(LI, PrintChecklist(done)) is refusals.NOTHING_MISSING
    assert hall.want(LI, PrintChecklist(999)) is reasons.rating.NO_SUCH_SERVICE


def test_what_nobody_served_by_name_is_no_clerks():
    hall = opened()
    hall.issue()
    hall.call("1")
    hall.want(LEADER, Start(window="1"))
    service = hall.n
    missing = {"items": ("new",), "outcome": "missing_documents", "missing": ("id",)}
    hall.get(ServiceFinished, LEADER, Finish(window="1", **missing))  # type: ignore[arg-type]
    nobody = Actor(Duty.CLERK)
    assert hall.want(nobody, PrintChecklist(service)) is refusals.NOT_YOUR_SERVICE
    assert hall.want(LI, PrintChecklist(service)) is refusals.NOT_YOUR_SERVICE
    coming(hall, GUIDE, PrintChecklist(service))


def test_a_running_service_has_no_list_yet():
    hall = opened()
    hall.staff("1", LI)
    hall.issue()
    hall.call("1", LI)
    hall.want(LI, Start(window="1"))
    assert hall.want(LI, PrintChecklist(hall.n)) is refusals.NOTHING_MISSING
    assert hall.want(LI, PrintCard(hall.n)) is refusals.NO_CARD_OF_IT


def test_a_card_is_printed_while_it_is_good_and_not_used():
    hall = opened(card_days=1)
    service = served(hall, card=True)
    finished = hall.n
    ticket = hall.state.services[service].ticket
    assert hall.want(WANG, PrintCard(service)) is refusals.NOT_YOUR_SERVICE
    slip = coming(hall, LI, PrintCard(service))
    assert hall.state.slips[slip].asked == SlipAsked("card", finished, staff="li")
    hall.add(SlipDone(slip, "uncertain", "timeout"))
    hall.open("2026-11-24")
    coming(hall, GUIDE, PrintCard(service))
    hall.get(object, GUIDE, RedeemCard(ticket))
    assert hall.want(GUIDE, PrintCard(service)) is refusals.NO_CARD_OF_IT
    other = served(hall, card=True)
    hall.open("2026-11-26")
    assert hall.want(GUIDE, PrintCard(other)) is refusals.NO_CARD_OF_IT
    assert hall.want(GUIDE, PrintCard(served(hall))) is refusals.NO_CARD_OF_IT


def test_blank_cards_are_for_the_morning_without_a_system():
    hall = opened()
    asked = hall.get(SlipAsked, GUIDE, PrintBlankCards(12))
    assert asked == SlipAsked("card", staff="guide-1", count=12)
    assert hall.want(LEADER, PrintBlankCards(1)) is refusals.SLIP_COMING, "the same paper"
    hall.rules(card_days=0)
    assert hall.want(LEADER, PrintBlankCards(1)) is reasons.NO_CARDS_HERE


@pytest.mark.parametrize(("count", "good"), [(0, False), (1, True), (20, True), (21, False)])
def test_nobody_empties_the_roll_with_one_wish(count: int, good: bool):
    adapter = TypeAdapter(PrintBlankCards)
    if good:
        assert adapter.validate_python({"count": count}).count == count
    else:
        with pytest.raises(ValueError, match="count"):
            adapter.validate_python({"count": count})


def test_a_clerk_has_the_own_day_and_a_leader_anybodys():
    hall = opened()
    slip = coming(hall, LI, PrintStaffDay())
    asked = hall.state.slips[slip].asked
    assert asked == SlipAsked("staff_day", day="2026-11-23", of="li", staff="li")
    assert hall.want(LI, PrintStaffDay("wang")) is refusals.NOT_YOUR_DAY
    assert hall.want(LI, PrintStaffDay("li")) is refusals.SLIP_COMING
    assert hall.get(SlipAsked, LEADER, PrintStaffDay("wang")).of == "wang"
    assert hall.want(Actor(Duty.LEADER), PrintStaffDay()) is reasons.NOT_A_PERSON
    hall.add(SlipDone(slip, "confirmed"))
    hall.open("2026-11-24")
    assert hall.get(SlipAsked, LI, PrintStaffDay(day="2026-11-23")).day == "2026-11-23"
    assert hall.want(LI, PrintStaffDay(day="2026-11-22")) is refusals.NO_SUCH_DAY
    assert hall.want(LI, PrintStaffDay(day="2026-11-25")) is refusals.NO_SUCH_DAY


def test_nobody_has_a_day_who_does_not_work_here():
    hall = opened()
    here = Here(hall.plan, hall.state, hall.now, LEADER, members=("li", "leader-1"))
    assert wishes.decide(here, PrintStaffDay("wang")) is reasons.NO_SUCH_STAFF
    assert isinstance(wishes.decide(here, PrintStaffDay("li")), SlipAsked)


def test_before_the_first_day_nobody_has_one():
    assert Staffed().want(LI, PrintStaffDay()) is reasons.NO_DAY_OPEN


@pytest.mark.parametrize("by", [TECHNICIAN, ADMINISTRATOR, LEADER])
def test_printers_and_boards_are_for_who_sees_to_them(by: Actor):
    hall = with_boards(printers=("front", "back"))
    assert hall.get(SlipAsked, by, PrintSelfTest("back")).printer == "back"
    coming(hall, by, PrintSelfTest("front"))
    coming(hall, by, PrintSelfTest())
    assert hall.want(by, PrintSelfTest("cellar")) is refusals.NO_SUCH_PRINTER
    assert hall.want(by, PrintSelfTest("back")) is refusals.SLIP_COMING
    assert hall.get(SlipAsked, by, PrintLabel(PAD)).board == PAD
    assert hall.want(by, PrintLabel(SPARE)) is refusals.NO_SUCH_BOARD
    hall.add(DeviceAdopted(SPARE, PAD, "person"))
    coming(hall, by, PrintLabel(SPARE))


MAY: dict[Any, set[Duty]] = {
    PrintBooking(1): {Duty.KIOSK, Duty.CLERK, Duty.GUIDE, Duty.LEADER},
    PrintChecklist(1): {Duty.CLERK, Duty.GUIDE, Duty.LEADER},
    PrintCard(1): {Duty.CLERK, Duty.GUIDE, Duty.LEADER},
    PrintBlankCards(): {Duty.GUIDE, Duty.LEADER},
    PrintStaffDay(): {Duty.CLERK, Duty.LEADER},
    PrintSelfTest(): {Duty.TECHNICIAN, Duty.ADMINISTRATOR, Duty.LEADER},
    PrintLabel(PAD): {Duty.TECHNICIAN, Duty.ADMINISTRATOR, Duty.LEADER},
}


@pytest.mark.parametrize("wish", MAY, ids=lambda wish: type(wish).__name__)
@pytest.mark.parametrize("duty", Duty, ids=str)
def test_a_paper_is_printed_for_whom_it_is_meant(duty: Duty, wish: Any):
    outcome = with_boards().want(Actor(duty, "li"), wish)
    assert (outcome is reasons.NOT_YOUR_DUTY) == (duty not in MAY[wish])


def test_no_slip_is_left_out_above():
    ours = {kind for kind in wishes.RULES if kind.__module__ == slips.__name__}
    assert ours == {type(wish) for wish in MAY}
    assert set(slips.OUTCOMES) == set(get_args(SlipDone.__annotations__["outcome"]))


@pytest.mark.parametrize(
    ("by", "wish"),
    [(GUIDE, PrintBlankCards()), (LI, PrintStaffDay()), (TECHNICIAN, PrintLabel(PAD))],
)
def test_a_hall_without_a_printer_prints_nothing(by: Actor, wish: Any):
    assert with_boards(printers=()).want(by, wish) is papers.NO_PRINTER


@pytest.mark.parametrize(
    ("outcome", "known"),
    [
        ("confirmed", PaperState.PRINTED),
        ("uncertain", PaperState.UNKNOWN),
        ("failed", PaperState.FAILED),
    ],
)
def test_two_presses_are_one_paper_and_then_there_may_be_another(outcome: Any, known: PaperState):
    hall = opened()
    slip = coming(hall, GUIDE, PrintBlankCards(3))
    for by in (GUIDE, LEADER):
        assert hall.want(by, PrintBlankCards(5)) is refusals.SLIP_COMING
    hall.add(SlipDone(slip, outcome, "why", "back"))
    told = hall.state.slips[slip]
    assert (told.state, told.reason, told.printer) == (known, "why", "back")
    again = coming(hall, GUIDE, PrintBlankCards(3))
    assert set(hall.state.slips) == {again}, "the last one of a thing is all that is kept"
    hall.add(SlipDone(slip, "confirmed"))
    assert hall.state.slips[again].state is PaperState.COMING, "it was another one's"


def test_a_new_day_forgets_what_came_out_and_what_never_will():
    hall = opened()
    done = coming(hall, GUIDE, PrintBlankCards())
    hall.add(SlipDone(done, "confirmed"))
    slip = coming(hall, LI, PrintStaffDay())
    hall.open("2026-11-24")
    assert set(hall.state.slips) == {slip}, "nothing has been heard of it yet"
    hall.open("2026-11-25")
    assert not hall.state.slips


def test_a_snapshot_has_the_slips():
    hall = with_boards(printers=("front",))
    booked(hall)
    for by, wish in (
        (GUIDE, PrintBooking(hall.n)),
        (LI, PrintStaffDay()),
        (LEADER, PrintLabel(PAD)),
    ):
        slip = coming(hall, by, wish)
    hall.add(SlipDone(slip, "uncertain", "timeout", "front"))
    text = snapshots._STATE.dump_json(hall.state)
    assert snapshots._STATE.validate_json(text) == hall.state


DEED = st.tuples(
    st.sampled_from(["wish", "done", "open"]), st.integers(0, 5), st.sampled_from(PaperState)
)
WANTED = (
    (GUIDE, PrintBlankCards(2)),
    (LI, PrintStaffDay()),
    (LEADER, PrintStaffDay("li")),
    (LEADER, PrintStaffDay("wang")),
    (TECHNICIAN, PrintLabel(PAD)),
    (TECHNICIAN, PrintSelfTest()),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(DEED, max_size=40))
def test_in_every_history_one_paper_of_a_thing_is_on_its_way_at_most(
    deeds: list[tuple[str, int, PaperState]],
):
    hall = with_boards()
    for name, at, known in deeds:
        match name:
            case "wish":
                before = under_way(hall.state)
                outcome = hall.want(*WANTED[at])
                assert isinstance(outcome, SlipAsked | Reason)
                assert (outcome is refusals.SLIP_COMING) == (under_way(hall.state) == before)
            case "done" if hall.state.slips:
                slip = sorted(hall.state.slips)[at % len(hall.state.slips)]
                said = {state: word for word, state in slips.OUTCOMES.items()}.get(known)
                if said is not None:
                    hall.add(SlipDone(slip, said))  # type: ignore[arg-type]
            case "open":
                hall.open(f"2026-12-{hall.n % 28 + 1:02d}")
        things = [thing(slip.asked) for slip in hall.state.slips.values()]
        assert len(things) == len(set(things))
        assert fold.fold(hall.stamped) == hall.state


def under_way(state: HallState) -> set[int]:
    return {n for n, slip in state.slips.items() if slip.state is PaperState.COMING}
