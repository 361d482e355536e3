"""The boards' keys: drawn at random, readable by the gateway alone, never taken for granted."""

import os
import stat
from pathlib import Path

import pytest

from gateway.devices.keys import FILE, KeysError, load_keys, provision
from protocol.checks import KEY_BYTES

UID, OTHER = "e6614c311b7e8a00", "e6614c311b7e8a01"
LINE = f"{UID} {'ab' * KEY_BYTES}\n"


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / FILE
    path.write_text(text)
    path.chmod(mode)
    return folder


def test_a_hall_without_the_file_has_no_keys(tmp_path: Path) -> None:
    assert load_keys(tmp_path) == {}


def test_each_board_gets_a_key_of_its_own_that_the_gateway_finds_again(tmp_path: Path) -> None:
    one, two = provision(tmp_path, UID), provision(tmp_path, OTHER)
    assert (len(one), len(two)) == (KEY_BYTES, KEY_BYTES)
    assert one != two
    assert load_keys(tmp_path) == {UID: one, OTHER: two}
    other_hall = tmp_path / "other"
    other_hall.mkdir()
    assert provision(other_hall, UID) != one, "there is no default key"


def test_nobody_else_may_read_the_keys_at_any_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes = []
    sync = os.fsync

    def look(descriptor: int) -> None:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISREG(mode):
            modes.append(stat.S_IMODE(mode))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    before = os.umask(0)
    try:
        provision(tmp_path, UID)
        provision(tmp_path, OTHER)
    finally:
        os.umask(before)
    assert modes == [0o600, 0o600]
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_keys_that_others_may_read_are_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    written(tmp_path, LINE, mode)
    with pytest.raises(KeysError, match="chmod 600") as told:
        load_keys(tmp_path)
    assert str(tmp_path / FILE) in str(told.value)
    with pytest.raises(KeysError, match="chmod 600"):
        provision(tmp_path, OTHER)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (LINE + "\n", 2),
        (LINE + LINE, 2),
        (LINE.upper(), 1),
        (LINE[:-2] + "\n", 1),
        (LINE.replace(" ", "  "), 1),
        ("# keys\n" + LINE, 1),
        (LINE + f"{OTHER}\n", 2),
    ],
)
def test_a_file_that_cannot_be_right_stops_the_start_and_is_left_as_it_was(
    tmp_path: Path, text: str, line: int
) -> None:
    written(tmp_path, text)
    with pytest.raises(KeysError, match=f"line {line}: expected"):
        load_keys(tmp_path)
    with pytest.raises(KeysError, match=f"line {line}: expected"):
        provision(tmp_path, OTHER)
    assert (tmp_path / FILE).read_text() == text


def test_bytes_that_are_no_text_are_told_without_being_shown(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(bytes(range(128, 160)))
    (tmp_path / FILE).chmod(0o600)
    with pytest.raises(KeysError, match="cannot be read"):
        load_keys(tmp_path)


def test_a_board_keeps_its_key_until_somebody_says_again(tmp_path: Path) -> None:
    first, other = provision(tmp_path, UID), provision(tmp_path, OTHER)
    with pytest.raises(KeysError, match="--again"):
        provision(tmp_path, UID)
    assert load_keys(tmp_path)[UID] == first
    second = provision(tmp_path, UID, again=True)
    assert second != first
    assert load_keys(tmp_path) == {UID: second, OTHER: other}


@pytest.mark.parametrize("uid", ["", "e6614c31", UID.upper(), UID + "0", UID + "\n", "../keys"])
def test_what_is_no_uid_gets_no_key(tmp_path: Path, uid: str) -> None:
    with pytest.raises(KeysError, match="16 hex digits"):
        provision(tmp_path, uid)
    assert not (tmp_path / FILE).exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeysError, match="cannot be written"):
        provision(tmp_path / "gone", UID)


def test_a_power_cut_while_writing_leaves_the_old_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = provision(tmp_path, UID)

    def cut(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", cut)
        with pytest.raises(KeysError, match="as they were"):
            provision(tmp_path, OTHER)
    assert load_keys(tmp_path) == {UID: first}
    provision(tmp_path, OTHER)
