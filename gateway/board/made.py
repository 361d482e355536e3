"""The hall board of a gateway, made of its parts."""

from typing import TYPE_CHECKING

from gateway.board.install import HallBoard
from gateway.board.reading import BoardReading, Sources
from gateway.web.reading import reader

if TYPE_CHECKING:
    from gateway.gateway import Gateway


def hall_board_of(gateway: "Gateway") -> HallBoard:
    """Everything that `gateway.board.install` needs."""
    store, alarms = gateway.store, gateway.alarms
    reading = BoardReading(
        Sources(
            plan=gateway.plan,
            rules=gateway.config.hall_board,
            read=reader(gateway.live.view),
            state=lambda: store.state,
            now=alarms.now,
            wall_ms=gateway.api.clock.wall_ms,
            handling_s=gateway.figures.handling_s,
            calls=gateway.calls.newest,
            city=gateway.api.notices.now,
        )
    )
    return HallBoard(
        windows=frozenset(gateway.plan.window),
        rules=gateway.config.hall_board,
        voice=gateway.config.voice,
        look=reading.view,
        calls=gateway.calls.newest,
        now=lambda: alarms.now(store.state.day),
        zone=gateway.zone,
        stream=store.stream,
        bell=gateway.bell,
    )
