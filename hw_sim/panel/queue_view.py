"""The queue and the windows as the gateway knows them; nothing where it does not answer."""

from nicegui import ui

from gateway.hall.plan import HallPlan
from hw_sim.panel.feed import Feed, News
from hw_sim.panel.words import WINDOW_STATES
from screens.console.tags import Tag

_UNKNOWN = "—"


class QueueView:
    """Waiting by business, and what each window does."""

    def __init__(self, plan: HallPlan, feed: Feed) -> None:
        self._feed = feed
        self._shown: News | None = None
        self._waiting: dict[str, Tag] = {}
        self._windows: dict[str, tuple[Tag, Tag]] = {}
        with ui.element("section").classes("queue"):
            with Tag("h2"):
                Tag("span", "排队")
                Tag("span", "queue", "en")
            self._fault = Tag("p", "", "fault").mark_as("queue-fault").attribute("role", "status")
            with Tag("table"):
                for business in plan.businesses:
                    with Tag("tr"):
                        with Tag("th"):
                            Tag("span", f"{business.code} {business.name}")
                            Tag("span", business.name_en, "en")
                        with Tag("td"):
                            number = Tag("b", _UNKNOWN).mark_as(f"waiting-{business.code}")
                            Tag("span", "人等候 waiting", "en")
                    self._waiting[business.code] = number
                for window in plan.windows:
                    with Tag("tr"):
                        Tag("th", window.name)
                        with Tag("td"):
                            ticket = Tag("b", _UNKNOWN).mark_as(f"window-{window.id}")
                            state = Tag("span", "", "en")
                    self._windows[window.id] = (ticket, state)
            self._printer = Tag("p", "", "printer").mark_as("printer-state")

    def refresh(self) -> None:
        """Draw the last answer of the gateway, if it is another one."""
        news = self._feed.news
        if news is self._shown:
            return
        self._shown = news
        live = news.live
        self._fault.say(" ".join(news.fault))
        self._fault.set_visibility(live is None)
        waiting = {one.code: one.waiting for one in live.businesses} if live and live.day else {}
        for code, number in self._waiting.items():
            number.say(str(waiting[code]) if code in waiting else _UNKNOWN)
        windows = {one.id: one for one in live.windows} if live else {}
        for name, (ticket, state) in self._windows.items():
            window = windows.get(name)
            ticket.say((window.ticket or _UNKNOWN) if window else _UNKNOWN)
            state.say(" ".join(WINDOW_STATES[window.state]) if window else "")
        self._printer.say(f"{live.printer.zh} {live.printer.en}" if live else "")
