"""Keeps an open page fresh: drawn again with every news, and at least every second."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final

from nicegui import background_tasks
from nicegui.client import Client

from screens.bell import Bell

_log = logging.getLogger(__name__)

EVERY_S: Final = 1.0
"""Ages, clocks and lost boards change without news."""
LEAST_S: Final = 0.15
"""A hall in which much happens at once is not drawn more often."""

Draw = Callable[[], None]
Failed = Callable[[str], None]


class NotFreshError(Exception):
    """What a page would show is not known now; the text says why, in the page's language."""


def keep_fresh(client: Client, bell: Bell, draw: Draw, failed: Failed) -> None:
    """Call `draw` in the page until it is closed; `failed` where draw raises, with NotFreshError's
    text or none, so that the page can say that what it shows is not true any more."""

    async def follow() -> None:
        heard = bell.count
        await client.connected()
        while not client.is_deleted:
            began = time.monotonic()
            with client:
                _draw(draw, failed)
            await asyncio.sleep(max(0.0, LEAST_S - (time.monotonic() - began)))
            heard = await bell.wait(heard, EVERY_S)

    background_tasks.create(follow(), name=f"fresh {client.id}")


def _draw(draw: Draw, failed: Failed) -> None:
    try:
        draw()
    except NotFreshError as known:
        failed(str(known))
    except Exception:  # whatever it is, the person who looks must know that figures stand still
        _log.exception("A console could not be drawn")
        failed("")
