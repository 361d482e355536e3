"""The consoles in the gateway's application, and who may open which."""

from functools import partial
from typing import Final

from fastapi import FastAPI

from gateway.console.clerk import page as clerk
from gateway.console.desk import Desk
from gateway.console.devices import page as devices
from gateway.console.guide import page as guide
from gateway.console.leader import advice, cases, hall, opinions, staff
from gateway.console.visitor import Visitor, duty_of, visitor
from gateway.hall import wishes
from gateway.hall.here import Duty
from screens.console import table

Console = table.Console[Desk, Visitor]

_OPERATORS: Final = (Duty.TECHNICIAN, Duty.LEADER, Duty.ADMINISTRATOR)

_GUIDES: Final = (Duty.GUIDE, Duty.LEADER)
_LEADERS: Final = (Duty.LEADER,)
_HEADS: Final = (Duty.LEADER, Duty.ADMINISTRATOR)

CONSOLES: Final[tuple[Console, ...]] = (
    Console("hall", _HEADS, hall),
    Console("advice", _LEADERS, advice),
    Console("opinions", _LEADERS, opinions),
    Console("cases", _LEADERS, cases),
    Console("staff", _LEADERS, staff),
    Console("clerk", wishes.CLERKS, clerk),
    Console("guide", _GUIDES, guide),
    Console("devices", _OPERATORS, devices),
)


def install(app: FastAPI, desk: Desk) -> None:
    """Serve the consoles. Once a process: NiceGUI has one application."""
    directory = desk.people.directory
    table.install(
        app,
        CONSOLES,
        desk,
        title=desk.api.plan.name,
        who=partial(duty_of, directory=directory),
        visitor=partial(visitor, directory=directory),
    )
