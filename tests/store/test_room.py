"""Whether the disk is nearly full, by what a function says of it."""

from pathlib import Path

import pytest

from gateway.store.room import MB, Room, free_bytes


def test_it_is_low_below_the_least_and_well_again_a_tenth_above():
    free = 200 * MB
    room = Room(200, lambda: free)
    looks = []
    for free in (200 * MB, 200 * MB - 1, 200 * MB, 219 * MB, 220 * MB, 200 * MB):  # noqa: B007
        looks.append(room.is_low())
    assert looks == [False, True, True, True, False, False]


def test_a_disk_that_cannot_be_asked_is_as_it_was():
    answers: list[int | OSError] = [OSError("stale"), 1, OSError("stale"), 999 * MB]

    def free() -> int:
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    room = Room(200, free)
    assert [room.is_low() for _ in range(4)] == [False, True, True, False]


def test_what_is_free_is_asked_of_the_disk_that_the_file_is_on(tmp_path: Path):
    assert free_bytes(tmp_path / "not there yet.db") > 0
    with pytest.raises(FileNotFoundError):
        free_bytes(tmp_path / "no folder" / "gateway.db")
