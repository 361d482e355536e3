"""The register of recommendations, read from the facts: also those that the hall's state has let go
of."""

from collections.abc import Callable
from typing import Final

from gateway.hall.fold import fold
from gateway.hall.recommendation_nouns import Recommendation
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

PORTION: Final = 200

Numbered = tuple[int, Recommendation]


class Register:
    """Ask it from any thread. A question costs as much as has become of what it asks about."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def newest(
        self, wanted: Callable[[Recommendation], bool], before: int, limit: int
    ) -> list[Numbered]:
        """Those that are wanted with an n below `before`, the newest first. Raises StoreError."""
        found: list[Numbered] = []
        while len(found) < limit:
            page = self._page(before)
            found += [(n, one) for n, one in page if wanted(one)]
            if len(page) < PORTION:
                break
            before = page[-1][0]
        return found[:limit]

    def history(self, n: int) -> list[Entry]:
        """All facts about one, in order; none where there is no such one. Raises StoreError."""
        with self._store.reader() as reader:
            entries = reader.life_of(LIFE, "recommendation", [n])
        return entries if entries and entries[0].fact.TYPE in BEGIN else []

    def _page(self, before: int) -> list[Numbered]:
        with self._store.reader() as reader:
            ns = reader.newest(BEGIN, before, PORTION)
            entries = reader.life_of(LIFE, "recommendation", ns) if ns else []
        return sorted(told(entries).items(), reverse=True)


def told(entries: list[Entry]) -> dict[int, Recommendation]:
    """What these facts make of those that begin among them."""
    return dict(fold((Stamp.of(entry), entry.fact) for entry in entries).recommendations)
