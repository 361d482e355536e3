"""The consoles in central's application, and who may open which."""

from functools import partial
from typing import Final

from fastapi import FastAPI

from central.asking import duty_of
from central.console.accounts import page as accounts
from central.console.city import curves, figures, wall
from central.console.commands import page as commands
from central.console.desk import Desk
from central.console.export import page as export
from central.console.halls import page as halls
from central.console.opinions import page as opinions
from central.console.staff import page as staff
from central.console.visitor import Visitor, visitor
from central.rights import COMMANDERS, EVERYBODY, READERS
from screens.console import table

Console = table.Console[Desk, Visitor]

CONSOLES: Final[tuple[Console, ...]] = (
    Console("wall", READERS, wall),
    Console("figures", READERS, figures),
    Console("curves", READERS, curves),
    Console("opinions", READERS, opinions),
    Console("staff", READERS, staff),
    Console("export", READERS, export),
    Console("halls", EVERYBODY, halls),
    Console("commands", COMMANDERS, commands),
    Console("accounts", EVERYBODY, accounts),
)


def install(app: FastAPI, desk: Desk) -> None:
    """Serve the consoles. Once a process: NiceGUI has one application."""
    people = desk.people
    table.install(
        app,
        CONSOLES,
        desk,
        title=desk.config.city.name,
        who=partial(duty_of, people=people),
        visitor=partial(visitor, people=people),
    )
