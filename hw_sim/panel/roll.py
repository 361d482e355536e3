"""The paper that comes out of the printer, newest on top, and the printer's own troubles."""

import re
from functools import partial

from nicegui import run, ui

from hw_sim.hall import SimHall
from hw_sim.panel.drawing import switch, turn
from screens.console.tags import Tag

SHOWN = 4

FAULTS = (
    ("paper_end", "缺纸 no paper"),
    ("cover_open", "开盖 cover open"),
    ("cutter", "切刀卡住 knife stuck"),
)
"""Faults of `NetworkPrinter` that anyone may make, and their words."""

NEW_ROLL = "换纸卷 new roll"
TORN = "撕下的 torn"

_LABEL = re.compile(r"\b[A-Z]{1,2}\d{3,}\b")


class Roll:
    """Slots for the last papers; `stamp` keeps papers of an earlier run out of browser caches."""

    def __init__(self, hall: SimHall, stamp: str) -> None:
        self._hall = hall
        self._stamp = stamp
        self._newest: int | None = None
        with ui.element("section").classes("roll"):
            with Tag("h2"):
                Tag("span", "打印机")
                Tag("span", "printer", "en")
            with ui.element("div").classes("foot"):
                self._faults = [
                    (name, words, switch(f"printer-{name}", partial(self._flip, name)))
                    for name, words in FAULTS
                ]
                roll = Tag("button", NEW_ROLL, "switch").mark_as("printer-new-roll")
                roll.attribute("type", "button").on("click", self._change_roll, args=[])
            self._empty = Tag("p", "还没有票。No ticket yet.", "empty")
            self._slots = [Tag("img", classes="paper") for _ in range(SHOWN)]
        self._slots[0].mark_as("paper-latest")
        for slot in self._slots:
            slot.set_visibility(False)

    def refresh(self) -> None:
        """Show the newest papers."""
        for name, words, button in self._faults:
            wrong = bool(getattr(self._hall.printer, name, False))
            turn(button, wrong, words + ("：是 yes" if wrong else "：否 no"))
        papers = self._hall.papers[:SHOWN]
        if not papers or papers[0].number == self._newest:
            return
        self._newest = papers[0].number
        self._empty.set_visibility(False)
        for slot, paper in zip(self._slots, papers, strict=False):
            found = _LABEL.search(paper.text)
            slot.attribute("src", f"/paper/{paper.png_path.name}?{self._stamp}")
            name = f"票 ticket {found[0] if found else paper.number}"
            slot.attribute("alt", f"{name} {TORN}" if paper.torn else name)
            slot.dress("torn", paper.torn)
            slot.attribute("title", paper.text)
            slot.set_visibility(True)

    def _flip(self, name: str) -> None:
        printer = self._hall.printer
        if printer is not None:
            setattr(printer, name, not getattr(printer, name))

    async def _change_roll(self) -> None:
        """Paper comes with it; what hung in the head is torn off."""
        if (printer := self._hall.printer) is not None:
            await run.io_bound(printer.new_roll)
