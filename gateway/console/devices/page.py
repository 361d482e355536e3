"""The page of devices: what is wrong first, then every board, line and part of the hall."""

from typing import Final

from fastapi.concurrency import run_in_threadpool
from nicegui import ui

from gateway.console.desk import Desk
from gateway.console.devices.boards import Boards
from gateway.console.devices.found import Found
from gateway.console.devices.lines import Lines
from gateway.console.devices.offers import Offers
from gateway.console.devices.papers import Papers
from gateway.console.devices.parts import Parts
from gateway.console.visitor import SignedOutError, Visitor
from gateway.hall.here import Actor
from gateway.hall.reasons import NOT_YOUR_DUTY
from gateway.store.errors import StoreError, WishRefusedError
from gateway.web.adopting import Adopted, NotAdoptedError
from gateway.web.deeds import OPENERS
from gateway.web.view import LiveView
from gateway.web.wrong import line, wrong
from screens.console.frame import Frame
from screens.console.fresh import NotFreshError
from screens.console.guard import SIGN_IN
from screens.console.rows import Rows
from screens.console.tags import Tag
from screens.languages import Words, later

TITLE: Final = later("Devices")


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    page = _Page(desk, visitor, frame)
    frame.follow(desk.bell, page.draw)


class _Page:
    def __init__(self, desk: Desk, visitor: Visitor, frame: Frame) -> None:
        self._desk, self._visitor, self._frame = desk, visitor, frame
        say = frame.say
        self._parts = Parts(say)
        self._notices = _Notices(say)
        may_adopt = visitor.actor().duty in OPENERS
        self._found = Found(desk.api.plan, say, self._adopt if may_adopt else None)
        self._boards = Boards(say)
        self._lines = Lines(say)
        self._offers = Offers(say, desk.zone)
        self._papers = Papers(desk.api.plan, say, self._print)

    def draw(self) -> None:
        """Raises NotFreshError while the hall cannot be read, or stands still."""
        reading = self._desk.read()
        view = reading.view
        if view is None or not reading.usable:
            raise NotFreshError(self._frame.say.pick(reading.fault_zh, reading.fault_en))
        self._parts.show(view)
        self._notices.show(view)
        self._found.show(view)
        self._boards.show(view)
        self._lines.show(view)
        state = self._desk.api.look().state
        self._offers.show(state)
        self._papers.show(view, state)

    async def _print(self, wish: object) -> None:
        """A paper for who sees to the machines; told on the page."""
        if await self._desk.wish(self._frame, self._visitor, wish) is not None:
            self._frame.tell(self._frame.say("It is sent to the printer."))

    async def _adopt(self, uid: str, place: str, force: bool) -> None:
        """Let the board take the place, as whoever has signed in; told on the page."""
        frame, say = self._frame, self._frame.say
        try:
            by = self._visitor.actor()
            if by.duty not in OPENERS:
                raise WishRefusedError(NOT_YOUR_DUTY)
            adopted = await run_in_threadpool(self._adopted, uid, place, force, by)
        except SignedOutError:
            ui.navigate.to(f"{SIGN_IN}?to={frame.client.request.url.path}")
        except WishRefusedError as refused:
            frame.tell(say.pick(refused.reason.zh, refused.reason.en), refused=True)
        except (NotAdoptedError, StoreError) as trouble:
            frame.tell(str(trouble), refused=True)
        else:
            where = say.pick(adopted.zh, adopted.en)
            frame.tell(say("Board {uid} stands at {place} from now on.", uid=uid, place=where))

    def _adopted(self, uid: str, place: str, force: bool, by: Actor) -> Adopted:
        return self._desk.deeds.adopt(uid, place, force, by)


class _Notices:
    """All that `gateway.web.wrong` tells, each as a sentence."""

    def __init__(self, say: Words) -> None:
        self._say = say
        self._box = Tag("section", classes="card").mark_as("to-do")
        with self._box:
            Tag("h2", say("To see to"))
            self._rows: Rows[str, None] = Rows(Tag("ul", classes="to-do"), _Sentence)

    def show(self, view: LiveView) -> None:
        """Hidden while there is nothing."""
        sentences = list(dict.fromkeys(line(self._say, one) for one in wrong(view)))
        self._rows.draw([(one, None) for one in sentences])
        self._box.show(bool(sentences))


class _Sentence:
    def __init__(self, text: str) -> None:
        self.tag = Tag("li", text)

    def draw(self, _: None) -> None:
        """It is its own key, so it never changes."""
