"""The gateway is killed (-9) at statements all the way from what the city asks to the reply.

Whatever the statement: each command is done once and answered alike however often it comes, and
nothing is said of it before it is on the disk. A hall whose disk is new opens the day that it is
given back once, with everybody in it once, and gives out no number twice.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from protocol.commands import Wanted
from tests.devices.boards_on_pty import PtyLine
from tests.kills import places as at
from tests.kills import victim
from tests.kills.city import BECOMES, AskedHall, City, RobbedHall, deeds
from tests.kills.places import Life, Place, room_of
from tests.kills.victim import until
from tests.mosquitto import Mosquitto
from tests.zygote import Zygote

PARTS: Final = 3
"""In which a day comes back."""

Betrayed = Callable[[Life, list[Place]], Place | None]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    with Mosquitto(tmp_path_factory.mktemp("broker"), witnessed=False) as broker:
        city = City(broker.port)
        try:
            yield city
        finally:
            city.close()


def ask(hall: AskedHall) -> bool:
    """Everything, one after the other, until all is answered; False if the hall died on the way."""
    return all(_is_answered(hall, id, wanted) for id, wanted in deeds())


def _is_answered(hall: AskedHall, id: str, wanted: Wanted) -> bool:
    before = len(hall.replies)
    hall.city.ask(hall.hall, id, wanted)
    until(lambda: hall.dead or len(hall.replies) > before)
    return not hall.dead


def killed_asked(
    city: City,
    after: int,
    zygote: Zygote,
    line: PtyLine,
    folder: Path,
    place: Place,
    mutant: str | None = None,
) -> bool:
    """One death while the city asks, and the life after it."""
    with AskedHall(city, zygote, line, folder, mutant) as hall:
        hall.start(after=after, kill_at=place)
        reached = not ask(hall) or at.dies(hall, lambda: True)
        assert (hall.wait() if reached else hall.kill()) == -9
        heard = hall.heard_to_the_end()
        kept = set(hall.all("SELECT id, outcome, n FROM command"))
        assert {(one.id, one.outcome, one.n) for one in heard} <= kept, "said ahead of the disk"
        hall.start()
        assert ask(hall)
        for id, _ in deeds():
            (told,) = {one for one in hall.replies if one.id == id}
            assert told.outcome == "done", told
        sql = "SELECT type, count(*) FROM fact GROUP BY type"
        found = {kind: count for kind, count in hall.all(sql) if kind in BECOMES}
        assert found == BECOMES
        assert hall.all("SELECT count(*) FROM part") == [(0,)]
        assert hall.stop() == 0
        return reached


def killed_restoring(
    city: City,
    after: int,
    zygote: Zygote,
    line: PtyLine,
    folder: Path,
    place: Place,
    mutant: str | None = None,
) -> bool:
    """One death while the day comes back, and the life after it."""
    with RobbedHall(city, zygote, line, folder, mutant) as hall:
        lost = hall.lose_a_day()
        hall.start(after=after, kill_at=place)
        reached = at.dies(hall, lambda: hall.day_is_open)
        assert (hall.wait() if reached else hall.kill()) == -9
        hall.heard_to_the_end()
        hall.start()
        until(lambda: hall.day_is_open)
        hall.went_on(lost)
        assert hall.stop() == 0
        return reached


@pytest.fixture
def way_asked(
    city: City, zygote: Zygote, line: PtyLine, tmp_path: Path
) -> Callable[[int], list[Place]]:
    """Every statement from the command with this number to the last reply."""

    def record(after: int) -> list[Place]:
        folder = tmp_path / "recording"
        folder.mkdir()
        with AskedHall(city, zygote, line, folder) as hall:
            hall.start(after=after, record=str(folder / "lines.txt"))
            assert ask(hall)
            return at.read_record(folder / "lines.txt")

    return record


@pytest.fixture
def way_restoring(
    city: City, zygote: Zygote, line: PtyLine, tmp_path: Path
) -> Callable[[int], list[Place]]:
    """Every statement from the part of the day with this number to the last reply."""

    def record(after: int) -> list[Place]:
        folder = tmp_path / "recording"
        folder.mkdir()
        with RobbedHall(city, zygote, line, folder) as hall:
            assert len(hall.lose_a_day().pieces) == PARTS
            hall.start(after=after, record=str(folder / "lines.txt"))
            until(lambda: len(hall.replies) == PARTS)
            return at.read_record(folder / "lines.txt")

    return record


def chosen(way: list[Place], everywhere: bool) -> list[tuple[int, Place]]:
    places = list(enumerate(way))
    rooms = {room_of(place) for _, place in places}
    assert rooms >= {"uplink", "orders", "store", "hall"}
    return places if everywhere else at.fewer(places, 36, 108)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("after", [1, pytest.param(5, marks=pytest.mark.long), 7])
def test_a_command_is_done_once_wherever_the_gateway_dies(
    after: int,
    city: City,
    way_asked: Callable[[int], list[Place]],
    tmp_path: Path,
    pytestconfig: pytest.Config,
) -> None:
    places = chosen(way_asked(after), pytestconfig.getoption("--long"))
    at.die_at_all(tmp_path, places, partial(killed_asked, city, after))


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("after", [pytest.param(1, marks=pytest.mark.long), PARTS])
def test_a_day_comes_back_once_wherever_the_new_gateway_dies(
    after: int,
    city: City,
    way_restoring: Callable[[int], list[Place]],
    tmp_path: Path,
    pytestconfig: pytest.Config,
) -> None:
    places = chosen(way_restoring(after), pytestconfig.getoption("--long"))
    at.die_at_all(tmp_path, places, partial(killed_restoring, city, after))


def of_file(way: list[Place], file: str) -> list[Place]:
    return at.by_strides([place for place in way if place[0] == file])


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("mutant", "file"),
    [
        ("keep_the_answer_in_a_second_transaction", "gateway/store/writer.py"),
        ("answer_before_the_commit", "gateway/store/writer.py"),
    ],
)
def test_the_kills_find_out_a_gateway_that_answers_beside_its_deeds(
    mutant: str,
    file: str,
    city: City,
    way_asked: Callable[[int], list[Place]],
    betrayed_by: Betrayed,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = of_file(way_asked(1), file)
    monkeypatch.setattr(victim, "PATIENCE_S", 5.0)
    assert betrayed_by(partial(killed_asked, city, 1, mutant=mutant), places) is not None


@pytest.mark.timeout(600)
def test_the_kills_find_out_a_gateway_that_takes_a_day_over_in_steps(
    city: City,
    way_restoring: Callable[[int], list[Place]],
    betrayed_by: Betrayed,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = of_file(way_restoring(PARTS), "gateway/store/writer.py")
    monkeypatch.setattr(victim, "PATIENCE_S", 5.0)
    mutant = "take_the_day_over_fact_by_fact"
    life = partial(killed_restoring, city, PARTS, mutant=mutant)
    assert betrayed_by(life, places) is not None
