from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from tests.devices.boards_on_pty import PtyLine
from tests.kills.places import Life, Place, betrayer
from tests.zygote import Zygote


@pytest.fixture(scope="package")
def line() -> Iterator[PtyLine]:
    with PtyLine([]) as line:
        yield line


@pytest.fixture(scope="package")
def zygote() -> Iterator[Zygote]:
    with Zygote("tests.kills.zygote") as zygote:
        yield zygote


@pytest.fixture
def betrayed_by(
    line: PtyLine, zygote: Zygote, tmp_path: Path
) -> Callable[[Life, Sequence[Place]], Place | None]:
    """Kill a mutant at each of these places; the first one that finds it out."""
    return partial(betrayer, tmp_path, zygote=zygote, line=line)
