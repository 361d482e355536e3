"""Ratings: true however late, once, and of the service that was shown."""

from datetime import date, timedelta

import pytest

from gateway.hall.day import REMEMBERED_DAYS
from gateway.hall.faces import prompt_of
from gateway.hall.requests import BEFORE_REBOOT
from protocol import records
from protocol.facts import RatingGiven, RatingPrompted, RatingRefused, RatingUnbound
from tests.hall.hall import PADS, PLAN, RATING, STREAM, Hall


@pytest.fixture
def hall() -> Hall:
    hall = Hall()
    hall.open()
    for _ in range(3):
        hall.take(0)
    return hall


def prompt(hall: Hall, window: str = "1") -> bytes | None:
    return prompt_of(PLAN, hall.state, RATING[window], STREAM)


def test_the_first_press_is_final(hall: Hall):
    service = hall.serve("1")
    assert hall.rate("1", service, 5) == RatingGiven(service, "1", 5)
    assert hall.rate("1", service, 1) == RatingRefused(service, 1, "already_rated")
    assert hall.state.services[service].level == 5


def test_a_rating_after_the_next_call_is_bound_to_its_own_service(hall: Hall):
    first = hall.serve("1")
    hall.pad("1", records.NEXT)
    hall.pad("1", records.START)
    assert hall.rate("1", first, 2) == RatingGiven(first, "1", 2)


@pytest.mark.parametrize("fresh", [BEFORE_REBOOT, 86_400_000])
def test_a_rating_never_expires(hall: Hall, fresh):
    service = hall.serve("1")
    assert hall.rate("1", service, 4, fresh=fresh) == RatingGiven(service, "1", 4)


def test_a_rating_of_another_stream_is_kept_for_central_to_bind(hall: Hall):
    service = hall.serve("1")
    assert hall.rate("1", service, 5, "00c0ffee") == RatingUnbound("00c0ffee", service, 5)
    assert hall.state.services[service].level is None


def test_a_rating_of_what_was_never_a_service_is_unbound(hall: Hall):
    assert hall.rate("1", 1, 5) == RatingUnbound(STREAM, 1, 5)


@pytest.mark.parametrize("level", [0, 6, 255])
def test_a_level_that_does_not_exist_counts_for_nothing(hall: Hall, level: int):
    service = hall.serve("1")
    assert hall.rate("1", service, level) == RatingRefused(service, level, "no_such_level")
    assert hall.rate("1", service, 3) == RatingGiven(service, "1", 3)


def test_a_pad_moved_to_another_window_still_tells_the_truth(hall: Hall):
    service = hall.serve("1")
    assert hall.rate("2", service, 5) == RatingGiven(service, "1", 5)


def test_the_prompt_names_the_service_until_it_is_rated(hall: Hall):
    assert prompt(hall) == b""
    service = hall.serve("1")
    assert prompt(hall) == bytes.fromhex("0100ed5e") + service.to_bytes(4, "little")
    assert prompt(hall, "2") == b""
    hall.rate("1", service, 5)
    assert prompt(hall) == b""


def test_the_prompt_ends_when_the_next_service_starts(hall: Hall):
    hall.serve("1")
    hall.pad("1", records.NEXT)
    assert prompt(hall) != b""
    hall.pad("1", records.START)
    assert prompt(hall) == b""


def test_only_rating_pads_have_a_prompt(hall: Hall):
    assert prompt_of(PLAN, hall.state, PADS["1"], STREAM) is None


def test_a_prompt_is_told_once(hall: Hall):
    service = hall.serve("1")
    assert hall.prompted(service, "1") == RatingPrompted(service, "1")
    assert hall.prompted(service, "1") is None


def test_a_prompt_heard_after_its_rating_is_no_news(hall: Hall):
    service = hall.serve("1")
    hall.rate("1", service, 5)
    assert hall.prompted(service, "1") is None


def test_a_prompt_must_be_of_a_finished_service_of_that_window(hall: Hall):
    service = hall.serve("1")
    assert hall.prompted(service, "2") is None
    assert hall.prompted(service + 1, "1") is None
    hall.pad("1", records.NEXT)
    hall.pad("1", records.START)
    assert hall.prompted(hall.n, "1") is None


def test_services_are_remembered_for_thirty_days_and_then_left_to_central(hall: Hall):
    service = hall.serve("1")
    hall.pad("1", records.NEXT)
    hall.pad("1", records.START)
    running = hall.n
    for days in range(1, REMEMBERED_DAYS):
        hall.open((date(2026, 11, 23) + timedelta(days)).isoformat())
    assert service in hall.state.services
    hall.open("2027-12-31")
    assert hall.rate("1", service, 5) == RatingUnbound(STREAM, service, 5)
    hall.pad("1", records.FINISH)
    assert hall.rate("1", running, 5) == RatingGiven(running, "1", 5)
