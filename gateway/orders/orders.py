"""Takes the commands of central for the uplink."""

import logging
from concurrent.futures import TimeoutError as LateError
from typing import Final

from gateway.codes import Codes
from gateway.orders.answers import Answer
from gateway.orders.taking import TakeOrder
from gateway.store.errors import StoreError
from gateway.store.store import Store
from protocol.commands import MakeBooking, Reply, RestoreDay, id_of, read_command, write_reply
from protocol.uplink import UplinkError

log = logging.getLogger(__name__)

COMMIT_S: Final = 10.0
"""A command whose commit takes longer is not answered now: it comes again."""


class CityOrders:
    """Implements the port `Orders` of gateway.uplink. One thread at a time."""

    def __init__(self, store: Store, codes: Codes, *, keyed: bool = False) -> None:
        """keyed: whether the hall has the city's key."""
        self._store = store
        self._codes = codes
        self._keyed = keyed
        self.untaken_day: Answer | None = None
        """What was answered to central's word of the open day, as long as that was not taken; read
        from any thread."""

    def take(self, name: str, payload: bytes) -> bytes | None:
        """What is to be replied to a command that came under this name; None: nothing, as it has no
        id, or as the disk has not taken it, and then it comes again."""
        order = self._read(name, payload)
        if order is None:
            return None
        try:
            told = self._store.submit(order).result(COMMIT_S)
        except LateError:
            log.warning(
                "command %s (%s): a commit takes longer than %.0f s", order.id, name, COMMIT_S
            )
            return None
        except StoreError as error:
            log.warning("command %s (%s) is not kept: %s", order.id, name, error)
            return None
        except Exception:  # a fault of ours in one command must not keep facts from going up
            log.exception("command %s (%s): a fault of the program", order.id, name)
            return None
        if name == RestoreDay.NAME:
            self.untaken_day = None if told.outcome == "done" else told
        code = ""
        if name == MakeBooking.NAME and told.outcome == "done":
            code = self._codes.make("booking", told.n)
        return write_reply(
            Reply(order.id, told.outcome, self._store.stream, told.n, told.zh, told.en, code)
        )

    def _read(self, name: str, payload: bytes) -> TakeOrder | None:
        try:
            command = read_command(name, payload)
        except UplinkError as error:
            id = id_of(payload)
            log.warning("a command of central%s: %s", f" ({id})" if id else "", error)
            return None if id is None else TakeOrder(id, name, 0, None, str(error))
        return TakeOrder(command.id, name, command.expires_ms, command.wanted, keyed=self._keyed)
