"""Halls that take commands as halls do: each once by its id, with an answer that stays."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from central.commands.asked import Asked, Asking, ask
from central.commands.sender import CommandSender
from central.commands.wanted import wanted_of
from central.ingest import Due
from central.store import Database, Heard, Store
from protocol.commands import (
    Command,
    OfferFirmware,
    Outcome,
    Reply,
    SetCredit,
    Wanted,
    read_command,
    write_reply,
)
from protocol.uplink import HallState

T = 1_795_000_000_000
NOTICE = {"notices": [{"zh": "今日停电"}]}
BOOKING = {"business": "invoice", "day": "2026-12-01", "starts_ms": T + 86_400_000}


@dataclass
class Hall:
    """One gateway, and what it has kept."""

    id: str
    stream: str = "11111111"
    version: str = "1.0.0"
    sessions: int = 0
    replies: dict[str, Reply] = field(default_factory=dict)
    did: list[Command] = field(default_factory=list)

    def take(self, topic: str, payload: bytes, outcome: Outcome = "done") -> bytes:
        """Its reply to a command."""
        name = topic.split("/")[4]
        command = read_command(name, payload)
        if command.id not in self.replies:
            self.did.append(command)
            n = len(self.did) if self._is_whole(command.wanted) else 0
            said = Reply(command.id, outcome, self.stream, n)
            if outcome == "refused":
                said = replace(said, n=0, zh="已满。", en="It is full.")
            self.replies[command.id] = said
        return write_reply(self.replies[command.id])

    def _is_whole(self, wanted: Wanted) -> bool:
        """A list or a bundle becomes a fact with the last of its parts."""
        if not isinstance(wanted, SetCredit | OfferFirmware):
            return True
        took = [one.wanted for one in self.did if isinstance(one.wanted, type(wanted))]
        return sum(one.version == wanted.version for one in took) == wanted.parts


class Halls:
    """They, and the senders of central's workers."""

    def __init__(self, db: Database, store: Store) -> None:
        self.db, self.store = db, store
        self.now_ms = T
        self.sender = self.worker()
        self.hall: dict[str, Hall] = {}

    def worker(self) -> CommandSender:
        """One more."""
        return CommandSender(self.db, lambda: self.now_ms)

    def births(self, *ids: str, disk: str | None = None) -> None:
        """They come online, on another disk if one is named."""
        for id in ids:
            hall = self.hall.setdefault(id, Hall(id))
            if disk is not None:
                hall.stream = disk
                hall.replies.clear()
            hall.sessions += 1
            state = HallState(True, hall.stream, f"s{hall.sessions}", hall.version)
            self.store.commit((), (Heard(id, state, fresh=True),), self.now_ms)
            self.sender.born(id, state)

    def vanish(self, id: str) -> None:
        """The broker tells its will."""
        hall = self.hall[id]
        state = HallState(False, hall.stream, f"s{hall.sessions}", hall.version)
        self.store.commit((), (Heard(id, state, fresh=True),), self.now_ms)

    def ask(
        self,
        name: str,
        data: Mapping[str, object],
        halls: Collection[str] = ("h1",),
        key: str | None = None,
        within_ms: int | None = None,
    ) -> Asked:
        """Somebody asks it of halls."""
        expires_ms = None if within_ms is None else self.now_ms + within_ms
        asking = Asking("w", name, tuple(halls), wanted_of(name, data), expires_ms, key)
        return ask(self.db, asking, self.now_ms)

    def due(self, sender: CommandSender | None = None) -> list[Due]:
        """What goes out now, and has."""
        sender = sender or self.sender
        found = list(sender.due(100))
        sender.sent([one.id for one in found])
        return found

    def answer(self, due: Due, outcome: Outcome = "done") -> None:
        """Its hall takes it, and central hears so."""
        _, _, id, _, name = due.topic.split("/")
        payload = self.hall[id].take(due.topic, due.payload, outcome)
        self.sender.replied(id, name, payload)

    def counter(self, name: str) -> int:
        rows = self.db.select("SELECT value FROM counter WHERE name = ?", name)
        return int(rows[0][0]) if rows else 0
