"""Windows: who sits there, what it does and since when; and what a leader may do there."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from gateway.console.leader.acting import Acting
from gateway.console.leader.forms import Field, Form, Said
from gateway.console.leader.spans import lasted
from gateway.hall.nouns import Mode, Serving
from gateway.hall.windows import (
    PAUSES,
    CloseWindow,
    LogOut,
    OpenWindow,
    PauseWindow,
    ResumeWindow,
)
from gateway.web.hall_reading import Glance, WindowAnswer, window_answer
from gateway.web.view import WindowMode, WindowView
from gateway.web.words import window_state
from screens.console.rows import Rows
from screens.console.tags import Tag
from screens.languages import window_name

LONG: Final = 2.0
"""A service that takes so many times the median of its business today is told."""


@dataclass(frozen=True)
class _Line:
    """A row of the table."""

    name: str
    businesses: str
    who: str
    doing: str
    dress: str
    label: str
    since: str
    long: str
    may: bool


class WindowTable:
    """In the order of hall.toml."""

    def __init__(self, page: Acting, leads: bool) -> None:
        self._page, self._leads = page, leads
        say = page.say
        with Tag("section", classes="card"):
            Tag("h2", say("Windows"))
            with Tag("div", classes="wide"), Tag("table", classes="windows"):
                with Tag("thead"), Tag("tr"):
                    titles = [say("Window"), say("Who"), say("Doing"), say("Number"), say("For")]
                    for title in titles:
                        Tag("th", title)
                    if leads:
                        with Tag("th"):
                            Tag("span", say("Change"), "unseen")
                self._rows: Rows[str, _Line] = Rows(Tag("tbody"), self._row)
        self._deeds = WindowDeeds(page) if leads else None

    def draw(self, seen: Glance) -> None:
        """Bring it up to date."""
        view = self._page.desk.read().view
        if view is None:
            return
        self._rows.draw([(one.id, self._line(one, seen)) for one in view.windows])
        if self._deeds is not None:
            self._deeds.draw(seen)

    def _line(self, view: WindowView, seen: Glance) -> _Line:
        page, say, plan = self._page, self._page.say, self._page.desk.api.plan
        at = seen.state.at(view.id)
        ms = self._since_ms(at.face, seen)
        business = ""
        if isinstance(at.doing, Serving) and at.doing.ticket in seen.state.tickets:
            business = seen.state.tickets[at.doing.ticket].business
        learns = " · " + say("training") if view.training else ""
        return _Line(
            name=window_name(say, view.id, view.name),
            businesses=" ".join(plan.window[view.id].businesses),
            who=page.name(at.staff) if self._leads else "",
            doing=self._doing(view) + learns,
            dress=_DRESS.get(at.mode, ""),
            label=view.ticket or "",
            since="" if ms is None else lasted(say, ms),
            long=self._long(business, ms),
            may=self._leads and at.staff is not None,
        )

    def _doing(self, view: WindowView) -> str:
        """Where nobody has to log in, a window without a name serves by its pad like any other."""
        by_pad = self._page.desk.api.plan.rules.login != "required"
        if by_pad and view.mode is WindowMode.UNSTAFFED:
            view = replace(view, mode=WindowMode.OPEN)
        return self._page.say.pick(*window_state(view))

    def _since_ms(self, face: int, seen: Glance) -> int | None:
        moment = self._page.desk.moment.get()
        at = None if moment is None else moment.at.get(face)
        return None if at is None else seen.now.since_ms(at)

    def _long(self, business: str, ms: int | None) -> str:
        """In words, where a service takes long for its business."""
        looked = self._page.desk.api.alarms.looked
        usual_s = None if looked is None else looked.hall.handling_s.get(business)
        if usual_s is None or ms is None or ms < LONG * usual_s * 1000:
            return ""
        say = self._page.say
        return say("long: usually {time}", time=lasted(say, int(usual_s * 1000)))

    def _row(self, window: str) -> "_WindowRow":
        return _WindowRow(self._page, window, self._deeds)


_DRESS: Final = {Mode.OPEN: "good", Mode.PAUSED: "care"}


class _WindowRow:
    def __init__(self, page: Acting, window: str, deeds: "WindowDeeds | None") -> None:
        self._button: Tag | None = None
        with Tag("tr") as self.tag:
            self.tag.mark_as(f"window-{window}")
            with Tag("th").attribute("scope", "row"):
                self._name = Tag("span")
                self._businesses = Tag("span", classes="soft codes")
            self._who = Tag("td", classes="now who")
            with Tag("td", classes="now"):
                self._doing = Tag("span", classes="tag")
            self._label = Tag("td", classes="now label")
            with Tag("td", classes="now"):
                self._since = Tag("span")
                self._long = Tag("span", classes="tag care")
            if deeds is not None:
                with Tag("td", classes="act"):
                    self._button = Tag("button", page.say("Change"), "button")
                    self._button.attribute("type", "button").mark_as(f"change-{window}")
                    self._button.on("click", partial(deeds.open, window), args=[])
        self._dress = ""
        self._page = page

    def draw(self, told: _Line) -> None:
        self._name.say(told.name)
        self._businesses.say(told.businesses)
        self._who.say(told.who)
        self._doing.say(told.doing)
        self._doing.dress("good", told.dress == "good")
        self._doing.dress("care", told.dress == "care")
        self._label.say(told.label)
        self._since.say(told.since)
        self._long.say(told.long)
        self._long.show(bool(told.long))
        if self._button is not None:
            label = f"{self._page.say('Change')} {told.name}"
            self._button.attribute("aria-label", label)
            self._button.attribute("disabled", None if told.may else "disabled")


class WindowDeeds:
    """A dialog: what may be done at one window, as it is now."""

    def __init__(self, page: Acting) -> None:
        self._page = page
        self._window: str | None = None
        self._made_of: Hashable = None
        self._dialog = Tag("dialog", classes="card").mark_as("window-deeds")
        self._dialog.attribute("aria-labelledby", "window-deeds-title")
        self._dialog.on("close", self._closed, args=[])

    def open(self, window: str) -> None:
        """Show it for this window."""
        self._window, self._made_of = window, None
        self.draw(self._page.desk.api.look())
        self._page.frame.client.run_javascript(
            f"const one = getHtmlElement({self._dialog.id}); if (!one.open) one.showModal();"
        )

    def draw(self, seen: Glance) -> None:
        """Keep it true while it is open."""
        if self._window is None:
            return
        at = window_answer(self._page.desk.api.plan, seen, self._window)
        if (made_of := (at.window, at.mode, at.staff, at.doing)) != self._made_of:
            self._made_of = made_of
            self._dialog.clear()
            with self._dialog:
                self._fill(at)

    def _fill(self, at: WindowAnswer) -> None:
        say = self._page.say
        who = self._page.name(at.staff) or say("nobody")
        Tag("h2", f"{window_name(say, at.window, at.name)} · {who}").attribute(
            "id", "window-deeds-title"
        )
        if at.doing != "idle":
            Tag("p", say("Somebody is at this window and is served first."), "soft")
        if at.mode == Mode.CLOSED and at.staff is not None:
            self._form("open", at, [], say("Open the window"))
        if at.mode == Mode.PAUSED:
            self._form("resume", at, [], say("End the pause"))
        if at.mode == Mode.OPEN:
            why = [(code, say.pick(*text)) for code, text in PAUSES.items()]
            reason = Field("reason", say("Why"), "select", why, needed=True)
            self._form("pause", at, [reason], say("Pause the window"))
        if at.mode in (Mode.OPEN, Mode.PAUSED):
            self._form("close", at, [], say("Close the window"), "bad")
        if at.staff is not None:
            self._form("log_out", at, [], say("Log {name} out", name=who), "bad")
        leave = Tag("button", say("Leave it as it is"), "button").mark_as("leave-it")
        leave.attribute("type", "button").on("click", self._leave, args=[])

    def _form(
        self, name: str, at: WindowAnswer, fields: list[Field], button: str, look: str = "main"
    ) -> None:
        Form(self._page, name, fields, button, partial(self._send, name, at), look)

    async def _send(self, name: str, at: WindowAnswer, said: Said) -> None:
        page, say = self._page, self._page.say
        kind, done = {
            "open": (OpenWindow, say("The window is open.")),
            "resume": (ResumeWindow, say("The pause is over.")),
            "pause": (PauseWindow, say("The window is paused.")),
            "close": (CloseWindow, say("The window is closed.")),
            "log_out": (LogOut, say("Nobody is logged in there any more.")),
        }[name]
        given = {"reason": said["reason"]} if name == "pause" else {}
        self._leave()
        await page.wish(kind, done, window=at.window, seen=at.seen, **given)

    def _leave(self) -> None:
        self._page.frame.client.run_javascript(f"getHtmlElement({self._dialog.id}).close()")

    def _closed(self) -> None:
        self._window = None
