"""Everybody who waits, in order: made once of a state, where many ask how many go before them."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gateway.hall import queue
from gateway.hall.nouns import Place
from gateway.hall.state import HallState
from protocol.stamp import Moment

Key = tuple[int, Place]


@dataclass(frozen=True, slots=True)
class Order:
    """Of one state at one moment."""

    keys: Sequence[Key]
    """Of who is not early, ascending."""
    tickets: Sequence[int]
    """n of each of these."""
    ahead: Mapping[int, int]
    """By n of everybody who waits: who waits for the same business and goes before, as
    `standing.ahead_of` counts them."""

    def before(self, key: Key) -> Sequence[int]:
        """n of everybody, whatever for, who goes before somebody with this key."""
        return self.tickets[: bisect_left(self.keys, key)]


def order_of(state: HallState, now: Moment) -> Order:
    """Everybody's place."""
    waiting = sorted(
        ((queue.key(ticket), n, ticket) for n in state.waiting if (ticket := state.tickets[n])),
        key=lambda one: one[0],
    )
    keys: list[Key] = []
    tickets: list[int] = []
    passed: Counter[str] = Counter()
    ahead: dict[int, int] = {}
    for key, n, ticket in waiting:
        ahead[n] = passed[ticket.business]
        if not queue.is_early(ticket, now):
            passed[ticket.business] += 1
            keys.append(key)
            tickets.append(n)
    return Order(keys, tickets, ahead)
