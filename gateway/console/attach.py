"""The consoles of a gateway, made of its parts."""

from fastapi import FastAPI

from gateway.console import install
from gateway.console.desk import Desk
from gateway.console.moment import Latest, hall_moment
from gateway.expecting import Expected, expected
from gateway.gateway import Gateway
from gateway.live_cards import Cards
from gateway.web.hall_reading import queue_answer
from gateway.web.reading import reader
from screens.shared import Shared


def attach(gateway: Gateway, app: FastAPI) -> None:
    """Bring them into its application."""

    def news() -> int:
        return gateway.bell.count

    def expected_now() -> Expected:
        seen, looked = gateway.api.look(), gateway.alarms.looked
        handling_s = {} if looked is None else looked.hall.handling_s
        return expected(gateway.plan, seen.state, seen.now, handling_s)

    cards = Cards(gateway.plan, gateway.figures, gateway.alarms)
    desk = Desk(
        api=gateway.api,
        read=Shared(reader(gateway.live.view), news),
        queues=Shared(lambda: queue_answer(gateway.plan, gateway.api.look()), news),
        expected=Shared(expected_now, news),
        cards=cards,
        people=gateway.people,
        deeds=gateway.deeds,
        bell=gateway.bell,
        zone=gateway.zone,
        moment=Latest(lambda: hall_moment(gateway.api, cards)),
    )
    install.install(app, desk)
