"""How many records a board is asked for at once: as many as the line carries unharmed."""

from typing import Final

from protocol import frames, records

MOST: Final = (frames.MOST_BODY - 8) // records.HEAD
"""The smallest records that fit into one answer."""

USUAL: Final = 16
"""What an answer holds of the common records, ratings and requests: what is shortened at first."""


GROWTH: Final = 3
"""More records after each answer that came whole, and a quarter less after one that came garbled:
near the best length at 1 bit error in 10,000 and in 1,000. Halving is too short for most of the
time at the one, a smaller step too long at the other."""


class Portion:
    """A quarter less after an answer that came garbled, three more with each that came whole.

    So a line with few bit errors carries full answers, and one with many carries answers short
    enough to arrive: at 1 error in 1,000 bits the best ones hold two or three records.
    """

    def __init__(self) -> None:
        self.size = MOST
        self._last = USUAL

    def came(self, count: int) -> None:
        """An answer arrived whole, with so many records."""
        self._last = max(1, count)
        self.size = min(MOST, self.size + GROWTH)

    def came_garbled(self) -> None:
        """Something was heard in answer, and could not be believed."""
        self._last = max(1, min(self.size, self._last) * 3 // 4)
        self.size = self._last
