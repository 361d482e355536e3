"""Sound as numbers: WAV in and out, pieces joined, a chime. Standard library only."""

import array
import io
import math
import sys
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

RATE: Final = 22_050
"""Samples a second of espeak-ng's voices, and of the chime."""

_CHIME: Final = ((659.3, 0.35), (523.3, 0.55))
"""Hz and seconds: e'' and c'', the falling third of every waiting hall."""


class NotSoundError(Exception):
    """These bytes are no WAV that can be joined; the text says why."""


@dataclass(frozen=True, slots=True)
class Sound:
    """One channel of 16-bit samples."""

    rate: int
    """Samples a second."""
    frames: bytes
    """Little-endian, as WAV has them."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.frames) / 2 / self.rate

    def wav(self) -> bytes:
        """As a file."""
        out = io.BytesIO()
        with wave.open(out, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self.rate)
            file.writeframes(self.frames)
        return out.getvalue()


def read(wav: bytes) -> Sound:
    """A WAV file; a length in its head that was not known when it was written does no harm.

    Raises NotSoundError for anything but 16-bit samples of one channel.
    """
    try:
        with wave.open(io.BytesIO(wav), "rb") as file:
            shape = file.getnchannels(), file.getsampwidth()
            rate, frames = file.getframerate(), file.readframes(len(wav))
    except (wave.Error, EOFError) as error:
        raise NotSoundError(f"it is no WAV file of plain samples ({error})") from error
    if shape != (1, 2) or not rate:
        raise NotSoundError(f"it has {shape[0]} channels of {shape[1] * 8} bits, not 1 of 16 bits")
    return Sound(rate, frames[: len(frames) // 2 * 2])


def silence(seconds: float, rate: int = RATE) -> Sound:
    """Nothing, so long."""
    return Sound(rate, bytes(2 * round(seconds * rate)))


def joined(sounds: Sequence[Sound], gap_s: float = 0.0) -> Sound:
    """One after the other, so much silence between. There must be one at least.

    Raises NotSoundError where their rates differ.
    """
    rates = sorted({sound.rate for sound in sounds})
    if len(rates) > 1:
        raise NotSoundError(f"its rate differs: {rates[0]} and {rates[-1]} samples a second")
    gap = silence(gap_s, rates[0]).frames
    return Sound(rates[0], gap.join(sound.frames for sound in sounds))


def chime() -> Sound:
    """Two soft tones that say: listen."""
    samples = array.array("h")
    for hertz, seconds in _CHIME:
        count = round(seconds * RATE)
        for i in range(count):
            swell = min(1.0, i / (0.01 * RATE)) * math.exp(-4.0 * i / count)
            samples.append(round(14_000 * swell * math.sin(2 * math.pi * hertz * i / RATE)))
    if sys.byteorder == "big":
        samples.byteswap()
    return Sound(RATE, samples.tobytes())
