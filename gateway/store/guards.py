"""The guards of who stands and sits where, beside the state: at a start they must say the same.

They are written with the facts of then, and the state is folded by the rules of now. Where these
have forgotten a ticket, a call of it leaves nobody at the window; a guard row that stayed would
then refuse every later call there.
"""

import logging
import sqlite3

from gateway.hall.nouns import Called, Serving
from gateway.hall.state import HallState

log = logging.getLogger(__name__)


def agree(db: sqlite3.Connection, state: HallState) -> None:
    """Drop, and tell in the log, what the guards have of any window and the state has not."""
    stands = {
        (id, at.doing.ticket)
        for id, at in state.windows.items()
        if isinstance(at.doing, Called | Serving)
    }
    sits = {(id, at.staff) for id, at in state.windows.items() if at.staff is not None}
    served = set(db.execute('SELECT "window", ticket FROM serving')) - stands
    logged_in = set(db.execute('SELECT "window", staff FROM login')) - sits
    if not served and not logged_in:
        return
    db.execute("BEGIN IMMEDIATE")
    db.executemany('DELETE FROM serving WHERE "window" = ? AND ticket = ?', sorted(served))
    db.executemany('DELETE FROM login WHERE "window" = ? AND staff = ?', sorted(logged_in))
    db.execute("COMMIT")
    for window, ticket in sorted(served):
        log.warning("nobody stands at window %s any more: ticket %d is forgotten", window, ticket)
    for window, staff in sorted(logged_in):
        log.warning("nobody sits at window %s any more: it was %s", window, staff)
