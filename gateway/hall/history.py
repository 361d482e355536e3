"""What boards wrote down before this stream had met them: kept and forwarded, and without effect.

Its outcome is in a stream before, or was lost with that; a second one would contradict the first.
A rating is true however late: it goes to central by a fact of its own, and central, which knows the
first press of every stream, counts it once.
"""

from gateway.hall.here import Here
from gateway.hall.requests import FRESH_MS, Freshness, Reboot
from protocol.facts import Fact, RatingUnbound, TagsUnbound


def is_over(here: Here, freshness: Freshness) -> bool:
    """Whether a record from before the meeting can have no effect now: nobody who pressed stands
    there any more, or no day is open in which anything could follow."""
    return here.state.day is None or isinstance(freshness, Reboot) or freshness > FRESH_MS


def as_history(outcome: Fact | None) -> Fact | None:
    """Of the outcome that the rules of any other day would give, what is left."""
    return outcome if isinstance(outcome, RatingUnbound | TagsUnbound) else None
