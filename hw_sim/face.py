"""What a person touches and sees of a board."""

import random
from collections.abc import Callable
from concurrent.futures import Future

from hw_sim import contacts
from hw_sim.fingers import Fingers
from hw_sim.front import Beep, Front
from hw_sim.scanner import Scanner
from hw_sim.wiring import wiring


class Face:
    """Keys, lamps, screen, digits, buzzer and scanner. Methods may be called from any thread."""

    def __init__(self, uid: str, model: str, order: Callable[[int, int, int], bool]) -> None:
        """uid: seeds how contacts bounce. model: dispenser, rating_pad or call_pad. order: sends
        the VM an order; False when the board is off."""
        self.uid = uid
        self.model = model
        self._wiring = wiring(model)
        self._front = Front(self._wiring)
        self._fingers = Fingers(self._wiring.keys, random.Random(uid), order)
        self._scanner = Scanner() if self._wiring.scanner else None

    def press(self, key: int, ms: float = 60) -> "Future[None]":
        """Press the key (0-based) and let it go after ms, counted from when the VM saw it down.

        Does not wait; presses of one key follow each other. The result comes when it is up again.
        """
        return self._fingers.press(key, ms)

    def hold(self, key: int) -> "Future[None]":
        """Press the key and keep it down, through power cuts too."""
        return self._fingers.move(key, contacts.CLOSED)

    def release(self, key: int) -> "Future[None]":
        """Let the key go."""
        return self._fingers.move(key, contacts.OPEN)

    def scan(self, text: str) -> None:
        """Hold a code or a document before the scanner. Raises RuntimeError without one."""
        if self._scanner is None:
            raise RuntimeError(f"Board {self.uid} is a {self.model}: it has no scanner.")
        self._scanner.scan(text)

    def lamps(self) -> tuple[bool, ...]:
        """The key lamps, in the order of the keys."""
        return self._front.lamps()

    def screen(self) -> tuple[str, ...]:
        """The four lines of the screen; () for a board without one."""
        return self._front.screen()

    def digits(self) -> str:
        """The four digits as people read them; "" for a board without them."""
        return self._front.digits()

    @property
    def beeps(self) -> tuple[Beep, ...]:
        """Every beep heard so far, the newest last."""
        return self._front.beeps
