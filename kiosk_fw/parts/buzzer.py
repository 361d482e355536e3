"""A buzzer on a PWM pin: three sounds that a person can tell apart without looking."""

import asyncio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from machine import PWM

    Sound = tuple[tuple[int, int], ...]

HALF = 32768  # of 65535: a square wave, the loudest

# (hertz, milliseconds) in a row; 0 hertz is a pause.
ACCEPTED = ((2000, 80),)  # short and high: it is written down
REFUSED = ((300, 200),)  # low: nothing was taken
PROMPT = ((1200, 80), (0, 60), (1800, 120))  # rising: please answer


class Buzzer:
    """Plays the newest sound asked for; an older one is cut off."""

    def __init__(self, pwm: "PWM") -> None:
        self._pwm = pwm
        self._pwm.duty_u16(0)
        self._next: Sound = ()
        self._asked = asyncio.Event()

    def play(self, sound: "Sound") -> None:
        """Ask for a sound and return at once."""
        self._next = sound
        self._asked.set()

    async def run(self) -> None:
        """Make the sounds, for ever."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            for hertz, ms in self._next:
                self._tone(hertz)
                await asyncio.sleep_ms(ms)
                if self._asked.is_set():
                    break
            self._tone(0)

    def _tone(self, hertz: int) -> None:
        if hertz:
            self._pwm.freq(hertz)
        self._pwm.duty_u16(HALF if hertz else 0)
