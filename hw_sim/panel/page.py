"""The page of the front panel; every open tab has its own and draws only what changed."""

from nicegui import ui

from gateway.hall.plan import CallPad, Dispenser, RatingPad
from hw_sim.hall import SimHall
from hw_sim.panel import devices
from hw_sim.panel.devices import Device
from hw_sim.panel.drawing import switch, turn
from hw_sim.panel.feed import Feed
from hw_sim.panel.queue_view import QueueView
from hw_sim.panel.roll import Roll
from hw_sim.panel.words import HINTS, NO_PADS_EN, NO_PADS_ZH, SCREENS, TITLE, TRY_EN, TRY_ZH
from hw_sim.people import Counts
from screens.console.tags import Tag

EVERY_S = 0.2


class Page:
    """One open tab."""

    def __init__(self, hall: SimHall, feed: Feed, stamp: str) -> None:
        self._hall = hall
        ui.add_head_html(f'<link rel="stylesheet" href="/panel-static/panel.css?{stamp}">')
        with Tag("div", classes="panel").mark_as("panel"):
            self._head(feed.url)
            with ui.element("div").classes("columns"):
                with ui.element("div").classes("stand"):
                    self._devices = self._dispensers()
                    queue = QueueView(hall.spec.plan, feed)
                with ui.element("div").classes("windows"):
                    self._devices += self._windows()
                roll = Roll(hall, stamp)
        self._parts = (queue, roll)
        ui.timer(EVERY_S, self._refresh)

    def _head(self, gateway: str | None) -> None:
        plan = self._hall.spec.plan
        with ui.element("header"):
            with Tag("h1", TITLE):
                Tag("span", f"{plan.name} {plan.name_en}", "en")
            with ui.element("div").classes("try"):
                Tag("span", TRY_ZH)
                Tag("span", TRY_EN, "en")
                self._people = switch("people-switch", self._turn_people, "switch people")
        with Tag("ol", classes="hints").mark_as("hints"):
            for zh, en in HINTS:
                with Tag("li"):
                    Tag("span", zh)
                    Tag("span", en, "en")
        if gateway is not None:
            self._ways(gateway)
        self._counters = Tag("p", "", "counters").mark_as("counters")

    def _ways(self, gateway: str) -> None:
        """To what people see who sit at no board."""
        with (
            Tag("nav").attribute("aria-label", "其他屏幕 other screens"),
            Tag("ul", classes="ways"),
        ):
            for path, zh, en in SCREENS:
                with Tag("li"), Tag("a").attribute("href", gateway + path) as way:
                    way.attribute("target", "_blank").attribute("rel", "noopener")
                    Tag("span", zh)
                    Tag("span", en, "en")

    def _dispensers(self) -> list[Device]:
        found = [
            (uid, role)
            for uid in self._hall.boards
            if isinstance(role := self._hall.spec.plan.role[uid], Dispenser)
        ]
        return [
            devices.dispenser(self._hall, uid, role.keys, f"-{number}" if number > 1 else "")
            for number, (uid, role) in enumerate(found, 1)
        ]

    def _windows(self) -> list[Device]:
        drawn: list[Device] = []
        for window in self._hall.spec.plan.windows:
            with ui.element("section").classes("window"):
                with Tag("h2", window.name):
                    Tag("span", " ".join(window.businesses), "en")
                before = len(drawn)
                for uid in self._hall.boards:
                    match self._hall.spec.plan.role[uid]:
                        case CallPad(at) if at == window.id:
                            drawn.append(devices.call_pad(self._hall, uid, window.id))
                        case RatingPad(at) if at == window.id:
                            drawn.append(devices.rating_pad(self._hall, uid, window.id))
                if len(drawn) == before:
                    Tag("p", f"{NO_PADS_ZH} {NO_PADS_EN}", "no-pads")
        return drawn

    def _turn_people(self) -> None:
        self._hall.people.switch(not self._hall.people.on)

    def _refresh(self) -> None:
        for device in self._devices:
            device.refresh()
        for part in self._parts:
            part.refresh()
        people = self._hall.people
        turn(self._people, people.on, "模拟人员 people：" + ("开 on" if people.on else "关 off"))
        if people.failure:
            self._counters.say(f"模拟人员出错 the simulated people failed: {people.failure}")
        else:
            self._counters.say(_line(people.counts, people.inside))


def _line(counts: Counts, inside: int) -> str:
    rated = sum(counts.rated.values())
    return (
        f"模拟人员 people：在厅 inside {inside} · 按键 pressed {counts.pressed} · "
        f"取票 papers {counts.got_paper} · 应叫 came when called {counts.called} · "
        f"办结 served {counts.served} · 评价 rated {rated} · "
        f"离开 left {counts.left + counts.turned_away} · 过号 no-shows {counts.no_shows}"
    )
