"""What was answered to a command. It is kept with what the command became, in its savepoint."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gateway.hall.reasons import Reason
from protocol.commands import Outcome
from protocol.stamp import DAY_MS

KEPT_DAYS: Final = 40
"""So long after a command's end its answer is known. Central sends none so late."""

MOST: Final = 10_000
"""Answers at most: 3 MB, ten days of a hall where a thousand places a day are booked through the
city. Those whose commands end first go first."""

KEPT: Final = 1000
"""So many of the newest stay whatever the wall clock says: one that jumped ahead and came back must
not let anything be done twice."""

MOST_AT_ONCE: Final = 200
"""Answers that one commit forgets."""

MOST_TEXT: Final = 400
"""Characters of a sentence in a reply."""

_TIME: Final = "%Y-%m-%d %H:%M:%S %z"

_OLD: Final = f"""
    SELECT place FROM command
    WHERE expires_ms < ? AND at_ms < ? AND place <= (SELECT max(place) FROM command) - {KEPT}
    LIMIT {MOST_AT_ONCE}"""


@dataclass(frozen=True)
class Answer:
    """What a reply tells beside the id and the stream."""

    outcome: Outcome
    n: int = 0
    """The fact that it became; 0: none."""
    zh: str = ""
    en: str = ""


def refused(reason: Reason) -> Answer:
    """The hall's own reason, in both languages."""
    about = f" ({reason.about})" if reason.about else ""
    return Answer(
        "refused", 0, f"{reason.zh}{about}"[:MOST_TEXT], f"{reason.en}{about}"[:MOST_TEXT]
    )


def unreadable(why: str) -> Answer:
    """A command that this version cannot read."""
    return Answer(
        "unreadable",
        0,
        f"本厅读不懂此命令：{why}"[:MOST_TEXT],
        f"This hall cannot read the command: {why}"[:MOST_TEXT],
    )


def expired(until: datetime, now: datetime) -> Answer:
    """A command that came after its end. now: the hall's wall; both with their zone."""
    end, wall = f"{until:{_TIME}}", f"{now:{_TIME}}"
    return Answer(
        "expired",
        0,
        f"命令已过期，未执行：有效期至 {end}，本厅时钟为 {wall}。时钟如有误，请先校准再重新发送。",
        f"The command was good until {end}, and the hall's clock says {wall}: nothing was done. If"
        " that clock is wrong, set it; then ask again if it is still wanted.",
    )


LET_GO: Final = Answer(
    "expired",
    0,
    "此后命令过多，本厅已无法确认此命令是否执行过，本次未执行。请先到大厅核实，仍需要时再重新下达。",
    "So many commands have come since that the hall cannot tell whether this one was done; nothing"
    " was done now. Look in the hall, and ask anew if it is still wanted.",
)


def find(db: sqlite3.Connection, id: str) -> Answer | None:
    """What was answered to this command; None: it is a new one."""
    sql = "SELECT outcome, n, zh, en FROM command WHERE id = ?"
    row = db.execute(sql, (id,)).fetchone()
    return None if row is None else Answer(*row)


def is_let_go(db: sqlite3.Connection, expires_ms: int) -> bool:
    """Whether a command with this end, that is not found, may have been answered and let go of:
    while the table is full, all that ended no later than what is kept. A setting has a later end
    each time that it is sent; its version keeps it from being done twice."""
    kept, first_ms = db.execute("SELECT count(*), min(expires_ms) FROM command").fetchone()
    return bool(kept >= MOST and expires_ms <= first_ms)


def keep(
    db: sqlite3.Connection, id: str, name: str, at_ms: int, expires_ms: int, answer: Answer
) -> None:
    """So that it is answered alike when it comes again, while there is room for it."""
    db.execute(
        "INSERT INTO command(id, name, at_ms, expires_ms, outcome, n, zh, en)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (id, name, at_ms, expires_ms, answer.outcome, answer.n, answer.zh, answer.en),
    )
    db.execute(
        "DELETE FROM command WHERE place IN (SELECT place FROM command ORDER BY expires_ms, place"
        " LIMIT max(0, (SELECT count(*) FROM command) - ?))",
        (MOST,),
    )


def forget(db: sqlite3.Connection, now_ms: int) -> int:
    """Those whose time is over, a few at once; gives how many."""
    before_ms = now_ms - KEPT_DAYS * DAY_MS
    old = db.execute(_OLD, (before_ms, before_ms)).fetchall()
    return db.executemany("DELETE FROM command WHERE place = ?", old).rowcount if old else 0
