"""Boards that are not as their neighbours: with files of their own."""

from pathlib import Path

from hw_sim.board import Board
from tests.hw_sim.bench import OTHER_UID, UID, printed, running


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
