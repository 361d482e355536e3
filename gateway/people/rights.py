"""Who may do what about people. Asked in the savepoint: rights may have gone while one waited."""

from collections.abc import Collection
from typing import Final

from gateway.hall.here import Actor, Duty
from gateway.people.errors import NotYoursError
from gateway.store.transaction import Transaction

WEB_TOKEN: Final = "web-token"
"""The program that holds the gateway's own token: it makes the first account, and is always there
when nobody else is."""

ADMINISTRATORS: Final = frozenset({Duty.ADMINISTRATOR})
"""Accounts and API tokens."""

READERS: Final = frozenset({Duty.CLERK, Duty.GUIDE, Duty.LEADER})
"""Reading what somebody wrote: leaders all of it, the others what they have to answer."""

HEADS: Final = frozenset({Duty.LEADER, Duty.ADMINISTRATOR})
"""Erasing it, and reading the staff list and the audit trail."""


def must(tx: Transaction, by: Actor, duties: Collection[Duty]) -> None:
    """Raises NotYoursError unless whoever asks is one of these duties, and still is."""
    if by.duty not in duties or not _still(tx, by):
        raise NotYoursError


def _still(tx: Transaction, by: Actor) -> bool:
    if by.staff is not None:
        sql = "SELECT duty FROM account WHERE token = ? AND active"
        if tx.db.execute(sql, (by.staff,)).fetchone() != (by.duty,):
            return False
    if by.program and by.program != WEB_TOKEN:
        sql = "SELECT duty FROM api_token WHERE name = ?"
        return bool(tx.db.execute(sql, (by.program,)).fetchone() == (by.duty,))
    return True
