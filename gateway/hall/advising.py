"""The rules of `insight.advice` as givers of recommendations: what they give, and what lapses.

Whoever calls says which pieces have stood long enough, and which no longer do; nobody is nagged:
what people have just closed is not given again for a while.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from gateway.hall.here import Here
from gateway.hall.recommendation_nouns import RecommendationStage
from gateway.hall.recommendations import MILLI, may_begin, thousandths
from gateway.hall.state import HallState
from insight.advice import Advice
from protocol.facts import Fact, RecommendationGiven, RecommendationLapsed

Key = tuple[str, str]
"""A rule, and what it is about."""

MOST_OF_A_WEEKLY_RULE: Final = 3
"""Open at a time: a hall that is full all week has no use for forty of them, and what speaks of
this moment needs its room in the register."""

LIVE: Final = frozenset({"open_window", "close_window", "move_window", "call_leader"})
"""Rules of `insight.advice` that speak of this moment; only what they gave lapses."""

CLOSE: Final = "close_window"


def decide_advice(
    here: Here, standing: Sequence[Advice], gone: Collection[Key]
) -> tuple[Fact, ...]:
    """What follows for the register; each fact holds whichever of the others are written before.

    gone: pieces that have not stood for long enough to be sure of it.
    """
    room = here.plan.quality.advice.most_open - sum(
        one.is_open for one in here.state.recommendations.values()
    )
    return (*lapsed(here.state, gone), *list(_given(here, standing))[: max(0, room)])


def of_one_window(here: Here, pieces: Sequence[Advice], open_now: Collection[str]) -> list[Advice]:
    """One window that idles is as good to close as another: while one that was named serves on, no
    other is named in its place just because that one has somebody to serve.

    open_now: windows that serve.
    """
    named = _to_close(here, open_now)
    if named is None:
        return list(pieces)
    return [replace(one, about=named) if one.rule == CLOSE else one for one in pieces]


def _to_close(here: Here, open_now: Collection[str]) -> str | None:
    """What a rule has named and people have not done with, or have said no to just now."""
    told = [
        one
        for one in here.state.recommendations.values()
        if one.by == "rule" and one.rule == CLOSE and one.about in open_now
    ]
    waits = (one.about for one in told if one.is_open)
    refused = (one.about for one in told if is_quiet(here, (CLOSE, one.about)))
    return next(chain(waits, refused), None)


def lapsed(state: HallState, gone: Collection[Key]) -> Iterator[RecommendationLapsed]:
    """Of the rules' own, those that nobody has answered."""
    for n, one in state.recommendations.items():
        mine = one.by == "rule" and one.rule in LIVE
        if mine and one.stage is RecommendationStage.GIVEN and (one.rule, one.about) in gone:
            yield RecommendationLapsed(n)


def is_quiet(here: Here, key: Key) -> bool:
    """Whether people closed the same so short a while ago that it is not given again."""
    quiet_ms = here.plan.quality.advice.quiet_min * 60_000
    return any(
        one.stage is RecommendationStage.CLOSED
        and one.closed is not None
        and here.now.since_ms(one.closed.at) < quiet_ms
        for one in here.state.recommendations.values()
        if (one.rule, one.about) == key
    )


def _given(here: Here, standing: Sequence[Advice]) -> Iterator[RecommendationGiven]:
    seen: set[Key] = set()
    begun = Counter(
        one.rule for one in here.state.recommendations.values() if one.by == "rule" and one.is_open
    )
    for piece in standing:
        key = (piece.rule, piece.about)
        if key in seen or is_quiet(here, key) or may_begin(here, *key) is not None:
            continue
        if piece.rule not in LIVE and begun[piece.rule] >= MOST_OF_A_WEEKLY_RULE:
            continue
        seen.add(key)
        begun[piece.rule] += 1
        expected = piece.expected
        yield RecommendationGiven(
            rule=piece.rule,
            about=piece.about,
            by="rule",
            reasons={name: round(value * MILLI) for name, value in piece.reasons.items()},
            measure=None if expected is None else expected.measure,
            now=None if expected is None else thousandths(expected.now),
            then=None if expected is None else thousandths(expected.then),
            business=None if expected is None else expected.business,
        )
