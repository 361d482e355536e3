"""The codes of one hall: what stands on paper and phones, and which fact it means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from protocol import codes, facts

Kind = Literal["ticket", "booking", "opinion"]

LABELS: Final[Mapping[Kind, bytes]] = {
    "ticket": codes.TICKET,
    "booking": codes.BOOKING,
    "opinion": codes.OPINION,
}

_OF: Final[Mapping[type[facts.Fact], Kind]] = {
    facts.TicketIssued: "ticket",
    facts.TicketCarried: "ticket",
    facts.BookingMade: "booking",
    facts.BookingCarried: "booking",
    facts.OpinionSubmitted: "opinion",
}


@dataclass(frozen=True)
class Codes:
    """Makes and reads them under the hall's key; see protocol/codes.py."""

    key: bytes
    stream: str
    """Of the store: n means another fact in another one."""
    city: bytes | None = None
    """The city's key, under which people are known where the hall has it."""

    before: Callable[[Kind, int], int | None] = lambda kind, number: None
    """What the code with this number, of a stream before, was given to; None: nothing here."""

    def subject(self, identity: str) -> bytes:
        """The 12 bytes under which the hall knows whoever has this identity number."""
        return codes.subject(self.city or self.key, identity)

    def of(self, n: int, fact: facts.Fact) -> str | None:
        """The code by which its owner can name fact n; None for facts that have no owner."""
        kind = _OF.get(type(fact))
        return None if kind is None else self.make(kind, n)

    def make(self, kind: Kind, n: int) -> str:
        """The code of fact n, which is of this kind."""
        return codes.make(self.key, LABELS[kind], codes.number_of(self.stream, n))

    def read(self, kind: Kind, text: str) -> int | None:
        """n of the fact; None if it is no code, or of another kind, hall or stream."""
        number = codes.read(self.key, LABELS[kind], text)
        if number is None:
            return None
        n = codes.n_of(self.stream, number)
        return self.before(kind, number) if n is None else n
