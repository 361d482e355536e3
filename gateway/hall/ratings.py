"""Ratings (好差评): true however late, first press final, bound by the service that was shown."""

from dataclasses import replace

from gateway.hall import reasons
from gateway.hall.stamp import Stamp
from gateway.hall.state import HallState
from protocol.facts import RatingGiven, RatingPrompted, RatingRefused, RatingUnbound

Rating = RatingGiven | RatingUnbound | RatingRefused


def decide_rating(
    state: HallState, stream: str, rated_stream: str, service: int, level: int
) -> Rating:
    """Somebody pressed a level for (rated_stream, service); `stream` is this store's own.

    The board's role is not asked: what a pad wrote stays true after it was moved to another
    window or out of the configuration.
    """
    if not 1 <= level <= 5:
        return RatingRefused(service=service, level=level, reason=reasons.NO_SUCH_LEVEL.code)
    known = state.services.get(service) if rated_stream == stream else None
    if known is None:
        return RatingUnbound(stream=rated_stream, service=service, level=level)
    if known.level is not None:
        return RatingRefused(service=service, level=level, reason=reasons.ALREADY_RATED.code)
    return RatingGiven(service=service, window=known.window, level=level)


def decide_prompted(state: HallState, service: int, window: str) -> RatingPrompted | None:
    """A pad has confirmed that it shows the question. None if that is no news.

    A prompt is told once per service, of a finished service of that window, and not after its
    rating: whoever presses at once may be heard before the pad's confirmation.
    """
    known = state.services.get(service)
    if known is None or known.window != window or not known.finished:
        return None
    if known.prompted or known.level is not None:
        return None
    return RatingPrompted(service=service, window=window)


def apply_prompted(state: HallState, stamp: Stamp, fact: RatingPrompted) -> HallState:
    """The question was seen; no answer from now on is an answer not given."""
    return state.with_service(fact.service, replace(state.services[fact.service], prompted=True))


def apply_given(state: HallState, stamp: Stamp, fact: RatingGiven) -> HallState:
    """The service has its level for ever."""
    return state.with_service(fact.service, replace(state.services[fact.service], level=fact.level))
