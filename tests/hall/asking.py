"""People of the hall who ask for something."""

from typing import Any

from gateway.hall import wishes
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.reasons import Reason
from protocol.facts import Fact
from tests.hall.hall import Hall

CLERK = Actor(Duty.CLERK, "s-clerk")
GUIDE = Actor(Duty.GUIDE, "s-guide")
LEADER = Actor(Duty.LEADER, "s-leader")
KIOSK = Actor(Duty.KIOSK)


def ask(hall: Hall, wish: Any, by: Actor = LEADER, who: str | None = None) -> Fact | Reason:
    """What came of it; a fact is in the hall's history then."""
    here = Here(hall.plan, hall.state, hall.now, by, who, token=f"t{hall.n}")
    outcome = wishes.decide(here, wish)
    if not isinstance(outcome, Reason):
        hall.add(outcome)
    return outcome
