"""The serial lines, with what was heard on them since the gateway started."""

from gateway.web.view import Health, LineView, LiveView
from gateway.web.words import HEALTHS
from screens.console.rows import Rows
from screens.console.tags import Tag
from screens.languages import Words


class Lines:
    """A table."""

    def __init__(self, say: Words) -> None:
        with Tag("section", classes="card wide"):
            Tag("h2", say("Lines"))
            with Tag("table").mark_as("lines"):
                with Tag("thead"), Tag("tr"):
                    for head in (
                        say("Port"),
                        say("State"),
                        say("Asked again"),
                        say("Bad frames"),
                        say("Bytes of noise"),
                        say("Bytes unasked"),
                    ):
                        Tag("th", head).attribute("scope", "col")
                body = Tag("tbody")
        self._rows: Rows[str, LineView] = Rows(body, lambda port: _Line(say, port))

    def show(self, view: LiveView) -> None:
        """Bring it up to date."""
        self._rows.draw([(one.port, one) for one in view.lines])


class _Line:
    def __init__(self, say: Words, port: str) -> None:
        self._say = say
        self.tag = Tag("tr")
        with self.tag:
            Tag("th", port).attribute("scope", "row")
            with Tag("td"):
                self._state = Tag("span", classes="tag now")
            self._counts = [Tag("td", classes="now") for _ in range(4)]

    def draw(self, line: LineView) -> None:
        """Bring it up to date."""
        well = line.health is Health.OK
        self._state.say(f"{'✓' if well else '✕'} {self._say.pick(*HEALTHS[line.health])}")
        self._state.dress("good", well)
        self._state.dress("bad", not well)
        counts = (line.repeats, line.bad_frames, line.noise_bytes, line.unasked_bytes)
        for cell, count in zip(self._counts, counts, strict=True):
            cell.say(str(count))
