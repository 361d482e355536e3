"""The parts of the hall at a glance: boards, printer, lines, database, uplink."""

from dataclasses import dataclass

from gateway.web.view import Health, Link, LiveView, PartView, PrinterView
from gateway.web.words import HEALTHS
from screens.console.rows import Rows
from screens.console.tags import Tag
from screens.languages import Words

_SIGNS = {Health.OK: "✓", Health.FAULT: "✕", Health.UNKNOWN: "?", Health.ABSENT: "–"}
_LOOKS = {Health.OK: "good", Health.FAULT: "bad", Health.UNKNOWN: "care", Health.ABSENT: "none"}


class Parts:
    """A tile for each."""

    def __init__(self, say: Words) -> None:
        self._say = say
        with Tag("section", classes="tiles").attribute("aria-label", say("At a glance")):
            self._boards = _Tile(say, say("Boards"), "boards-at-a-glance")
            self._printer = _Tile(say, say("Printer"), "printer")
            self._lines = _Tile(say, say("Lines"), "lines-at-a-glance")
            self._store = _Tile(say, say("Database"), "store")
            self._uplink = _Tile(say, say("To the city"), "uplink")
        with Tag("section", classes="tiles").attribute("aria-label", say("Printers")) as several:
            self._several = several.mark_as("printers")
        self._printers: Rows[str, PrinterView] = Rows(several, self._printer_tile)

    def show(self, view: LiveView) -> None:
        """Bring the tiles up to date."""
        say = self._say
        self._boards.show(_boards(say, view))
        self._lines.show(_lines(say, view))
        self._printer.show(_part(say, view.printer))
        several = view.printers if len(view.printers) > 1 else ()
        self._several.show(bool(several))
        self._printers.draw([(one.name, one) for one in several])
        self._store.show(_part(say, view.store))
        uplink = _part(say, view.uplink)
        if view.outbox is not None:
            waits = say("{n} facts wait to be sent", n=view.outbox)
            uplink = _Verdict(uplink.health, f"{uplink.sentence} {waits}")
        self._uplink.show(uplink)

    def _printer_tile(self, name: str) -> "_PrinterTile":
        return _PrinterTile(self._say, name)


@dataclass(frozen=True)
class _Verdict:
    health: Health
    sentence: str


class _Tile:
    """Tells by a sign, a word and a sentence; its colour only repeats them."""

    def __init__(self, say: Words, title: str, test_id: str) -> None:
        self._say = say
        self.tag = Tag("div", classes="tile").mark_as(test_id)
        with self.tag:
            Tag("h2", title)
            with Tag("p", classes="verdict now"):
                self._sign = Tag("span", classes="sign").attribute("aria-hidden", "true")
                self._word = Tag("span")
            self._sentence = Tag("p", classes="soft now")

    def show(self, verdict: _Verdict) -> None:
        """Bring it up to date."""
        for health, look in _LOOKS.items():
            self.tag.dress(look, health is verdict.health)
        self._sign.say(_SIGNS[verdict.health])
        self._word.say(self._say.pick(*HEALTHS[verdict.health]))
        self._sentence.say(verdict.sentence)


class _PrinterTile:
    """One of several printers, by its name."""

    def __init__(self, say: Words, name: str) -> None:
        self._say = say
        self._tile = _Tile(say, name, f"printer-{name}")
        self.tag = self._tile.tag

    def draw(self, one: PrinterView) -> None:
        """Bring it up to date."""
        self._tile.show(_Verdict(one.health, self._say.pick(one.zh, one.en)))


def _part(say: Words, part: PartView) -> _Verdict:
    return _Verdict(part.health, say.pick(part.zh, part.en))


def _boards(say: Words, view: LiveView) -> _Verdict:
    well = sum(one.link is Link.ONLINE for one in view.devices)
    health = Health.OK if well == len(view.devices) else Health.FAULT
    return _Verdict(health, say("{well} of {all} answer", well=well, all=len(view.devices)))


def _lines(say: Words, view: LiveView) -> _Verdict:
    well = sum(one.health is Health.OK for one in view.lines)
    health = Health.OK if well == len(view.lines) else Health.FAULT
    return _Verdict(health, say("{well} of {all} are well", well=well, all=len(view.lines)))
