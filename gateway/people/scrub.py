"""Writing the tables of what was erased anew, so that nothing of it stays in the database's files.

SQLite's secure_delete fills deleted rows with zeros. But rows are moved from page to page as a
table grows, and it leaves one copy in some hundred behind in the gaps of pages: so what is kept is
moved into an empty table, and the old one, once it is dropped, is zero page by page. It goes in
portions, each a command of its own: whoever wants a number waits for one of them at most, and after
a kill the next start goes on where it was. Until the end of it each row is in one of the two.
"""

import sqlite3
from typing import Final

from gateway.store import outside
from gateway.store.transaction import Transaction

MOST_ROWS: Final = 200
"""Rows of one portion; it takes a few milliseconds, see docs/operations.md."""

_WANTED, _BEGUN, _AGAIN = 0, 1, 2


def want(db: sqlite3.Connection, table: str) -> None:
    """Something was deleted from this table. What is under way already does not count for it: the
    row may have been moved before it was deleted."""
    sql = (
        "INSERT INTO scrub(name, state) VALUES (?, ?)"
        " ON CONFLICT(name) DO UPDATE SET state = iif(state = ?, state, ?)"
    )
    db.execute(sql, (table, _WANTED, _WANTED, _AGAIN))


def go_on(tx: Transaction) -> bool:
    """One portion; gives whether anything is left to be done. After the last one the log is emptied
    too, behind the commit."""
    left = MOST_ROWS
    while left > 0 and (due := tx.db.execute("SELECT name, state FROM scrub").fetchone()):
        table, state = due
        if state == _WANTED:
            state = _note(tx.db, table, _BEGUN)
        moved = _move(tx.db, table, left)
        left -= moved
        if left > 0:
            _swap(tx.db, table)
            if state == _AGAIN:
                _note(tx.db, table, _WANTED)
            else:
                tx.db.execute("DELETE FROM scrub WHERE name = ?", (table,))
    if tx.db.execute(WANTED).fetchone() is not None:
        return True
    tx.empty_log()
    return False


WANTED: Final = "SELECT 1 FROM scrub LIMIT 1"
"""Gives a row while there is something to be done."""


def _note(db: sqlite3.Connection, table: str, state: int) -> int:
    db.execute("UPDATE scrub SET state = ? WHERE name = ?", (state, table))
    return state


def _move(db: sqlite3.Connection, table: str, most: int) -> int:
    """How many rows came over; fewer than `most` were all that were left."""
    sql = f"SELECT max(token) FROM (SELECT token FROM {table} ORDER BY token LIMIT ?)"
    (last,) = db.execute(sql, (most,)).fetchone()
    if last is None:
        return 0
    anew = outside.anew(table)
    db.execute(f"INSERT INTO {anew} SELECT * FROM {table} WHERE token <= ?", (last,))
    return db.execute(f"DELETE FROM {table} WHERE token <= ?", (last,)).rowcount


def _swap(db: sqlite3.Connection, table: str) -> None:
    anew = outside.anew(table)
    (sql,) = db.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (anew,)).fetchone()
    db.execute(f"DROP TABLE {table}")
    db.execute(f"ALTER TABLE {anew} RENAME TO {table}")
    db.execute(sql)
