"""Calling, serving, finishing."""

import pytest

from gateway.hall import reasons
from gateway.hall.nouns import Called, Idle, Serving, Stage
from gateway.hall.requests import BEFORE_REBOOT
from protocol import records
from protocol.facts import (
    RequestExpired,
    RequestRefused,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketIssued,
    TicketNoShow,
    TicketRecalled,
)
from tests.hall.hall import PADS, Hall

LAMPS = {
    "idle": 0b00001,
    "called": 0b01110,
    "called three times": 0b01100,
    "serving": 0b110000,
}


@pytest.fixture
def hall() -> Hall:
    hall = Hall()
    hall.open()
    return hall


def refused(reason: reasons.Reason, window: str = "1") -> RequestRefused:
    return RequestRefused(PADS[window], reason.code)


def label(hall: Hall, ticket: int) -> str:
    return hall.state.tickets[ticket].issued.label


def test_next_calls_whoever_came_first_for_any_business_of_the_window(hall: Hall):
    for key in (3, 1, 0):  # C is served by no window
        hall.take(key)
    first = hall.pad("1", records.NEXT)
    assert isinstance(first, TicketCalled)
    assert label(hall, first.ticket) == "B001"
    assert hall.pad("2", records.NEXT) == refused(reasons.NOBODY_WAITING, "2")


def test_five_next_in_a_stalled_line_are_one_call(hall: Hall):
    hall.take(0)
    hall.take(0)
    outcomes = [hall.pad("1", records.NEXT, seen=0) for _ in range(5)]
    assert isinstance(outcomes[0], TicketCalled)
    assert outcomes[1:] == [refused(reasons.STALE_SCREEN)] * 4
    assert len(hall.state.waiting) == 1


def test_a_person_goes_through_the_hall(hall: Hall):
    ticket = hall.n + 2
    hall.take(0)
    assert hall.pad("1", records.NEXT) == TicketCalled(ticket, "1")
    assert hall.pad("1", records.RECALL) == TicketRecalled(ticket, "1")
    assert hall.pad("1", records.START) == ServiceStarted(ticket, "1")
    service = hall.n
    assert hall.state.at("1").doing == Serving(service, ticket)
    assert hall.pad("1", records.FINISH) == ServiceFinished(service, ticket, "1")
    assert hall.state.at("1").doing == Idle()
    assert hall.state.tickets[ticket].stage is Stage.SERVED


def test_a_number_is_called_three_times_at_most(hall: Hall):
    hall.take(0)
    hall.pad("1", records.NEXT)
    hall.pad("1", records.RECALL)
    assert isinstance(hall.pad("1", records.RECALL), TicketRecalled)
    assert hall.pad("1", records.RECALL) == refused(reasons.TOO_MANY_CALLS)
    assert isinstance(hall.pad("1", records.NO_SHOW), TicketNoShow)


def test_a_no_show_is_not_called_again(hall: Hall):
    hall.take(0)
    hall.pad("1", records.NEXT)
    hall.pad("1", records.NO_SHOW)
    assert hall.pad("1", records.NEXT) == refused(reasons.NOBODY_WAITING)


def test_each_key_is_refused_where_it_makes_no_sense(hall: Hall):
    hall.take(0)
    hall.take(0)
    idle = {
        records.RECALL: reasons.NOTHING_CALLED,
        records.NO_SHOW: reasons.NOTHING_CALLED,
        records.START: reasons.NOTHING_CALLED,
        records.FINISH: reasons.NOT_SERVING,
        records.HOLD: reasons.NOBODY_HELD,
        records.PAUSE: reasons.LOG_IN_FIRST,
    }
    for action, reason in idle.items():
        assert hall.pad("1", action) == refused(reason)
    hall.pad("1", records.NEXT)
    assert hall.pad("1", records.NEXT) == refused(reasons.ANSWER_CALL_FIRST)
    assert hall.pad("1", records.FINISH) == refused(reasons.NOT_SERVING)
    hall.pad("1", records.START)
    assert hall.pad("1", records.NEXT) == refused(reasons.FINISH_FIRST)
    assert hall.pad("1", records.START) == refused(reasons.FINISH_FIRST)
    assert hall.pad("1", records.RECALL) == refused(reasons.NOTHING_CALLED)
    assert hall.pad("1", records.NO_SHOW) == refused(reasons.NOTHING_CALLED)


@pytest.mark.parametrize("action", [0, 8, 255])
def test_an_unknown_key_of_a_call_pad_is_refused(hall: Hall, action: int):
    assert hall.pad("1", action) == refused(reasons.NO_SUCH_KEY)


def test_next_pressed_before_a_reboot_calls_nobody(hall: Hall):
    hall.take(0)
    outcome = hall.pad("1", records.NEXT, fresh=BEFORE_REBOOT)
    assert outcome == RequestExpired(PADS["1"], "before_reboot", stale=False)
    assert len(hall.state.waiting) == 1


def test_the_pad_lights_the_keys_that_are_valid_and_shows_the_number(hall: Hall):
    def face() -> tuple[int, bytes]:
        value = hall.face(PADS["1"]).value
        return value[0], value[1:]

    hall.take(0)
    assert face() == (LAMPS["idle"], b"    ")
    hall.pad("1", records.NEXT)
    assert face() == (LAMPS["called"], b"A001")
    hall.pad("1", records.RECALL)
    hall.pad("1", records.RECALL)
    assert face() == (LAMPS["called three times"], b"A001")
    hall.pad("1", records.START)
    assert face() == (LAMPS["serving"], b"A001")
    hall.pad("1", records.FINISH)
    assert face() == (LAMPS["idle"], b"    ")


def test_a_lit_key_is_accepted_and_an_unlit_one_refused(hall: Hall):
    """The lamps and the rules are two tables; here they are held against each other."""
    script = [records.NEXT, records.RECALL, records.RECALL, records.START, records.FINISH]
    for step in range(len(script) + 1):
        for action in range(1, 8):
            trial = Hall()
            trial.open()
            trial.take(0)
            trial.take(0)
            for done in script[:step]:
                trial.pad("1", done)
            lit = bool(trial.face(PADS["1"]).value[0] >> (action - 1) & 1)
            assert lit != isinstance(trial.pad("1", action), RequestRefused), (step, action)


def test_a_ticket_open_over_midnight_keeps_number_and_day_and_is_served(hall: Hall):
    hall.take(0)
    hall.take(0)
    hall.pad("1", records.NEXT)
    hall.open("2026-11-24")
    today = hall.take(0)
    assert isinstance(today, TicketIssued)
    assert today.label == "A001"
    called = hall.state.at("1").doing
    assert isinstance(called, Called)
    assert hall.state.tickets[called.ticket].issued.day == "2026-11-23"
    hall.pad("1", records.START)
    hall.pad("1", records.FINISH)
    late = hall.pad("1", records.NEXT)
    assert isinstance(late, TicketCalled)
    assert label(hall, late.ticket) == "A002"


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-22", "1999-12-31"])
def test_a_clock_that_jumps_back_opens_no_day(hall: Hall, day: str):
    assert hall.open(day) is reasons.DAY_NOT_LATER
    assert hall.state.day == "2026-11-23"


@pytest.mark.parametrize("day", ["20261124", "2026-11-31", "morgen", ""])
def test_a_day_is_an_iso_date(hall: Hall, day: str):
    with pytest.raises(ValueError, match=r".+"):
        hall.open(day)
