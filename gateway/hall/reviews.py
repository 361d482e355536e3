"""Reviews of accuracy (准确率抽查): services drawn by lot are looked at again by somebody else.

Nobody can choose the lot: its seed is random and stands in the fact, a day is drawn from once, and
how many are drawn is a setting. Anybody can draw it again: `insight.reviews.pick`.
"""

from dataclasses import dataclass, replace
from typing import Any

from gateway.hall.bounds import Day
from gateway.hall.here import Here
from gateway.hall.reasons import Reason
from gateway.hall.reasons import review as refusals
from gateway.hall.reasons.case import SIGN_IN_FIRST
from gateway.hall.review_nouns import Review
from gateway.hall.state import HallState
from gateway.hall.wish import N, WithWords
from insight.reviews import pick
from protocol.facts import ReviewCorrected, ReviewJudged, ReviewSampled
from protocol.facts.review import Mistake, Verdict
from protocol.stamp import Stamp


@dataclass(frozen=True, kw_only=True)
class DrawSample:
    """Draw the services of a past day that are to be looked at."""

    day: Day


@dataclass(frozen=True, kw_only=True)
class JudgeAccurate:
    """All was done right."""

    service: N


@dataclass(frozen=True, kw_only=True)
class JudgeWrong(WithWords):
    """Something was not, and what."""

    service: N
    mistake: Mistake


@dataclass(frozen=True, kw_only=True)
class CorrectVerdict(WithWords):
    """The verdict was itself wrong, and why."""

    service: N
    mistake: Mistake | None = None
    """None: the service was accurate."""


def to_draw(state: HallState) -> list[str]:
    """Past business days that the hall remembers and that were not drawn from, the oldest first."""
    return [day for day in state.days if day != state.day and day not in state.sampled]


def decide_draw(here: Here, wish: DrawSample) -> ReviewSampled | Reason:
    """Once, of the services of that day that are finished now."""
    state = here.state
    if wish.day not in state.days or wish.day == state.day:
        return refusals.NOT_A_PAST_DAY
    if wish.day in state.sampled:
        return refusals.DRAWN_ALREADY
    served = {
        n: service.staff
        for n, service in state.services.items()
        if service.day == wish.day and service.finished
    }
    if not served:
        return refusals.NOTHING_TO_DRAW
    if not here.token:
        raise ValueError("A lot needs a random seed; without one anybody could foresee it.")
    drawn = pick(here.token, served, here.plan.quality.review.sample)
    return ReviewSampled(wish.day, here.token, len(served), drawn)


def decide_accurate(here: Here, wish: JudgeAccurate) -> ReviewJudged | Reason:
    """By somebody else than its clerk."""
    staff = _reviewer(here, wish.service, judged=False)
    if isinstance(staff, Reason):
        return staff
    return ReviewJudged(wish.service, "accurate", staff)


def decide_wrong(here: Here, wish: JudgeWrong) -> ReviewJudged | Reason:
    """By somebody else than its clerk."""
    staff = _reviewer(here, wish.service, judged=False)
    if isinstance(staff, Reason):
        return staff
    return ReviewJudged(wish.service, "wrong", staff, wish.mistake, here.token)


def decide_correct(here: Here, wish: CorrectVerdict) -> ReviewCorrected | Reason:
    """To another verdict, or to another kind of mistake, with the reason. Both stay as facts."""
    staff = _reviewer(here, wish.service, judged=True)
    if isinstance(staff, Reason):
        return staff
    verdict: Verdict = "accurate" if wish.mistake is None else "wrong"
    review = here.state.reviews[wish.service]
    if (verdict, wish.mistake) == (review.verdict, review.mistake):
        return refusals.SAME_VERDICT
    return ReviewCorrected(wish.service, verdict, staff, here.token, wish.mistake)


def apply_sampled(state: HallState, stamp: Stamp, fact: ReviewSampled) -> HallState:
    """They wait to be looked at, and the day is drawn from no more."""
    reviews = state.reviews
    for n in fact.services:
        if n in state.services:
            reviews = reviews.put(n, Review(fact.day, state.services[n].staff))
    return state.but(reviews=reviews, sampled=(*state.sampled, fact.day))


def apply_judged(state: HallState, stamp: Stamp, fact: ReviewJudged) -> HallState:
    """It has its verdict."""
    return _with(state, stamp, fact)


def apply_corrected(state: HallState, stamp: Stamp, fact: ReviewCorrected) -> HallState:
    """The newest verdict counts."""
    review = state.reviews.get(fact.service)
    corrections = review.corrections + 1 if review else 1
    return _with(state, stamp, fact, corrections=corrections)


def _reviewer(here: Here, service: int, *, judged: bool) -> str | Reason:
    """Token of who may judge this service, or correct its verdict."""
    review = here.state.reviews.get(service)
    if review is None:
        return refusals.NOT_DRAWN
    if here.by.staff is None:
        return SIGN_IN_FIRST
    if here.by.staff == review.staff:
        return refusals.YOUR_OWN_SERVICE
    if judged and review.verdict is None:
        return refusals.NOT_JUDGED
    if not judged and review.verdict is not None:
        return refusals.JUDGED_ALREADY
    return here.by.staff


def _with(
    state: HallState, stamp: Stamp, fact: ReviewJudged | ReviewCorrected, **change: Any
) -> HallState:
    """The same state but for the verdict of one review."""

    def moved(review: Review) -> Review:
        steps = (*review.steps, stamp.n)
        return replace(review, verdict=fact.verdict, mistake=fact.mistake, steps=steps, **change)

    return state.but(reviews=state.reviews.changed(fact.service, moved))
