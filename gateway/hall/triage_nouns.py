"""What a hall keeps in mind of answers to its questions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Led:
    """Where the answers led that no ticket names yet; named by the n of their `triage.answered`."""

    business: str
    program: str
    """Which kiosk asked; empty for people who have signed in."""
