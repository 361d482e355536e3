"""The page of the guide's tablet."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

from gateway.console.desk import Desk
from gateway.console.guide.back_view import BackView
from gateway.console.guide.code_view import CodeView
from gateway.console.guide.doing import Doing
from gateway.console.guide.issue_view import IssueView
from gateway.console.guide.papers_view import PapersView
from gateway.console.guide.triage_view import TriageView
from gateway.console.guide.waits import waits
from gateway.console.guide.waits_view import WaitsView
from gateway.console.visitor import Visitor
from gateway.hall import papers
from gateway.store import Done
from gateway.web.hall_reading import Glance
from gateway.web.reading import STALE_S
from screens.console.frame import Frame
from screens.console.tags import Tag
from screens.languages import later

TITLE: Final = later("Guide")

TABS: Final[dict[str, str]] = {
    "issue": later("Give a number"),
    "triage": later("Questions"),
    "waits": later("Who waits"),
    "code": later("Code"),
    "papers": later("Papers"),
    "back": later("Back entry"),
}


class View(Protocol):
    """What a tab shows."""

    root: Tag

    def begin(self) -> None:
        """It has been chosen."""


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    frame.follow(desk.bell, Tablet(desk, visitor, frame).draw)


class Tablet:
    """Of one open page: six tabs, of which one is drawn."""

    def __init__(self, desk: Desk, visitor: Visitor, frame: Frame) -> None:
        self._desk, self._frame, self.say = desk, frame, frame.say
        self._tab = "issue"
        self._tabs: dict[str, Tag] = {}
        self._counts: dict[str, Tag] = {}
        """On tabs: who waits too long, and papers in doubt."""
        doing = Doing(desk, visitor, frame)
        self._doing = doing
        with Tag("div", classes="guide") as self._root:
            parts = Tag("nav").attribute("aria-label", self.say("Parts of this page"))
            with parts, Tag("ul", classes="guide-tabs"):
                for name in TABS:
                    self._button(name)
            self._issue = IssueView(doing)
            self._triage = TriageView(doing, self._led)
            self._waits = WaitsView(doing, self._given)
            self._code = CodeView(doing, self._given)
            self._papers = PapersView(doing)
            self._back = BackView(doing)
            self._age = Tag("p", classes="soft guide-age now").mark_as("age")
        self._views: dict[str, View] = {
            "issue": self._issue,
            "triage": self._triage,
            "waits": self._waits,
            "code": self._code,
            "papers": self._papers,
            "back": self._back,
        }
        doing.redraw = self.draw
        self._open("issue")

    def draw(self) -> None:
        """The hall of now. Raises StoreError when it cannot be read."""
        seen = self._desk.api.look()
        self._tell_age(seen)
        self._count(seen)
        match self._tab:
            case "issue":
                self._issue.draw(seen, self._desk.expected())
            case "waits":
                self._waits.draw(seen)
            case "code":
                self._code.draw(seen)
            case "papers":
                self._papers.draw(seen, self._desk.read())

    def _button(self, name: str) -> None:
        with Tag("li"):
            button = self._doing.button("", self._opening(name), "guide-tab", f"tab-{name}")
        with button:
            Tag("span", self.say(TABS[name]))
            count = Tag("span", classes="guide-count now").mark_as(f"count-{name}")
        self._tabs[name], self._counts[name] = button, count.show(False)

    def _opening(self, name: str) -> Callable[[], None]:
        return lambda: self._open(name)

    def _open(self, name: str) -> None:
        self._tab = name
        for one, view in self._views.items():
            view.root.show(one == name)
            self._tabs[one].attribute("aria-current", "true" if one == name else None)
        self._views[name].begin()

    def _led(self, business: str, triage: int) -> None:
        self._open("issue")
        self._issue.choose(business, triage)

    def _given(self, done: Done) -> None:
        self._open("issue")
        self._issue.give(done)

    def _count(self, seen: Glance) -> None:
        late = waits(self._doing.plan, seen, "waiting").too_long
        doubtful = len(papers.doubtful(seen.state))
        for name, count, look in (("waits", late, "▲"), ("papers", doubtful, "?")):
            self._counts[name].show(count > 0)
            words = f"{look} {count}"
            self._counts[name].say(words)

    def _tell_age(self, seen: Glance) -> None:
        """From when it is; what is too old is hidden, and its age told."""
        old = seen.age_s > STALE_S
        from_ = datetime.fromtimestamp(seen.now.wall_ms / 1000 - seen.age_s, self._desk.zone)
        at = f"{from_:%H:%M:%S}"
        self._age.say(self.say("As of {time}", time=at))
        self._root.dress("stale", old)
        late = self.say(
            "The data has stood still for {n} s. Figures are hidden.", n=int(seen.age_s)
        )
        self._frame.wrong(late if old else "")
