"""The hall's facts in SQLite: one writing thread, durable before visible.

A device record, the mark of its board, its outcome and the guard rows are one savepoint. What
`submit` promises is on the disk when its future is resolved; readers see only what is committed.
"""

from gateway.store.board_records import TakeRecords
from gateway.store.commands import Adopt, Append, Due, OpenDay, Prompted
from gateway.store.confirmed import ConfirmThrough
from gateway.store.errors import (
    DigestDiffersError,
    KeyUsedError,
    NotKeptError,
    OutOfOrderError,
    PartlyDoneError,
    RefusedError,
    StoreError,
    StoreStoppedError,
    UnknownRowError,
    WishRefusedError,
)
from gateway.store.head import Counters, Head
from gateway.store.read import Reader
from gateway.store.store import Store
from gateway.store.transaction import Command, Transaction
from gateway.store.wished import Do, Done, Once

__all__ = [
    "Adopt",
    "Append",
    "Command",
    "ConfirmThrough",
    "Counters",
    "DigestDiffersError",
    "Do",
    "Done",
    "Due",
    "Head",
    "KeyUsedError",
    "NotKeptError",
    "Once",
    "OpenDay",
    "OutOfOrderError",
    "PartlyDoneError",
    "Prompted",
    "Reader",
    "RefusedError",
    "Store",
    "StoreError",
    "StoreStoppedError",
    "TakeRecords",
    "Transaction",
    "UnknownRowError",
    "WishRefusedError",
]
