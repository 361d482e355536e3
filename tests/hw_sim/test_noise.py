"""What a bad wire does to bytes, by itself: how much of it, and the same for the same seed."""

import math

import pytest

from hw_sim.noise import Noise

BYTE_S = 0.0001
COUNTED = bytes(i % 251 for i in range(100_000))


def test_lost_bytes_are_as_many_as_were_asked_for_and_the_rest_closes_up() -> None:
    wire = Noise(BYTE_S)
    wire.set_byte_loss(0.01, seed=3)
    left = wire.spoil(COUNTED, start=0.0, now=0.0)
    assert 900 < wire.lost < 1100  # three deviations are 95
    assert len(left) == len(COUNTED) - wire.lost
    rest = iter(COUNTED)
    assert all(byte in rest for byte in left)  # each one stands behind the one before it
    before = wire.lost
    wire.set_byte_loss(0, seed=3)
    assert wire.spoil(COUNTED, start=0.0, now=0.0) == COUNTED
    assert wire.lost == before


def test_bursts_drown_stretches_of_their_length_at_their_interval() -> None:
    wire = Noise(BYTE_S)
    wire.set_bursts(mean_s=0.5, burst_s=0.02, seed=1, now=0.0)
    heard = wire.spoil(bytes(1_000_000), start=0.0, now=0.0)  # 100 s
    assert 150 < wire.bursts < 240  # 192 on the average, three deviations are 42
    assert wire.bursts * 200 <= wire.drowned <= wire.bursts * 202
    noisy = [len(run.strip(b"\0")) for run in heard.split(bytes(20)) if run.strip(b"\0")]
    assert wire.bursts - 10 < len(noisy) <= wire.bursts  # two may meet
    assert sum(190 <= length <= 202 for length in noisy) > wire.bursts - 20


def test_a_burst_strikes_everybody_who_speaks_at_that_time_and_nobody_in_a_pause() -> None:
    wire = Noise(BYTE_S)
    wire.set_bursts(mean_s=1e-9, burst_s=1.0, seed=1, now=10.0)  # without an end
    one = wire.spoil(bytes(50), start=10.0, now=10.0)
    other = wire.spoil(bytes(50), start=10.001, now=10.001)
    assert sum(map(bool, one)) > 40
    assert sum(map(bool, other)) > 40
    assert wire.bursts == 1
    wire.set_bursts(math.inf, 0.0, seed=1, now=11.0)
    assert wire.spoil(bytes(50), start=11.0, now=11.0) == bytes(50)
    wire.set_bursts(mean_s=0.5, burst_s=0.02, seed=1, now=12.0)
    wire.spoil(bytes(10), start=100.0, now=100.0)
    assert (wire.bursts, wire.drowned) == (1, 100)


def test_the_same_seed_is_the_same_noise() -> None:
    def heard(seed: int) -> bytes:
        wire = Noise(BYTE_S)
        wire.set_bit_error_rate(1e-3, seed)
        wire.set_byte_loss(1e-3, seed)
        wire.set_bursts(0.5, 0.01, seed, now=0.0)
        pieces = [
            wire.spoil(COUNTED[at : at + 100], start=at * BYTE_S, now=at * BYTE_S)
            for at in range(0, len(COUNTED), 100)
        ]
        return b"".join(pieces)

    assert heard(5) == heard(5)
    assert heard(5) != heard(6)


@pytest.mark.parametrize("rate", [-0.1, 1.0])
def test_a_rate_that_is_none_is_refused(rate: float) -> None:
    wire = Noise(BYTE_S)
    with pytest.raises(ValueError, match="from 0 up to below 1"):
        wire.set_byte_loss(rate, 0)
    with pytest.raises(ValueError, match="from 0 up to below 1"):
        wire.set_bit_error_rate(rate, 0)
    with pytest.raises(ValueError, match="above 0 s"):
        wire.set_bursts(0, 0.1, 0, 0.0)
