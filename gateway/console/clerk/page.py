"""The page of the clerk's console."""

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from nicegui import background_tasks, run, ui

from gateway.console.clerk import about, forms
from gateway.console.clerk.about import About
from gateway.console.clerk.choice_view import ChoiceView
from gateway.console.clerk.deeds import FORMS, Deed, beside, next_deed
from gateway.console.clerk.seat_view import SeatView
from gateway.console.clerk.sight import Apart, Sight, free, sight
from gateway.console.clerk.slip_view import DayView
from gateway.console.clerk.told import told
from gateway.console.clerk.wanted import Press, Where, wish_of
from gateway.console.desk import Desk, sentence
from gateway.console.visitor import SignedOutError, Visitor
from gateway.hall import reasons
from gateway.hall.here import Actor
from gateway.hall.reasons import Reason
from gateway.hall.wishes import CLERKS
from gateway.store import Done, StoreError
from gateway.web.hall_reading import Glance
from gateway.web.reading import STALE_S
from protocol.facts import ServiceFinished
from screens.console.frame import Frame
from screens.console.guard import PREFIX, SIGN_IN
from screens.console.tags import Tag
from screens.languages import later, window_name

_log = logging.getLogger(__name__)

TITLE: Final = later("Clerk")

_APART: Final = Apart()
"""Of all open pages, which are drawn by one thread."""


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    frame.follow(desk.bell, Console(desk, visitor, frame).draw)


class Console:
    """Of one open page. It keeps nothing but which form is open: all else is the hall's."""

    def __init__(self, desk: Desk, visitor: Visitor, frame: Frame) -> None:
        self._desk, self._visitor, self._frame = desk, visitor, frame
        self._plan, self.say = desk.api.plan, frame.say
        self._seen: Glance | None = None
        self._sight: Sight | None = None
        self._form: Deed | None = None
        self._form_of: int | None = None
        """The ticket that stood there when the form was opened."""
        self._turn = 0
        self._token = ""
        self._busy = False
        self._own = 0
        """n of the fact that the last deed of this page became."""
        self._about, self._about_of = about.NOTHING, (0, 0)
        self._trouble = ""
        self._begun = False
        self._root = Tag("div", classes="clerk").attribute("id", "clerk")
        with self._root:
            self._choice = ChoiceView(self.say, self._plan, self._sit)
            self._seat = SeatView(
                self.say, self._plan, desk.zone, self._press, self._of_ticket, self._print
            )
            self._day = DayView(self.say, self._plan, self._print)

    def draw(self) -> None:
        """The hall of now. Raises StoreError when it cannot be read."""
        by = self._who()
        if by is None:
            return
        seen = self._desk.api.look()
        before, now = self._sight, sight(self._plan, seen, by, _APART)
        self._seen, self._sight = seen, now
        self._tell_age(seen)
        self._tell_change(before, now)
        self._leave_form(now)
        self._root.dress("sits", now is not None)
        self._root.dress("asking", self._form is not None)
        self._choice.draw(free(self._plan, seen.state) if now is None else None)
        if now is None:
            self._seat.hide()
        else:
            self._learn(now)
            self._seat.draw(now, self._about, seen, self._desk.expected(), self._form)
        self._day.draw(seen.state, by.staff)
        face = "" if now is None else f"{now.window}.{now.at.face}"
        self._token = f"{face}.{self._turn}"
        self._root.attribute("data-seen", self._token)
        if not self._begun:
            self._begun = True
            self._focus()

    async def _sit(self, window: str, press: Press) -> None:
        await self._do(Deed.LOG_IN, press, Where(window))

    async def _of_ticket(self, deed: Deed, ticket: int, press: Press) -> None:
        now = self._sight
        if now is not None:
            await self._do(deed, press, Where(now.window, now.at.face, ticket))

    async def _press(self, deed: Deed | None, press: Press) -> None:
        now = self._sight
        if now is not None:
            meant = deed or self._form or next_deed(now.at)
            await self._do(meant, press, Where(now.window, now.at.face))

    async def _print(self, wish: object) -> None:
        """A paper: it changes nothing at the window."""

        async def print_it() -> None:
            if await self._desk.wish(self._frame, self._visitor, wish) is not None:
                self._frame.tell(self.say("It is sent to the printer."))
            self.draw()

        await self._alone(print_it)

    async def _do(self, deed: Deed, press: Press, where: Where) -> None:
        await self._alone(lambda: self._answer(deed, press, where))

    async def _alone(self, doing: Callable[[], Awaitable[None]]) -> None:
        """One at a time: what is pressed meanwhile was pressed for the same thing."""
        if self._busy:
            return
        self._busy = True
        self._root.attribute("aria-busy", "true")
        try:
            await doing()
        except Exception:  # whatever it is, who has pressed must not believe that it is done
            _log.exception("A deed of the clerk's console failed")
            failed = self.say("Something failed. Look whether it is done before you press again.")
            self._frame.tell(failed, refused=True)
        finally:
            self._busy = False
            self._root.attribute("aria-busy", None)

    async def _answer(self, deed: Deed, press: Press, where: Where) -> None:
        if press.seen != self._token:
            self._refuse(reasons.STALE_SCREEN)
        elif deed is Deed.BACK:
            left, self._form = self._form, None
            self._turned(f"[data-deed={left}]")
        elif deed in FORMS and self._form is not deed and not self._at_once(deed):
            self._form = deed
            self._turned(forms.FIRST)
        else:
            await self._wish(deed, press, where)

    async def _wish(self, deed: Deed, press: Press, where: Where) -> None:
        assert self._seen is not None
        wish = wish_of(deed, where, press, self._seen.state)
        if isinstance(wish, Reason):
            self._refuse(wish)
            return
        label = self._label(where)
        done = await self._desk.wish(self._frame, self._visitor, wish)
        if done is None:
            self.draw()
            return
        self._own, self._form = done.n, None
        self._turned()
        self._tell(deed, done, label, where.window)

    def _turned(self, focus: str = "") -> None:
        """The page is another one than before the press."""
        self._turn += 1
        now, seen = self._sight, self._seen
        self._form_of = now.person.ticket if now is not None and now.person is not None else None
        if now is not None and seen is not None:
            self._seat.ask(self._form, seen, now)
        self.draw()
        self._focus(focus)

    def _tell(self, deed: Deed, done: Done, label: str, window: str) -> None:
        own = self._plan.window[window].name if window in self._plan.window else None
        name = window_name(self.say, window, own)
        self._frame.tell(told(self.say, deed, done, label, name))
        if isinstance(done.fact, ServiceFinished):
            self._seat.slip.tell(done.n, done.fact, done.label or label)

    def _refuse(self, reason: Reason) -> None:
        self._frame.tell(sentence(self._frame, reason), refused=True)

    def _label(self, where: Where) -> str:
        assert self._seen is not None
        if where.ticket is not None and where.ticket in self._seen.state.tickets:
            return self._seen.state.tickets[where.ticket].issued.label
        person = None if self._sight is None else self._sight.person
        return "" if person is None else person.label

    def _at_once(self, deed: Deed) -> bool:
        person = None if self._sight is None else self._sight.person
        return deed is Deed.FINISH and person is not None and forms.asks_nothing(self._plan, person)

    def _leave_form(self, now: Sight | None) -> None:
        """A form is of the person for whom it was opened, and of what may be done now."""
        if self._form is None or self._busy:
            return
        person = None if now is None or now.person is None else now.person.ticket
        may = () if now is None else (next_deed(now.at), *beside(now.at))
        if person != self._form_of or self._form not in may:
            self._form = None
            self._turn += 1

    def _tell_change(self, before: Sight | None, now: Sight | None) -> None:
        """Somebody else acts at the window: the call pad, a leader, another page of the same."""
        if self._busy or not self._begun or now is None or before is None:
            return
        if now.at.face not in (before.at.face, self._own):
            nobody = self.say("Changed by another hand: this is how it stands now.")
            label = "" if now.person is None else now.person.label
            here = self.say("Changed by another hand: now it is {label}.", label=label)
            self._frame.tell(here if label else nobody)

    def _tell_age(self, seen: Glance) -> None:
        """What is too old is hidden, and its age told."""
        old, whole = seen.age_s > STALE_S, int(seen.age_s)
        self._root.dress("stale", old)
        late = self.say("The data has stood still for {n} s. Figures are hidden.", n=whole)
        self._frame.wrong(late if old else self._trouble)

    def _who(self) -> Actor | None:
        """Whose page it is, as long as it is theirs."""
        try:
            by = self._visitor.actor()
        except SignedOutError:
            ui.navigate.to(f"{SIGN_IN}?to={self._frame.client.request.url.path}")
            return None
        if by.duty not in CLERKS:
            ui.navigate.to(PREFIX)
            return None
        return by

    def _learn(self, now: Sight) -> None:
        """Read what only facts tell, once for each turn of the window."""
        person = now.person
        turn = (0, 0) if person is None else (person.ticket, now.at.face)
        if turn == self._about_of:
            return
        self._about, self._about_of = about.NOTHING, turn
        if person is not None and (person.triage or person.service):
            reading = self._read(turn, person.triage, person.service)
            background_tasks.create(reading, name="clerk reads")

    async def _read(self, turn: tuple[int, int], triage: int | None, service: int | None) -> None:
        try:
            found: About | None = await run.io_bound(about.read, self._desk.api, triage, service)
        except StoreError as trouble:
            self._trouble = str(trouble)
            return
        self._trouble = ""
        if found is not None and turn == self._about_of and not self._frame.client.is_deleted:
            self._about = found
            with self._frame.within():
                self.draw()

    def _focus(self, wanted: str = "") -> None:
        self._frame.client.run_javascript(f"clerkFocus({wanted!r})")
