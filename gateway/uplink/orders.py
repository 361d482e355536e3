"""What central asks of the hall: taken one by one beside the facts, and answered until the answer
has landed. A command that is lost on the way comes again, and so does its answer."""

import logging
from collections import deque
from dataclasses import dataclass
from typing import Final, Protocol

from protocol.uplink import MOST_BYTES, reply_topic
from runtime.mqtt import Connection

log = logging.getLogger(__name__)

MOST_WAITING: Final = 16
"""Commands that wait to be taken: at 1 MiB, which is the longest, 16 MiB."""

MOST_REPLIES: Final = 32
"""Replies that have not landed; the oldest goes first, for central asks again."""


class Orders(Protocol):
    """Takes commands. Called from the uplink's thread only."""

    def take(self, name: str, payload: bytes) -> bytes | None:
        """Do it, once however often it comes, and give the reply; None: there is nothing to say.

        May commit in the store, and may take as long as that. Raises OutboxError when the store
        does not answer: the command comes again.
        """


class NoOrders:
    """A hall that nobody has taught any."""

    def take(self, name: str, payload: bytes) -> bytes | None:
        """See Orders."""
        return None


@dataclass
class _Reply:
    topic: str
    payload: bytes
    mid: int | None = None
    """Of this connection; None: to be sent."""


class OrderDesk:
    """Keeps commands until they are taken, and replies until they have landed."""

    def __init__(self, orders: Orders, hall: str, pause_s: float) -> None:
        """pause_s: after which a reply is sent again that nobody heard."""
        self._orders = orders
        self._hall = hall
        self._pause_s = pause_s
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._replies: deque[_Reply] = deque(maxlen=MOST_REPLIES)
        self._not_before = 0.0

    @property
    def busy(self) -> bool:
        """There is a command to take."""
        return bool(self._waiting)

    def hear(self, name: str, payload: bytes) -> None:
        """A command came. One for which there is no room comes again."""
        if len(payload) > MOST_BYTES or len(self._waiting) >= MOST_WAITING:
            log.warning("uplink: no room for the command %s of %d bytes", name, len(payload))
        else:
            self._waiting.append((name, payload))

    def work(self, wire: Connection, now: float) -> None:
        """Take one command, and send what is to be said. Raises WireError and OutboxError."""
        if self._waiting:
            name, payload = self._waiting.popleft()
            said = self._orders.take(name, payload)
            if said is not None:
                self._replies.append(_Reply(reply_topic(self._hall, name), said))
        if now >= self._not_before:
            for reply in self._replies:
                if reply.mid is None:
                    reply.mid = wire.publish(reply.topic, reply.payload)

    def landed(self, mid: int) -> None:
        """The broker has it, for central."""
        for reply in self._replies:
            if reply.mid == mid:
                self._replies.remove(reply)
                return

    def missed(self, mid: int, now: float) -> None:
        """Nobody heard it: it is said again after a while."""
        for reply in self._replies:
            if reply.mid == mid:
                reply.mid, self._not_before = None, now + self._pause_s

    def disconnected(self) -> None:
        """What was on its way is to be said again; what was not taken comes again."""
        self._waiting.clear()
        for reply in self._replies:
            reply.mid = None
        self._not_before = 0.0
