"""The last calls of the open day, kept from what is committed."""

import threading
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final

from gateway.board.call import Call
from gateway.hall.state import HallState
from gateway.store.store import Store
from protocol.envelope import Entry
from protocol.facts import DayOpened, TicketCalled, TicketRecalled
from protocol.stamp import Stamp

KEPT: Final = 128
"""More than are called in the longest time for which a voice is waited for."""

RECENT: Final = 4096
"""Facts read back at the start."""


class Calls:
    """Subscribe `committed` to the store before the bell, so that who hears it finds the call."""

    def __init__(self, store: Store) -> None:
        """Reads the store. Raises StoreError."""
        self._gate = threading.Lock()
        self._kept: deque[Call] = deque(maxlen=KEPT)
        with store.reader() as reader:
            recent = reader.entries(max(0, reader.last() - RECENT), RECENT)
        self.committed(recent, store.state)

    def newest(self) -> tuple[Call, ...]:
        """Of the open day, oldest first. For any thread."""
        with self._gate:
            return tuple(self._kept)

    def committed(self, entries: Sequence[Entry], state: HallState) -> None:
        """Take what was just committed; a subscriber of the store."""
        with self._gate:
            self._take(entries, state)

    def _take(self, entries: Iterable[Entry], state: HallState) -> None:
        for entry in entries:
            fact = entry.fact
            if isinstance(fact, DayOpened):
                self._kept.clear()
            elif isinstance(fact, TicketCalled | TicketRecalled):
                ticket = state.tickets.get(fact.ticket)
                if ticket is not None:
                    again = isinstance(fact, TicketRecalled)
                    stamp = Stamp.of(entry)
                    self._kept.append(
                        Call(stamp.n, ticket.issued.label, fact.window, stamp.at, again)
                    )
