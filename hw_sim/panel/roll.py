"""The paper that comes out of the printer, newest on top, and the printer's own troubles."""

import re

from nicegui import ui

from hw_sim.hall import SimHall
from hw_sim.panel.drawing import Tag

SHOWN = 4
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
                self._paper_end = self._fault("paper_end", "缺纸 no paper")
                self._cover = self._fault("cover_open", "开盖 cover open")
            self._empty = Tag("p", "还没有票。No ticket yet.", "empty")
            self._slots = [Tag("img", classes="paper") for _ in range(SHOWN)]
        self._slots[0].mark_as("paper-latest")
        for slot in self._slots:
            slot.set_visibility(False)

    def refresh(self) -> None:
        """Show the newest papers."""
        for name, button in (("paper_end", self._paper_end), ("cover_open", self._cover)):
            wrong = bool(getattr(self._hall.printer, name, False))
            button.attribute("aria-checked", "true" if wrong else "false")
            button.say(button.props["data-name"] + ("：是 yes" if wrong else "：否 no"))
        papers = self._hall.papers[:SHOWN]
        if not papers or papers[0].number == self._newest:
            return
        self._newest = papers[0].number
        self._empty.set_visibility(False)
        for slot, paper in zip(self._slots, papers, strict=False):
            found = _LABEL.search(paper.text)
            slot.attribute("src", f"/paper/{paper.png_path.name}?{self._stamp}")
            slot.attribute("alt", f"票 ticket {found[0] if found else paper.number}")
            slot.attribute("title", paper.text)
            slot.set_visibility(True)

    def _fault(self, name: str, words: str) -> Tag:
        button = Tag("button", classes="switch").mark_as(f"printer-{name}")
        button.attribute("type", "button").attribute("role", "switch")
        button.attribute("data-name", words)

        def turn() -> None:
            printer = self._hall.printer
            if printer is not None:
                setattr(printer, name, not getattr(printer, name))

        button.on("click", turn, args=[])
        return button
