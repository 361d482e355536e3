"""What every console of the hall works with: reading the hall, and wishing something of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from nicegui import ui

from gateway.console.moment import HallMoment, Latest
from gateway.console.visitor import SignedOutError, Visitor
from gateway.expecting import Expected
from gateway.hall.reasons import Reason
from gateway.live_cards import Cards
from gateway.people.people import People
from gateway.store import Do, Done, Once, StoreError, WishRefusedError
from gateway.web.deeds import Deeds
from gateway.web.hall_api import HallApi
from gateway.web.hall_reading import QueueAnswer
from gateway.web.reading import Read
from screens.bell import Bell
from screens.console.frame import Frame
from screens.console.guard import SIGN_IN

COMMIT_S: Final = 30.0
"""After so long whoever waits is told that nobody knows yet."""


@dataclass(frozen=True)
class Desk:
    """Of one gateway."""

    api: HallApi
    """plan, store, clock, codes, members, figures, alarms, scores; `look`, `text`, `facts`."""
    read: Read
    """The hall as the pages show it, with its age."""
    queues: Callable[[], QueueAnswer]
    """Who waits for what. Raises StoreStoppedError."""
    expected: Callable[[], Expected]
    """How long they will. Raises StoreStoppedError."""
    cards: Cards
    people: People
    deeds: Deeds
    bell: Bell
    """Rings with every commit."""
    zone: tzinfo
    moment: Latest[HallMoment]

    async def wish(
        self,
        frame: Frame,
        visitor: Visitor,
        wish: object,
        once: Once | None = None,
        subject: bytes | None = None,
    ) -> Done | None:
        """What came of a wish; None: nothing, and the page tells why. An ended session leads to
        signing in. subject: keyed hash of the person whom it is about, 12 bytes."""
        try:
            by = visitor.actor()
            done = asyncio.wrap_future(self.api.store.submit(Do(wish, by, once, subject)))
            return await asyncio.wait_for(done, COMMIT_S)
        except SignedOutError:
            ui.navigate.to(f"{SIGN_IN}?to={frame.client.request.url.path}")
        except WishRefusedError as refused:
            frame.tell(sentence(frame, refused.reason), refused=True)
        except StoreError as trouble:
            frame.tell(str(trouble), refused=True)
        except TimeoutError:
            late = "The disk has not taken this yet, and may still. Look before you try again."
            frame.tell(frame.say(late), refused=True)
        return None


def sentence(frame: Frame, reason: Reason) -> str:
    """A refusal in the language of the page."""
    return frame.say.pick(reason.zh, reason.en)
