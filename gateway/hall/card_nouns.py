"""What a hall keeps in mind of a card. Apart from `cards`, because the state consists of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """That somebody may come again before others, once; named by the service that ended by it."""

    ticket: int
    """Of that visit: who brings it is the one."""
    business: str
    day: str
    """Business day on which it was given."""
    who: str | None = None
    """Token of the taxpayer, where known."""
