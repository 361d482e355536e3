"""Every place of the hall and the board in it."""

from typing import Final

from gateway.web.view import DeviceView, Link, LiveView
from gateway.web.words import LINKS, ROLES, SEALS, duration
from screens.console.rows import Rows
from screens.console.tags import Tag
from screens.languages import Words

_UNKNOWN: Final = "—"

_Place = tuple[str, str, str | None]
"""uid of the place, role and window."""


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
        self._rows: Rows[_Place, tuple[DeviceView, str]] = Rows(
            body, lambda place: _Board(say, place)
        )
        self._say = say

    def show(self, view: LiveView) -> None:
        """Bring it up to date."""
        ordered = sorted(view.devices, key=lambda one: one.link is Link.ONLINE)
        self._rows.draw([(_place(one), (one, self._since(one, view))) for one in ordered])

    def _since(self, device: DeviceView, view: LiveView) -> str:
        """In words, which change less often than seconds do."""
        since = device.since_mono
        if since is None:
            return _UNKNOWN
        return self._say.pick(*duration(view.as_of_mono - since))


def _place(device: DeviceView) -> _Place:
    return device.replaces or device.uid, device.role, device.window


class _Board:
    def __init__(self, say: Words, place: _Place) -> None:
        uid, role, window = place
        self._say = say
        self.tag = Tag("tr").mark_as(f"device-{uid}")
        words = say.pick(*ROLES[role])
        if window is not None:
            where = say("Window {id}", id=window)
            words = f"{words} · {where}"
        with self.tag:
            Tag("th", words).attribute("scope", "row")
            with Tag("td"):
                self._state = Tag("span", classes="tag now")
            self._since = Tag("td", classes="now")
            self._cells = [Tag("td", classes="now") for _ in range(5)]
            self._cells[-1].classes("chip")

    def draw(self, told: tuple[DeviceView, str]) -> None:
        """Bring it up to date."""
        device, since = told
        say = self._say
        well = device.link is Link.ONLINE
        self._state.say(f"{'✓' if well else '✕'} {say.pick(*LINKS[device.link])}")
        self._state.dress("good", well)
        self._state.dress("bad", not well)
        self._since.say(since)
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
