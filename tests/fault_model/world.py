"""What all parts of a run share: time, dice, the books and the story."""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.fault_model.ledger import Journal, Ledger

WALL_MS: Final = 1_795_000_000_000
"""Wall clock of the first moment of every story."""


@dataclass
class World:
    """Time moves when somebody calls `advance`, and by nothing else."""

    dice: Random
    per_sector: int
    """Records in a sector of the flash."""
    sectors: int = 4
    """Sectors in the ring."""
    now: float = 0.0
    """Milliseconds since the story began."""
    ledger: Ledger = field(default_factory=Ledger)
    story: list[str] = field(default_factory=list)
    marks: Mapping[Journal, int] = field(default_factory=dict)
    """What the gateway's present disk holds of each journal."""
    noisy: bool = True
    """The lines may lose and damage frames."""
    _later: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _orders: int = 0

    def advance(self, ms: float) -> None:
        """Time goes by."""
        self.now += ms

    def chance(self, share: float) -> bool:
        """True in this share of the cases."""
        return self.dice.random() < share

    def tell(self, text: str) -> None:
        """One more sentence of the story."""
        self.story.append(f"{self.now / 1000:9.3f} s  {text}")

    def later(self, ms: float, do: Callable[[], None]) -> None:
        """Do something when so much time has gone by."""
        self._orders += 1
        heapq.heappush(self._later, (self.now + ms, self._orders, do))

    def catch_up(self) -> None:
        """Do what is due."""
        while self._later and self._later[0][0] <= self.now:
            heapq.heappop(self._later)[2]()

    def wall_ms(self) -> int:
        """See gateway.clock.Clock."""
        return WALL_MS + int(self.now)

    def mono_ms(self) -> int:
        """See gateway.clock.Clock."""
        return int(self.now)

    @property
    def boot(self) -> str:
        """See gateway.clock.Clock."""
        return "b0070001"

    def monotonic(self) -> float:
        """As time.monotonic, for the modules that ask it."""
        return self.now / 1000

    def randbits(self, bits: int) -> int:
        """As secrets.randbits."""
        return self.dice.getrandbits(bits)

    def token_hex(self, size: int) -> str:
        """As secrets.token_hex."""
        return self.dice.randbytes(size).hex()
