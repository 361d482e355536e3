"""What a person sees and hears of a board: lamps, screen, digits and beeps, from its pins."""

import time
from dataclasses import dataclass, replace

from hw_sim.max7219 import Max7219
from hw_sim.st7920 import St7920
from hw_sim.wiring import Wiring

# A day of a busy dispenser beeps some thousand times; the newest tell enough.
_BEEPS_KEPT = 1000


@dataclass(frozen=True)
class Beep:
    """frequency in Hz; at = time.monotonic() of its start; seconds = None while it sounds."""

    frequency: int
    at: float
    seconds: float | None


class Front:
    """Fed with pin changes, SPI bytes and tones, in the order in which the board made them."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._levels: dict[int, int] = {}
        self._screen = St7920()
        self._digits = Max7219()
        self.beeps: tuple[Beep, ...] = ()

    def power_off(self) -> None:
        """Everything goes dark and silent; the beeps that were heard stay heard."""
        self._end_beep()
        self._levels.clear()
        self._screen = St7920()
        self._digits = Max7219()

    def pin(self, number: int, level: int) -> None:
        """A pin (GPIO number) went to this level, 0 or 1."""
        before = self._levels.get(number)
        self._levels[number] = level
        screen, digits = self._wiring.screen, self._wiring.digits
        if screen is not None and number == screen.select and not level:
            self._screen.deselect()
        if digits is not None and number == digits.select and level and before == 0:
            self._digits.load()

    def spi(self, bus: int, data: bytes) -> None:
        """Bytes went out on an SPI bus; the chip that is selected takes them."""
        screen, digits = self._wiring.screen, self._wiring.digits
        if screen is not None and bus == screen.bus and self._levels.get(screen.select):
            self._screen.write(data)
        if digits is not None and bus == digits.bus and not self._levels.get(digits.select):
            self._digits.write(data)

    def tone(self, pin: int, frequency: int, duty: int) -> None:
        """A PWM pin changed: frequency in Hz, duty of 65535; 0 of either is silence."""
        if pin != self._wiring.buzzer:
            return
        sounding = self.beeps[-1] if self.beeps and self.beeps[-1].seconds is None else None
        audible = bool(frequency and duty)
        if sounding is not None and audible and sounding.frequency == frequency:
            return
        self._end_beep()
        if audible:
            self.beeps = (*self.beeps[1 - _BEEPS_KEPT :], Beep(frequency, time.monotonic(), None))

    def lamps(self) -> tuple[bool, ...]:
        """The key lamps, in the order of the keys."""
        return tuple(bool(self._levels.get(pin)) for pin in self._wiring.lamps)

    def screen(self) -> tuple[str, ...]:
        """The four lines of the screen; () for a board without one."""
        return self._screen.lines() if self._wiring.screen else ()

    def digits(self) -> str:
        """The digits as people read them; "" for a board without them."""
        return self._digits.text() if self._wiring.digits else ""

    def _end_beep(self) -> None:
        if self.beeps and self.beeps[-1].seconds is None:
            last = self.beeps[-1]
            self.beeps = (*self.beeps[:-1], replace(last, seconds=time.monotonic() - last.at))
