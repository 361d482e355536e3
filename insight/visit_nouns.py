"""What is known of a visit: the ticket, its calls and its services, and the figures of each."""

from dataclasses import dataclass
from typing import Final, Literal

from protocol.facts import TicketIssued
from protocol.facts.review import Verdict
from protocol.stamp import Moment

End = Literal["served", "no_show", "cancelled", "no_paper", "open"]
"""How a visit ended as far as is known. `no_paper`: the hall let the number lapse, because nobody
had seen its paper; whether anybody ever waited with it, and how long, is not known. `open`: it has
not, or the day went over it."""

Outcome = Literal["done", "missing_documents", "passed_on"]

SHORTEST_MS: Final = 15_000
LONGEST_MS: Final = 3 * 3_600_000
"""Services shorter or longer than these are kept, and counted apart as odd (F3)."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service of a visit; a visit has several when it was sent on."""

    n: int
    """Of its `service.started`."""
    business: str
    window: str
    """Where it went on last."""
    staff: str | None
    training: bool
    queued_ms: int
    """From when it was queued for this business until the call: the wait of this queue (F1)."""
    started: Moment
    ended: Moment | None = None
    held_since: Moment | None = None
    held_ms: int = 0
    queued_by_wall: bool = False
    """`queued_ms` goes over a start of the machine, so that the wall clock had to tell it."""
    items: tuple[str, ...] = ()
    outcome: Outcome | None = None
    prompted: bool = False
    level: int | None = None
    """Of its rating; None: unrated, which is no level."""
    defaulted: bool = False
    appealed_away: bool = False
    """An appeal was upheld: scores leave the rating out, the rating stays."""
    verdict: Verdict | None = None
    """Newest one of the accuracy review."""

    @property
    def handling_ms(self) -> int | None:
        """F3: from start to end without what it was held; None while it goes on."""
        if self.ended is None:
            return None
        return max(0, self.ended.since_ms(self.started) - self.held_ms)

    @property
    def handled_by_wall(self) -> bool:
        """Whether `handling_ms` goes over a start of the machine."""
        return self.ended is not None and self.ended.is_told_by_wall(self.started)

    @property
    def is_odd(self) -> bool:
        """Whether it was shorter or longer than services are."""
        took = self.handling_ms
        return took is not None and not SHORTEST_MS <= took <= LONGEST_MS


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the ticket by a window, with its repetitions."""

    at: Moment
    window: str
    staff: str | None
    times: int = 1
    in_vain: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """What one ticket's facts say so far."""

    issued: TicketIssued
    at: Moment
    joined: Moment | None
    """F1: when waiting began; None for a phone ticket whose owner has not come."""
    early_ms: int = 0
    """How long before its slot a booked visitor came: that is no waiting (F1)."""
    absent_ms: int = 0
    """Between a call in vain and coming back: the person was not there to wait."""
    calls: tuple[Call, ...] = ()
    services: tuple[Service, ...] = ()
    end: End = "open"
    ended: Moment | None = None
    waited_ms: int | None = None
    """F2: from joining to the call that led to the first service; None while there is none."""
    waited_by_wall: bool = False
    """`waited_ms` goes over a start of the machine, so that the wall clock had to tell it."""
    queue: str | None = None
    """The business for which it waits now; None: it does not wait."""
    reinstated: int = 0
    misrouted: bool = False

    @property
    def window(self) -> str:
        """The one it belongs to: where it was last served, else where it was last called; empty
        while no window has called it."""
        if self.services:
            return self.services[-1].window
        return self.calls[-1].window if self.calls else ""

    @property
    def is_measured(self) -> bool:
        """False for numbers entered afterwards: their times are a person's word (F1)."""
        return self.issued.channel != "back_entry"

    @property
    def first_wait_ms(self) -> int | None:
        """W1 of F2: from joining to the first call."""
        if self.joined is None or not self.calls:
            return None
        return max(0, self.calls[0].at.since_ms(self.joined) - self.early_ms)

    @property
    def first_waited_by_wall(self) -> bool:
        """Whether `first_wait_ms` goes over a start of the machine."""
        calls, joined = self.calls, self.joined
        return joined is not None and bool(calls) and calls[0].at.is_told_by_wall(joined)

    @property
    def stayed_by_wall(self) -> bool:
        """Whether `total_ms` or `left_after_ms` goes over a start of the machine."""
        ended, joined = self.ended, self.joined
        return joined is not None and ended is not None and ended.is_told_by_wall(joined)

    @property
    def handling_ms(self) -> int | None:
        """F3 of the whole visit: its services together; None while one goes on, or none was."""
        each = [service.handling_ms for service in self.services]
        return sum(took for took in each if took is not None) if each and None not in each else None

    @property
    def total_ms(self) -> int | None:
        """F4: from joining to the end of the last service."""
        if self.joined is None or self.end != "served" or self.ended is None:
            return None
        return max(0, self.ended.since_ms(self.joined) - self.early_ms)

    @property
    def left_after_ms(self) -> int | None:
        """How long somebody stayed who was not served: their wait was longer than that (F2)."""
        if self.joined is None or self.ended is None or self.end not in ("no_show", "cancelled"):
            return None
        return max(0, self.ended.since_ms(self.joined) - self.early_ms - self.absent_ms)

    @property
    def is_invalid_call(self) -> bool:
        """F8: called in vain, and in the end neither served nor waiting again: whoever came back
        and then gave the number back was called in vain all the same."""
        in_vain = any(call.in_vain for call in self.calls)
        return in_vain and self.end in ("no_show", "cancelled") and not self.services

    @property
    def is_without_paper(self) -> bool:
        """It lapsed because nobody had seen its paper: given back by nobody, and called for
        nobody."""
        return self.end == "no_paper"

    @property
    def is_given_back(self) -> bool:
        """Cancelled before any call, which costs nobody a call (F8)."""
        return self.end == "cancelled" and not self.calls
