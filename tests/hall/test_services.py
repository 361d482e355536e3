"""Services: transferred, held, resumed, finished with what they were."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.hall import reasons
from gateway.hall.calls import CallNext
from gateway.hall.faces import prompt_of
from gateway.hall.here import Actor
from gateway.hall.nouns import Idle, Serving, Stage
from gateway.hall.services import Finish, Hold, ResumeTicket, Start, Transfer
from gateway.hall.windows import CloseWindow, LogOut, OpenWindow, PauseWindow, SetSkills
from protocol.facts import (
    RatingGiven,
    ServiceFinished,
    ServiceStarted,
    TicketCalled,
    TicketHeld,
    TicketResumed,
    TicketTransferred,
)
from tests.hall.hall import PLAN as WIRED
from tests.hall.hall import RATING, STREAM
from tests.hall.staffed import LEADER, LI, MINUTE, WANG, Staffed, opened


def serve(hall: Staffed, window: str = "1", by: Actor = LEADER) -> tuple[int, int]:
    """Call whoever is next and begin; ticket and service."""
    ticket = hall.call(window, by).ticket
    hall.get(ServiceStarted, by, Start(window=window))
    return ticket, hall.n


@pytest.fixture
def hall() -> Staffed:
    return opened()


def test_a_transfer_keeps_number_class_and_seniority(hall: Staffed):
    first = hall.issue("A", "credit")
    before = hall.ticket(first)
    waiting = [hall.issue("C") for _ in range(2)]
    senior = hall.issue("C", "special")
    hall.wait(30 * MINUTE)
    serve(hall, "1")
    hall.get(TicketTransferred, LEADER, Transfer(window="1", business="C"))
    after = hall.ticket(first)
    assert after.business == "C"
    kept = ("issued", "place", "joined", "priority")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert hall.state.at("1").doing == Idle()
    order = [hall.done("2").ticket for _ in range(4)]
    assert order == [senior, first, *waiting]


def test_who_was_called_in_the_wrong_place_is_sent_on_before_a_service_begins(hall: Staffed):
    hall.staff("1", LI)
    ticket = hall.issue("A")
    hall.call("1", LI)
    wish = Transfer(window="1", business="C", misrouted=True)
    fact = TicketTransferred(ticket, None, "1", "C", None, misrouted=True, staff="li")
    assert hall.want(LI, wish) == fact
    assert hall.done("2").ticket == ticket


def test_several_matters_of_one_visit_are_a_service_each_and_a_rating_each(hall: Staffed):
    ticket, first = hall.issue("A"), 0
    _, first = serve(hall, "1")
    hall.get(TicketTransferred, LEADER, Transfer(window="1", business="C", finished=True))
    again, second = serve(hall, "2")
    assert again == ticket
    assert hall.want(LEADER, Finish(window="2")) == ServiceFinished(second, ticket, "2")
    assert hall.rate("1", first, 5) == RatingGiven(first, "1", 5)
    assert hall.rate("2", second, 2) == RatingGiven(second, "2", 2)
    assert hall.ticket(ticket).stage is Stage.SERVED


def test_a_matter_that_goes_on_elsewhere_is_asked_about_there_alone(hall: Staffed):
    hall.issue("A")
    _, first = serve(hall, "1")
    hall.get(TicketTransferred, LEADER, Transfer(window="1", business="B"))
    assert prompt_of(WIRED, hall.state, RATING["1"], STREAM) == b""
    assert hall.state.services[first].over
    assert not hall.state.services[first].finished
    serve(hall, "2")
    hall.want(LEADER, Finish(window="2"))
    assert prompt_of(WIRED, hall.state, RATING["2"], STREAM) != b""


def test_what_has_not_begun_is_not_finished_by_a_transfer(hall: Staffed):
    hall.issue()
    wish = Transfer(window="1", business="B", finished=True)
    assert hall.want(LEADER, wish) is reasons.NOT_SERVING
    hall.call("1")
    assert hall.want(LEADER, wish) is reasons.NOT_SERVING


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ({"business": "Z"}, reasons.NO_SUCH_BUSINESS),
        ({"business": "B", "to": "9"}, reasons.NO_SUCH_WINDOW),
        ({"business": "C", "to": "1"}, reasons.NOT_SERVED_HERE),
    ],
)
def test_a_transfer_goes_somewhere_that_serves_the_business(
    hall: Staffed, to: dict[str, Any], reason: reasons.Reason
):
    hall.issue()
    hall.call("1")
    assert hall.want(LEADER, Transfer(window="1", **to)) is reason
    assert hall.state.at("1").doing != Idle(), "nobody was sent away"


def test_nobody_is_sent_on_to_a_business_that_no_window_serves(hall: Staffed):
    """Whatever hall.toml calls it: it would be a wait for ever."""
    windows = tuple(replace(one, businesses=("A",)) for one in hall.plan.windows)
    hall.plan = replace(hall.plan, windows=windows)
    hall.issue()
    hall.call("1")
    assert hall.want(LEADER, Transfer(window="1", business="C")) is reasons.NO_WINDOW_FOR_IT
    assert hall.state.at("1").doing != Idle(), "nobody was sent away"
    hall.get(TicketTransferred, LEADER, Transfer(window="1", business="A"))


def test_nobody_is_sent_to_a_window_that_calls_nobody(hall: Staffed):
    hall.staff("2", LI)
    hall.want(LI, CloseWindow(window="2"))
    hall.issue()
    hall.call("1")
    wish = Transfer(window="1", business="B", to="2")
    assert hall.want(LEADER, wish) is reasons.SENT_TO_CLOSED
    hall.want(LI, OpenWindow(window="2"))
    hall.want(LI, PauseWindow(window="2", reason="meal"))
    hall.get(TicketTransferred, LEADER, wish)


def test_nobody_is_sent_to_a_clerk_who_does_not_know_the_business(hall: Staffed):
    hall.want(LEADER, SetSkills("li", ("C",)))
    hall.staff("2", LI)
    hall.issue()
    hall.call("1")
    assert hall.want(LEADER, Transfer(window="1", business="B", to="2")) is reasons.NOT_SERVED_HERE
    hall.get(TicketTransferred, LEADER, Transfer(window="1", business="C", to="2"))


def test_where_a_login_is_required_nobody_is_sent_to_an_empty_chair():
    hall = opened(login="required")
    hall.staff("1", LI)
    hall.issue()
    hall.call("1", LI)
    wish = Transfer(window="1", business="B", to="2")
    assert hall.want(LI, wish) is reasons.SENT_TO_CLOSED
    hall.staff("2", WANG)
    hall.get(TicketTransferred, LI, wish)


@pytest.mark.parametrize("leaving", [CloseWindow, LogOut])
def test_who_was_sent_to_one_window_is_free_when_it_closes(hall: Staffed, leaving: type[Any]):
    hall.staff("2", LI)
    ticket = hall.issue()
    hall.call("1")
    hall.get(TicketTransferred, LEADER, Transfer(window="1", business="B", to="2"))
    assert hall.want(LEADER, CallNext(window="1")) is reasons.NOBODY_WAITING
    hall.want(LI, leaving(window="2"))
    assert hall.done("1").ticket == ticket


def test_a_held_service_goes_on_at_another_window_without_waiting_again(hall: Staffed):
    hall.staff("1", LI)
    hall.staff("2", WANG)
    hall.issue("B")
    ticket, service = serve(hall, "1", LI)
    assert hall.want(LI, Hold(window="1")) == TicketHeld(ticket, service, "1")
    assert hall.state.at("1").doing == Idle()
    assert prompt_of(WIRED, hall.state, RATING["1"], STREAM) == b""
    hall.issue("B")
    resume = ResumeTicket(window="2", ticket=ticket)
    assert hall.want(WANG, resume) == TicketResumed(ticket, service, "2")
    assert hall.state.at("2").doing == Serving(service, ticket)
    assert hall.state.services[service].staff == "wang"
    assert hall.want(WANG, Finish(window="2")) == ServiceFinished(service, ticket, "2", "wang")
    assert prompt_of(WIRED, hall.state, RATING["1"], STREAM) == b"", "it is asked about at window 2"
    assert prompt_of(WIRED, hall.state, RATING["2"], STREAM) != b""
    assert hall.rate("2", service, 5) == RatingGiven(service, "2", 5)


def test_a_held_service_goes_on_where_it_may_and_once(hall: Staffed):
    hall.staff("2", LI)
    for business in "ABB":
        hall.issue(business)
    ticket, _ = serve(hall, "1")
    waiting = hall.state.waiting[0]
    hall.want(LEADER, Hold(window="1"))

    def resume(window: str, n: int = ticket) -> object:
        return hall.want(LEADER, ResumeTicket(window=window, ticket=n))

    assert resume("2") is reasons.NOT_SERVED_HERE, "window 2 does not serve A"
    assert resume("1", waiting) is reasons.NOT_HELD
    assert resume("1", 999) is reasons.NO_SUCH_TICKET
    hall.call("1")
    assert resume("1") is reasons.SOMEBODY_AT_WINDOW
    assert isinstance(resume("3"), TicketResumed)
    hall.want(LEADER, Start(window="1"))
    hall.want(LEADER, Finish(window="1"))
    assert resume("1") is reasons.NOT_HELD, "it is at window 3"


@pytest.mark.parametrize(
    ("shut", "reason"),
    [
        (CloseWindow(window="1"), reasons.WINDOW_CLOSED),
        (PauseWindow(window="1", reason="break"), reasons.WINDOW_PAUSED),
    ],
)
def test_no_service_goes_on_at_a_window_that_serves_nobody(
    hall: Staffed, shut: object, reason: reasons.Reason
):
    hall.staff("1", LI)
    hall.issue()
    ticket, _ = serve(hall, "1", LI)
    hall.want(LI, Hold(window="1"))
    hall.want(LI, shut)
    assert hall.want(LI, ResumeTicket(window="1", ticket=ticket)) is reason


def test_only_who_is_served_is_held(hall: Staffed):
    assert hall.want(LEADER, Hold(window="1")) is reasons.NOT_SERVING
    hall.issue()
    hall.call("1")
    assert hall.want(LEADER, Hold(window="1")) is reasons.NOT_SERVING


def test_a_service_ends_with_all_that_it_was_and_one_rating(hall: Staffed):
    hall.issue()
    ticket, service = serve(hall)
    fact = hall.want(LEADER, Finish(window="1", items=("new", "change")))
    assert fact == ServiceFinished(service, ticket, "1", items=("new", "change"))


def test_what_is_missing_is_told_all_at_once(hall: Staffed):
    hall.issue()
    _, service = serve(hall)
    missing = Finish(window="1", items=("new",), outcome="missing_documents", missing=("id",))
    fact = hall.get(ServiceFinished, LEADER, missing)
    assert (fact.service, fact.outcome, fact.missing) == (service, "missing_documents", ("id",))


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ({"items": ("other",)}, reasons.NO_SUCH_ITEM),
        ({"items": ("sale",)}, reasons.service.ITEM_OF_ANOTHER),
        ({"items": ("new", "sale")}, reasons.service.ITEM_OF_ANOTHER),
        ({"items": ("new", "change", "new")}, reasons.service.NAMED_TWICE),
        (
            {"items": ("new",), "outcome": "missing_documents", "missing": ("id", "id")},
            reasons.service.NAMED_TWICE,
        ),
        ({"outcome": "missing_documents", "missing": ("id",)}, reasons.service.NAME_THE_ITEM),
        ({"outcome": "missing_documents"}, reasons.service.NAME_THE_ITEM),
        ({"items": ("new",), "outcome": "missing_documents"}, reasons.SAY_WHAT_IS_MISSING),
        ({"items": ("new",), "missing": ("id",)}, reasons.SAY_WHAT_IS_MISSING),
        (
            {"items": ("change",), "outcome": "missing_documents", "missing": ("id",)},
            reasons.NO_SUCH_PAPER,
        ),
    ],
)
def test_items_and_papers_are_those_of_the_lists(
    hall: Staffed, what: dict[str, Any], reason: reasons.Reason
):
    hall.issue()
    serve(hall)
    assert hall.want(LEADER, Finish(window="1", **what)) is reason


def test_after_a_transfer_the_items_are_those_of_the_business_sent_to(hall: Staffed):
    hall.issue("A")
    serve(hall, "1")
    hall.get(TicketTransferred, LEADER, Transfer(window="1", business="C"))
    serve(hall, "2")
    wish = Finish(window="2", items=("new",))
    assert hall.want(LEADER, wish) is reasons.service.ITEM_OF_ANOTHER
    hall.get(ServiceFinished, LEADER, Finish(window="2", items=("sale",)))


def test_a_business_without_items_records_no_missing_papers_and_gives_a_card(hall: Staffed):
    hall.issue("B")
    serve(hall)
    missing = Finish(window="1", outcome="missing_documents", missing=("id",), card=True)
    assert hall.want(LEADER, missing) is reasons.service.NAME_THE_ITEM
    assert hall.get(ServiceFinished, LEADER, Finish(window="1", card=True)).card


def test_a_service_is_the_clerks_and_a_learners_is_told_apart(hall: Staffed):
    hall.staff("1", LI)
    hall.want(LI, CloseWindow(window="1"))
    hall.want(LI, OpenWindow(window="1", training=True))
    ticket = hall.issue()
    call = hall.get(TicketCalled, LI, CallNext(window="1"))
    assert call.staff == "li"
    assert hall.want(LI, Start(window="1")) == ServiceStarted(ticket, "1", "li", training=True)
