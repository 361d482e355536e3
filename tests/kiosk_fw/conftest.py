"""A board and a line for each test, on a fresh flash."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hw_sim.board import Board
from hw_sim.line import Line
from tests.kiosk_fw.host import Host

UID = "e660000000000001"

MakeBoard = Callable[[str], Board]


@pytest.fixture
def line() -> Iterator[Line]:
    with Line() as line:
        yield line


@pytest.fixture
def make_board(tmp_path: Path, line: Line) -> Iterator[MakeBoard]:
    boards: list[Board] = []

    def make(model: str) -> Board:
        board = Board(UID, model, tmp_path, line)
        boards.append(board)
        return board

    yield make
    for board in boards:
        board.close()
        assert board.crashed is None, board.crashed


@pytest.fixture
def host(line: Line) -> Iterator[Host]:
    host = Host(line.port, bytes.fromhex(UID))
    yield host
    host.close()
