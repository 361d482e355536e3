"""Who waits, by the longest wait, and what may be done for each."""

from collections.abc import Callable
from datetime import datetime

from gateway.console.guide.doing import Doing
from gateway.console.guide.found_view import FoundView
from gateway.console.guide.sight import Named
from gateway.console.guide.waits import GROUPS, MOST_ROWS, Group, Row, Waits, waits
from gateway.console.guide.words import GROUPS as GROUP_WORDS
from gateway.console.guide.words import STAGES, priority_name
from gateway.console.naming import business_name
from gateway.hall.nouns import Stage
from gateway.store import Done
from gateway.web.hall_reading import Glance
from screens.console.tags import Tag


class WaitsView:
    """A list of rows that are made once and changed only where something has changed."""

    def __init__(self, doing: Doing, give: Callable[[Done], None]) -> None:
        self._doing, say = doing, doing.say
        self._group: Group = "waiting"
        self._rows: list[_Line] = []
        self._tabs: dict[Group, Tag] = {}
        self.root = Tag("div", classes="guide-waits").mark_as("waits")
        with self.root:
            with Tag("div", classes="guide-groups").attribute("role", "group") as groups:
                groups.attribute("aria-label", say("Which numbers"))
                for one in GROUPS:
                    pressed = self._chosen(one)
                    self._tabs[one] = doing.button("", pressed, name=f"group-{one}")
            with Tag("div", classes="guide-two"):
                self.found = FoundView(doing, give)
                with Tag("div"):
                    self._none = Tag("p", classes="card now").mark_as("nobody")
                    self._list = Tag("ul", classes="guide-list").mark_as("list")
                    self._more = Tag("p", classes="soft now")

    def begin(self) -> None:
        """Look at the whole list."""
        self.found.show(None)

    def draw(self, seen: Glance) -> None:
        """Of now."""
        say, found = self._doing.say, waits(self._doing.plan, seen, self._group)
        for group, tab in self._tabs.items():
            words = f"{say(GROUP_WORDS[group])} {found.counts[group]}"
            tab.say(words)
            tab.attribute("aria-pressed", "true" if group == self._group else "false")
        self._draw_rows(found)
        self.found.draw(seen)

    def _draw_rows(self, found: Waits) -> None:
        say = self._doing.say
        with self._list:
            while len(self._rows) < len(found.rows):
                self._rows.append(_Line(self._doing, self._look_at))
        for at, line in enumerate(self._rows):
            line.draw(found.rows[at] if at < len(found.rows) else None, self.found.named)
        self._none.show(not found.rows)
        self._none.say(say("Nobody here now."))
        rest = found.counts[self._group] - len(found.rows)
        self._more.show(rest > 0)
        self._more.say(say("The first {n} are shown; {rest} more.", n=MOST_ROWS, rest=rest))

    def _chosen(self, group: Group) -> Callable[[], None]:
        def choose() -> None:
            self._group = group
            self.found.show(None)

        return choose

    def _look_at(self, ticket: int) -> None:
        self.found.show(Named("ticket", ticket))


class _Line:
    """A row; a press opens what may be done."""

    def __init__(self, doing: Doing, look_at: Callable[[int], None]) -> None:
        self._doing, self._row = doing, None
        self._shown: tuple[Row | None, bool] = (None, False)
        with Tag("li") as self._item:
            self._button = doing.button("", lambda: self._pressed(look_at), "guide-row")
            with self._button:
                self._label = Tag("strong", classes="guide-row-number")
                self._words = Tag("span", classes="guide-row-words")
                with self._words:
                    self._business = Tag("span")
                    self._tags = Tag("span", classes="guide-tags")
                self._wait = Tag("span", classes="guide-row-wait now")
        self._item.show(False)

    def draw(self, row: Row | None, named: Named | None) -> None:
        chosen = row is not None and named == Named("ticket", row.ticket)
        if self._shown == (row, chosen):
            return
        self._shown = (row, chosen)
        self._item.show(row is not None)
        if row is None:
            return
        say, plan = self._doing.say, self._doing.plan
        self._button.mark_as(f"row-{row.label}")
        self._button.attribute("aria-pressed", "true" if chosen else "false")
        self._button.dress("late", row.too_long)
        self._label.say(row.label)
        self._business.say(business_name(say, plan, row.business))
        self._draw_tags(row)
        waits = row.stage in (Stage.WAITING, Stage.CALLED)
        self._wait.say(say("{n} min", n=row.waited_min) if waits else "")

    def _draw_tags(self, row: Row) -> None:
        say = self._doing.say
        self._tags.clear()
        with self._tags:
            if row.too_long:
                Tag("span", "▲ " + say("over {n} min", n=row.limit_min), "tag bad")
            if row.priority != "normal":
                Tag("span", "★ " + priority_name(say, row.priority), "tag care")
            if row.booked_ms:
                at = datetime.fromtimestamp(row.booked_ms / 1000, self._doing.desk.zone)
                slot = f"{at:%H:%M}"
                Tag("span", say("booked {time}", time=slot), "tag")
            if row.stage not in (Stage.WAITING, Stage.NO_SHOW):
                Tag("span", say(STAGES[row.stage]), "tag")
            if row.missed:
                Tag("span", say("called in vain: {n}", n=row.missed), "tag care")

    def _pressed(self, look_at: Callable[[int], None]) -> None:
        row, _ = self._shown
        if row is not None:
            look_at(row.ticket)
