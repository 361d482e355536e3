"""One quiet thread that serves every simulated board of this process.

All that a board's state is made of happens in this thread; others ask through `call`.
"""

import asyncio
import functools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


@functools.cache
def loop() -> asyncio.AbstractEventLoop:
    """The event loop of the boards, started at its first use."""
    made = asyncio.new_event_loop()
    threading.Thread(target=made.run_forever, name="hw_sim boards", daemon=True).start()
    return made


def is_here() -> bool:
    """Whether the caller runs in the boards' thread, as callbacks of boards do."""
    try:
        return asyncio.get_running_loop() is loop()
    except RuntimeError:
        return False


def call(function: Callable[[], T]) -> T:
    """Run the function in the boards' thread and give back its result or its exception."""
    if is_here():
        return function()
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(function())
        except BaseException as trouble:
            done.set_exception(trouble)

    loop().call_soon_threadsafe(run)
    return done.result()
