"""How often one connection may ask for something of its own: a prank fills no hall.

Who shares an address, as phones on one hall's network do, shares its share; so it is large. It
slows down who means harm and does not stop who has many addresses: limits of the hall itself do.
"""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

HOUR_S: Final = 3600.0

MOST_REMEMBERED: Final = 10_000
"""Addresses; of more, who asked longest ago is forgotten."""

_HOME_BITS: Final = 64
"""Of an IPv6 address: all of a home have these in common."""


class Often:
    """Counts by address. For any thread."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        """most: in an hour."""
        self._most = most
        self._clock = clock
        self._gate = threading.Lock()
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, address: str) -> bool:
        """Whether one more is allowed; it is counted then."""
        now, who = self._clock(), _home(address)
        with self._gate:
            asked = self._asked.setdefault(who, deque())
            self._asked.move_to_end(who)
            while asked and asked[0] <= now - HOUR_S:
                asked.popleft()
            if len(asked) >= self._most:
                return False
            asked.append(now)
            if len(self._asked) > MOST_REMEMBERED:
                self._asked.popitem(last=False)
            return True

    def give_back(self, address: str) -> None:
        """The last one came to nothing."""
        with self._gate:
            asked = self._asked.get(_home(address))
            if asked:
                asked.pop()


def _home(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:  # a proxy may name whoever asks in its own way
        return address[:64]
    if isinstance(known, IPv6Address):
        return str(IPv6Network((known, _HOME_BITS), strict=False))
    return address
