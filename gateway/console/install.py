"""The consoles in the gateway's application, and who may open which."""

from functools import partial
from typing import Final

from fastapi import FastAPI

from gateway.console.desk import Desk
from gateway.console.devices import page as devices
from gateway.console.visitor import Visitor, duty_of, visitor
from gateway.hall.here import Duty
from screens.console import table

Console = table.Console[Desk, Visitor]

_OPERATORS: Final = (Duty.TECHNICIAN, Duty.LEADER, Duty.ADMINISTRATOR)

CONSOLES: Final[tuple[Console, ...]] = (Console("devices", _OPERATORS, devices),)


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
