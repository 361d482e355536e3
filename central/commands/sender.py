"""Brings to the ingest what is due for halls, and takes their replies. See ingest.Outgoing."""

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from central.commands import rules
from central.commands.in_force import BECOMES
from central.commands.rows import COLUMNS, CommandRow, cut
from central.ingest import Due
from central.store import Database, Transaction
from central.store.counters import count
from protocol import commands
from protocol.commands import Command
from protocol.uplink import HallState, UplinkError, command_topic

log = logging.getLogger(__name__)

MOST_BYTES: Final = 4 << 20
"""Of what one question for what is due brings, beyond its first message."""

_DUE: Final = (
    f"SELECT {COLUMNS}, command.name, asking.asked_ms, asking_part.data FROM command"
    " JOIN hall ON hall.hall = command.hall JOIN asking ON asking.id = command.asking"
    " JOIN asking_part ON asking_part.asking = command.asking"
    " AND asking_part.part = command.part"
    " WHERE hall.online = 1 AND command.due_ms IS NOT NULL"
    " AND (command.due_ms <= ? OR command.due_ms > ?)"
    " AND (command.expires_ms IS NULL OR command.expires_ms > ?)"
    " ORDER BY command.expires_ms IS NULL, command.due_ms LIMIT ?"
)
"""Deeds first: somebody waits for them."""

_STANDS: Final = (
    "command.hall = ? AND command.name = ? AND command.replaced = 0"
    " AND (command.expires_ms IS NULL OR command.outcome IS NULL)"
)
"""Settings of a hall that no newer one has replaced."""

_REPLACE: Final = (
    f"UPDATE command SET replaced = 1, due_ms = NULL WHERE {_STANDS} AND asking IN"
    " (SELECT older.id FROM asking AS older WHERE older.name = ? AND older.version <"
    " (SELECT asking.version FROM command AS taken JOIN asking ON asking.id = taken.asking"
    " WHERE taken.hall = ? AND taken.id = ?))"
)

_ALARMS: Final = {
    rules.Came.LATE: "command_reply_late",
    rules.Came.CONTRADICTION: "command_reply_contradiction",
}


class _Found(NamedTuple):
    """A row of _DUE."""

    command: CommandRow
    name: str
    asked_ms: int
    data: str


@dataclass(frozen=True)
class _Held:
    hall: str
    due: Due
    at_ms: int


class CommandSender:
    """Of one worker. Its methods are called in the ingest's thread alone."""

    def __init__(
        self, db: Database, clock_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    ) -> None:
        """clock_ms: wall clock, unix milliseconds."""
        self._db = db
        self._clock_ms = clock_ms
        self._held: dict[str, _Held] = {}
        """What was claimed and the broker has not, by id: the ingest may have had no room."""

    def due(self, limit: int) -> Sequence[Due]:
        """What this worker has claimed for itself; another one finds it not due any more."""
        now_ms = self._clock_ms()
        self._held = {
            id: held
            for id, held in self._held.items()
            if 0 <= now_ms - held.at_ms < rules.AGAIN_MS  # else it is anybody's again
        }
        room = limit - len(self._held)
        if room > 0:
            self._hold(room, now_ms)
        return [held.due for held in self._held.values()][:limit]

    def _hold(self, limit: int, now_ms: int) -> None:
        found = self._db.select(_DUE, now_ms, now_ms + rules.AGAIN_MS, now_ms, limit)
        due: list[_Found] = []
        size = 0
        for row in found:
            command, beside = cut(row)
            one = _Found(command, *beside)
            if due and size + len(one.data) > MOST_BYTES:
                break
            due.append(one)
            size += len(one.data)
        claimed = self._claim([one.command for one in due], now_ms) if due else set()
        for one in due:
            id = one.command.id
            if id in claimed:
                self._held[id] = _Held(one.command.hall, _message(one, now_ms), now_ms)

    def _claim(self, commands: Sequence[CommandRow], now_ms: int) -> set[str]:
        claimed = set()
        with self._db.transaction() as db:
            # In one order, so that no two workers wait for each other.
            for command in sorted(commands, key=lambda one: (one.hall, one.id)):
                again = rules.tried(command.standing, now_ms)
                changed = db.execute(
                    "UPDATE command SET due_ms = ?, tries = tries + 1"
                    " WHERE hall = ? AND id = ? AND due_ms = ?",
                    *(again.due_ms, command.hall, command.id, command.due_ms),
                )
                if changed.rowcount:
                    claimed.add(command.id)
        return claimed

    def sent(self, ids: Sequence[str]) -> None:
        """The broker has them."""
        now_ms = self._clock_ms()
        with self._db.transaction() as db:
            for hall, id in sorted((self._held[id].hall, id) for id in ids if id in self._held):
                sql = "UPDATE command SET sent_ms = ? WHERE hall = ? AND id = ?"
                db.execute(sql, now_ms, hall, id)
        for id in ids:
            self._held.pop(id, None)

    def born(self, hall: str, state: HallState) -> None:
        """What the hall has not confirmed with this stream goes out to it now."""
        now_ms = self._clock_ms()
        known = self._db.select("SELECT stream, session FROM birth WHERE hall = ?", hall)
        if known and tuple(known[0]) == (state.stream, state.session):
            return  # another worker was told, or the broker had kept it
        with self._db.transaction() as db:
            db.execute(
                "INSERT INTO birth (hall, stream, session, born_ms) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (hall) DO UPDATE SET stream = excluded.stream,"
                " session = excluded.session, born_ms = excluded.born_ms",
                *(hall, state.stream, state.session, now_ms),
            )
            rows = db.execute(
                f"SELECT {COLUMNS} FROM command WHERE hall = ? AND replaced = 0"
                f" AND (expires_ms IS NULL OR outcome IS NULL) ORDER BY id{db.for_update}",
                hall,
            ).rows
            for row in rows:
                command, _ = cut(row)
                before = command.standing
                after = rules.born(before, state.stream, now_ms)
                if before.reply is not None and after.reply is None:
                    db.execute(
                        "UPDATE command SET id = ?, outcome = NULL, sent_ms = NULL, due_ms = ?"
                        " WHERE hall = ? AND id = ?",
                        *(secrets.token_hex(8), after.due_ms, hall, command.id),
                    )
                elif after != before:
                    sql = "UPDATE command SET due_ms = ? WHERE hall = ? AND id = ?"
                    db.execute(sql, after.due_ms, hall, command.id)

    def replied(self, hall: str, name: str, payload: bytes) -> None:
        """Keep what the hall says of its command. What cannot be kept is counted."""
        if name == commands.RestoreDay.NAME:  # is no command of this table: central.restoring
            return
        try:
            reply = commands.read_reply(payload)
        except UplinkError as error:
            log.warning("commands: of hall %s to %s: %s", hall, name, error)
            with self._db.transaction() as db:
                count(db, {"command_reply_unreadable": 1})
            return
        with self._db.transaction() as db:
            alarm = _take(db, hall, name, reply, self._clock_ms())
            if alarm is not None:
                count(db, {alarm: 1})


def _message(found: _Found, now_ms: int) -> Due:
    hall, id, expires_ms, *_ = found.command
    wanted = commands.ADAPTERS[found.name].validate_json(found.data, strict=True)
    until_ms = now_ms + rules.SETTING_MS if expires_ms is None else expires_ms
    payload = commands.write_command(Command(id, found.asked_ms, until_ms, wanted))
    topic = command_topic(hall, found.name)
    return Due(id, topic, payload, max(1, -(-(until_ms - now_ms) // 1000)))


def _take(db: Transaction, hall: str, name: str, reply: commands.Reply, now_ms: int) -> str | None:
    """Keep it; which alarm counts it."""
    in_force = name in BECOMES and reply.outcome == "done" and reply.n > 0
    if in_force:  # those that it replaces too, in the order of born()
        db.execute(f"SELECT id FROM command WHERE {_STANDS} ORDER BY id{db.for_update}", hall, name)
    rows = db.execute(
        f"SELECT {COLUMNS} FROM command WHERE hall = ? AND id = ? AND name = ?{db.for_update}",
        *(hall, reply.id, name),
    ).rows
    if not rows:
        return "command_reply_unknown"
    birth = db.execute("SELECT stream FROM birth WHERE hall = ?", hall).rows
    before = cut(rows[0])[0].standing
    after, came = rules.replied(before, reply, birth[0][0] if birth else None, now_ms)
    if after != before:
        db.execute(
            "UPDATE command SET due_ms = ?, outcome = ?, stream = ?, n = ?, zh = ?, en = ?,"
            " code = ?, replied_ms = ? WHERE hall = ? AND id = ?",
            *(after.due_ms, reply.outcome, reply.stream, reply.n, reply.zh, reply.en),
            *(reply.code, now_ms, hall, reply.id),
        )
    if in_force and after.due_ms is None:
        db.execute(_REPLACE, hall, name, name, hall, reply.id)
    return _ALARMS.get(came)
