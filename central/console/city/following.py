"""A page that reads from a disk: read aside, drawn where it has changed, told where it failed."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final, TypeVar

from nicegui import background_tasks, run, ui

from central.console.desk import Desk
from central.console.visitor import SignedOutError, Visitor
from central.reader import ReaderError
from runtime.kept_up import NotCountedError
from screens.console.frame import Frame
from screens.console.guard import SIGN_IN

_log = logging.getLogger(__name__)

T = TypeVar("T")

EVERY_S: Final = 15.0
"""So often it is read without news."""
LEAST_S: Final = 2.0
"""A city in which much happens at once is not read more often by a page."""


def follow(
    desk: Desk, frame: Frame, visitor: Visitor, read: Callable[[], T], draw: Callable[[T], None]
) -> None:
    """Read and draw now and with news, until the page is closed. `read` runs in another thread."""

    async def going() -> None:
        await frame.client.connected()
        shown: list[T] = []
        while not frame.client.is_deleted:
            heard = desk.watch.bell.count
            with frame.within():
                shown = await _turn(frame, visitor, read, draw, shown)
            await asyncio.sleep(LEAST_S)
            await desk.watch.bell.wait(heard, EVERY_S if shown else LEAST_S)

    background_tasks.create(going(), name=f"reading {frame.client.id}")


async def _turn(
    frame: Frame, visitor: Visitor, read: Callable[[], T], draw: Callable[[T], None], shown: list[T]
) -> list[T]:
    """What is shown now; nothing where it is not true any more."""
    try:
        now = visitor.still()
        if (now.duty, now.county) != (visitor.account.duty, visitor.account.county):
            ui.navigate.reload()
            return shown
        found = await run.io_bound(lambda: [read()])
        if found is None:  # the program ends
            return shown
        if found != shown:
            draw(found[0])
    except SignedOutError:
        ui.navigate.to(f"{SIGN_IN}?to={frame.client.request.url.path}")
    except (ReaderError, NotCountedError) as error:
        frame.wrong(str(error))
    except Exception:  # whatever it is, the person who looks must know that figures stand still
        _log.exception("A page of the city could not be drawn")
        frame.wrong(frame.say("The page could not be brought up to date. Figures are hidden."))
    else:
        frame.wrong("")
        frame.body.dress("stale", False)
        return found
    frame.body.dress("stale", True)
    return []
