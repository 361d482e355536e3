"""What is said next. No I/O and no clock: a loudspeaker asks, and says one thing at a time.

It asks again only when it has said what it was told, and tells how far it has come. So nothing is
said twice, nothing overlaps, and the order is that of the calls, however many come at once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import time

from gateway.board.call import Call
from gateway.board.rules import VoiceRules
from protocol.stamp import Moment


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer to a loudspeaker."""

    through: int
    """n up to which all calls are done with: said by this turn or before, too old, of another part
    of the hall, or of a quiet hour."""
    say: Call | None
    """None: nothing, for now."""
    volume: int
    """Percent."""
    quiet: bool
    """Nothing is said at this time of day."""


def next_turn(
    rules: VoiceRules,
    calls: Sequence[Call],
    after: int,
    now: Moment,
    at: time,
    windows: Collection[str] = (),
) -> Turn:
    """Of calls in the order of n, to a loudspeaker that has come to `after` (n; 0: anew).

    now, at: this moment, and its time of day on the hall's wall. windows: of that part of the hall;
    none: all.
    """
    quiet, volume, through = rules.is_quiet(at), rules.volume_at(at), after
    for call in calls:
        if call.n <= after:
            continue
        through = call.n
        here = not windows or call.window in windows
        late = now.since_ms(call.at) > rules.at_most_late_s * 1000
        if here and not late and not quiet:
            return Turn(through, call, volume, quiet)
    return Turn(through, None, volume, quiet)
