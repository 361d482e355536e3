"""A call as the board shows it and the voice says it."""

from collections.abc import Sequence
from dataclasses import dataclass

from protocol.stamp import Moment


@dataclass(frozen=True, slots=True)
class Call:
    """A committed `ticket.called` or `ticket.recalled`."""

    n: int
    """Of that fact."""
    label: str
    """The number as people read it, e.g. `A012`."""
    window: str
    """Id of the window."""
    at: Moment
    again: bool = False
    """The window has called this number before."""


def newest_of_each(calls: Sequence[Call], most: int) -> tuple[Call, ...]:
    """The newest call of each number, the newest first, at most so many. calls: oldest first."""
    found: dict[str, Call] = {}
    for call in reversed(calls):
        found.setdefault(call.label, call)
        if len(found) == most:
            break
    return tuple(found.values())
