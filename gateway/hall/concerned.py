"""Whom an entry of the comment book is about (回避): that person neither settles nor reads it.

The writer may say so at once; else whoever has read it does. A bad rating says it by itself: its
case is about the clerk who served.
"""

from dataclasses import dataclass, replace
from typing import Final

from gateway.hall.here import Here
from gateway.hall.opinion_nouns import entry_of
from gateway.hall.opinions import whose
from gateway.hall.reasons import NO_SUCH_STAFF, Reason
from gateway.hall.reasons import opinion as refusals
from gateway.hall.state import HallState
from gateway.hall.wish import Code, N, NamesStaff
from protocol.facts import (
    CaseAppealed,
    CaseCalledBack,
    CaseFixed,
    CaseReviewed,
    CaseVerified,
    Fact,
    OpinionConcerns,
    ReviewCorrected,
    ReviewJudged,
)
from protocol.stamp import Stamp


@dataclass(frozen=True, kw_only=True)
class NameConcerned(NamesStaff):
    """Say whom an opinion is about, or that it is about nobody by name."""

    opinion: N
    about: Code | None = None
    """Token of that person."""


OfCase: Final = (CaseVerified, CaseFixed, CaseCalledBack, CaseAppealed, CaseReviewed)
"""Facts of a case that a text belongs to."""

OfReview: Final = (ReviewJudged, ReviewCorrected)
"""Facts of a sampled service that a text belongs to."""


def decide_concerned(here: Here, wish: NameConcerned) -> OpinionConcerns | Reason:
    """By who may settle it, at any time. Who is named has no say any more: another leader takes it
    back."""
    opinion, staff = whose(here, wish.opinion)
    if isinstance(opinion, Reason):
        return opinion
    if wish.about is not None and not here.is_member(wish.about):
        return NO_SUCH_STAFF
    if wish.about == opinion.about:
        return refusals.SAID_ALREADY
    return OpinionConcerns(wish.opinion, wish.about, staff)


def apply_concerns(state: HallState, stamp: Stamp, fact: OpinionConcerns) -> HallState:
    """From now on this one has no hand in it."""
    opinions = state.opinions.changed(
        fact.opinion,
        lambda one: replace(
            one, about=fact.about, day=state.day or one.day, steps=(*one.steps, stamp.n)
        ),
    )
    return state.but(opinions=opinions)


def service_of(fact: Fact) -> int | None:
    """The service that a text of this fact is about; None: it is about none."""
    if isinstance(fact, OfCase):
        return fact.case
    return fact.service if isinstance(fact, OfReview) else None


def is_remembered(state: HallState, service: int, fact: Fact) -> bool:
    """Whether the state still says whom a text of this fact, about that service, is about."""
    return service in (state.cases if isinstance(fact, OfCase) else state.reviews)


def of_text(state: HallState, n: int, fact: Fact) -> str | None:
    """Token of the person of the hall whom the text of fact n is about, as far as the hall
    remembers; None: about nobody by name."""
    entry = entry_of(n, fact)
    if entry is not None:
        opinion = state.opinions.get(entry)
        return None if opinion is None else opinion.about
    service = service_of(fact)
    if service is None:
        return None
    judged = state.cases.get(service) if isinstance(fact, OfCase) else state.reviews.get(service)
    return None if judged is None else judged.staff
