"""The statements at which gateways are killed, and the lives that end there."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from tests.devices.boards_on_pty import PtyLine
from tests.kills.victim import Scene, until
from tests.zygote import Zygote

Place = tuple[str, int]
"""File and line."""

Life = Callable[[Zygote, PtyLine, Path, Place], bool]
"""One death at a place and the life after it, in a folder; False if it did not come by there."""

WORKERS: Final = 2
"""Lives at a time: each waits more than it works."""

PURE: Final = (
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

ONE_IN: Final = 12
"""Of the statements, in a short run; `make test-long` dies at every one."""
ONE_IN_PURE: Final = 36

MOST_MISSED: Final = 10
"""One in so many may be a statement that only chance brings, such as a board's silence."""

BEHIND_S: Final = 0.5
"""What comes by after the end of the way, comes so soon."""


def room_of(place: Place) -> str:
    """The part of the gateway where it stands."""
    return place[0].split("/")[1]


def fewer(
    places: Sequence[tuple[int, Place]], one_in: int = ONE_IN, one_in_pure: int = ONE_IN_PURE
) -> list[tuple[int, Place]]:
    """Those of a short run: from every room, along the whole way."""
    chosen = []
    for room in {room_of(place) for _, place in places}:
        here = [one for one in places if room_of(one[1]) == room]
        pure = [one for one in here if one[1][0].startswith(PURE)]
        rest = [one for one in here if not one[1][0].startswith(PURE)]
        chosen += rest[::one_in] + pure[::one_in_pure]
    return sorted(chosen)


def read_record(path: Path) -> list[Place]:
    """In the order of their first run."""
    return [(name, int(number)) for name, number in map(str.split, path.read_text().splitlines())]


def dies(scene: Scene, over: Callable[[], object]) -> bool:
    """Whether the gateway kills itself before the way is over, or just behind its end."""
    until(lambda: scene.dead or over())
    end = time.monotonic() + BEHIND_S
    while not scene.dead:
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def die_at_all(folder: Path, places: Sequence[tuple[int, Place]], life: Life) -> None:
    """Several at a time. Fails the test where something went wrong, or few were come by."""
    with ThreadPoolExecutor(WORKERS) as pool:
        parts = [places[i::WORKERS] for i in range(WORKERS)]
        found = list(pool.map(lambda part: _one_after_another(folder, part, life), parts))
    assert [words for _, wrong in found for words in wrong] == []
    missed = [place for places_missed, _ in found for place in places_missed]
    assert len(missed) <= 1 + len(places) // MOST_MISSED, f"never came by {missed}"


def _one_after_another(
    folder: Path, places: Sequence[tuple[int, Place]], life: Life
) -> tuple[list[Place], list[str]]:
    """Those that were not come by, and what went wrong."""
    missed, wrong = [], []
    with PtyLine([]) as line, Zygote("tests.kills.zygote") as zygote:
        for i, place in places:
            here = folder / f"{i:04d}"
            here.mkdir()
            try:
                if not life(zygote, line, here, place):
                    missed.append(place)
            except AssertionError as error:
                wrong.append(f"killed at {place[0]}:{place[1]}: {error}")
    return missed, wrong


def betrayer(
    folder: Path, life: Life, places: Sequence[Place], *, zygote: Zygote, line: PtyLine
) -> Place | None:
    """The first of these places where a death finds a mutant out; None: none does."""
    for i, place in enumerate(places):
        here = folder / str(i)
        here.mkdir()
        try:
            life(zygote, line, here, place)
        except AssertionError:
            return place
    return None


def by_strides(places: Sequence[Place]) -> list[Place]:
    """All of them, every ONE_IN-th first: a rule is missed over a whole stretch of the way."""
    return [place for first in range(ONE_IN) for place in places[first::ONE_IN]]
