"""What a dispenser makes of the texts that its scanner reads.

A code of a booking or of a phone ticket is checked here, and a bad one is written nowhere. Of an
identity document only a keyed hash is kept, until the next press or for some seconds.
"""

from kiosk_fw import texts
from kiosk_fw.clock import since
from protocol import codes, records

WORD_MS = 4000  # how long the board's own word on a bad code stands
NAMED_MS = 20_000  # whoever has shown an identity finds the key by then, or is gone

_CODES = ((codes.BOOKING, records.BOOKING_CODE), (codes.TICKET, records.TICKET_CODE))


class Scans:
    """word: lines for the screen, none if nothing is to be said. subject: as in codes.subject."""

    def __init__(self, key: bytes, city_key: bytes = b"") -> None:
        """key: the hall's. city_key: the city's, of people; nothing: they are known under the
        hall's."""
        self._key = key
        self._subject_key = city_key or key
        self._since = 0
        self._stands_ms = 0
        self.forget()

    def forget(self) -> None:
        """The next person is none of this."""
        self.word = ()  # type: tuple[bytes, ...]
        self.subject = b""

    def request(self, text: str, seen: int) -> bytes:
        """Payload of the SCAN record of a good code, empty if it is none."""
        code = text[text.rfind("/") + 1 :]  # on paper it may be the end of a page's address
        for kind, what in _CODES:
            number = codes.read(self._key, kind, code)
            if number is not None:
                return records.code_payload(what, seen, number)
        return b""

    def note(self, text: str, now: int) -> bool:
        """Whether it is an identity: its keyed hash waits for a key. Else the word says no."""
        self.forget()
        self._since = now
        if codes.is_identity(text):
            self.subject = codes.subject(self._subject_key, text)
            self.word, self._stands_ms = texts.IDENTIFIED, NAMED_MS
            return True
        self.word, self._stands_ms = texts.BAD_CODE, WORD_MS
        return False

    def tick(self, now: int) -> None:
        """Call it often: a word and a name have their time."""
        if self.word and since(self._since, now) >= self._stands_ms:
            self.forget()
