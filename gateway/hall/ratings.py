"""Ratings (好差评): true however late, first press final, bound by the service that was shown.

Who does not answer has given no level: a service without one is unrated, whatever a time-out or an
old pad's default says.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, get_args

from pydantic import Field

from gateway.hall import case_life, reasons
from gateway.hall.here import Here
from gateway.hall.nouns import Service
from gateway.hall.reasons import Reason
from gateway.hall.reasons import rating as refusals
from gateway.hall.state import HallState
from gateway.hall.wish import Level, N, TicketN
from protocol.facts import (
    RatingDefaulted,
    RatingGiven,
    RatingPrompted,
    RatingRefused,
    RatingTagged,
    RatingUnbound,
    TagsRefused,
    TagsUnbound,
)
from protocol.facts.rating import Source, Tag
from protocol.stamp import Stamp

Rating = RatingGiven | RatingUnbound | RatingRefused
Tagging = RatingTagged | TagsUnbound | TagsRefused

TAGS: Final[tuple[Tag, ...]] = get_args(Tag)
"""In the order of a pad's keys and of the bits of its record."""

WORDS: Final[Mapping[Tag, tuple[str, str]]] = {
    "efficiency": ("办理效率", "it took too long"),
    "skill": ("业务能力", "they did not know how"),
    "attitude": ("服务态度", "they were unfriendly"),
    "integrity": ("廉洁自律", "they were not honest"),
    "other": ("其他", "another reason"),
}

BAD: Final = 2
"""This level and those below are 差评 (D4)."""

PAD4: Final[Mapping[int, int]] = {0: 2, 2: 4, 3: 5}
"""Raw answers of an old pad of four keys → level (D4): 不满意, 满意, 非常满意."""

PAD4_DEFAULT: Final = 1
"""It reports this when nobody has pressed."""

Tags = Annotated[tuple[Tag, ...], Field(max_length=len(TAGS))]


@dataclass(frozen=True, kw_only=True)
class RateByTicket:
    """Rate a service by the code of its ticket, which the asker has checked."""

    ticket: TicketN
    level: Level
    tags: Tags = ()
    """With a bad one: what it is about."""
    service: N | None = None
    """The service that the page asked about; None: the ticket's last finished one that is unrated.
    With it, a form that is sent twice rates nothing else."""


@dataclass(frozen=True, kw_only=True)
class TagByTicket:
    """Say, by the code of the ticket, what a bad rating is about."""

    ticket: TicketN
    tags: Annotated[tuple[Tag, ...], Field(min_length=1, max_length=len(TAGS))]
    service: N | None = None
    """None: the last one rated badly that has no tags."""


def decide_rating(
    state: HallState,
    stream: str,
    rated_stream: str,
    service: int,
    level: int,
    source: Source = "pad",
) -> Rating:
    """Somebody pressed a level for (rated_stream, service); `stream` is this store's own.

    The board's role is not asked: what a pad wrote stays true after it was moved to another
    window or out of the configuration.
    """
    if not 1 <= level <= 5:
        return RatingRefused(service=service, level=level, reason=reasons.NO_SUCH_LEVEL.code)
    known = state.services.get(service) if rated_stream == stream else None
    if known is None:
        return RatingUnbound(rated_stream, service, level, source)
    refusal = _cannot_be_rated(known)
    if refusal is not None:
        return RatingRefused(service=service, level=level, reason=refusal.code)
    return RatingGiven(service=service, window=known.window, level=level, source=source)


def decide_pad4(
    state: HallState, stream: str, rated_stream: str, service: int, raw: int
) -> Rating | RatingDefaulted:
    """What an old pad of four keys reports. Its default is kept apart, and is no rating (F10)."""
    if raw in PAD4:
        return decide_rating(state, stream, rated_stream, service, PAD4[raw], "pad4")
    if raw != PAD4_DEFAULT:
        return RatingRefused(service=service, level=raw, reason=reasons.NO_SUCH_LEVEL.code)
    known = state.services.get(service) if rated_stream == stream else None
    if known is None:
        return RatingRefused(service=service, level=0, reason=refusals.NO_SUCH_SERVICE.code)
    refusal = reasons.ALREADY_RATED if known.defaulted else _cannot_be_rated(known)
    if refusal is not None:
        return RatingRefused(service=service, level=0, reason=refusal.code)
    return RatingDefaulted(service=service, window=known.window)


def decide_tags(
    state: HallState, stream: str, rated_stream: str, service: int, bits: int
) -> Tagging:
    """What a bad rating is about, from its pad: bit i is TAGS[i]."""
    if not 0 < bits < 1 << len(TAGS):
        return TagsRefused(service, refusals.NO_SUCH_TAG.code)
    tags = tuple(tag for i, tag in enumerate(TAGS) if bits >> i & 1)
    known = state.services.get(service) if rated_stream == stream else None
    if known is None:
        return TagsUnbound(rated_stream, service, tags)
    refusal = _cannot_be_tagged(known)
    if refusal is not None:
        return TagsRefused(service, refusal.code)
    return RatingTagged(service, known.window, tags)


def decide_by_ticket(here: Here, wish: RateByTicket) -> RatingGiven | Reason:
    """The ticket's last finished service without a rating, while its days last."""
    if wish.tags and wish.level > BAD:
        return refusals.NOT_RATED_BADLY
    found = _service_of(here.state, wish.ticket, wish.service, _cannot_be_rated)
    if isinstance(found, Reason):
        return found
    n, service = found
    if not _in_time(here, service):
        return refusals.RATING_TOO_LATE
    return RatingGiven(n, service.window, wish.level, "phone", _in_order(wish.tags))


def decide_tag_by_ticket(here: Here, wish: TagByTicket) -> RatingTagged | Reason:
    """However late, as long as the hall remembers the service."""
    found = _service_of(here.state, wish.ticket, wish.service, _cannot_be_tagged)
    if isinstance(found, Reason):
        return found
    n, service = found
    return RatingTagged(n, service.window, _in_order(wish.tags), "phone")


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
    return state.with_service(fact.service, prompted=True)


def apply_given(state: HallState, stamp: Stamp, fact: RatingGiven) -> HallState:
    """The service has its level for ever; a bad one opens a case by itself."""
    state = state.with_service(fact.service, level=fact.level, tags=fact.tags)
    return case_life.opened(state, stamp, fact.service) if fact.level <= BAD else state


def apply_tagged(state: HallState, stamp: Stamp, fact: RatingTagged) -> HallState:
    """It is said."""
    return case_life.tagged(state.with_service(fact.service, tags=fact.tags), stamp, fact)


def apply_defaulted(state: HallState, stamp: Stamp, fact: RatingDefaulted) -> HallState:
    """It stays unrated: whoever rates it later by phone is heard."""
    return state.with_service(fact.service, defaulted=True)


def services_of(state: HallState, ticket: int) -> dict[int, Service]:
    """The services of a ticket that the hall remembers, by n, the first one first."""
    after = state.services.since(ticket)  # no service is older than its ticket
    return {n: kept for n, kept in after if kept.ticket == ticket}


def may_be_rated(here: Here, service: Service) -> bool:
    """Whether a rating by the ticket's code would be taken now."""
    return _cannot_be_rated(service) is None and _in_time(here, service)


def may_be_tagged(service: Service) -> bool:
    """Whether it would be taken what a bad rating is about."""
    return _cannot_be_tagged(service) is None


def _cannot_be_rated(service: Service) -> Reason | None:
    if not service.finished:
        return refusals.NOT_FINISHED
    return reasons.ALREADY_RATED if service.level is not None else None


def _cannot_be_tagged(service: Service) -> Reason | None:
    if service.level is None or service.level > BAD:
        return refusals.NOT_RATED_BADLY
    return refusals.ALREADY_TAGGED if service.tags else None


def _service_of(
    state: HallState, ticket: int, named: int | None, refuses: Callable[[Service], Reason | None]
) -> tuple[int, Service] | Reason:
    """The named service of this ticket, or its last one that is not refused."""
    theirs = services_of(state, ticket)
    if named is not None:
        theirs = {n: kept for n, kept in theirs.items() if n == named}
    if not theirs:
        waits = named is None and ticket in state.tickets
        return refusals.NOT_FINISHED if waits else refusals.NO_SUCH_SERVICE
    why = {n: refuses(theirs[n]) for n in sorted(theirs, reverse=True)}
    for n, refusal in why.items():
        if refusal is None:
            return n, theirs[n]
    return next(refusal for refusal in why.values() if refusal is not None)


def _in_time(here: Here, service: Service) -> bool:
    """Counted in business days' dates, which no clock moves."""
    if here.state.day is None or service.day not in here.state.days:
        return False
    passed = date.fromisoformat(here.state.day) - date.fromisoformat(service.day)
    return passed.days <= here.plan.quality.rating.by_ticket_days


def _in_order(tags: tuple[Tag, ...]) -> tuple[Tag, ...]:
    """Each once, as a pad would have them."""
    return tuple(tag for tag in TAGS if tag in tags)
