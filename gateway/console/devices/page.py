"""The page of devices."""

from typing import Final

from gateway.console.desk import Desk
from gateway.console.visitor import Visitor
from gateway.web.words import LINKS, ROLES
from screens.console.frame import Frame
from screens.console.tags import Tag
from screens.languages import later

TITLE: Final = later("Devices")


def make(desk: Desk, visitor: Visitor, frame: Frame) -> None:
    """Draw it."""
    say = frame.say
    with Tag("section", classes="card"):
        Tag("h2", say("Boards"))
        rows = Tag("ul")

    def draw() -> None:
        reading = desk.read()
        rows.clear()
        if reading.view is None:
            raise RuntimeError(reading.fault_en)
        with rows:
            for one in reading.view.devices:
                Tag("li", f"{say.pick(*ROLES[one.role])} {one.uid} {say.pick(*LINKS[one.link])}")

    frame.follow(desk.bell, draw)
