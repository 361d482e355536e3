"""What a hall keeps in mind of a slip. Apart from `slips`, because the state consists of it."""

from dataclasses import dataclass

from gateway.hall.paper_nouns import PaperState
from protocol.facts import SlipAsked

Thing = tuple[object, ...]
"""What a slip is of: two of one thing are the same paper twice."""


@dataclass(frozen=True, slots=True)
class Slip:
    """The last paper of one thing that somebody asked for."""

    asked: SlipAsked
    day: str
    """Business day on which it was asked for; empty before the first one."""
    state: PaperState = PaperState.COMING
    reason: str = ""
    """Why it is not known to have come out, as its `slip.done` says."""
    printer: str = ""
    """Name of the printer that took it; empty: none is known to have."""


def thing(asked: SlipAsked) -> Thing:
    """What it is of, in whatever language and however many."""
    return asked.kind, asked.about, asked.board, asked.printer, asked.day, asked.of
