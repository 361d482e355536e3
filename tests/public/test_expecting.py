"""A wait is told as one range by whoever tells it, and never where nothing is known."""

from dataclasses import replace

from gateway.expecting import Expected, Expecting, Span, expected
from tests.api.desk import Desk
from tests.hall.staffed import LI, WANG, Staffed, opened
from tests.public.phone import Phone


def serve(desk: Desk, seconds: int) -> None:
    """Somebody is served at window 1 for so long."""
    desk.take("A")
    desk.done("/windows/1/call-next", "clerk c1")
    desk.done("/windows/1/start", "clerk c1")
    desk.clock.mono += seconds * 1000
    desk.done("/windows/1/finish", "clerk c1")


def told(phone: Phone) -> Span | None:
    return phone.counter.expected(phone.desk.api.look()).newcomer("A")


def test_nothing_is_guessed_before_somebody_was_served(phone: Phone) -> None:
    desk = phone.desk
    assert told(phone) is None, "no window serves"
    desk.sit("1", "c1")
    assert told(phone) == Span(0, 5), "a free window waits for whoever comes"
    for _ in range(3):
        desk.take("A")
    assert told(phone) is None, "nobody was served today"


def test_the_range_is_that_of_the_day(phone: Phone) -> None:
    desk = phone.desk
    desk.sit("1", "c1")
    serve(desk, 300)
    for _ in range(4):
        desk.take("A")
    # Median 300 s; four wait, one window is idle: 1,200 s, half of it more or less.
    assert told(phone) == Span(10, 30)


def of(hall: Staffed) -> Expected:
    return expected(hall.plan, hall.state, hall.now, {"A": 600.0, "B": 300.0, "C": 60.0})


def test_a_ticket_waits_for_those_before_it_alone() -> None:
    hall = opened()
    one, two = hall.issue("A"), hall.issue("A")
    assert (of(hall).ticket(two), of(hall).calls(two)) == (None, False), "no window is open"
    hall.staff("1", LI)
    assert of(hall).ticket(one) == Span(0, 5), "a window is free for it"
    assert of(hall).ticket(two) == Span(0, 20), "600 s, of one person"
    special = hall.issue("A", "special")
    assert of(hall).ticket(special) == Span(0, 5)
    assert of(hall).ticket(two) == Span(5, 35), "a class before goes before"
    hall.staff("3", WANG)
    assert of(hall).ticket(two) == Span(0, 10), "two windows share"
    assert of(hall).calls(two)
    assert of(hall).ticket(999) is None
    hall.done("1")
    assert of(hall).ticket(special) is None, "it waits no more"


def test_what_many_phones_ask_of_one_state_is_made_once(phone: Phone) -> None:
    desk = phone.desk
    expecting = Expecting(desk.api.plan, desk.api.figures)
    seen = desk.api.look()
    made = expecting.of(seen.n, seen.state, seen.now)
    assert expecting.of(seen.n, seen.state, seen.now) is made
    assert expecting.of(seen.n + 1, replace(seen.state), seen.now) is not made
