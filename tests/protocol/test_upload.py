"""A file over the link: whatever is lost, repeated or stale, it is whole or not there."""

import random
from hashlib import sha256

import pytest

from protocol.upload import BLOCK, DIGEST, Upload
from tests.devices.boards_on_pty import RamSink

PIECE = 224


def named(content: bytes) -> tuple[int, bytes]:
    return len(content), sha256(content).digest()[:DIGEST]


def send(upload: Upload, content: bytes, lost: float = 0.0, seed: int = 1) -> None:
    """As a host sends it: what is wanted, and rest when it is asked for."""
    dice = random.Random(seed)
    size, digest = named(content)
    want = 0
    for _ in range(40 * (size // PIECE + 10)):
        piece = content[want : want + PIECE]
        if dice.random() >= lost:
            told = upload.put(want, size, digest, piece)
            if dice.random() >= lost:
                want = told
        if upload.wants_rest:
            upload.rest()
        elif want == size:
            return
    raise AssertionError("it never became whole")


@pytest.mark.parametrize("size", [1, PIECE, PIECE + 1, BLOCK, BLOCK + 1, 3 * BLOCK - 5])
def test_a_file_of_any_size_arrives_whole(size: int) -> None:
    content = random.Random(size).randbytes(size)
    sink = RamSink()
    upload = Upload(sink)
    send(upload, content)
    assert sink.whole == content
    assert upload.done


def test_lost_and_repeated_pieces_heal() -> None:
    content = random.Random(5).randbytes(2 * BLOCK + 17)
    for seed in range(20):
        sink = RamSink()
        send(Upload(sink), content, lost=0.3, seed=seed)
        assert sink.whole == content


def test_nothing_is_written_outside_of_a_rest() -> None:
    sink = RamSink()
    upload = Upload(sink)
    content = bytes(BLOCK + 100)
    size, digest = named(content)
    want = 0
    while not upload.wants_rest:
        want = upload.put(want, size, digest, content[want : want + PIECE])
    assert want == BLOCK
    assert sink.part == b""
    assert upload.put(want, size, digest, content[want:]) == BLOCK  # it stands still until the rest
    upload.rest()
    assert sink.part == content[:BLOCK]


def test_a_file_whose_digest_is_wrong_begins_anew_and_never_counts() -> None:
    sink = RamSink()
    upload = Upload(sink)
    _, digest = named(b"right")
    assert upload.put(0, 5, digest, b"wrong") == 5
    upload.rest()
    assert not upload.done
    assert sink.whole == b""
    assert upload.put(5, 5, digest, b"") == 0
    assert upload.put(0, 5, digest, b"right") == 5
    upload.rest()
    assert sink.whole == b"right"


def test_another_file_takes_the_place_of_one_that_was_begun() -> None:
    sink = RamSink()
    upload = Upload(sink)
    size, digest = named(b"first file")
    upload.put(0, size, digest, b"first")
    send(upload, b"second")
    assert sink.whole == b"second"


def test_a_finished_file_is_not_taken_twice() -> None:
    sink = RamSink()
    upload = Upload(sink)
    send(upload, b"once")
    size, digest = named(b"once")
    assert upload.put(0, size, digest, b"once") == size
    assert not upload.wants_rest
    assert upload.put(size, size, digest, b"") == size


def test_bytes_beyond_the_size_are_cut_off() -> None:
    sink = RamSink()
    upload = Upload(sink)
    size, digest = named(b"four")
    assert upload.put(0, size, digest, b"four and more") == size
    upload.rest()
    assert sink.whole == b"four"


class FullSink(RamSink):
    """Has no room the first time."""

    full = True

    def write(self, data: memoryview) -> None:
        if self.full:
            self.full = False
            raise OSError(28)
        super().write(data)


def test_a_file_that_the_sink_cannot_keep_begins_anew_and_the_board_goes_on() -> None:
    sink = FullSink()
    content = random.Random(8).randbytes(BLOCK + 700)
    upload = Upload(sink)
    send(upload, content)
    assert sink.whole == content


def test_the_sink_is_left_alone_outside_of_a_rest() -> None:
    class Silent(RamSink):
        def begin(self) -> None:
            raise AssertionError("the board is asked every 20 ms: no flash now")

    upload = Upload(Silent())
    for digest in (b"12345678", b"87654321"):
        assert upload.put(0, 500, digest, bytes(PIECE)) == PIECE
