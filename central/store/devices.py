"""How the boards of the halls are, as their gateways said last."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Final

from central.store.port import DeviceHeard, Transaction

MOST_DEVICES: Final = 1_024
"""Boards of one hall that are kept."""


def keep(db: Transaction, heard: Iterable[DeviceHeard], now_ms: int) -> int:
    """The latest by the gateway's clock wins, whatever the order of coming; how many were of boards
    beyond the most. Their halls are held."""
    latest: dict[tuple[str, str], DeviceHeard] = {}
    for one in heard:
        before = latest.get((one.hall, one.state.uid))
        if before is None or before.state.at_ms <= one.state.at_ms:
            latest[one.hall, one.state.uid] = one
    refused = 0
    for (hall, uid), one in sorted(latest.items(), key=lambda item: item[0]):
        told = json.dumps(asdict(one.state), ensure_ascii=False).replace("\\u0000", "\ufffd")
        refused += not db.execute(
            "INSERT INTO device (hall, uid, at_ms, state, heard_ms)"
            " SELECT ?, ?, ?, ?, ? WHERE"
            " (SELECT count(*) FROM device WHERE hall = ? AND uid <> ?) < ?"
            " ON CONFLICT (hall, uid) DO UPDATE SET heard_ms = excluded.heard_ms,"
            " state = CASE WHEN excluded.at_ms >= device.at_ms THEN excluded.state"
            " ELSE device.state END,"
            " at_ms = CASE WHEN excluded.at_ms >= device.at_ms THEN excluded.at_ms"
            " ELSE device.at_ms END",
            *(hall, uid, one.state.at_ms, told, now_ms),
            *(hall, uid, MOST_DEVICES),
        ).rowcount
    return refused
