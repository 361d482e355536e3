"""The register of recommendations, read from the facts: also those that the hall's state has let go
of."""

from collections.abc import Callable
from typing import Final

from gateway.hall.fold import fold
from gateway.hall.recommendation_nouns import Recommendation
from gateway.hall.wish import MOST_N
from gateway.store.store import Store
from protocol.envelope import Entry
from protocol.facts import (
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationEntered,
    RecommendationGiven,
    RecommendationLapsed,
    RecommendationReplied,
)
from protocol.stamp import Stamp

BEGIN: Final = (RecommendationGiven.TYPE, RecommendationEntered.TYPE)
LIFE: Final = (
    *BEGIN,
    RecommendationAnswered.TYPE,
    RecommendationReplied.TYPE,
    RecommendationClosed.TYPE,
    RecommendationLapsed.TYPE,
)

Later = RecommendationAnswered | RecommendationReplied | RecommendationClosed | RecommendationLapsed

PORTION: Final = 1000
"""Facts of one look."""

Numbered = tuple[int, Recommendation]


class Register:
    """Ask it from any thread. A list costs what it goes back; one costs what has become of it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def newest(
        self, wanted: Callable[[Recommendation], bool], before: int, limit: int
    ) -> list[Numbered]:
        """Those that are wanted with an n below `before`, the newest first. Raises StoreError.

        It goes along all that ever became of any, once, from the newest on: so what became of one
        is known when its beginning is met.
        """
        found: list[Numbered] = []
        since: dict[int, list[Entry]] = {}
        """By recommendation: what became of it, the newest first."""
        place = MOST_N
        while len(found) < limit:
            page = self._page(place)
            for entry in page:
                if entry.fact.TYPE in BEGIN:
                    life = [entry, *reversed(since.pop(entry.n, []))]
                    if entry.n < before:
                        found += [(n, one) for n, one in told(life).items() if wanted(one)]
                else:
                    since.setdefault(_about(entry), []).append(entry)
            if len(page) < PORTION:
                break
            place = page[-1].n
        return found[:limit]

    def history(self, n: int) -> list[Entry]:
        """All facts about one, in order; none where there is no such one. Raises StoreError."""
        with self._store.reader() as reader:
            entries = reader.life_of(LIFE, "recommendation", [n])
        return entries if entries and entries[0].fact.TYPE in BEGIN else []

    def _page(self, before: int) -> list[Entry]:
        """Facts about any of them, the newest first."""
        with self._store.reader() as reader:
            return reader.numbered(reader.newest(LIFE, before, PORTION))[::-1]


def _about(entry: Entry) -> int:
    assert isinstance(entry.fact, Later)
    return entry.fact.recommendation


def told(entries: list[Entry]) -> dict[int, Recommendation]:
    """What these facts make of those that begin among them."""
    return dict(fold((Stamp.of(entry), entry.fact) for entry in entries).recommendations)
