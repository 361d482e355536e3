"""Whether a board that takes requests may take one, and what it waits for.

Dispenser and call pad share this: what they show and what they do follow from the same answer,
so a person never sees a lit key that does nothing, or presses a dark one that does something.
"""

from kiosk_fw.clock import since
from protocol.journal import Full

TYPE_CHECKING = False
if TYPE_CHECKING:
    from protocol.journal import Journal

# Records kept free for what must not be refused: the BOOT of every start, without which no
# request could be told fresh from stale. On a rating pad the same room is for the ratings.
RESERVE = 127

ANSWER_MS = 10_000  # a request older than this has expired at the gateway: no more to wait for

NOBODY = -1
SCANNER = -2  # stands for a key where the request came without one


class Service:
    """In service: polled, told by the gateway what to show, and able to write a request down.

    waiting: index of the key whose request has no answer yet, SCANNER, or NOBODY.
    """

    def __init__(self, journal: "Journal") -> None:
        self._journal = journal
        self._polled = False
        self._asked_at = 0
        self.face = b""  # the value of the last FACE, empty until there is one in this boot
        self.waiting = NOBODY

    @property
    def open(self) -> bool:
        """Whether a request may be taken now."""
        return self._polled and bool(self.face) and self._journal.room > RESERVE

    @property
    def lamps(self) -> int:
        """Lamps to light: those of the face, only the pressed one while it waits, else none."""
        if not self.open or self.waiting == SCANNER:
            return 0
        return self.face[0] if self.waiting == NOBODY else 1 << self.waiting

    def show(self, face: bytes) -> None:
        """A new face: what the gateway answers, and what the next request refers to."""
        self.face = face
        self.waiting = NOBODY

    def take(self, key: int, kind: int, payload: bytes, now: int) -> bool:
        """Write the request of this key into the journal and wait for its answer.

        False when the flash has no room after all: the next tick then says "out of service".
        """
        try:
            self._journal.append(kind, now, payload)
        except Full:
            return False
        self.waiting = key
        self._asked_at = now
        return True

    def tick(self, polled: bool, now: int) -> None:
        """Call it often: takes over whether the gateway polls, and ends a wait in vain."""
        self._polled = polled
        if self.waiting != NOBODY and since(self._asked_at, now) >= ANSWER_MS:
            self.waiting = NOBODY
