"""The consoles of a gateway, made of its parts."""

from fastapi import FastAPI

from gateway.console import install
from gateway.console.desk import Desk
from gateway.console.moment import Latest, hall_moment
from gateway.gateway import Gateway
from gateway.live_cards import Cards
from gateway.web.reading import reader


def attach(gateway: Gateway, app: FastAPI) -> None:
    """Bring them into its application."""
    cards = Cards(gateway.plan, gateway.figures, gateway.alarms)
    desk = Desk(
        api=gateway.api,
        read=reader(gateway.live.view),
        cards=cards,
        people=gateway.people,
        deeds=gateway.deeds,
        bell=gateway.bell,
        zone=gateway.zone,
        moment=Latest(lambda: hall_moment(gateway.api, cards)),
    )
    install.install(app, desk)
