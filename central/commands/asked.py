"""Asking something of halls: kept in one transaction, whether they are online or not."""

import hashlib
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from central.commands.errors import KeyUsedError
from central.commands.in_force import BECOMES, highest
from central.store import Database, Transaction
from central.store.port import marks, put
from protocol.commands import Wanted
from protocol.compact_json import compact_json
from protocol.stamp import DAY_MS

KEPT_MS: Final = 90 * DAY_MS
"""So long after they were asked deeds are forgotten, and settings that were replaced."""

_AT_ONCE: Final = 500
"""Halls of one statement."""

Making = Callable[[int], Sequence[Wanted]]
"""The parts of what is wanted; of a setting with this version."""


@dataclass(frozen=True)
class Asking:
    """What somebody wants of halls."""

    by: str
    """Token of an account, `machine` or `program:ID`."""
    name: str
    """NAME of the command."""
    halls: Sequence[str]
    make: Making
    expires_ms: int | None
    """Central's wall clock; None: a setting."""
    key: str | None = None
    """Idempotency-Key: the same asking under the same key is kept once."""


@dataclass(frozen=True)
class Asked:
    """What was kept."""

    id: str
    """Of the asking: what its commands are found by."""
    again: bool
    """It was there already, under this key."""


def is_setting(name: str) -> bool:
    """Whether a command of this NAME stands until a newer one."""
    return name in BECOMES


def ask(db: Database, asking: Asking, now_ms: int) -> Asked:
    """Keep it durably; on return halls that are online get it, and the others wait for it. Raises
    KeyUsedError, StoreError."""
    digest = _digest(asking)
    with db.transaction() as rows:
        rows.alone("commands")  # one version for one setting, and one asking for one key
        there = _there(rows, asking, digest)
        if there is not None:
            return there
        version = _version(rows, asking.name, now_ms) if asking.expires_ms is None else None
        id, parts = secrets.token_hex(8), asking.make(version or 0)
        rows.execute(
            "INSERT INTO asking VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *(id, asking.by, asking.name, now_ms, asking.expires_ms, version, asking.key, digest),
        )
        for part, wanted in enumerate(parts, 1):
            rows.execute(
                "INSERT INTO asking_part VALUES (?, ?, ?)", id, part, compact_json(asdict(wanted))
            )
        if version is not None:
            _replace(rows, asking)
        _commands(rows, asking, id, len(parts), now_ms)
        _forget(rows, now_ms)
    return Asked(id, again=False)


def _there(rows: Transaction, asking: Asking, digest: bytes) -> Asked | None:
    if asking.key is None:
        return None
    found = rows.execute(
        "SELECT id, digest FROM asking WHERE asked_by = ? AND once_key = ?", asking.by, asking.key
    ).rows
    if not found:
        return None
    id, kept = found[0]
    if bytes(kept) != digest:
        raise KeyUsedError
    return Asked(id, again=True)


def _version(rows: Transaction, name: str, now_ms: int) -> int:
    """Rises over every version that was ever given, even where the database was set back to an
    older copy and has forgotten some: a wall clock is beyond them, and a hall tells which it has
    where that clock stood ahead."""
    ((newest,),) = rows.execute("SELECT max(version) FROM asking WHERE name = ?", name).rows
    return max(now_ms, (newest or 0) + 1, highest(rows, name, now_ms) + 1)


def _replace(rows: Transaction, asking: Asking) -> None:
    """Take back older commands of this name that no hall has taken. What a hall has taken stands
    until it takes a newer one: see sender.CommandSender.replied()."""
    for first in range(0, len(asking.halls), _AT_ONCE):
        halls = asking.halls[first : first + _AT_ONCE]
        rows.execute(
            "UPDATE command SET replaced = 1, due_ms = NULL"
            " WHERE name = ? AND replaced = 0 AND (outcome IS NULL OR outcome <> 'done')"
            f" AND hall IN ({marks(halls)})",
            *(asking.name, *halls),
        )


def _commands(rows: Transaction, asking: Asking, id: str, parts: int, now_ms: int) -> None:
    made = [
        (hall, secrets.token_hex(8), id, part, asking.name, asking.expires_ms, now_ms)
        for hall in sorted(set(asking.halls))
        for part in range(1, parts + 1)
    ]
    columns = "hall, id, asking, part, name, expires_ms, due_ms"
    put(rows, f"INSERT INTO command ({columns})", made)


def _forget(rows: Transaction, now_ms: int) -> None:
    """What is over for long, a little with each asking. A setting that stands is never over."""
    over = rows.execute(
        "SELECT id FROM asking WHERE asked_ms < ? AND NOT EXISTS (SELECT 1 FROM command"
        " WHERE command.asking = asking.id AND command.expires_ms IS NULL AND replaced = 0)"
        " ORDER BY asked_ms LIMIT 20",
        now_ms - KEPT_MS,
    ).rows
    for (id,) in over:
        rows.execute("DELETE FROM command WHERE asking = ?", id)
        rows.execute("DELETE FROM asking_part WHERE asking = ?", id)
        rows.execute("DELETE FROM asking WHERE id = ?", id)


def _digest(asking: Asking) -> bytes:
    """Of what is asked, and of whom; the version is central's own."""
    parts: list[dict[str, Any]] = [asdict(wanted) for wanted in asking.make(1)]
    whole = [asking.name, sorted(set(asking.halls)), parts]
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).digest()
