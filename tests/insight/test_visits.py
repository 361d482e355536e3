"""Each turn that a visit may take has one stated answer (F1 to F4, F8; traps H1, H4, H6, H7)."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from gateway.hall.calls import NoShow, Recall
from gateway.hall.due import decide_due
from gateway.hall.here import Here
from gateway.hall.services import Finish, Hold, ResumeTicket, Start, Transfer
from gateway.hall.tickets import CancelTicket, CheckIn, Reinstate, TakeTicket
from insight.book import Book
from insight.contributions import LENGTHS
from insight.measures import BY_ID, MEASURES
from insight.scope import HALL, Scope
from insight.tally import Tally
from insight.visit_nouns import Visit
from protocol.envelope import Entry
from protocol.facts import (
    Fact,
    PrintFailed,
    RatingGiven,
    RatingUnbound,
    ServiceStarted,
    TicketCalled,
    TicketIssued,
)
from tests.hall.hall import STREAM
from tests.hall.staffed import KIOSK, LEADER, MINUTE, SECOND, Staffed, opened
from tests.insight.histories import entries_of

ZONE = ZoneInfo("Asia/Shanghai")


def book_of(hall: Staffed, *more: Entry) -> Book:
    book = Book(ZONE)
    book.take([*entries_of(hall), *more])
    return book


def visit_of(hall: Staffed, ticket: int) -> Visit:
    return book_of(hall).visits[STREAM, ticket]


def hall_tally(hall: Staffed) -> Tally:
    (day,) = book_of(hall).rollup.values()
    return day[HALL]


def serve(hall: Staffed, minutes: int = 10) -> None:
    hall.call("1")
    hall.wait(20 * SECOND)
    hall.want(LEADER, Start(window="1"))
    hall.wait(minutes * MINUTE)
    hall.want(LEADER, Finish(window="1"))


def test_waiting_ends_with_the_call_and_handling_begins_with_the_start():
    hall = opened()
    ticket = hall.issue()
    hall.wait(7 * MINUTE)
    serve(hall)
    visit = visit_of(hall, ticket)
    assert (visit.waited_ms, visit.first_wait_ms) == (7 * MINUTE, 7 * MINUTE)
    assert visit.handling_ms == 10 * MINUTE
    assert visit.total_ms == 17 * MINUTE + 20 * SECOND
    assert visit.end == "served"


def test_time_on_hold_is_nobodys_handling():
    hall = opened()
    ticket = hall.issue()
    hall.call("1")
    hall.want(LEADER, Start(window="1"))
    hall.wait(2 * MINUTE)
    hall.want(LEADER, Hold(window="1"))
    hall.wait(60 * MINUTE)
    hall.want(LEADER, ResumeTicket(window="1", ticket=ticket))
    hall.wait(3 * MINUTE)
    hall.want(LEADER, Finish(window="1"))
    assert visit_of(hall, ticket).handling_ms == 5 * MINUTE


def test_after_a_transfer_the_person_has_waited_since_joining_and_the_queue_since_then():
    hall = opened()
    ticket = hall.issue("A")
    hall.wait(5 * MINUTE)
    hall.call("1")
    hall.want(LEADER, Start(window="1"))
    hall.wait(2 * MINUTE)
    hall.want(LEADER, Transfer(window="1", business="B"))
    hall.wait(4 * MINUTE)
    serve(hall)
    visit = visit_of(hall, ticket)
    assert visit.waited_ms == 5 * MINUTE
    assert [(one.business, one.queued_ms) for one in visit.services] == [
        ("A", 5 * MINUTE),
        ("B", 4 * MINUTE),
    ]
    assert [one.outcome for one in visit.services] == ["passed_on", "done"]
    assert visit.handling_ms == 12 * MINUTE


def test_whoever_was_missed_and_came_back_has_not_waited_while_away():
    hall = opened()
    ticket = hall.issue()
    hall.wait(5 * MINUTE)
    hall.missed("1")
    hall.wait(30 * MINUTE)
    hall.want(LEADER, Reinstate(ticket))
    hall.wait(2 * MINUTE)
    serve(hall)
    visit = visit_of(hall, ticket)
    assert (visit.waited_ms, visit.absent_ms) == (7 * MINUTE, 30 * MINUTE)
    assert (hall_tally(hall)["invalid"], hall_tally(hall)["reinstated"]) == (0, 1)


def test_a_call_in_vain_is_one_however_often_it_was_repeated():
    hall = opened()
    ticket = hall.issue()
    hall.call("1")
    hall.want(LEADER, Recall(window="1"))
    hall.wait(MINUTE)
    hall.want(LEADER, NoShow(window="1"))
    tally = hall_tally(hall)
    assert (tally["called"], tally["invalid"], tally["wasted_calls"]) == (1, 1, 2)
    assert visit_of(hall, ticket).left_after_ms == MINUTE


def test_coming_back_and_giving_the_number_back_clears_no_invalid_call():
    hall = opened()
    ticket = hall.issue()
    hall.missed("1")
    hall.want(LEADER, Reinstate(ticket))
    hall.want(LEADER, CancelTicket(ticket))
    tally = hall_tally(hall)
    assert (tally["invalid"], tally["cancelled"]) == (1, 0)


def test_a_number_given_back_before_its_call_is_no_invalid_call():
    hall = opened()
    hall.want(LEADER, CancelTicket(hall.issue()))
    tally = hall_tally(hall)
    assert (tally["called"], tally["invalid"], tally["cancelled"]) == (0, 0, 1)


def test_a_number_that_lapsed_for_want_of_paper_is_in_no_figure_but_its_own():
    """Nobody knows whether anybody waited with it (F2), and nobody gave it back (F8, F16)."""
    hall = opened(void_without_paper_min=5)
    ticket = hall.issue()
    hall.add(PrintFailed(ticket, "paper_end"))
    hall.wait(5 * MINUTE)
    (lapsed,) = decide_due(Here(hall.plan, hall.state, hall.now))
    hall.add(lapsed)
    visit, tally = visit_of(hall, ticket), hall_tally(hall)
    assert (visit.end, visit.queue) == ("no_paper", None)
    assert (visit.waited_ms, visit.total_ms, visit.left_after_ms) == (None, None, None)
    assert (tally["no_paper"], tally["cancelled"], tally["invalid"]) == (1, 0, 0)
    assert (tally["issued"], tally["called"]) == (1, 0)
    assert all(not tally.of(name).n for name in LENGTHS)
    assert BY_ID["F16.left"].of(tally) == (0.0, 1)
    assert BY_ID["F8.cancelled"].of(tally) == (0.0, 1)


def test_whoever_came_with_the_paper_after_all_has_waited_from_the_beginning():
    hall = opened(void_without_paper_min=5)
    ticket = hall.issue()
    hall.add(PrintFailed(ticket, "paper_end"))
    hall.wait(5 * MINUTE)
    for lapsed in decide_due(Here(hall.plan, hall.state, hall.now)):
        hall.add(lapsed)
    hall.wait(2 * MINUTE)
    hall.want(LEADER, Reinstate(ticket))
    hall.wait(MINUTE)
    serve(hall)
    visit, tally = visit_of(hall, ticket), hall_tally(hall)
    assert (visit.waited_ms, visit.services[0].queued_ms) == (8 * MINUTE, 8 * MINUTE)
    assert (tally["no_paper"], tally["reinstated"]) == (0, 0)


def test_a_phone_ticket_waits_from_its_check_in_on():
    hall = opened()
    hall.get(TicketIssued, KIOSK, TakeTicket("A", present=False))
    ticket = hall.n
    hall.wait(40 * MINUTE)
    assert visit_of(hall, ticket).joined is None
    hall.want(KIOSK, CheckIn(ticket))
    hall.wait(3 * MINUTE)
    serve(hall)
    assert visit_of(hall, ticket).waited_ms == 3 * MINUTE


def test_whoever_came_before_the_booked_slot_waits_from_the_slot_on():
    hall = opened()
    early = hall.booked("A", in_ms=10 * MINUTE)
    hall.wait(12 * MINUTE)
    serve(hall)
    assert visit_of(hall, early).waited_ms == 2 * MINUTE
    assert visit_of(hall, early).services[0].queued_ms == 2 * MINUTE


def test_a_wall_clock_that_is_set_changes_no_length():
    hall = opened()
    ticket = hall.issue()
    hall.wait(5 * MINUTE)
    hall.jump(-24 * 60 * MINUTE)
    serve(hall)
    assert (visit_of(hall, ticket).waited_ms, visit_of(hall, ticket).handling_ms) == (
        5 * MINUTE,
        10 * MINUTE,
    )


def test_a_visit_over_midnight_belongs_to_the_day_of_its_number():
    hall = opened()
    hall.issue()
    hall.call("1")
    hall.want(LEADER, Start(window="1"))
    hall.wait(60 * MINUTE)
    hall.open("2026-11-24")
    hall.want(LEADER, Finish(window="1"))
    rollup = book_of(hall).rollup
    assert set(rollup) == {"2026-11-23"}
    assert rollup["2026-11-23"][HALL]["finished"] == 1


def test_what_was_written_by_hand_is_in_no_length_of_time():
    hall = opened()
    ticket = hall.issue()
    serve(hall)
    entries = entries_of(hall)
    at = ticket - 1
    fact = entries[at].fact
    assert isinstance(fact, TicketIssued)
    by_hand = replace(fact, channel="back_entry", hand="H01", for_ms=1)
    entries[at] = replace(entries[at], fact=by_hand)
    book = Book(ZONE)
    book.take(entries)
    (day,) = book.rollup.values()
    assert (day[HALL]["issued"], day[HALL]["back_entered"]) == (1, 1)
    assert not day[HALL].spreads


def service_of(hall: Staffed) -> int:
    return next(n for n, fact, _ in hall.facts if isinstance(fact, ServiceStarted))


def test_a_rating_is_its_services_own_however_late_and_the_first_one_counts():
    hall = opened()
    hall.issue()
    serve(hall)
    service = service_of(hall)
    hall.issue()
    serve(hall)
    hall.add(RatingGiven(service, "1", 2))
    hall.add(RatingGiven(service, "1", 5))
    book = book_of(hall)
    (day,) = book.rollup.values()
    assert (day[HALL]["level_2"], day[HALL]["level_5"]) == (1, 0)
    assert day[Scope("window", "1")]["level_2"] == 1


def test_a_rating_that_a_pad_kept_over_a_change_of_disks_finds_its_service():
    hall = opened()
    hall.issue()
    serve(hall)
    late = RatingUnbound(STREAM, service_of(hall), 5)
    other = Entry("hall-1", "00000002", 3, late, None, hall.now.wall_ms, "b", 1)
    for entries in ([*entries_of(hall), other], [other, *entries_of(hall)]):
        book = Book(ZONE)
        book.take(entries)
        (day,) = book.rollup.values()
        assert day[HALL]["level_5"] == 1


def test_what_comes_late_about_a_day_let_go_is_told():
    hall = opened()
    hall.issue()
    serve(hall)
    service = service_of(hall)
    hall.open("2026-11-24")
    hall.issue()
    book = book_of(hall)
    book.forget("2026-11-24")
    assert {visit.issued.day for visit in book.visits.values()} == {"2026-11-24"}
    n = hall.add(RatingGiven(service, "1", 5))
    book.take([entries_of(hall)[n - 1]])
    assert book.late


def test_what_comes_late_is_told_though_the_next_day_is_not_open_yet():
    hall = opened()
    hall.issue()
    serve(hall)
    service = service_of(hall)
    book = book_of(hall)
    book.forget("2026-11-24")
    assert not book.visits
    n = hall.add(RatingGiven(service, "1", 5))
    book.take([entries_of(hall)[n - 1]])
    assert book.late


def test_a_rating_for_a_stream_that_was_let_go_is_told():
    hall = opened()
    hall.issue()
    serve(hall)
    book = book_of(hall)
    book.forget("2026-11-24")
    late = RatingUnbound(STREAM, service_of(hall), 5)
    book.take([Entry("hall-1", "00000002", 3, late, None, hall.now.wall_ms, "b", 1)])
    assert (STREAM, service_of(hall)) in book.late


def test_what_belongs_to_nothing_is_not_kept_for_ever():
    """Of each three rows the first is missing, which the others are about."""
    book = Book(ZONE)
    for day in range(20):
        for i in range(50):
            n = 3 * (50 * day + i) + 1
            facts: tuple[Fact, ...] = (TicketCalled(n, "1"), RatingGiven(n, "1", 5))
            for k, fact in enumerate(facts, 1):
                book.take([Entry("hall-1", STREAM, n + k, fact, None, 1, "b", 1)])
        assert len(book._told) == len(book._early) == 50
        book.forget(f"2026-11-{day + 1:02d}")
        assert not book._told
        assert not book._early


def test_a_wait_over_a_start_of_the_machine_is_told_as_inferred():
    hall = opened()
    ticket = hall.issue()
    hall.wait(5 * MINUTE)
    hall.reboot()
    serve(hall)
    hall.issue()
    serve(hall)
    visit = visit_of(hall, ticket)
    assert (visit.waited_by_wall, visit.services[0].queued_by_wall) == (True, True)
    assert not visit.services[0].handled_by_wall
    tally = hall_tally(hall)
    assert (tally.of("wait").n, tally["wait_by_wall"]) == (2, 1)
    figures = {one.id: one.figure(tally, HALL, ("", "")) for one in MEASURES}
    assert figures["F2.mean"].inferred == figures["F2.queue"].inferred == 0.5
    assert figures["F4.mean"].inferred == 0.5
    assert figures["F3.mean"].inferred == 0


def test_a_service_over_a_start_of_the_machine_is_told_as_inferred():
    hall = opened()
    ticket = hall.issue()
    hall.call("1")
    hall.want(LEADER, Start(window="1"))
    hall.reboot()
    hall.wait(3 * MINUTE)
    hall.want(LEADER, Finish(window="1"))
    assert visit_of(hall, ticket).services[0].handled_by_wall
    tally = hall_tally(hall)
    assert (tally["handling_by_wall"], tally["visit_handling_by_wall"]) == (1, 1)
    assert (tally["wait_by_wall"], tally["total_by_wall"]) == (0, 1)


def test_who_waits_is_in_the_queue_of_its_business_until_it_is_called_or_gone():
    hall = opened()
    ticket = hall.issue("A")
    assert visit_of(hall, ticket).queue == "A"
    hall.call("1")
    assert visit_of(hall, ticket).queue is None
    hall.want(LEADER, NoShow(window="1"))
    assert visit_of(hall, ticket).queue is None
    hall.want(LEADER, Reinstate(ticket))
    assert visit_of(hall, ticket).queue == "A"
    hall.call("1")
    hall.want(LEADER, Start(window="1"))
    hall.want(LEADER, Transfer(window="1", business="B"))
    assert visit_of(hall, ticket).queue == "B"
    hall.want(LEADER, CancelTicket(ticket))
    assert visit_of(hall, ticket).queue is None
