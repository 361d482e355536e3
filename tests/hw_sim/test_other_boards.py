"""Boards that are not as their neighbours: of another version or model, with files of their own."""

from pathlib import Path

import pytest

from hw_sim.board import Board
from hw_sim.line import Line
from protocol import device_link
from protocol.answers import IAm
from tests.hw_sim.bench import OTHER_UID, UID, Gateway, printed, running


@pytest.mark.parametrize(
    ("link", "version", "model"),
    [
        ({}, device_link.VERSION, device_link.RATING_PAD),
        ({"VERSION": 99}, 99, device_link.RATING_PAD),
        ({"RATING_PAD": 77}, device_link.VERSION, 77),
    ],
    ids=["as built", "another version", "an unknown model"],
)
def test_the_real_firmware_says_the_version_and_model_that_it_was_given(
    link: dict[str, int], version: int, model: int, tmp_path: Path
) -> None:
    with Line() as line, Board(UID, "rating_pad", tmp_path, line, link=link) as board:
        board.power_on()
        gateway = Gateway(line)
        i_am = gateway.open()
        assert isinstance(i_am, IAm)
        assert (i_am.version, i_am.model) == (version, model)
        gateway.close()
        assert board.crashed is None


def test_a_constant_that_the_link_does_not_know_is_told(tmp_path: Path) -> None:
    with Board(UID, "rating_pad", tmp_path, link={"VERSON": 9}) as board:
        board.power_on()
        assert board.wait_for(lambda b: not b.alive)
        assert "'VERSON'" in (board.crashed or "") + "".join(board.output)


def test_each_board_has_its_own_files_and_keeps_them(tmp_path: Path) -> None:
    program = """
        import os
        print("found", sorted(os.listdir()), open("device.key").read())
        with open("kept", "w") as file:
            file.write(os.getenv("SIM_UID"))
    """
    with Board(UID, "rating_pad", tmp_path) as board:
        assert board.files.is_dir()
        (board.files / "device.key").write_text("secret")
    for found in (["device.key"], ["device.key", "kept"]):
        with running(program, tmp_path, uid=UID) as board:
            assert printed(board, f"found {found} secret")
            assert board.wait_for(lambda b: not b.alive)
    assert (board.files / "kept").read_text() == UID
    with Board(OTHER_UID, "rating_pad", tmp_path) as other:
        assert list(other.files.iterdir()) == []
