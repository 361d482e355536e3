"""The consoles of a gateway, made of its parts."""

from fastapi import FastAPI

from gateway.console import install
from gateway.console.desk import Desk
from gateway.gateway import Gateway
from gateway.live_cards import Cards
from gateway.web.reading import reader


def attach(gateway: Gateway, app: FastAPI) -> None:
    """Bring them into its application."""
    desk = Desk(
        api=gateway.api,
        read=reader(gateway.live.view),
        cards=Cards(gateway.plan, gateway.figures, gateway.alarms),
        people=gateway.people,
        deeds=gateway.deeds,
        bell=gateway.bell,
        zone=gateway.zone,
    )
    install.install(app, desk)
