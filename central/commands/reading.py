"""What became of what was asked, for people and programs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from central.commands.in_force import in_force
from central.commands.rows import COLUMNS, CommandRow, cut
from central.commands.rules import Standing, State, state_of
from central.store import Database
from central.store.port import marks
from protocol.commands import Reply

_LEAST: Final = (
    *(State.REFUSED, State.UNREADABLE, State.EXPIRED, State.WAITING, State.SENT),
    *(State.REPLACED, State.DONE),
)
"""What comes in parts stands where the first of these that any part has, stands."""


@dataclass(frozen=True)
class AskingView:
    """Something that was asked of one hall or many."""

    id: str
    name: str
    by: str
    asked_ms: int
    expires_ms: int | None
    version: int | None
    halls: int
    counts: dict[State, int]
    """Commands in each state; each part of a list or a bundle is one."""


@dataclass(frozen=True)
class CommandView:
    """How it stands in one hall."""

    hall: str
    asking: str
    name: str
    by: str
    asked_ms: int
    expires_ms: int | None
    version: int | None
    state: State
    sent_ms: int | None
    tries: int
    parts: int
    done: int
    """Of the parts."""
    reply: Reply | None
    """Of the part that the state is of."""
    replied_ms: int | None
    in_force: int | None
    """Version of this setting that the hall has; None: of none, or this is a deed. Where it is
    none of those that are listed, the database was set back to an older copy."""


_ASKING: Final = "id, name, asked_by, asked_ms, expires_ms, version"

_EVERYWHERE: Final = in_force("birth.hall IS NOT NULL")
_JOINED: Final = (
    "FROM command JOIN asking ON asking.id = command.asking"
    " LEFT JOIN birth ON birth.hall = command.hall"
    " LEFT JOIN in_force ON in_force.hall = command.hall AND in_force.name = command.name"
)
_OF: Final = (
    f"SELECT {COLUMNS}, command.tries, command.replied_ms, birth.stream, in_force.version,"
    " asking.id, asking.name, asking.asked_by, asking.asked_ms, asking.expires_ms, asking.version"
    f" {_JOINED}"
)
_OF_ALL: Final = _EVERYWHERE + _OF
_OF_HALL: Final = in_force("birth.hall = ?") + _OF
"""Its first two values are the hall."""


class Reading:
    """Every method raises StoreError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def newest(self, limit: int, now_ms: int) -> list[AskingView]:
        """The last that was asked, the newest first."""
        rows = self._db.select(
            f"SELECT {_ASKING} FROM asking ORDER BY asked_ms DESC, id LIMIT ?", limit
        )
        halls, counts = self._counts([row[0] for row in rows], now_ms)
        return [
            AskingView(
                *(id, name, by, asked_ms, expires_ms, version),
                halls=halls.get(id, 0),
                counts=counts.get(id, {}),
            )
            for id, name, by, asked_ms, expires_ms, version in rows
        ]

    def of_asking(self, asking: str, now_ms: int) -> list[CommandView]:
        """How this stands in each hall, by id of the hall; empty: there is no such asking."""
        sql = f"{_OF_ALL} WHERE command.asking = ? ORDER BY command.hall, command.part"
        return _views(self._db.select(sql, asking), now_ms)

    def of_hall(self, hall: str, limit: int, now_ms: int) -> list[CommandView]:
        """What was asked of this hall last, the newest first."""
        newest = self._db.select(
            "SELECT DISTINCT asking.id, asking.asked_ms FROM command"
            " JOIN asking ON asking.id = command.asking WHERE command.hall = ?"
            " ORDER BY asking.asked_ms DESC LIMIT ?",
            *(hall, limit),
        )
        ids = [id for id, _ in newest]
        sql = (
            f"{_OF_HALL} WHERE command.hall = ? AND command.asking IN ({marks(ids)})"
            " ORDER BY asking.asked_ms DESC, asking.id, command.part"
        )
        return _views(self._db.select(sql, hall, hall, hall, *ids), now_ms)

    def one(self, hall: str, asking: str, now_ms: int) -> CommandView | None:
        """How this stands in this hall; None: it was not asked of it."""
        sql = f"{_OF_HALL} WHERE command.hall = ? AND command.asking = ? ORDER BY command.part"
        found = self._db.select(sql, hall, hall, hall, asking)
        return next(iter(_views(found, now_ms)), None)

    def data(self, asking: str) -> str:
        """What was asked, as JSON; of what comes in parts, the first."""
        sql = "SELECT data FROM asking_part WHERE asking = ? AND part = 1"
        return str(self._db.select(sql, asking)[0][0])

    def _counts(
        self, askings: Sequence[str], now_ms: int
    ) -> tuple[dict[str, int], dict[str, dict[State, int]]]:
        halls = self._db.select(
            f"SELECT asking, count(DISTINCT hall) FROM command WHERE asking IN ({marks(askings)})"
            " GROUP BY asking",
            *askings,
        )
        groups = self._db.select(
            f"{_EVERYWHERE} SELECT asking, command.expires_ms, replaced,"
            " outcome, CASE WHEN sent_ms IS NULL THEN 0 ELSE 1 END,"
            " CASE WHEN birth.stream <> command.stream THEN 1 ELSE 0 END,"
            f" coalesce(asking.version, 0), in_force.version, count(*) {_JOINED}"
            f" WHERE asking IN ({marks(askings)}) GROUP BY 1, 2, 3, 4, 5, 6, 7, 8",
            *askings,
        )
        counts: dict[str, dict[State, int]] = {}
        for asking, expires_ms, replaced, outcome, sent, other_disk, version, has, many in groups:
            reply = None if outcome is None else Reply("", outcome, "then")
            sent_ms = 0 if sent else None
            standing = Standing(expires_ms, None, sent_ms, bool(replaced), reply, version)
            state = state_of(standing, "now" if other_disk else "then", now_ms, has)
            of = counts.setdefault(asking, {})
            of[state] = of.get(state, 0) + many
        return dict(halls), counts


class _Part(NamedTuple):
    """A row of _OF."""

    command: CommandRow
    tries: int
    replied_ms: int | None
    birth: str | None
    """Stream with which the hall was born last."""
    in_force: int | None
    asking: str
    name: str
    by: str
    asked_ms: int
    expires_ms: int | None
    version: int | None

    def state(self, now_ms: int) -> State:
        """For people."""
        standing = replace(self.command.standing, version=self.version or 0)
        return state_of(standing, self.birth, now_ms, self.in_force)


def _views(rows: Sequence[Sequence[Any]], now_ms: int) -> list[CommandView]:
    """Of the rows of one or many, each with its parts one after the other."""
    found: dict[tuple[str, str], list[_Part]] = {}
    for row in rows:
        command, beside = cut(row)
        part = _Part(command, *beside)
        found.setdefault((command.hall, part.asking), []).append(part)
    return [_view(parts, now_ms) for parts in found.values()]


def _view(parts: Sequence[_Part], now_ms: int) -> CommandView:
    states = [part.state(now_ms) for part in parts]
    at = states.index(next(state for state in _LEAST if state in states))
    told, standing = parts[at], parts[at].command.standing
    return CommandView(
        told.command.hall,
        told.asking,
        told.name,
        told.by,
        told.asked_ms,
        told.expires_ms,
        told.version,
        states[at],
        standing.sent_ms,
        told.tries,
        len(parts),
        states.count(State.DONE),
        standing.reply,
        told.replied_ms,
        told.in_force,
    )
