"""Numbers whose paper nobody has seen, and which nobody has claimed: void after a while.

Whoever got no paper presses again and has another number, or has left; the first one would be
called in vain. So a hall may let it lapse. Nobody's clock can make it lapse early.
"""

from collections.abc import Iterator
from typing import Final

from gateway.hall.here import Here
from gateway.hall.nouns import Stage, Ticket
from gateway.hall.paper_nouns import PaperState
from gateway.hall.rules import Rules
from gateway.hall.state import HallState
from protocol.facts import TicketCancelled
from protocol.stamp import Moment

COPY_MS: Final = 180_000
"""Of a paper in doubt a second one (补打) is sent by itself within two minutes of the number, and
is out soon after: until then nobody may be given the paper of a number that is void."""


def due(here: Here) -> Iterator[TicketCancelled]:
    """Those that lapse now, by the order in which they were issued."""
    for n in sorted(here.state.papers):
        if left_ms(here.plan.rules, here.state, here.now, n) == 0:
            yield TicketCancelled(n, "hall", cause="no_paper")


def left_ms(rules: Rules, state: HallState, now: Moment, n: int) -> int | None:
    """How long the number has still, in milliseconds; None: it does not lapse."""
    paper, ticket = state.papers.get(n), state.tickets.get(n)
    if not rules.void_without_paper_min or paper is None or ticket is None:
        return None
    in_doubt = paper.state in (PaperState.UNKNOWN, PaperState.FAILED) and not paper.claimed
    if not in_doubt or paper.since is None or not _unclaimed(ticket):
        return None
    after_ms = rules.void_without_paper_min * 60_000
    if paper.state is PaperState.UNKNOWN:
        after_ms = max(after_ms, COPY_MS)
    return max(0, after_ms - _passed_ms(paper.since, now))


def _unclaimed(ticket: Ticket) -> bool:
    """Whether nobody has ever come up with it: whoever was served and sent on, or was missed and
    has come back, is there. A booking or a card gives one number only, which stays."""
    came = ticket.missed > 0 or bool(ticket.sent_on_from)
    owed = ticket.issued.booking is not None or ticket.issued.card is not None
    return ticket.stage is Stage.WAITING and not came and not owed


def _passed_ms(since: Moment, now: Moment) -> int:
    """No more than have passed. Over a start of the machine: no more than since that start, and no
    more than the wall says, which somebody may have set meanwhile."""
    passed = now.since_ms(since)
    return min(passed, now.mono_ms) if now.is_told_by_wall(since) else passed
