"""Papers of numbers: what became of each, and one more (补打) where somebody has none.

Another paper is no other number: it says 补打, and the place in the queue stays as it is. Whether
the person has none is for somebody of the hall to see, who stands before them.
"""

from dataclasses import dataclass
from typing import Final

from gateway.hall import reasons
from gateway.hall.here import Here
from gateway.hall.nouns import OPEN, Stage, Ticket
from gateway.hall.paper_nouns import Paper, PaperState
from gateway.hall.reasons import Reason
from gateway.hall.reasons import paper as refusals
from gateway.hall.standing import ahead_of
from gateway.hall.state import HallState
from gateway.hall.wish import TicketN
from protocol.facts import (
    PrintAsked,
    PrintConfirmed,
    PrintFailed,
    PrintSeen,
    PrintUncertain,
)
from protocol.stamp import Stamp

MUTE: Final = "mute"
"""The reason of `print.uncertain` where the head never answers."""


@dataclass(frozen=True)
class ReprintTicket:
    """Print the paper of this number once more (补打)."""

    ticket: TicketN


@dataclass(frozen=True)
class SeePaper:
    """The person holds the paper: it came out after all."""

    ticket: TicketN


def decide_reprint(here: Here, wish: ReprintTicket) -> PrintAsked | Reason:
    """For a number of today that its owner still needs, while none of its papers is on its way."""
    if not here.plan.prints:
        return refusals.NO_PRINTER
    ticket = _of_today(here, wish.ticket)
    if isinstance(ticket, Reason):
        return ticket
    if ticket.stage not in OPEN | {Stage.NO_SHOW}:
        return refusals.PAPER_NOT_NEEDED
    if of(here.state, wish.ticket) is PaperState.COMING:
        return refusals.PAPER_COMING
    waits = ticket.stage is Stage.WAITING
    ahead = ahead_of(here.state, here.now, wish.ticket) if waits else 0
    return PrintAsked(wish.ticket, ahead, here.by.staff)


def decide_see(here: Here, wish: SeePaper) -> PrintSeen | Reason:
    """Once, of a paper that is not known to have come out."""
    ticket = _of_today(here, wish.ticket)
    if isinstance(ticket, Reason):
        return ticket
    match of(here.state, wish.ticket):
        case PaperState.PRINTED:
            return refusals.PAPER_IS_THERE
        case PaperState.COMING:
            return refusals.PAPER_COMING
    return PrintSeen(wish.ticket, here.by.staff)


def of(state: HallState, ticket: int) -> PaperState:
    """What is known of the paper of a number on paper, of the open day."""
    paper = state.papers.get(ticket)
    return PaperState.PRINTED if paper is None else paper.state


def doubtful(state: HallState) -> list[int]:
    """Numbers that somebody still needs and whose paper may not have come out, oldest first.

    Not those of a head that never answers: they would be all of the day's.
    """
    return sorted(
        n
        for n, paper in state.papers.items()
        if paper.state in (PaperState.UNKNOWN, PaperState.FAILED)
        and n in state.tickets
        and state.tickets[n].stage in OPEN | {Stage.NO_SHOW}
    )


def apply_asked(state: HallState, stamp: Stamp, fact: PrintAsked) -> HallState:
    """It is on its way."""
    if fact.ticket not in state.tickets:
        return state
    known, before = state.papers.get(fact.ticket), of(state, fact.ticket)
    claimed = known is None or known.claimed
    paper = Paper(asked=stamp.n, before=before, claimed=claimed)
    return state.but(papers=state.papers.put(fact.ticket, paper))


def apply_there(state: HallState, stamp: Stamp, fact: PrintConfirmed | PrintSeen) -> HallState:
    """There is a paper, and nothing more to keep in mind."""
    return state.but(papers=state.papers.without(fact.ticket))


def apply_uncertain(state: HallState, stamp: Stamp, fact: PrintUncertain) -> HallState:
    """Nobody knows; of a head that never answers nobody ever will."""
    known = PaperState.MUTE if fact.reason == MUTE else PaperState.UNKNOWN

    def changed(paper: Paper) -> Paper:
        return Paper(known, since=stamp.at, claimed=paper.claimed)

    return state.but(papers=state.papers.changed(fact.ticket, changed))


def apply_failed(state: HallState, stamp: Stamp, fact: PrintFailed) -> HallState:
    """A second paper that did not come says nothing of the first one."""

    def changed(paper: Paper) -> Paper:
        first = paper.state if paper.asked is None else paper.before
        stays = fact.reprint and first in (PaperState.UNKNOWN, PaperState.MUTE)
        known = first if stays else PaperState.FAILED
        return Paper(known, since=stamp.at, claimed=paper.claimed)

    return state.but(papers=state.papers.changed(fact.ticket, changed))


def _of_today(here: Here, n: int) -> Ticket | Reason:
    """The ticket, if it has a paper and is of the open day."""
    ticket = here.state.tickets.get(n)
    if ticket is None:
        return reasons.NO_SUCH_TICKET
    if not ticket.issued.on_paper:
        return refusals.NOT_ON_PAPER
    if ticket.issued.day != here.state.day:
        return refusals.OF_ANOTHER_DAY
    return ticket
