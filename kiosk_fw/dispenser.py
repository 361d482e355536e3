"""The ticket dispenser: eight lit business keys, a screen, a buzzer and perhaps a QR scanner.

A press is journaled before anything is shown. A lit key is taken; a dark one gives the low beep
and is written nowhere. After the answer all keys stay dark for a moment: a double tap, a trembling
hand or a child is one wish, not five tickets.
"""

from kiosk_fw import texts
from kiosk_fw.clock import since
from kiosk_fw.parts import buzzer as sounds
from kiosk_fw.parts.screen import COLUMNS, LINES
from kiosk_fw.scans import Scans
from kiosk_fw.service import NOBODY, SCANNER, Service
from protocol import device_link, records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kiosk_fw.clock import Clock
    from kiosk_fw.parts.buzzer import Buzzer
    from kiosk_fw.parts.lamps import Lamps
    from kiosk_fw.parts.screen import Screen
    from protocol.journal import Journal


NEWS_MS = 8000  # how long a face is news; then the screen invites whoever comes next
REST_MS = 1000  # from the answer until the next wish; people tap twice within half a second


class Dispenser:
    """What the dispenser does when set, pressed, or when time goes by."""

    MODEL = device_link.DISPENSER

    def __init__(
        self,
        clock: "Clock",
        journal: "Journal",
        lamps: "Lamps",
        buzzer: "Buzzer",
        screen: "Screen",
        key: bytes = b"",
        city_key: bytes = b"",
    ) -> None:
        """key: the hall's, empty where there is no scanner. city_key: see Scans."""
        self._clock = clock
        self._lamps = lamps
        self._buzzer = buzzer
        self._screen = screen
        self._service = Service(journal)
        self._notice = b""
        self._resting_since = None  # type: int | None
        self._news_since = None  # type: int | None
        self._scans = Scans(key, city_key)
        self._draw()

    def on_set(self, output: int, value: bytes) -> bool:
        """FACE: lamps u8, then up to 64 bytes of text. NOTICE: the fourth line, unless empty.

        False when the output or the value is not one that a dispenser can show.
        """
        if output == device_link.FACE and 1 <= len(value) <= 1 + LINES * COLUMNS:
            self._news_since = self._clock.now()
            self._scans.forget()
            if self._service.waiting != NOBODY:
                self._resting_since = self._news_since
            self._service.show(value)
        elif output == device_link.NOTICE and len(value) <= COLUMNS:
            self._notice = value
        else:
            return False
        self._draw()
        return True

    def pressed(self, key: int, seen: int) -> None:
        """A business key went down while the face with cmd id `seen` was on the screen."""
        if not self._lit >> key & 1:
            self._buzzer.play(sounds.REFUSED)
        elif self._scans.subject:
            self._ask(key, records.SCAN, records.subject_payload(key, seen, self._scans.subject))
        else:
            self._ask(key, records.TICKET, records.ticket_payload(key, seen))

    def scanned(self, text: str, seen: int) -> None:
        """The scanner read this while the face with cmd id `seen` was on the screen."""
        if not self._lit or self._service.waiting != NOBODY:
            self._buzzer.play(sounds.REFUSED)
            return
        request = self._scans.request(text, seen)
        if request:
            self._ask(SCANNER, records.SCAN, request)
            return
        noted = self._scans.note(text, self._clock.now())
        self._buzzer.play(sounds.ACCEPTED if noted else sounds.REFUSED)
        self._draw()

    def tick(self, polled: bool) -> None:
        """Show what is true now: call it about ten times a second."""
        now = self._clock.now()
        self._service.tick(polled, now)
        if self._resting_since is not None and since(self._resting_since, now) >= REST_MS:
            self._resting_since = None
        if self._news_since is not None and since(self._news_since, now) >= NEWS_MS:
            self._news_since = None
        self._scans.tick(now)
        self._draw()

    def _ask(self, key: int, kind: int, request: bytes) -> None:
        """Write the request down, then show that it is; it is all that anybody wanted."""
        self._scans.forget()
        if self._service.take(key, kind, request, self._clock.now()):
            self._buzzer.play(sounds.ACCEPTED)
            self._draw()
        else:
            self._buzzer.play(sounds.REFUSED)

    @property
    def _lit(self) -> int:
        return self._service.lamps if self._resting_since is None else 0

    def _draw(self) -> None:
        self._lamps.show(self._lit)
        if not self._service.open:
            self._screen.show(texts.OUT_OF_SERVICE)
            return
        self._screen.show(self._lines())

    def _lines(self) -> "list[bytes]":
        """Wait, or a word on a scan, or the news of the face, or the invitation; then the notice.

        While a press waits for its answer the last person's number must not stand there.
        """
        if self._service.waiting != NOBODY:
            lines = list(texts.WAITING)
        elif self._scans.word:
            lines = list(self._scans.word)
        elif self._news_since is None:
            lines = list(texts.INVITATION)
        else:
            text = self._service.face[1:]
            lines = [text[row * COLUMNS : (row + 1) * COLUMNS] for row in range(LINES - 1)]
        lines.append(self._notice or self._service.face[1 + (LINES - 1) * COLUMNS :])
        return lines
