"""Simulated people before the hall's real rules: each comes to an end and is counted."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

import pytest

from hw_sim.people import Counts, Habits, People, taxpayer
from hw_sim.people.floor import NEXT, Floor, as_shown
from protocol.facts import RatingGiven, ServiceFinished, TicketIssued, TicketNoShow
from tests.hw_sim.pads import PadHall
from tests.waiting import stays_away, wait_for

SPEED = 300.0
BUSY = Habits(
    arrivals_per_hour=240, service_s=30, leaves=0.0, rates=1.0, rates_late=0.0, full_hall=8
)

Invite = Callable[..., People]


@pytest.fixture
def hall() -> Iterator[PadHall]:
    hall = PadHall()
    yield hall
    hall.close()


@pytest.fixture
def invite(hall: PadHall) -> Iterator[Invite]:
    made: list[People] = []

    def people(habits: Habits = BUSY, *, on: bool = True, seed: int = 1) -> People:
        hall.people = People(*hall.spots(), habits=habits, speed=SPEED, seed=seed)
        made.append(hall.people)
        hall.people.switch(on)
        return hall.people

    yield people
    for one in made:
        one.close()


def go_home(people: People) -> Counts:
    """Nobody new; wait until everybody inside has been served."""
    people.switch(False)
    wait_for(lambda: people.at_rest, else_say=lambda: (people.inside, people.counts))
    return people.counts


@pytest.mark.timeout(60)
def test_people_take_numbers_are_served_and_rate(hall: PadHall, invite: Invite) -> None:
    people = invite()
    wait_for(lambda: people.counts.served >= 12, else_say=lambda: people.counts)
    counts = go_home(people)

    assert counts.pressed == counts.got_paper == counts.called == len(hall.facts(TicketIssued))
    assert counts.served + counts.missed == counts.called
    assert counts.served == len(hall.facts(ServiceFinished))
    assert sum(counts.rated.values()) == len(hall.facts(RatingGiven))
    assert sum(counts.rated.values()) + counts.rated_too_late + counts.unrated == counts.served
    assert sum(counts.rated.values()) > 0
    assert not hall.hall.state.waiting


@pytest.mark.timeout(60)
def test_a_number_called_before_its_paper_is_out_is_its_owners(
    hall: PadHall, invite: Invite
) -> None:
    hall.paper_s = 0.5
    people = invite(replace(BUSY, arrivals_per_hour=60, idle_look_s=1))
    wait_for(lambda: people.counts.served >= 4, else_say=lambda: people.counts)
    counts = go_home(people)

    assert counts.guests == 0
    assert counts.left == 0
    assert counts.served == counts.got_paper == len(hall.facts(TicketIssued))


@pytest.mark.timeout(60)
def test_whoever_leaves_before_the_call_becomes_a_no_show(hall: PadHall, invite: Invite) -> None:
    people = invite(replace(BUSY, leaves=1.0, patience_s=1.0, recall_after_s=5))
    wait_for(lambda: people.counts.left >= 3, else_say=lambda: people.counts)
    counts = go_home(people)

    assert counts.no_shows == len(hall.facts(TicketNoShow)) >= counts.left
    assert counts.recalls >= 3
    assert counts.arrived == counts.left + counts.called + counts.turned_away
    assert not hall.hall.state.waiting


@pytest.mark.timeout(60)
def test_nobody_waits_for_a_number_that_never_came_out(
    hall: PadHall, invite: Invite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taxpayer, "PAPER_S", 0.5)
    hall.paper_out = True
    people = invite(replace(BUSY, arrivals_per_hour=3600))
    wait_for(lambda: people.counts.pressed >= 1)
    people.switch(False)
    wait_for(lambda: people.counts.no_paper >= 1, else_say=lambda: people.counts)
    assert people.counts.got_paper == 0


@pytest.mark.timeout(60)
def test_a_dark_dispenser_is_not_pressed(
    hall: PadHall, invite: Invite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taxpayer, "OUT_OF_SERVICE_S", 0.1)
    hall.dispenser.dark = True
    people = invite(replace(BUSY, full_hall=1000))
    wait_for(lambda: people.counts.turned_away >= 1, else_say=lambda: people.counts)
    assert people.counts.pressed == 0
    assert hall.facts(TicketIssued) == []


@pytest.mark.timeout(60)
def test_a_guest_at_the_front_panel_is_served_too(hall: PadHall, invite: Invite) -> None:
    invite(replace(BUSY, arrivals_per_hour=0.001, idle_look_s=10))
    hall.dispenser.press(0)
    assert hall.people is not None
    people = hall.people
    wait_for(lambda: hall.facts(ServiceFinished), else_say=lambda: people.counts)
    assert people.counts.guests == 1
    assert people.counts.served == 0
    assert hall.facts(RatingGiven) == []  # that is the guest's own affair


@pytest.mark.timeout(60)
def test_while_they_are_switched_off_nobody_touches_a_key(hall: PadHall, invite: Invite) -> None:
    people = invite(on=False)
    hall.dispenser.press(0)
    wait_for(lambda: hall.facts(TicketIssued))
    assert stays_away(lambda: hall.facts(ServiceFinished) or people.counts.arrived, 1.0)
    assert people.at_rest
    assert hall.call_pads["1"].lamps()[NEXT]


def test_the_same_seed_brings_the_same_people() -> None:
    def morning(seed: int) -> list[float]:
        chance = Random(f"{seed}-door")
        return [BUSY.gap_s(chance) for _ in range(5)]

    assert morning(1) == morning(1)
    assert morning(1) != morning(2)


@pytest.mark.parametrize(
    ("label", "shown"), [("A001", "A001"), ("B012", "B012"), ("S105", "5105"), ("AB1234", "1234")]
)
def test_people_know_their_number_in_seven_segments(label: str, shown: str) -> None:
    assert as_shown(label) == shown


def test_a_speed_that_cannot_be_is_refused(hall: PadHall) -> None:
    with pytest.raises(ValueError, match="positive"):
        People(*hall.spots(), speed=0)


def test_people_take_the_paper_of_their_own_matter() -> None:
    async def story() -> None:
        floor = Floor((), 1.0)
        first, second = floor.await_paper("B"), floor.await_paper("B")
        floor.paper("示范厅\n  A007\n请稍候")  # a guest's
        assert not first.done()
        floor.paper("B001")
        assert first.result() == "B001"
        floor.await_call("B001", "B")
        floor.paper("【补打】\nB001")  # the first one's paper once more
        assert not second.done()
        floor.paper("B002")
        assert second.result() == "B002"

    asyncio.run(story())
