"""The taxpayer's rating pad: five lit keys, from very satisfied (非常满意) down.

It asks about one service at a time and takes one answer for it, with or without the gateway.
All lamps lit: please rate. One lamp lit: this is your answer, for as long as one looks. A light
that runs along the keys, after a bad answer: what was it about? Press a key, or go. No lamp:
nothing is asked.
"""

from kiosk_fw.clock import since
from kiosk_fw.parts import buzzer as sounds
from kiosk_fw.service import RESERVE
from protocol import device_link, records
from protocol.journal import Full

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kiosk_fw.clock import Clock
    from kiosk_fw.parts.buzzer import Buzzer
    from kiosk_fw.parts.lamps import Lamps
    from protocol.journal import Journal

LEVELS = 5
ALL = 0b11111
SERVICE_BYTES = 8  # stream u32, n u32
ANSWER_MS = 4000  # long enough to be seen, too short for the next person or the clerk to read
BAD = 2  # this level and the one below are asked about once more
WHY_AFTER_MS = 1500  # a key that is hit twice is one answer, and no reason
WHY_MS = 15_000  # to read five words; then whoever comes next finds the pad dark
STEP_MS = 250  # of the running light: never all lamps lit, which would ask for a rating
LOOK_BACK = 32  # slots searched at boot for the last rating: more than one pad's boots in a day


def last_rated(journal: "Journal") -> bytes:
    """The service of the newest rating among the last slots, empty if there is none."""
    for seq in range(journal.next - 1, max(journal.first, journal.next - LOOK_BACK) - 1, -1):
        kind, _, payload = journal.read(seq)
        if kind == records.RATING:
            return payload[:SERVICE_BYTES]
    return b""


class RatingPad:
    """What the rating pad does when set, pressed, or when time goes by."""

    MODEL = device_link.RATING_PAD

    def __init__(
        self, clock: "Clock", journal: "Journal", lamps: "Lamps", buzzer: "Buzzer"
    ) -> None:
        self._clock = clock
        self._journal = journal
        self._lamps = lamps
        self._buzzer = buzzer
        self._asked = b""  # the service on show, empty: none
        self._rated = last_rated(journal)
        self._answer = 0  # lamps of the answer just given
        self._answered_at = 0
        self._bad = False  # the answer was a bad one, and what it is about was not said

    def on_set(self, output: int, value: bytes) -> bool:
        """PROMPT: the eight bytes of a service id, or nothing to clear. False for another.

        A service that has had its answer here, before a reboot too, is not asked about again.
        """
        if output != device_link.PROMPT or len(value) not in (0, SERVICE_BYTES):
            return False
        fresh = value != self._asked and value != self._rated
        self._asked = value
        if value and fresh:
            self._buzzer.play(sounds.PROMPT)
        self._draw()
        return True

    def pressed(self, key: int, seen: int) -> None:
        """A key went down; key 0 is level 5, or the first reason. `seen` means nothing here: a
        prompt does."""
        taken = self._write(LEVELS - key) if self._open else self._asks_why and self._say_why(key)
        self._buzzer.play(sounds.ACCEPTED if taken else sounds.REFUSED)
        self._draw()

    def tick(self, polled: bool) -> None:
        """Show what is true now. Ratings are taken whether the gateway polls or not."""
        self._draw()

    @property
    def _open(self) -> bool:
        return bool(self._asked) and self._asked != self._rated and self._journal.room > 0

    @property
    def _asks_why(self) -> bool:
        """Whether a key means a reason now. The last room of the ring is for ratings."""
        past = since(self._answered_at, self._clock.now())
        asked = self._bad and WHY_AFTER_MS <= past < WHY_AFTER_MS + WHY_MS
        return asked and self._journal.room > RESERVE

    def _write(self, level: int) -> bool:
        payload = records.rating_payload(self._asked, level)
        if not self._append(records.RATING, payload, LEVELS - level):
            return False
        self._rated = self._asked
        self._bad = level <= BAD
        return True

    def _say_why(self, key: int) -> bool:
        if not self._append(records.TAGS, records.tags_payload(self._rated, 1 << key), key):
            return False
        self._bad = False
        return True

    def _append(self, kind: int, payload: bytes, key: int) -> bool:
        """Into the journal first; then the lamp of this key is the answer."""
        now = self._clock.now()
        try:
            self._journal.append(kind, now, payload)
        except Full:
            return False
        self._answer, self._answered_at = 1 << key, now
        return True

    def _draw(self) -> None:
        if self._open:
            self._answer = 0
            self._bad = False
            self._lamps.show(ALL)
            return
        if self._asks_why:
            step = since(self._answered_at, self._clock.now()) // STEP_MS
            self._lamps.show(1 << step % LEVELS)
            return
        if self._answer and since(self._answered_at, self._clock.now()) > ANSWER_MS:
            self._answer = 0
        self._lamps.show(self._answer)
