"""Looks now and then for answers and parts whose time is over."""

from typing import Final

from gateway.lookout import Lookout
from gateway.orders.taking import ForgetOrders
from gateway.store.store import Store

LOOK_S: Final = 60.0
"""Of a list of a million hashes that is in force no more, 5,000 go each time: half a day."""


class OrdersWatch(Lookout):
    """`start`, then `stop`, which joins the thread."""

    def __init__(self, store: Store, every_s: float = LOOK_S) -> None:
        super().__init__("orders", every_s)
        self._store = store

    def look(self) -> None:
        """Once. Raises StoreError."""
        self._store.commit(ForgetOrders())
