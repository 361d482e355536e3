"""The steps of a case or of an opinion, read from its facts: who, when, what."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from protocol import facts
from protocol.envelope import Entry

MOST_STEPS: Final = 1000
"""Of one answer. Each is something that a person did under the own name; a case has about six."""

History = Callable[[Sequence[int]], list[Entry]]
"""n of facts → the facts, in order. Waits for the disk. Raises StoreError."""


class StepAnswer(BaseModel):
    """Something that was done, as the answer to its wish told it."""

    n: int
    at_ms: int
    """Unix ms by the wall clock of then: a label."""
    type: str
    staff: str | None
    """Token of who did it; null where the person did whom it is for."""
    words: str | None
    """Token of the text that came along; who may read it asks for it by /words."""
    data: dict[str, Any]


async def entries_of(history: History, steps: Sequence[int]) -> tuple[list[Entry], bool]:
    """The first MOST_STEPS facts of these, and whether there are more. Raises StoreError."""
    return await run_in_threadpool(history, steps[:MOST_STEPS]), len(steps) > MOST_STEPS


def step_answer(entry: Entry) -> StepAnswer:
    """One step."""
    data = facts.to_data(entry.fact)
    return StepAnswer(
        n=entry.n,
        at_ms=entry.at_ms,
        type=entry.fact.TYPE,
        staff=data.get("staff"),
        words=data.get("words"),
        data=data,
    )
