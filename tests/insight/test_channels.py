"""Which way people take, and who takes another one within a week (F26)."""

from insight.channels import DAY_MS, LEAK_DAYS, ChannelFigures, Use, figures, uses, why_not
from protocol.facts import BookingMade, ExitAnswered, Fact, TicketIssued
from protocol.stamp import Moment, Stamp

NOW = 100 * DAY_MS


def told(*facts: Fact) -> list[tuple[Stamp, Fact]]:
    return [(Stamp(n, Moment(n * 1000, "b", n)), fact) for n, fact in enumerate(facts, 1)]


def issued(**more: object) -> TicketIssued:
    return TicketIssued("2026-11-23", "A", 1, "d1", 0, **more)  # type: ignore[arg-type]


def test_the_number_of_a_booking_is_the_bookings_own_use():
    booking = BookingMade("2026-11-23", 1, 2, "A", "phone", who="w")
    found = uses(
        told(booking, issued(booking=1, who="w"), issued(channel="guide"), issued(channel="phone"))
    )
    assert [(use.channel, use.who) for use in found] == [
        ("booked_phone", "w"),
        ("guide", None),
        ("phone", None),
    ]


def test_what_was_written_by_hand_is_no_way_that_somebody_chose():
    assert uses(told(issued(channel="back_entry"))) == []


def test_whoever_takes_another_way_within_a_week_has_leaked_and_no_other():
    def use(channel: str, day: float, who: str | None, business: str = "A") -> Use:
        return Use(business, channel, int(day * DAY_MS), who)

    all_ = [
        use("phone", 0, "leaks"),
        use("dispenser", LEAK_DAYS, "leaks"),
        use("phone", 0, "late"),
        use("dispenser", LEAK_DAYS + 0.1, "late"),
        use("phone", 0, "same way"),
        use("phone", 1, "same way"),
        use("phone", 0, "other matter"),
        use("dispenser", 1, "other matter", "B"),
        use("phone", 0, None),
        use("phone", 99, "young"),
    ]
    found = figures(all_, all_, NOW)
    phone = found["A", "phone"]
    assert phone == ChannelFigures(7, 9, 7 / 9, 6, 1, 1 / 6, 1)
    assert found["B", "dispenser"] == ChannelFigures(1, 1, 1.0, 1, 0, 0.0, 0)
    first = figures(all_[:1], all_, NOW)["A", "phone"]
    assert (first.n, first.leaked) == (1, 1), "the other way came later, and is seen"


def test_of_nobody_known_there_is_no_leak():
    one = Use("A", "phone", 0, None)
    assert figures([one], [one], NOW)["A", "phone"].leak is None


def test_why_not_is_counted_by_business():
    answer = ExitAnswered(1, "online", "too_complicated")
    other = ExitAnswered(2, "online", "too_complicated")
    found = why_not(told(issued(), issued(), answer, other, ExitAnswered(9, "phone", "other")))
    assert found == {("A", "online", "too_complicated"): 2}
