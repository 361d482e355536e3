"""How long a page stays open, and how many: its process serves a whole hall or city besides.

A page in the program's memory is some half a megabyte, and ten wakings a second until its browser
opens the socket. Who loads pages and opens none would take all of a core with a few hundred.
"""

import asyncio
import logging
from collections.abc import Callable, Hashable
from typing import Final

from nicegui import background_tasks
from nicegui.client import Client

from screens.console.guard import PREFIX, SIGN_IN

_log = logging.getLogger(__name__)

EVERY_S: Final = 1.0
"""So often each page asks whether it may stay."""

MOST_COMING: Final = 32
"""Pages whose browser has not opened the socket yet; the oldest goes when there is one more."""

MOST_OPEN: Final = 256
"""Pages in all: five times what the largest hall has. Who comes then is told to wait."""

Rights = Callable[[], Hashable | None]
"""What whoever opened the page may see by now; None: the session has ended. Raises whatever keeps
the program from knowing, and the page stays, for it tells that itself."""

_coming: dict[str, Client] = {}
"""Oldest first."""


def has_room() -> bool:
    """Whether one more page may be opened, beside that which is being made."""
    return len(Client.instances) <= MOST_OPEN


def comes(client: Client) -> None:
    """A page is being made; its browser is to open the socket."""
    _coming[client.id] = client

    def no_more() -> None:
        _coming.pop(client.id, None)

    client.on_connect(no_more)
    client.on_delete(no_more)
    while len(_coming) > MOST_COMING:
        next(iter(_coming.values())).delete()


def keep_while_allowed(client: Client, rights: Rights) -> None:
    """End the page within seconds of a change of the rights by which it was opened, whatever it
    shows and whatever its browser does: it is sent on, and what it was made of is gone."""
    opened = rights()

    async def watch() -> None:
        await client.connected()
        while not client.is_deleted:
            way = _way_on(client, opened, rights)
            if way is not None:
                client.open(way)
                await asyncio.sleep(EVERY_S)  # so long the way on has to reach the browser
                break
            await asyncio.sleep(EVERY_S)
        if not client.is_deleted:
            client.delete()

    background_tasks.create(watch(), name=f"may stay {client.id}")


def _way_on(client: Client, opened: Hashable, rights: Rights) -> str | None:
    """Where a page leads that may not stay; None: it may."""
    try:
        now = rights()
    except Exception as trouble:  # nobody can be looked up now, which is no reason to send away
        _log.debug("Nobody knows who may look: %s", trouble)
        return None
    if now == opened:
        return None
    return PREFIX if now is not None else f"{SIGN_IN}?to={client.request.url.path}"
