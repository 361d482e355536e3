"""Who had an opinion how long, from its first day on: a state keeps the hops since it was opened
last alone, the facts keep them all."""

from collections.abc import Iterable

from gateway.hall import fold
from gateway.hall.opinion_nouns import Hop
from gateway.hall.state import EMPTY
from protocol.facts import Fact, OpinionReopened
from protocol.stamp import Stamp


def all_hops(opinion: int, of_it: Iterable[tuple[Stamp, Fact]]) -> tuple[Hop, ...]:
    """Every hop, in order. of_it: the facts about this opinion, its `opinion.submitted` first.

    Whoever had it last when it was opened again has a hop more from then on.
    """
    state = EMPTY
    before: tuple[Hop, ...] = ()
    for stamp, fact in of_it:
        if isinstance(fact, OpinionReopened):
            before = (*before, *state.opinions[opinion].hops)
        state = fold.apply(state, stamp, fact)
    return (*before, *state.opinions[opinion].hops)
