"""Who may do what about people. Asked in the savepoint: rights may have gone while one waited."""

from collections.abc import Collection
from typing import Final

from gateway.hall.here import Actor, Duty
from gateway.people.errors import NotYoursError
from gateway.store import outside
from gateway.store.transaction import Transaction

WEB_TOKEN: Final = outside.WEB_TOKEN

ADMINISTRATORS: Final = frozenset({Duty.ADMINISTRATOR})
"""Accounts and API tokens."""

READERS: Final = frozenset({Duty.CLERK, Duty.GUIDE, Duty.LEADER})
"""Reading what somebody wrote: leaders all of it, the others what they have to answer."""

HEADS: Final = frozenset({Duty.LEADER, Duty.ADMINISTRATOR})
"""Erasing it, and reading the staff list and the audit trail."""


def must(tx: Transaction, by: Actor, duties: Collection[Duty]) -> None:
    """Raises NotYoursError unless whoever asks is one of these duties, and still is."""
    if by.duty not in duties or not outside.is_still(tx.db, by):
        raise NotYoursError
