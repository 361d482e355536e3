"""What has happened to something, step by step: who, when, what; texts on request alone."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from nicegui import background_tasks, run

from gateway.console.leader.acting import Acting
from gateway.console.leader.names import POSITIONS, RATINGS, STATUSES, STEPS
from gateway.store.errors import StoreError
from protocol import facts
from protocol.envelope import Entry
from screens.console.tags import Tag
from screens.languages import Words, later

MOST_STEPS: Final = 50
"""The newest ones that a page shows."""

_YES_OR_NO: Final[Mapping[str, tuple[str, str]]] = {
    "confirmed": (later("the person was right"), later("unfounded")),
    "reached": (later("reached"), later("not reached")),
    "upheld": (later("upheld"), later("rejected")),
}
"""Field of a fact → what is said where it is true, and where not."""


class Story:
    """A list that fills once the disk has told; made within the detail of a book."""

    def __init__(self, page: Acting, load: Callable[[], list[Entry]]) -> None:
        """load: called in a thread; waits for the disk. Raises StoreError."""
        self._page, self._load = page, load
        Tag("h3", page.say("What has happened"))
        self._list = Tag("ol", classes="story").mark_as("story")
        background_tasks.create(self._fill(), name="the story of a case or an entry")

    async def _fill(self) -> None:
        page = self._page
        try:
            entries = await run.io_bound(self._load) or []
        except StoreError as trouble:
            with page.frame.client:
                page.frame.tell(str(trouble), refused=True)
            return
        if self._list.is_deleted:
            return
        with self._list:
            for entry in entries[-MOST_STEPS:][::-1]:
                with Tag("li"):
                    self._step(entry)

    def _step(self, entry: Entry) -> None:
        page, data = self._page, facts.to_data(entry.fact)
        when = datetime.fromtimestamp(entry.at_ms / 1000, page.desk.zone)
        with Tag("p"):
            Tag("strong", page.say(STEPS[entry.fact.TYPE]))
            Tag("span", details(page, data))
            who = page.name(data.get("staff"))
            Tag("span", f"{when:%m-%d %H:%M} {who}", "soft")
        if data.get("words"):
            Text(page, data["words"], f"text-{entry.n}")


class Text:
    """A button that shows what somebody wrote."""

    def __init__(self, page: Acting, token: str, name: str) -> None:
        self._page, self._token = page, token
        self._button = Tag("button", page.say("Show the text"), "button").mark_as(name)
        self._button.attribute("type", "button")
        self._button.on("click", lambda: page.told(self._show()), args=[])
        self._text = Tag("blockquote", classes="words").mark_as(f"{name}-shown")
        self._text.show(False)

    async def _show(self) -> None:
        text = await self._page.text(self._token)
        if text is not None:
            self._text.say(text)
            self._text.show(True)
            self._button.show(False)


def details(page: Acting, data: Mapping[str, Any]) -> str:
    """What a fact says beside its type, in words."""
    say = page.say
    known: Mapping[str, Callable[[Any], str]] = {
        **{name: partial(_yes_or_no, say, words) for name, words in _YES_OR_NO.items()},
        "level": lambda level: say(RATINGS[level]),
        "position": lambda position: say(POSITIONS[position]),
        "status": lambda status: say(STATUSES[status]),
        "desk": lambda code: desk_name(page, code),
        "to": page.name,
        "due": lambda due: say("by {day}", day=due),
        "done_on": lambda day: say("done on {day}", day=day),
    }
    told = [
        known[name](value) for name, value in data.items() if name in known and value is not None
    ]
    return "，".join(told) if say.pick("zh", "en") == "zh" else ", ".join(told)


def desk_name(page: Acting, code: str) -> str:
    """A desk as people know it."""
    desk = page.desk.api.plan.quality.desk.get(code)
    return code if desk is None else page.either(desk.name, desk.name_en)


def _yes_or_no(say: Words, words: tuple[str, str], value: bool) -> str:
    return say(words[0] if value else words[1])
