"""What a night leaves of a day (H1)."""

import pytest

from gateway.hall import reasons
from gateway.hall.day import REMEMBERED_DAYS
from gateway.hall.nouns import Called, Serving, Stage
from gateway.hall.services import Finish, Hold, ResumeTicket, Start, Transfer
from protocol.facts import (
    RatingGiven,
    ServiceFinished,
    ServiceStarted,
    TicketResumed,
    TicketTransferred,
)
from tests.hall.staffed import LEADER, LI, Staffed, opened

DAYS = [f"2026-11-{day}" for day in range(24, 31)]


@pytest.fixture
def hall() -> Staffed:
    return opened()


def test_whoever_is_in_the_hall_at_midnight_is_served_under_the_number_and_day_of_before(
    hall: Staffed,
):
    """延时服务: until the last person who came has left."""
    served, called, waiting = (hall.issue("B") for _ in range(3))
    hall.call("1")
    hall.want(LEADER, Start(window="1"))
    service = hall.n
    hall.call("2")
    hall.open(DAYS[0])
    assert hall.state.at("1").doing == Serving(service, served)
    doing = hall.state.at("2").doing
    assert isinstance(doing, Called)
    assert doing.ticket == called
    today = hall.issue("B")
    labels = [(t.issued.day, t.issued.label) for t in map(hall.ticket, (waiting, today))]
    assert labels == [("2026-11-23", "B003"), (DAYS[0], "B001")]
    assert hall.ticket(today).issued.ahead == 1
    assert [hall.done("3").ticket for _ in range(2)] == [waiting, today]
    fact = ServiceFinished(service, served, "1")
    assert hall.want(LEADER, Finish(window="1")) == fact
    assert hall.rate("1", service, 5) == RatingGiven(service, "1", 5)


def test_staff_and_windows_stay_as_they_are(hall: Staffed):
    hall.staff("1", LI)
    before = hall.state.windows
    hall.open(DAYS[0])
    assert hall.state.windows == before


def test_a_service_that_rests_goes_on_the_next_day(hall: Staffed):
    ticket = hall.issue()
    hall.call("1")
    hall.want(LEADER, Start(window="1"))
    hall.want(LEADER, Hold(window="1"))
    hall.open(DAYS[0])
    hall.get(TicketResumed, LEADER, ResumeTicket(window="1", ticket=ticket))


def test_a_ticket_waits_or_rests_through_one_night_and_not_two(hall: Staffed):
    """Nobody stands behind it; today's people would wait for it."""
    held = hall.issue()
    hall.call("1")
    hall.want(LEADER, Start(window="1"))
    hall.want(LEADER, Hold(window="1"))
    hall.issue()
    hall.open(DAYS[0])
    assert len(hall.state.waiting) == 1
    hall.open(DAYS[1])
    assert not hall.state.waiting
    assert not hall.state.tickets
    resume = ResumeTicket(window="1", ticket=held)
    assert hall.want(LEADER, resume) is reasons.NO_SUCH_TICKET
    today = hall.issue()
    assert hall.done("1").ticket == today


def test_whoever_is_at_a_window_stays_there_however_many_days_are_opened(hall: Staffed):
    ticket = hall.issue()
    hall.call("1")
    hall.get(ServiceStarted, LEADER, Start(window="1"))
    for day in DAYS:
        hall.open(day)
    assert hall.ticket(ticket).stage is Stage.SERVING
    hall.get(ServiceFinished, LEADER, Finish(window="1"))


def test_a_hall_keeps_no_more_in_mind_than_its_days(hall: Staffed):
    """Services handed on or held for ever too: a hall runs for years."""
    sizes = []
    for month in range(1, 13):
        for day in range(1, 29):
            hall.open(f"2027-{month:02d}-{day:02d}")
            for end in (Hold(window="1"), Transfer(window="1", business="C")):
                hall.issue()
                hall.call("1")
                hall.get(ServiceStarted, LEADER, Start(window="1"))
                assert not isinstance(hall.want(LEADER, end), reasons.Reason)
        sizes.append((len(hall.state.services), len(hall.state.tickets), len(hall.state.waiting)))
    assert sizes[-1] == sizes[-2] == (2 * REMEMBERED_DAYS, 4, 2)


def test_who_was_sent_to_one_window_is_free_of_it_after_the_night_too(hall: Staffed):
    hall.staff("2", LI)
    ticket = hall.issue()
    hall.call("1")
    hall.get(TicketTransferred, LEADER, Transfer(window="1", business="B", to="2"))
    hall.open(DAYS[0])
    assert hall.ticket(ticket).only == "2"
    assert hall.done("2").ticket == ticket


def test_a_pad_forgets_whom_two_nights_have_taken(hall: Staffed):
    """Else its hold key would name somebody for ever who is no more."""
    hall.issue("B")
    hall.call("1")
    hall.want(LEADER, Start(window="1"))
    hall.want(LEADER, Hold(window="1"))
    hall.open(DAYS[0])
    assert len(hall.state.at("1").held) == 1
    face = hall.state.at("1").face
    hall.open(DAYS[1])
    assert hall.state.at("1").held == ()
    assert hall.state.at("1").face > face
