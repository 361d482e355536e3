"""The gateway is killed (-9) at statements all the way from a press on the wire to its paper.

Whatever the statement: every acknowledged press has exactly one outcome, one number is consumed
once, nothing was acknowledged, shown or printed before it was on the disk, and the person holds a
ticket in the end.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from protocol.device_link import FACE
from tests.devices.boards_on_pty import PtyLine
from tests.kills import places as at
from tests.kills import victim
from tests.kills.places import Place, room_of
from tests.kills.victim import Scene, a_press_to_its_paper, the_ticket, until
from tests.zygote import Zygote


def statements(zygote: Zygote, line: PtyLine, folder: Path) -> list[Place]:
    """Every statement from the press to its paper, in the order of its first run."""
    folder.mkdir()
    with Scene(zygote, line, folder) as scene:
        scene.start(record=str(folder / "lines.txt"))
        a_press_to_its_paper(scene, 1)
        found = at.read_record(folder / "lines.txt")
        scene.stop()
    return found


@pytest.fixture(name="way", scope="module")
def the_way(line: PtyLine, zygote: Zygote, tmp_path_factory: pytest.TempPathFactory) -> list[Place]:
    """Of a press to its paper."""
    return statements(zygote, line, tmp_path_factory.mktemp("way") / "recording")


def killed_at(
    zygote: Zygote, line: PtyLine, folder: Path, place: Place, mutant: str | None = None
) -> bool:
    """One death and the life after it; False if this run did not come by that statement."""
    with Scene(zygote, line, folder, mutant) as scene:
        scene.start(kill_at=place)
        scene.in_service()
        identity = scene.press()
        reached = at.dies(scene, lambda: _over(scene, identity))
        assert (scene.wait() if reached else scene.kill()) == -9
        _nothing_ran_ahead_of_the_disk(scene, identity)
        scene.start()
        _all_is_well_in_the_end(scene, identity)
        a_press_to_its_paper(scene, 2)
        assert scene.stop() == 0
        return reached


def _over(scene: Scene, identity: str) -> bool:
    """Nothing more follows from the press."""
    issued = [n for n, _, _ in scene.outcomes(identity)]
    acked = scene.board.link.acked == scene.board.journal.next - 1
    return acked and bool(issued) and bool(scene.paper_facts(issued[0]))


def _nothing_ran_ahead_of_the_disk(scene: Scene, identity: str) -> None:
    assert scene.board.link.acked <= scene.mark()
    issued = [kind for _, kind, _ in scene.outcomes(identity)] == ["ticket.issued"]
    if not issued:
        assert scene.papers("A001") == (0, 0)
        assert b"A001" not in scene.board.shown[FACE]


def _all_is_well_in_the_end(scene: Scene, identity: str) -> None:
    until(lambda: scene.outcomes(identity))
    n = the_ticket(scene, identity, 1)
    until(lambda: scene.paper_facts(n) and scene.paper_facts(n)[-1][0] == "print.confirmed")
    originals, reprints = scene.papers("A001")
    assert originals <= 1
    assert reprints <= 1
    assert originals + reprints >= 1
    assert reprints == (("print.confirmed", True) in scene.paper_facts(n))


@pytest.mark.timeout(1200)
def test_every_press_has_one_outcome_wherever_the_gateway_dies(
    way: list[Place], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    places = list(enumerate(way))
    assert len(places) > 200
    rooms = {room_of(place) for _, place in places}
    assert rooms >= {"devices", "store", "hall", "printing"}
    if not pytestconfig.getoption("--long"):
        places = at.fewer(places)
        assert {room_of(place) for _, place in places} == rooms
    at.die_at_all(tmp_path, places, killed_at)


SUSPECTS = {
    "acknowledge_what_was_read": "gateway/store/writer.py",
    "decide_in_a_second_transaction": "gateway/store/writer.py",
    "print_before_the_commit": "gateway/store/transaction.py",
    "forget_tickets_without_an_outcome": "gateway/printing/desk.py",
    "leave_the_mark_behind": "gateway/store/writer.py",
}
"""Where to kill to find each mutant out: one of the statements there must betray it."""


def of_file(way: list[Place], file: str) -> list[Place]:
    return [place for place in way if place[0] == file]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("mutant", "file"), SUSPECTS.items())
def test_the_kills_find_out_a_gateway_without_the_rule(
    mutant: str,
    file: str,
    way: list[Place],
    betrayed_by: Callable[..., Place | None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(victim, "PATIENCE_S", 5.0)
    life = partial(killed_at, mutant=mutant)
    assert betrayed_by(life, at.by_strides(of_file(way, file))) is not None


@pytest.mark.timeout(600)
def test_the_kills_find_nothing_in_a_gateway_that_is_only_slow(
    way: list[Place], betrayed_by: Callable[..., Place | None], pytestconfig: pytest.Config
) -> None:
    places = of_file(way, "gateway/store/writer.py")
    if not pytestconfig.getoption("--long"):
        places = places[:: at.ONE_IN]
    assert betrayed_by(partial(killed_at, mutant="slow_disk"), places) is None
