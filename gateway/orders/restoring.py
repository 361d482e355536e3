"""The command by which central gives the open day back (protocol.commands.RestoreDay)."""

import json
from dataclasses import asdict, replace
from typing import Any, Final

from gateway.hall.reasons import Reason
from gateway.hall.reasons import restoring as refusals
from gateway.orders import parts
from gateway.store.take_over import TakeOver
from gateway.store.transaction import Transaction
from protocol.commands import RestoreDay
from protocol.compact_json import json_bytes
from protocol.envelope import EnvelopeError, from_cloudevent

NOTHING: Final = 0

MOST_BYTES: Final = 256 << 20
"""Of a day whose parts wait on the disk; those of a big hall are some 20 MB."""


def restore(tx: Transaction, wanted: RestoreDay, expires_ms: int) -> int | Reason:
    """n of the `day.restored`; 0 for a part of a day that is not whole, and where central knows of
    none. How far central's facts go without a hole stands for the version of its parts, whichever
    of central's workers has sent them. That goes down when central's database is set back, so the
    parts of several stand beside each other, and the first that is whole is taken."""
    if wanted.to != tx.at.stream:
        return refusals.NOT_OURS
    if tx.head.state.day is not None:
        parts.drop_all(tx.db, wanted.NAME)
        return refusals.DAY_IS_OPEN
    if wanted.stream is None:
        return NOTHING
    piece = json_bytes(asdict(wanted))
    one = parts.Part(
        *(wanted.NAME, wanted.through, wanted.part, wanted.parts, wanted.stream),
        *(piece, len(piece), expires_ms),
        rising=False,
    )
    took = parts.take(tx.db, one, piece, (MOST_BYTES, refusals.DAY_TOO_LONG))
    if took is None:
        return NOTHING
    if took is refusals.DAY_TOO_LONG or isinstance(took, parts.Whole):
        parts.drop_all(tx.db, wanted.NAME)
    if isinstance(took, Reason):  # central has received more meanwhile: the next birth is whole
        parts.drop(tx.db, wanted.NAME, wanted.through)
        return took
    return _taken(tx, wanted, [json.loads(text) for text in took.pieces])


def _taken(tx: Transaction, wanted: RestoreDay, whole: list[dict[str, Any]]) -> int | Reason:
    assert wanted.stream is not None
    try:
        entries = [from_cloudevent(event) for part in whole for event in part["events"]]
    except EnvelopeError as error:
        return replace(refusals.FACTS_UNREADABLE, about=str(error)[:200])
    marks = {uid: (mark[0], mark[1]) for part in whole for uid, mark in part["marks"].items()}
    return TakeOver(wanted.stream, wanted.through, entries, marks).take(tx)
