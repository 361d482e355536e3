"""How far a board is read, and what of that is on the disk."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final

from gateway.devices import why as reasons
from gateway.devices.keeper import Keeper
from gateway.devices.portion import MOST, Portion
from gateway.devices.schedule import ACTIVE_FOR_MS
from gateway.devices.why import Why
from protocol import host_link, records
from protocol.answers import Events, IAm
from protocol.host_link import Session

MOST_NONSENSE: Final = 5
"""Answers in a row that contradict the board's own journal, after which it is not served."""

MOST_SEQ: Final = 0xFFFFFFFF

ROOM_TO_READ: Final = host_link.READ_AHEAD - MOST
"""Records read but not committed, beyond which reading waits for the disk."""


@dataclass
class Reading:
    """Of one board's journal. It runs ahead of the disk; what is acknowledged never does."""

    uid: str
    keeper: Keeper
    mark: int = 0
    """All records up to this one are committed: so much the next poll acknowledges."""
    drained: bool = False
    """The board had nothing more to tell when it was last asked."""
    giving_up: int | None = None
    """The journal that the board is to give up, as its flash went back in time."""
    portion: Portion = field(default_factory=Portion)
    _i_am: IAm = field(init=False)
    _read_to: int = 0
    _rested: bool = False
    _polled_ack: int = -1
    _nonsense: int = 0
    _proving: bool = False
    """The newest record that is kept here is read again, to see that it is still the same."""
    _active_until: float = 0.0
    _commits: "list[Future[int]]" = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        """The board has nothing more, and our acknowledgement of all."""
        return self._rested and not self._commits

    @property
    def waits_for_disk(self) -> bool:
        """Something is read and not committed."""
        return bool(self._commits)

    def is_active(self, now: float) -> bool:
        """Records came a moment ago: more may follow."""
        return now < self._active_until

    def begin(self, i_am: IAm) -> None:
        """A session is open."""
        self._i_am = i_am
        self.giving_up = None
        self.drained = False
        self._commits.clear()
        self.mark = self._read_to = self.keeper.mark(self.uid, i_am.journal)
        self._proving = i_am.first <= self.mark < i_am.next

    def compare(self) -> Why | None:
        """Why the journal is to be given up, if the board has less of it than is kept here."""
        newest = self._i_am.next - 1
        return self._give_up(reasons.went_back(newest, self.mark)) if newest < self.mark else None

    def poll(self, session: Session) -> bytes | None:
        """The next question for records; None while they outrun the disk."""
        ahead = self._read_to - self.mark
        if ahead > ROOM_TO_READ:
            return None
        if self._proving:
            return session.poll(self.mark - 1, 0, 1)
        self._polled_ack = self.mark
        return session.poll(self.mark, ahead, self.portion.size)

    def came(self, events: Events, now: float) -> Why | None:
        """Hand records on; the next poll acknowledges only what is committed by then.

        Gives why the board cannot be served, if so.
        """
        self.portion.came(len(events.records))
        if self._proving:
            return self._prove(events)
        last = events.first + len(events.records) - 1
        if events.first <= self._read_to or last > MOST_SEQ:
            return self._contradicted()
        self._active_until = now + ACTIVE_FOR_MS
        if events.first != self._read_to + 1 and self._commits:
            return None  # earlier ones are not committed yet: a hole now would be told as a loss
        self._nonsense = 0
        self._read_to = last
        self._commits.append(self.keeper.take(self.uid, self._i_am, events))
        return None

    def ended(self) -> None:
        """The board has nothing more."""
        self.drained = True
        self._rested = self._polled_ack == self._read_to

    def unrest(self) -> None:
        """Whatever its last answer was, there may be something new on it."""
        self._rested = False

    def take_note(self) -> bool:
        """Of what was committed meanwhile. False: the disk failed, and all since the mark is to be
        read again."""
        while self._commits and self._commits[0].done():
            done = self._commits.pop(0)
            if done.cancelled() or done.exception() is not None:
                self._commits.clear()
                self.mark = self._read_to = self.keeper.mark(self.uid, self._i_am.journal)
                return False
            self.mark = max(self.mark, done.result())
            self._read_to = max(self._read_to, self.mark)  # a commit of the session before
        return True

    def _prove(self, events: Events) -> Why | None:
        """Numbers that were given to other records once would hide the new ones from us."""
        self._proving = False
        kept = self.keeper.record(self.uid, self._i_am.journal, self.mark)
        found = events.records[0]
        known = kept is not None and records.VOID not in (kept[0], found[0])
        if events.first == self.mark and known and found != kept:
            return self._give_up(reasons.wrote_again(self.mark))
        return None

    def _give_up(self, why: Why) -> Why:
        self.giving_up = self._i_am.journal
        return why

    def _contradicted(self) -> Why | None:
        self._nonsense += 1
        if self._nonsense < MOST_NONSENSE:
            return None
        self._nonsense = 0
        return reasons.CONTRADICTS
