"""Frames survive any garbage around them, and garbage is never a frame."""

import random

from hypothesis import given
from hypothesis import strategies as st

from protocol import frames, records

FRAME = st.tuples(
    st.integers(0, 255), st.integers(0, 255), st.integers(0, 255), st.binary(max_size=240)
)
SEED = st.integers(0, 0xFFFFFFFF)


@given(FRAME, SEED)
def test_what_is_encoded_is_decoded_and_holds_no_zero_inside(
    frame: tuple[int, int, int, bytes], seed: int
) -> None:
    wire = frames.encode(*frame, seed)
    assert wire[0] == wire[-1] == 0
    assert 0 not in wire[1:-1]
    assert len(wire) == len(frame[3]) + frames.OVERHEAD
    assert frames.decode(wire[1:-1], seed) == frame
    assert frames.address_of(wire[1:-1]) == frame[0]


@given(FRAME, SEED, st.integers(1, 0xFFFFFFFF))
def test_a_frame_of_another_session_is_noise(
    frame: tuple[int, int, int, bytes], seed: int, other: int
) -> None:
    assert frames.decode(frames.encode(*frame, seed)[1:-1], seed ^ other) is None


@given(st.lists(FRAME, max_size=5), st.lists(st.integers(1, 40), min_size=1), SEED)
def test_frames_come_out_whole_however_the_stream_is_cut(
    sent: list[tuple[int, int, int, bytes]], cuts: list[int], seed: int
) -> None:
    wire = b"boot text\r\n" + b"".join(frames.encode(*frame, seed) for frame in sent)
    splitter = frames.Splitter()
    heard = []
    at = i = 0
    while at < len(wire):
        step = cuts[i % len(cuts)]
        heard += splitter.feed(wire[at : at + step])
        at, i = at + step, i + 1
    assert [frames.decode(raw, seed) for raw in heard if frames.decode(raw, seed)] == sent


def test_a_megabyte_of_noise_yields_no_frame_no_growth_and_is_counted() -> None:
    rng = random.Random(1)
    splitter = frames.Splitter()
    noise = rng.randbytes(1 << 20)
    quiet = bytes(byte or 1 for byte in noise)  # no zero at all: the worst case for memory
    for data in (noise, quiet):
        for at in range(0, len(data), 4096):
            for raw in splitter.feed(data[at : at + 4096]):
                assert frames.decode(raw) is None
                assert frames.decode(raw, 0x12345678) is None
    assert splitter.noise >= (1 << 20) - frames.MOST_RAW
    assert len(splitter._part) <= frames.MOST_RAW
    good = frames.encode(1, 2, 3, b"after it")
    assert splitter.feed(b"\0" + good)[-1] == good[1:-1]


@given(st.binary(max_size=260))
def test_no_bytes_raise_in_any_decoder(raw: bytes) -> None:
    frames.decode(raw)
    frames.address_of(raw)
    records.split(raw)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 255),
            st.integers(0, 0xFFFFFFFF),
            st.binary(max_size=records.MOST_PAYLOAD),
        )
    )
)
def test_records_in_a_row_are_told_apart(rows: list[tuple[int, int, bytes]]) -> None:
    assert records.split(b"".join(records.encode(*row) for row in rows)) == rows
