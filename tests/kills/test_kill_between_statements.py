"""The gateway is killed (-9) at statements all the way from a press on the wire to its paper.

Whatever the statement: every acknowledged press has exactly one outcome, one number is consumed
once, nothing was acknowledged, shown or printed before it was on the disk, and the person holds a
ticket in the end.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from protocol.device_link import FACE
from tests.devices.boards_on_pty import PtyLine
from tests.kills import victim
from tests.kills.victim import Scene, until
from tests.zygote import Zygote

Place = tuple[str, int]

WORKERS = 2
"""Lives at a time: each waits more than it works."""

PURE = (
    "gateway/hall/",
    "gateway/papers/",
    "gateway/printing/fitting.py",
    "gateway/printing/job.py",
    "gateway/printing/layout.py",
    "gateway/printing/policy.py",
    "gateway/printing/scripts.py",
    "gateway/printing/setting.py",
    "gateway/printing/slips/",
    "gateway/printing/template.py",
    "gateway/printing/text.py",
    "protocol/envelope.py",
)
"""Here nothing leaves the process: a death at one statement is as good as at the one after it."""

ONE_IN = 8
"""Of the statements, in a short run; `make test-long` dies at every one."""
ONE_IN_PURE = 24


def room_of(place: Place) -> str:
    """The part of the gateway where it stands."""
    return place[0].split("/")[1]


def fewer(places: list[tuple[int, Place]]) -> list[tuple[int, Place]]:
    """Those of a short run: from every room, along the whole way."""
    chosen = []
    for room in {room_of(place) for _, place in places}:
        here = [one for one in places if room_of(one[1]) == room]
        pure = [one for one in here if one[1][0].startswith(PURE)]
        rest = [one for one in here if not one[1][0].startswith(PURE)]
        chosen += rest[::ONE_IN] + pure[::ONE_IN_PURE]
    return sorted(chosen)


def the_ticket(scene: Scene, identity: str, number: int) -> int:
    """n of the one outcome of a press, which is the ticket of this number."""
    ((n, kind, data),) = scene.outcomes(identity)
    assert (kind, data.get("number")) == ("ticket.issued", number), f"{kind} {data}"
    return n


def a_press_to_its_paper(scene: Scene, number: int) -> None:
    """Press once and wait until everything that follows is on the disk and in the tray."""
    scene.in_service()
    identity = scene.press()
    until(lambda: scene.outcomes(identity))
    n = the_ticket(scene, identity, number)
    until(lambda: scene.paper_facts(n) == [("print.confirmed", False)])
    assert scene.papers(f"A{number:03d}") == (1, 0)
    until(lambda: scene.board.link.acked == scene.board.journal.next - 1)


def statements(zygote: Zygote, line: PtyLine, folder: Path) -> list[Place]:
    """Every statement from the press to its paper, in the order of its first run."""
    folder.mkdir()
    with Scene(zygote, line, folder) as scene:
        scene.start(record=str(folder / "lines.txt"))
        a_press_to_its_paper(scene, 1)
        lines = (folder / "lines.txt").read_text().splitlines()
        scene.stop()
    return [(name, int(number)) for name, number in (line.split() for line in lines)]


@pytest.fixture(name="line", scope="module")
def a_line() -> Iterator[PtyLine]:
    with PtyLine([]) as line:
        yield line


@pytest.fixture(name="zygote", scope="module")
def a_zygote() -> Iterator[Zygote]:
    with Zygote("tests.kills.zygote") as zygote:
        yield zygote


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
        reached = dies(scene)
        assert (scene.wait() if reached else scene.kill()) == -9
        _nothing_ran_ahead_of_the_disk(scene, identity)
        scene.start()
        _all_is_well_in_the_end(scene, identity)
        a_press_to_its_paper(scene, 2)
        assert scene.stop() == 0
        return reached


def dies(scene: Scene) -> bool:
    """Whether the gateway kills itself within three seconds."""
    end = time.monotonic() + 3.0
    stat = Path(f"/proc/{scene.pid}/stat")
    while stat.read_text("ascii").rpartition(")")[2].split()[0] != "Z":
        if time.monotonic() > end:
            return False
        time.sleep(0.003)
    return True


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


def one_life_after_another(
    folder: Path, places: list[tuple[int, Place]]
) -> tuple[list[Place], list[str]]:
    """Die at each of these places: those that were not reached, and what went wrong."""
    missed, wrong = [], []
    with PtyLine([]) as line, Zygote("tests.kills.zygote") as zygote:
        for i, place in places:
            life = folder / f"{i:04d}"
            life.mkdir()
            try:
                if not killed_at(zygote, line, life, place):
                    missed.append(place)
            except AssertionError as error:
                wrong.append(f"killed at {place[0]}:{place[1]}: {error}")
    return missed, wrong


@pytest.mark.timeout(1200)
def test_every_press_has_one_outcome_wherever_the_gateway_dies(
    way: list[Place], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    places = list(enumerate(way))
    assert len(places) > 200
    rooms = {room_of(place) for _, place in places}
    assert rooms >= {"devices", "store", "hall", "printing"}
    if not pytestconfig.getoption("--long"):
        places = fewer(places)
        assert {room_of(place) for _, place in places} == rooms
    with ThreadPoolExecutor(WORKERS) as pool:
        halves = [places[i::WORKERS] for i in range(WORKERS)]
        found = list(pool.map(lambda half: one_life_after_another(tmp_path, half), halves))
    assert [words for _, wrong in found for words in wrong] == []
    missed = [place for places_missed, _ in found for place in places_missed]
    assert len(missed) <= len(places) // 50, f"never came by {missed}"


SUSPECTS = {
    "acknowledge_what_was_read": "gateway/store/writer.py",
    "decide_in_a_second_transaction": "gateway/store/writer.py",
    "print_before_the_commit": "gateway/store/transaction.py",
    "forget_tickets_without_an_outcome": "gateway/printing/desk.py",
    "leave_the_mark_behind": "gateway/store/writer.py",
}
"""Where to kill to find each mutant out: one of the statements there must betray it."""


@pytest.fixture(name="betrayed_by")
def betrayal(line: PtyLine, zygote: Zygote, tmp_path: Path) -> Callable[..., Place | None]:
    """Kill a mutant at each of these statements; the first one that finds it out."""

    def find(mutant: str, places: Iterable[Place]) -> Place | None:
        for i, place in enumerate(places):
            life = tmp_path / str(i)
            life.mkdir()
            try:
                killed_at(zygote, line, life, place, mutant)
            except AssertionError:
                return place
        return None

    return find


def of_file(way: list[Place], file: str) -> list[Place]:
    return [place for place in way if place[0] == file]


def by_strides(places: list[Place]) -> Iterator[Place]:
    """All of them, every ONE_IN-th first: a rule is missed over a whole stretch of the way."""
    for first in range(ONE_IN):
        yield from places[first::ONE_IN]


@pytest.mark.parametrize(("mutant", "file"), SUSPECTS.items())
def test_the_kills_find_out_a_gateway_without_the_rule(
    mutant: str,
    file: str,
    way: list[Place],
    betrayed_by: Callable[..., Place | None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(victim, "PATIENCE_S", 1.5)
    assert betrayed_by(mutant, by_strides(of_file(way, file))) is not None


@pytest.mark.timeout(300)
def test_the_kills_find_nothing_in_a_gateway_that_is_only_slow(
    way: list[Place], betrayed_by: Callable[..., Place | None], pytestconfig: pytest.Config
) -> None:
    places = of_file(way, "gateway/store/writer.py")
    if not pytestconfig.getoption("--long"):
        places = places[::ONE_IN]
    assert betrayed_by("slow_disk", places) is None
