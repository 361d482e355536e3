"""Every place of the hall and the board in it."""

from typing import Final

from gateway.web.view import DeviceView, Link, LiveView
from gateway.web.words import LINKS, ROLES, SEALS, duration
from screens.console.rows import Rows
from screens.console.tags import Tag
from screens.languages import Words

_UNKNOWN: Final = "—"


class Boards:
    """A table, in the order of hall.toml, those that do not answer first."""

    def __init__(self, say: Words) -> None:
        with Tag("section", classes="card wide"):
            Tag("h2", say("Boards"))
            with Tag("table").mark_as("boards"):
                with Tag("thead"), Tag("tr"):
                    for head in (
                        say("Place"),
                        say("State"),
                        say("Since"),
                        say("Firmware"),
                        say("Seal"),
                        say("Journal"),
                        say("Stored to"),
                        say("Chip"),
                    ):
                        Tag("th", head).attribute("scope", "col")
                body = Tag("tbody")
        self._rows: Rows[tuple[DeviceView, float]] = Rows(
            body, lambda one: one[0].replaces or one[0].uid, lambda one: _Board(say, one[0])
        )

    def show(self, view: LiveView) -> None:
        """Bring it up to date."""
        ordered = sorted(view.devices, key=lambda one: one.link is Link.ONLINE)
        self._rows.draw((one, view.as_of_mono) for one in ordered)


class _Board:
    def __init__(self, say: Words, device: DeviceView) -> None:
        self._say = say
        self.root = Tag("tr").mark_as(f"device-{device.replaces or device.uid}")
        place = say.pick(*ROLES[device.role])
        if device.window is not None:
            place = f"{place} · {say('Window {id}', id=device.window)}"
        with self.root:
            Tag("th", place).attribute("scope", "row")
            with Tag("td"):
                self._state = Tag("span", classes="tag now")
            self._since = Tag("td", classes="now")
            self._cells = [Tag("td", classes="now") for _ in range(5)]
            self._cells[-1].classes("chip")

    def show(self, item: tuple[DeviceView, float]) -> None:
        """Bring it up to date."""
        device, as_of = item
        say = self._say
        well = device.link is Link.ONLINE
        self._state.say(f"{'✓' if well else '✕'} {say.pick(*LINKS[device.link])}")
        self._state.dress("good", well)
        self._state.dress("bad", not well)
        since = device.since_mono
        self._since.say(_UNKNOWN if since is None else say.pick(*duration(as_of - since)))
        chip = device.uid
        if device.replaces is not None:
            chip = say("{uid}, in place of {other}", uid=chip, other=device.replaces)
        texts = (
            device.firmware or _UNKNOWN,
            say.pick(*SEALS[device.sealed]) or _UNKNOWN,
            _UNKNOWN if device.journal is None else f"{device.journal:08x}",
            _UNKNOWN if device.mark is None else str(device.mark),
            chip,
        )
        for cell, text in zip(self._cells, texts, strict=True):
            cell.say(text)
