"""A day that a hall with a new disk did not take back stands among what halls were asked.

Nobody has asked it, and nothing of it is kept before (central.restoring); but people who look up
why a hall does not open must find the hall's words here.
"""

import hashlib
from typing import Final

from central.store import Database
from protocol.commands import Reply, RestoreDay

CENTRAL: Final = "central"
"""Who has asked: central by itself."""

TOLD: Final = ("expired", "unreadable")
"""Outcomes of which people must hear: the hall's clock or version is in the way. A refusal mostly
says that the hall has its day already."""


def keep(
    db: Database, hall: str, reply: Reply, asked_ms: int, expires_ms: int, now_ms: int
) -> None:
    """Each reply once, however often it comes and to how many workers. Raises StoreError.

    asked_ms, expires_ms: of the command; now_ms: when the reply came; all by central's clock.
    """
    id, name = reply.id, RestoreDay.NAME
    digest = hashlib.sha256(f"{hall} {id}".encode()).digest()
    with db.transaction() as rows:
        rows.execute(
            "INSERT INTO asking VALUES (?, ?, ?, ?, ?, NULL, NULL, ?) ON CONFLICT DO NOTHING",
            *(id, CENTRAL, name, asked_ms, expires_ms, digest),
        )
        rows.execute("INSERT INTO asking_part VALUES (?, 1, '{}') ON CONFLICT DO NOTHING", id)
        rows.execute(
            "INSERT INTO command (hall, id, asking, part, name, expires_ms, sent_ms, tries,"
            " outcome, stream, n, zh, en, code, replied_ms)"
            " VALUES (?, ?, ?, 1, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            *(hall, id, id, name, expires_ms, asked_ms, reply.outcome, reply.stream, reply.n),
            *(reply.zh, reply.en, reply.code, now_ms),
        )
