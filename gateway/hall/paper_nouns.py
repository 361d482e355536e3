"""What a hall keeps in mind of papers. Apart from `papers`, because the state consists of it."""

from dataclasses import dataclass
from enum import StrEnum

from protocol.stamp import Moment


class PaperState(StrEnum):
    """What is known of the paper of a number."""

    COMING = "coming"
    """It is to be printed, and nothing has been heard of it yet."""
    PRINTED = "printed"
    """It came out."""
    UNKNOWN = "unknown"
    """It was sent to the printer, and nobody knows what came out."""
    FAILED = "failed"
    """Nothing came out, and nothing will."""
    MUTE = "mute"
    """It was sent to a head that never answers: of none of its papers anybody knows more."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Of a number of the open day whose paper has not come out for certain."""

    state: PaperState = PaperState.COMING
    asked: int | None = None
    """n of the `print.asked` that nothing has been heard of yet."""
    before: PaperState = PaperState.PRINTED
    """With `asked`: what was known before it."""
    since: Moment | None = None
    """When its outcome was told; None while it is on its way."""
    claimed: bool = False
    """An earlier paper of it came out, or was seen in its owner's hand."""
