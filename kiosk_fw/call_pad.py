"""The clerk's call pad: seven action keys with lamps, four digits and a buzzer.

In service every press is journaled with the face that the clerk saw; the gateway judges it.
"""

from kiosk_fw import texts
from kiosk_fw.parts import buzzer as sounds
from kiosk_fw.parts.digits import DIGITS
from kiosk_fw.service import Service
from protocol import device_link, records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kiosk_fw.clock import Clock
    from kiosk_fw.parts.buzzer import Buzzer
    from kiosk_fw.parts.digits import Digits
    from kiosk_fw.parts.lamps import Lamps
    from protocol.journal import Journal


class CallPad:
    """What the call pad does when set, pressed, or when time goes by."""

    MODEL = device_link.CALL_PAD

    def __init__(
        self, clock: "Clock", journal: "Journal", lamps: "Lamps", buzzer: "Buzzer", digits: "Digits"
    ) -> None:
        self._clock = clock
        self._lamps = lamps
        self._buzzer = buzzer
        self._digits = digits
        self._service = Service(journal)
        self._draw()

    def on_set(self, output: int, value: bytes) -> bool:
        """FACE: lamps u8, bit action - 1, then 4 ASCII bytes for the digits. False for another."""
        if output != device_link.FACE or len(value) != 1 + DIGITS:
            return False
        self._service.show(value)
        self._draw()
        return True

    def pressed(self, key: int, seen: int) -> None:
        """An action key went down while the face with cmd id `seen` was shown."""
        request = records.key_payload(key + 1, seen)
        now = self._clock.now()
        if self._service.open and self._service.take(key, records.KEY, request, now):
            self._buzzer.play(sounds.ACCEPTED)
            self._draw()
        else:
            self._buzzer.play(sounds.REFUSED)

    def tick(self, polled: bool) -> None:
        """Show what is true now: call it about ten times a second."""
        self._service.tick(polled, self._clock.now())
        self._draw()

    def _draw(self) -> None:
        self._lamps.show(self._service.lamps)
        self._digits.show(self._service.face[1:] if self._service.open else texts.NO_NUMBER)
