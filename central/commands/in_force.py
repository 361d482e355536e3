"""Which version of each setting a hall has, as the hall itself has told.

What a hall has taken of the city stands in its journal, and its journal comes up whatever becomes
of replies and of this database: also after that was set back to an older copy, which has forgotten
what was asked and answered since. A reply is only quicker, so the higher of both is told.
"""

from collections.abc import Mapping
from typing import Final

from central.store import Transaction
from protocol.commands import CloseHall, OfferFirmware, SetCredit, SetNotices, SetThresholds
from protocol.facts import CreditSet, FirmwareOffered, HallClosedDays, NoticesSet, ThresholdsSet
from protocol.stamp import DAY_MS

BECOMES: Final[Mapping[str, str]] = {
    CloseHall.NAME: HallClosedDays.TYPE,
    SetNotices.NAME: NoticesSet.TYPE,
    SetThresholds.NAME: ThresholdsSet.TYPE,
    SetCredit.NAME: CreditSet.TYPE,
    OfferFirmware.NAME: FirmwareOffered.TYPE,
}
"""NAME of each setting → TYPE of the fact by which a hall tells that it is in force."""

MOST_AHEAD_MS: Final = 366 * DAY_MS
"""Versions are of central's own clock, which was never a year ahead: a higher one is a hall's
invention, and must not drive those of all halls to their end."""

_TOLD: Final = (
    "(SELECT CAST(fact.data ->> 'version' AS BIGINT) FROM fact WHERE fact.hall = birth.hall"
    " AND fact.rare = {type} AND fact.stream = birth.stream ORDER BY fact.n DESC LIMIT 1)"
)
"""By the newest fact of its type: in a stream versions rise. The cast holds: numbers
beyond every counter are set aside when they come."""

_SETTINGS: Final = ", ".join(f"('{name}', '{fact}')" for name, fact in BECOMES.items())


def in_force(of: str) -> str:
    """SQL of a table `in_force (hall, name, version)`, to stand before a SELECT.

    of: which halls, as a condition on `birth`; its values come twice. SQLite takes CROSS JOINs in
    the order in which they stand: some halls, then what an index has of each.
    """
    return (
        f"WITH setting (name, type) AS (VALUES {_SETTINGS}),"
        f" told AS (SELECT birth.hall, setting.name, {_TOLD.format(type='setting.type')} AS version"
        f" FROM birth CROSS JOIN setting WHERE {of}"
        " UNION ALL SELECT birth.hall, command.name, asking.version"
        " FROM birth CROSS JOIN command CROSS JOIN asking WHERE command.hall = birth.hall"
        " AND command.stream = birth.stream AND asking.id = command.asking"
        " AND command.replaced = 0 AND command.expires_ms IS NULL"
        f" AND command.outcome = 'done' AND command.n > 0 AND {of}),"
        " in_force AS (SELECT hall, name, max(version) AS version FROM told GROUP BY hall, name) "
    )


def highest(rows: Transaction, name: str, now_ms: int) -> int:
    """Of all versions of this setting that halls have; 0: none has any."""
    told = f"SELECT {_TOLD.format(type='?')} AS version FROM birth"
    sql = f"SELECT max(version) FROM ({told}) AS told WHERE version < ?"
    ((version,),) = rows.execute(sql, BECOMES[name], now_ms + MOST_AHEAD_MS).rows
    return int(version or 0)
