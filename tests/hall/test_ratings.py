"""Ratings: true however late, once, and of the service that was shown."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall import ratings, reasons
from gateway.hall.calls import CallNext
from gateway.hall.day import REMEMBERED_DAYS
from gateway.hall.faces import prompt_of
from gateway.hall.fold import fold
from gateway.hall.ratings import RateByTicket, TagByTicket
from gateway.hall.reasons import rating as refusals
from gateway.hall.requests import BEFORE_REBOOT
from gateway.hall.services import Finish, Start, Transfer
from protocol import records
from protocol.facts import (
    Fact,
    RatingDefaulted,
    RatingGiven,
    RatingPrompted,
    RatingRefused,
    RatingTagged,
    RatingUnbound,
    TagsRefused,
    TagsUnbound,
)
from tests.hall.hall import PADS, PLAN, RATING, STREAM, Hall
from tests.hall.people import LI, WANG, ZHAO, PeopledHall


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


@pytest.fixture
def peopled() -> PeopledHall:
    return PeopledHall().staffed()


def ticket_of(hall: Hall, service: int) -> int:
    return hall.state.services[service].ticket


def old_pad(hall: Hall, service: int, raw: int, stream: str = STREAM) -> Fact | None:
    payload = records.old_rating_payload(shown(service, stream), raw)
    return hall.record(RATING["1"], records.OLD_RATING, payload)


def tag(hall: Hall, service: int, bits: int, stream: str = STREAM) -> Fact | None:
    payload = records.tags_payload(shown(service, stream), bits)
    return hall.record(RATING["1"], records.TAGS, payload)


def shown(service: int, stream: str) -> bytes:
    return int(stream, 16).to_bytes(4, "little") + service.to_bytes(4, "little")


def test_a_rating_without_a_finished_service_counts_for_nothing(hall: Hall):
    hall.pad("1", records.NEXT)
    hall.pad("1", records.START)
    service = hall.n
    assert hall.rate("1", service, 5) == RatingRefused(service, 5, "not_finished")
    hall.pad("1", records.FINISH)
    assert hall.rate("1", service, 2) == RatingGiven(service, "1", 2)


@pytest.mark.parametrize(("raw", "level"), [(0, 2), (2, 4), (3, 5)])
def test_a_pad_of_four_keys_has_three_levels(hall: Hall, raw: int, level: int):
    service = hall.serve("1")
    assert old_pad(hall, service, raw) == RatingGiven(service, "1", level, "pad4")


def test_the_default_of_an_old_pad_is_no_rating(hall: Hall):
    service = hall.serve("1")
    assert old_pad(hall, service, 1) == RatingDefaulted(service, "1")
    assert hall.state.services[service].level is None
    assert old_pad(hall, service, 1) == RatingRefused(service, 0, "already_rated")
    assert hall.rate("1", service, 4) == RatingGiven(service, "1", 4)
    assert old_pad(hall, service, 1) == RatingRefused(service, 0, "already_rated")


def test_the_default_of_an_old_pad_is_never_bound_later(hall: Hall):
    service = hall.serve("1")
    refused = RatingRefused(service, 0, "no_such_service")
    assert old_pad(hall, service, 1, "00c0ffee") == refused
    assert old_pad(hall, service, 4) == RatingRefused(service, 4, "no_such_level")
    unbound = RatingUnbound("00c0ffee", service, 2, "pad4")
    assert old_pad(hall, service, 0, "00c0ffee") == unbound


def test_reasons_follow_a_bad_rating_once_and_however_late(hall: Hall):
    service = hall.serve("1")
    hall.rate("1", service, 1)
    hall.open("2026-12-03")
    bits = records.SKILL | records.ATTITUDE
    assert tag(hall, service, bits) == RatingTagged(service, "1", ("skill", "attitude"))
    assert hall.state.services[service].tags == ("skill", "attitude")
    assert tag(hall, service, records.OTHER) == TagsRefused(service, "already_tagged")


@pytest.mark.parametrize("level", [None, 3, 5])
def test_reasons_need_a_bad_rating(hall: Hall, level: int | None):
    service = hall.serve("1")
    if level:
        hall.rate("1", service, level)
    assert tag(hall, service, records.OTHER) == TagsRefused(service, "not_rated_badly")


@pytest.mark.parametrize("bits", [0, 32, 255])
def test_reasons_that_do_not_exist_count_for_nothing(hall: Hall, bits: int):
    service = hall.serve("1")
    hall.rate("1", service, 2)
    assert tag(hall, service, bits) == TagsRefused(service, "no_such_tag")


def test_reasons_for_an_unknown_service_are_kept_for_central(hall: Hall):
    unbound = TagsUnbound("00c0ffee", 7, ("efficiency", "integrity"))
    assert tag(hall, 7, records.EFFICIENCY | records.INTEGRITY, "00c0ffee") == unbound


def test_the_bits_of_a_pad_are_the_reasons_of_the_hall():
    bits = [records.EFFICIENCY, records.SKILL, records.ATTITUDE, records.INTEGRITY, records.OTHER]
    assert bits == [1 << i for i in range(len(ratings.TAGS))]
    names = ("EFFICIENCY", "SKILL", "ATTITUDE", "INTEGRITY", "OTHER")
    assert tuple(name.lower() for name in names) == ratings.TAGS


def test_a_ticket_rates_its_service_by_phone(peopled: PeopledHall):
    service = peopled.served()
    ticket = ticket_of(peopled, service)
    wish = RateByTicket(ticket=ticket, level=2, tags=("other", "skill", "other"))
    given = RatingGiven(service, "1", 2, "phone", ("skill", "other"))
    assert peopled.ask(wish) == given
    assert peopled.ask(wish) is reasons.ALREADY_RATED
    assert peopled.rate("1", service, 5) == RatingRefused(service, 5, "already_rated")
    assert tag(peopled, service, records.OTHER) == TagsRefused(service, "already_tagged")


def test_a_phone_rates_the_last_finished_service_that_is_unrated(peopled: PeopledHall):
    peopled.take(1)
    ticket = peopled.n
    peopled.ask(CallNext(window="1"), WANG)
    peopled.ask(Start(window="1"), WANG)
    first = peopled.n
    wish = RateByTicket(ticket=ticket, level=4)
    assert peopled.ask(wish) is refusals.NOT_FINISHED
    peopled.ask(Transfer(window="1", business="B", to="2", finished=True), WANG)
    peopled.ask(CallNext(window="2"), LI)
    peopled.ask(Start(window="2"), LI)
    second = peopled.n
    peopled.ask(Finish(window="2"), LI)
    assert peopled.ask(wish) == RatingGiven(second, "2", 4, "phone")
    assert peopled.ask(replace(wish, service=second)) is reasons.ALREADY_RATED
    assert peopled.ask(replace(wish, service=first)) == RatingGiven(first, "1", 4, "phone")
    assert peopled.ask(wish) is reasons.ALREADY_RATED


def test_a_phone_rates_no_other_tickets_service(peopled: PeopledHall):
    mine, other = peopled.served(), peopled.served()
    wish = RateByTicket(ticket=ticket_of(peopled, mine), level=5, service=other)
    assert peopled.ask(wish) is refusals.NO_SUCH_SERVICE
    assert peopled.ask(replace(wish, ticket=4000)) is refusals.NO_SUCH_SERVICE


def test_whoever_waits_has_nothing_to_rate_yet(peopled: PeopledHall):
    peopled.take(1)
    assert peopled.ask(RateByTicket(ticket=peopled.n, level=5)) is refusals.NOT_FINISHED


def test_the_page_of_a_ticket_takes_a_rating_for_some_days(peopled: PeopledHall):
    first, last = peopled.served(), peopled.served()
    peopled.next_day(7)
    wish = RateByTicket(ticket=ticket_of(peopled, first), level=5)
    assert isinstance(peopled.ask(wish), RatingGiven)
    peopled.next_day()
    late = RateByTicket(ticket=ticket_of(peopled, last), level=5)
    assert peopled.ask(late) is refusals.RATING_TOO_LATE
    assert peopled.rate("1", last, 5) == RatingGiven(last, "1", 5)


def test_good_ratings_have_no_reasons(peopled: PeopledHall):
    ticket = ticket_of(peopled, peopled.served())
    wish = RateByTicket(ticket=ticket, level=3, tags=("other",))
    assert peopled.ask(wish) is refusals.NOT_RATED_BADLY


def test_who_pressed_a_bad_key_may_say_why_by_phone(peopled: PeopledHall):
    service = peopled.rated(1)
    wish = TagByTicket(ticket=ticket_of(peopled, service), tags=("attitude",))
    assert peopled.ask(wish) == RatingTagged(service, "1", ("attitude",), "phone")
    assert peopled.ask(wish) is refusals.ALREADY_TAGGED


def test_only_people_themselves_rate(peopled: PeopledHall):
    wish = RateByTicket(ticket=ticket_of(peopled, peopled.served()), level=5)
    for staff in (WANG, ZHAO):
        assert peopled.ask(wish, staff) is reasons.NOT_YOUR_DUTY


SAID = st.one_of(
    st.tuples(st.just("rate"), st.integers(0, 3), st.integers(0, 6)),
    st.tuples(st.just("old"), st.integers(0, 3), st.integers(0, 4)),
    st.tuples(st.just("tag"), st.integers(0, 3), st.integers(0, 40)),
    st.tuples(st.just("phone"), st.integers(0, 3), st.integers(1, 5)),
    st.tuples(st.just("phone_tag"), st.integers(0, 3), st.integers(0, 4)),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(SAID, max_size=30))
def test_whatever_is_pressed_a_service_has_one_rating_and_one_set_of_reasons(
    said: list[tuple[str, int, int]],
):
    hall = PeopledHall().staffed()
    services = [hall.served() for _ in range(3)]
    hall.take(1)
    hall.ask(CallNext(window="1"), WANG)
    hall.ask(Start(window="1"), WANG)
    services.append(hall.n)
    for what, which, value in said:
        service = services[which]
        match what:
            case "rate":
                hall.rate("1", service, value)
            case "old":
                old_pad(hall, service, value)
            case "tag":
                tag(hall, service, value)
            case "phone":
                hall.ask(RateByTicket(ticket=ticket_of(hall, service), level=value))
            case "phone_tag":
                tags = (ratings.TAGS[value],)
                hall.ask(TagByTicket(ticket=ticket_of(hall, service), tags=tags))
    given_ = [fact for _, fact, _ in hall.facts if isinstance(fact, RatingGiven)]
    tagged = [fact.service for _, fact, _ in hall.facts if isinstance(fact, RatingTagged)]
    levels = {fact.service: fact.level for fact in given_}
    assert len(levels) == len(given_)
    assert len(set(tagged)) == len(tagged)
    assert all(levels[service] <= 2 for service in tagged)
    assert services[3] not in levels, "a service that was not finished was rated"
    assert set(hall.state.cases) == {n for n, level in levels.items() if level <= 2}
    assert fold(hall.stamped) == hall.state
