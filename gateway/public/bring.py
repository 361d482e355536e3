"""What to bring: the items of the hall and the papers that each needs, found by a word."""

from collections.abc import Iterable
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from gateway.hall.plan import Item
from gateway.public.counter import Counter

MOST_SHOWN: Final = 30
"""Of a hall with hundreds; who looks for one types a word of it."""


def install(pages: APIRouter, counter: Counter) -> None:
    """Let it be looked up."""

    @pages.get("/bring")
    def bring(
        request: Request,
        q: Annotated[str, Query(max_length=60)] = "",
        business: Annotated[str, Query(max_length=32)] = "",
    ) -> Response:
        found = [
            item
            for item in counter.plan.items
            if business in ("", item.business) and _speaks_of(item, q.split())
        ]
        return counter.page(
            request,
            "bring.html",
            q=q,
            business=business,
            items=found[:MOST_SHOWN],
            more=max(0, len(found) - MOST_SHOWN),
            of=counter.business,
        )


def _speaks_of(item: Item, words: Iterable[str]) -> bool:
    """Whether each word stands in the item's names or in those of its papers."""
    papers = [name for paper in item.papers for name in (paper.name, paper.name_en)]
    text = " ".join((item.name, item.name_en, *papers)).casefold()
    return all(word.casefold() in text for word in words)
