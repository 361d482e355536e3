"""A command that waits for its commit, and what its caller is told."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from gateway.store.errors import NotKeptError
from gateway.store.transaction import Command

T = TypeVar("T")


class Waited(Generic[T]):
    """What a thread is told that does nothing but wait for it, and waits once. A Future, which can
    do more, costs it and the writer a fifth more of the processor where a command is one fact."""

    def __init__(self) -> None:
        self._told = Lock()
        self._told.acquire()
        self._answers: list[T] = []
        self._failure: BaseException | None = None

    def set_running_or_notify_cancel(self) -> bool:
        """Nobody can cancel it."""
        return True

    def set_result(self, result: T) -> None:
        """Once, and then no exception."""
        self._answers.append(result)
        self._told.release()

    def set_exception(self, exception: BaseException) -> None:
        """Once, and then no result."""
        self._failure = exception
        self._told.release()

    def result(self, timeout_s: float) -> T:
        """Raises what was told, or TimeoutError."""
        if not self._told.acquire(timeout=timeout_s):
            raise TimeoutError
        if self._failure is not None:
            raise self._failure
        return self._answers[0]


@dataclass(frozen=True)
class Job:
    """One of them."""

    command: Command[Any]
    future: "Future[Any] | Waited[Any]"
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
