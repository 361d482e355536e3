"""Lamps: one pin each, lit at 1."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from machine import Pin


class Lamps:
    """A row of lamps, dark from the start. Writes only those that change."""

    def __init__(self, pins: "Sequence[Pin]") -> None:
        self._pins = pins
        self._lit = 0
        for pin in pins:
            pin.value(0)

    def show(self, lit: int) -> None:
        """Light the lamps whose bit is set (bit 0: the first), and no other."""
        for index in range(len(self._pins)):
            bit = lit >> index & 1
            if bit != self._lit >> index & 1:
                self._pins[index].value(bit)
        self._lit = lit
