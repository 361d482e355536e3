"""A command that waits for its commit, and what its caller is told."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from gateway.store.errors import NotKeptError
from gateway.store.transaction import Command


@dataclass(frozen=True)
class Job:
    """One of them."""

    command: Command[Any]
    future: "Future[Any]"
    asked_ms: int
    """mono_ms when it was queued."""


Told = tuple[Any, Exception | None]
"""What a command gave, or its failure."""


def settle(group: Sequence[Job], answers: Sequence[Told]) -> None:
    """After the commit: each caller hears of its own command."""
    for job, (result, failure) in zip(group, answers, strict=True):
        if failure is not None:
            job.future.set_exception(failure)
        else:
            job.future.set_result(result)


def not_known(error: BaseException) -> NotKeptError:
    """What all callers of a group are told when nobody can say whether it is on the disk."""
    told = NotKeptError(
        f"The database fails ({error}), and whether it has kept this cannot be known until it"
        " answers. Ask the same again then; nothing is done twice under one key."
    )
    told.__cause__ = error
    return told


def not_kept(error: BaseException) -> NotKeptError:
    """What they are told when it is not."""
    told = NotKeptError(
        f"The database did not take this ({error}); nothing was kept. Ask again when it does."
    )
    told.__cause__ = error
    return told
