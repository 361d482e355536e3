"""The few big figures of a hall, and its queues."""

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.console.leader.acting import Acting
from gateway.console.leader.names import LEVELS
from gateway.console.leader.spans import lasted
from gateway.hall import closings
from gateway.hall.nouns import Idle, Mode
from gateway.now import is_open
from gateway.web.hall_reading import Glance
from insight.figures import Figure
from insight.scope import HALL, Scope
from screens.console.rows import Rows
from screens.console.tags import Tag

UNKNOWN = "—"


class HallCards:
    """Congestion, who waits, for how long, windows, ratings."""

    def __init__(self, page: Acting, leads: bool) -> None:
        """leads: what a leader alone may see is there."""
        self._page, say = page, page.say
        with Tag("div", classes="cards"):
            self._level = _Card(say("Congestion"), "card-level") if leads else None
            self._waiting = _Card(say("Waiting"), "card-waiting")
            self._longest = _Card(say("Longest wait"), "card-longest")
            self._windows = _Card(say("Windows open"), "card-windows")
            self._good = _Card(say("Good ratings today"), "card-good") if leads else None

    def draw(self, seen: Glance) -> None:
        """Bring them up to date."""
        page, say = self._page, self._page.say
        queues = page.desk.queues().businesses
        waiting = sum(one.waiting for one in queues)
        longest = max((one.longest_wait_s or 0 for one in queues), default=0)
        self._waiting.draw(str(waiting))
        self._longest.draw(lasted(say, int(longest * 1000)) if waiting else say("nobody"))
        self._draw_windows(seen)
        figures = figures_of(page, HALL) if self._level is not None else {}
        self._draw_level(figures.get("F9"))
        self._draw_good(figures.get("F10.good"))

    def _draw_windows(self, seen: Glance) -> None:
        say, plan, state = self._page.say, self._page.desk.api.plan, seen.state
        opened = [one.id for one in plan.windows if is_open(plan, state, one.id)]
        idle = sum(isinstance(state.at(id).doing, Idle) for id in opened)
        paused = sum(state.at(one.id).mode is Mode.PAUSED for one in plan.windows)
        closed = len(plan.windows) - len(opened) - paused
        told = say("idle {i} · paused {p} · closed {c}", i=idle, p=paused, c=closed)
        self._windows.draw(f"{len(opened)} / {len(plan.windows)}", told)

    def _draw_level(self, figure: Figure | None) -> None:
        looked = self._page.desk.api.alarms.looked
        if self._level is None:
            return
        if looked is None or figure is None or figure.value is None:
            self._level.draw(UNKNOWN)
            return
        sign, word, dress = LEVELS[looked.level.level]
        told = self._page.say("{share} % of what it bears", share=round(figure.value * 100))
        self._level.draw(f"{sign} {self._page.say(word)}", told, dress)

    def _draw_good(self, figure: Figure | None) -> None:
        if self._good is None:
            return
        if figure is None or figure.value is None:
            self._good.draw(UNKNOWN, self._page.say("no rating yet") if figure else "")
            return
        told = self._page.say("of {n} ratings", n=figure.n)
        self._good.draw(f"{figure.value:.1%}", told)


class _Card:
    """A title, a figure, a line below."""

    def __init__(self, title: str, name: str) -> None:
        with Tag("section", classes="card figure-card") as self._tag:
            self._tag.mark_as(name)
            Tag("h2", title)
            self._figure = Tag("p", UNKNOWN, "big now")
            self._below = Tag("p", "", "soft now")
        self._dress = ""

    def draw(self, figure: str, below: str = "", dress: str = "") -> None:
        self._figure.say(figure)
        self._below.say(below)
        if dress != self._dress:
            self._tag.classes(add=dress, remove=self._dress)
            self._dress = dress


def figures_of(page: Acting, scope: Scope) -> Mapping[str, Figure]:
    """The card of a scope by its measures; none while it is not known."""
    moment = page.desk.moment.get()
    if moment is None:
        return {}
    found = next((card for card in moment.cards.cards if card.scope == scope), None)
    return {} if found is None else {figure.measure: figure for figure in found.figures}


@dataclass(frozen=True)
class _Queue:
    """A row of the table."""

    name: str
    waiting: str
    longest: str
    coming: str


class BusinessTable:
    """Who waits for which business."""

    def __init__(self, page: Acting) -> None:
        self._page, say = page, page.say
        with Tag("section", classes="card"):
            Tag("h2", say("Queues"))
            with Tag("div", classes="wide"), Tag("table"):
                with Tag("thead"), Tag("tr"):
                    Tag("th", say("Business"))
                    for title in (say("Waiting"), say("Longest wait"), say("Newcomers wait about")):
                        Tag("th", title, "figure")
                self._rows: Rows[str, _Queue] = Rows(Tag("tbody"), _QueueRow)

    def draw(self, seen: Glance) -> None:
        """Bring it up to date."""
        page, say = self._page, self._page.say
        told, expected = [], page.desk.expected()
        closed = closings.closed_now(page.desk.api.plan, seen.state, seen.now) is not None
        for one in page.desk.queues().businesses:
            span = expected.newcomer(one.code)
            coming = UNKNOWN
            if span is not None and not closed:
                coming = say("{a}–{b} min", a=span.shortest_min, b=span.longest_min)
            longest_s = one.longest_wait_s
            longest = "" if longest_s is None else lasted(say, int(longest_s * 1000))
            name = f"{one.code} {page.either(one.name, one.name_en)}"
            told.append((one.code, _Queue(name, str(one.waiting), longest, coming)))
        self._rows.draw(told)


class _QueueRow:
    def __init__(self, code: str) -> None:
        with Tag("tr") as self.tag:
            self.tag.mark_as(f"queue-{code}")
            self._name = Tag("th").attribute("scope", "row")
            self._figures = [Tag("td", classes="figure now") for _ in range(3)]

    def draw(self, told: _Queue) -> None:
        self._name.say(told.name)
        for tag, text in zip(self._figures, (told.waiting, told.longest, told.coming), strict=True):
            tag.say(text)
