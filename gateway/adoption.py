"""Boards that take the place of others: by themselves where there is no doubt, else by a person."""

import logging
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from gateway.devices import why
from gateway.devices.board import Standing
from gateway.devices.line import Line
from gateway.devices.status import BoardStatus, LineStatus, by_uid
from gateway.hall import places, spares
from gateway.hall.here import Actor
from gateway.hall.places import Sighting, Wish
from gateway.hall.plan import HallPlan
from gateway.hall.reasons import Reason
from gateway.hall.spares import Look, Verdict
from gateway.lookout import Lookout
from gateway.store.commands import Adopt
from gateway.store.errors import RefusedError, StoreError, WishRefusedError
from gateway.store.store import Store
from gateway.web.adopting import Adopted, NotAdoptedError, NotAdoptedNowError

log = logging.getLogger(__name__)

LOOK_S: Final = 0.5

FOUND_S: Final = 20.0
"""After a start, a board on another line than its place's is known to none: it is found by WHO,
which comes every ten seconds, and two boards may once meet in one slot of it."""

LATE_S: Final = 2.0
"""A look that comes so late proves nothing of the boards: this program itself stood still."""


class Adoption(Lookout):
    """Looks at all lines twice a second."""

    def __init__(
        self,
        plan: HallPlan,
        store: Store,
        lines: Sequence[Line],
        keyed: Collection[str],
        automatic: bool,
    ) -> None:
        """keyed: uids for which this gateway keeps a key."""
        super().__init__("adoption", LOOK_S)
        self.verdicts: Mapping[str, Verdict] = {}
        """What becomes of each board that has no place; replaced, never changed."""
        self._plan = plan
        self._store = store
        self._lines = lines
        self._keyed = frozenset(keyed)
        self._automatic = automatic
        self._looked_at: float | None = None
        self._found_at = 0.0
        self._well_since: float | None = None

    def look(self) -> None:
        """See Lookout."""
        self._look(time.monotonic())

    def by_person(self, uid: str, place: str, force: bool, by: Actor) -> Adopted:
        """Let this board take the place that somebody named. Returns once it is committed.

        Raises NotAdoptedError, or NotAdoptedNowError when the disk takes no writes;
        WishRefusedError when whoever asks has the right no more.
        """
        seen = _sightings(line.status() for line in self._lines)
        chip = seen.get(uid, Sighting(uid))
        named: str | Reason = places.NOT_HEARD
        if chip.answers:
            named = places.place_named(self._plan, place, chip.model)
        if isinstance(named, Reason):
            raise NotAdoptedError(f"{named.zh} {named.en}")
        try:
            self._store.commit(Adopt(Wish(uid, named, "person", force), seen, self._keyed, by))
        except WishRefusedError:
            raise
        except RefusedError as refusal:
            raise NotAdoptedError(str(refusal)) from refusal
        except StoreError as trouble:
            raise NotAdoptedNowError(str(trouble)) from trouble
        zh, en = places.place_words(self._plan, named)
        log.info("board %s was adopted as %s by a person", uid, en)
        return Adopted(uid, named, zh, en)

    def _look(self, now: float) -> None:
        statuses = [line.status() for line in self._lines]
        self._note_trouble(statuses, now)
        look = Look(now, _sightings(statuses), self._well_since, self._keyed, self._automatic)
        self.verdicts = spares.verdicts(self._plan, self._store.state, look)
        for uid, verdict in self.verdicts.items():
            if verdict.place is not None:
                self._adopt(uid, verdict.place, look)

    def _note_trouble(self, statuses: Sequence[LineStatus], now: float) -> None:
        if self._looked_at is None:
            self._looked_at, self._found_at = now, now + FOUND_S
        late = now - self._looked_at > LATE_S
        self._looked_at = now
        if any(status.trouble or status.babble for status in statuses):
            self._well_since = None
        elif self._well_since is None or late:
            self._well_since = max(now, self._found_at)

    def _adopt(self, uid: str, place: str, look: Look) -> None:
        try:
            self._store.commit(Adopt(Wish(uid, place, "automatic"), look.seen, self._keyed))
        except StoreError as error:
            log.warning("board %s could not be adopted: %s", uid, error)
            self._well_since = look.now  # not twice a second
        else:
            log.info("board %s has taken the place of %s", uid, place)


def _sightings(statuses: Iterable[LineStatus]) -> dict[str, Sighting]:
    return {uid: _sighting(board) for uid, board in by_uid(statuses).items()}


def _sighting(board: BoardStatus) -> Sighting:
    return Sighting(
        uid=board.uid,
        model=board.model,
        answers=board.answers_now,
        since=board.since_s,
        sealed=board.sealed,
        fits=board.standing is Standing.OPEN or board.why == why.NO_PLACE,
    )
