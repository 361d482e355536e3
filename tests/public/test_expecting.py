"""A wait is told as a range that the day's own services make, and never as less than it can be."""

from dataclasses import replace

from gateway.expecting import LEAST, Expecting, Span
from tests.api.desk import Desk
from tests.public.phone import Phone


def serve(desk: Desk, seconds: int) -> None:
    """Somebody is served at window 1 for so long."""
    desk.take("A")
    desk.done("/windows/1/call-next", "clerk c1")
    desk.done("/windows/1/start", "clerk c1")
    desk.clock.mono += seconds * 1000
    desk.done("/windows/1/finish", "clerk c1")


def expected(phone: Phone, n: int | None = None) -> Span | None:
    seen = phone.desk.api.look()
    of = phone.counter.expected(seen)
    return of.newcomer("A") if n is None else of.ticket(n)


def test_the_range_is_that_of_the_day(phone: Phone) -> None:
    desk = phone.desk
    assert expected(phone) is None, "no window serves"
    desk.sit("1", "c1")
    assert expected(phone) == Span(0, 5), "a free window waits for whoever comes"
    for seconds in (240, 300, 300, 600, 900)[: LEAST - 1]:
        serve(desk, seconds)
    for _ in range(3):
        desk.take("A")
    assert expected(phone) == Span(15, 60), "of four services nothing is known yet"
    desk.done("/windows/1/call-next", "clerk c1")
    desk.done("/windows/1/start", "clerk c1")
    desk.clock.mono += 900_000
    desk.done("/windows/1/finish", "clerk c1")
    # Quartiles 300 and 600 s; two wait, the third person is who comes, one idle window.
    assert expected(phone) == Span(10, 20)


def test_a_ticket_waits_for_those_before_it_alone_and_for_its_own_window(phone: Phone) -> None:
    desk = phone.desk
    desk.sit("1", "c1")
    first, second = desk.take("B"), desk.take("B")
    assert expected(phone, first) == Span(0, 5)
    assert expected(phone, second) == Span(5, 20)
    desk.sit("2", "c2")
    assert expected(phone, second) == Span(0, 5)


def test_what_many_phones_ask_of_one_state_is_made_once(phone: Phone) -> None:
    desk = phone.desk
    expecting = Expecting(desk.api.plan, desk.api.figures)
    seen = desk.api.look()
    made = expecting.of(seen.n, seen.state, seen.now)
    assert expecting.of(seen.n, seen.state, seen.now) is made
    assert expecting.of(seen.n + 1, replace(seen.state), seen.now) is not made
