"""A pad dies in the middle of a day, and real firmware takes over from real firmware."""

from pathlib import Path

import pytest

from gateway import adoption
from hw_sim.board import Board
from protocol import facts
from tests.end_to_end.small_hall import BEST, CALL_1, RATE_1, UID, WORST, SmallHall
from tests.waiting import wait_for

SPARE = "a0000000000000f1"


@pytest.mark.timeout(180)
def test_a_dead_rating_pad_is_replaced_and_its_last_rating_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adoption, "FOUND_S", 0.0)  # the gateway has been up for long
    with SmallHall(tmp_path) as hall:
        hall.take_ticket()
        first = hall.serve(CALL_1)
        old = hall.boards[RATE_1]
        assert old.wait_for(lambda b: all(b.lamps()))
        hall.line.unplug(old)
        hall.press(RATE_1, BEST)
        old.power_cut()

        spare = Board(SPARE, "rating_pad", tmp_path / "boards", hall.line)
        hall.boards.append(spare)
        spare.power_on()
        wait_for(lambda: hall.facts(facts.DeviceAdopted), 40)
        place = UID.format(RATE_1)
        assert hall.facts(facts.DeviceAdopted) == [facts.DeviceAdopted(SPARE, place, "automatic")]
        assert spare.wait_for(lambda b: all(b.lamps()), 2), "it asks what the dead one asked"

        hall.take_ticket()
        second = hall.serve(CALL_1)
        prompted = [first.service, second.service]
        wait_for(lambda: [p.service for p in hall.facts(facts.RatingPrompted)] == prompted)
        spare.press(WORST).result(5)
        hall.wait_facts(facts.RatingGiven, 1)

        hall.line.plug(old)
        old.power_on()
        wait_for(lambda: len(hall.facts(facts.RatingGiven)) == 2, 30)
        assert hall.facts(facts.RatingGiven) == [
            facts.RatingGiven(second.service, "1", 1),
            facts.RatingGiven(first.service, "1", 5),
        ]
        assert not any(old.lamps())
