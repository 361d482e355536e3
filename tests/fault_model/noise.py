"""What a bad line does to a frame."""

from dataclasses import dataclass
from enum import Enum
from random import Random


class Fate(Enum):
    """What becomes of a frame on its way."""

    WHOLE = "whole"
    LOST = "lost"
    GARBLED = "garbled"
    TWICE = "twice"
    LATE = "late"


@dataclass
class Noise:
    """Shares of the frames, in each direction."""

    dice: Random
    lost: float = 0.0
    garbled: float = 0.0
    twice: float = 0.0
    late: float = 0.0

    @classmethod
    def of(cls, dice: Random) -> "Noise":
        """A line as bad as the dice have it; one in five is good."""
        worst = dice.choice((0.0, 0.02, 0.06, 0.12, 0.2))
        return cls(dice, *(dice.random() * worst for _ in range(4)))

    @property
    def clean(self) -> bool:
        """Whether frames only ever arrive whole."""
        return not (self.lost or self.garbled or self.twice or self.late)

    def fate(self) -> Fate:
        """Of the next frame."""
        if self.clean:
            return Fate.WHOLE
        at = self.dice.random()
        for share, fate in (
            (self.lost, Fate.LOST),
            (self.garbled, Fate.GARBLED),
            (self.twice, Fate.TWICE),
            (self.late, Fate.LATE),
        ):
            if at < share:
                return fate
            at -= share
        return Fate.WHOLE

    def garble(self, data: bytes) -> bytes:
        """Flip a few bits, lose the end, or have an edge in the middle. The frame is no more."""
        bad = bytearray(data)
        inside = range(1, len(bad) - 1)
        if len(inside) < 4:
            return b"\xaa"
        how = self.dice.randrange(4)
        if how == 0:
            return bytes(bad[: self.dice.choice(inside)])
        if how == 1:
            bad[self.dice.choice(inside)] = 0
        for at in self.dice.sample(inside, how) if how > 1 else ():
            bad[at] ^= 1 << self.dice.randrange(8)
        return bytes(bad)
