"""Who may keep a connection of the page open, and for how long.

Pages share their process, and so its file descriptors, with serial lines, printers and databases.
So there are few connections, and none that waits for ever: whoever asks is let in at the cost of
who has kept silent longest.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_OPEN: Final = 768
"""Connections at a time that are no websockets. A hall's boards each hold one while they wait for
news, and five hundred phones keep theirs between two looks. A process has 1,024 files at least."""

BACKLOG: Final = 64
"""Connections that the kernel keeps for us; asyncio takes that many at a time."""

REQUEST_S: Final = 10.0
"""A connection without a whole request for so long is closed: uvicorn's own limit begins only
after a first answer, and begins anew with every byte."""

ANSWER_S: Final = 60.0
"""An answer that has not gone out by then never will: a commit is waited for half as long."""


class Door(H11Protocol):
    """HTTP/1.1 with an end to every wait; named as `http` in uvicorn's configuration."""

    _since: float
    _look_again: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A visitor has come."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > MOST_OPEN:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """The visitor has gone."""
        self._forget()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """The next request may come."""
        super().on_response_complete()
        self._wait()

    def handle_websocket_upgrade(self, event: Any) -> None:
        """From here on the connection is another protocol's."""
        self._forget()
        super().handle_websocket_upgrade(event)

    @property
    def answering(self) -> bool:
        """Whether a request has come as a whole and its answer has not gone out."""
        cycle = self.cycle
        return cycle is not None and not cycle.more_body and not cycle.response_complete

    def _wait(self) -> None:
        self._forget()
        self._since = self.loop.time()
        self._look_again = self.loop.call_later(REQUEST_S, self._look)

    def _forget(self) -> None:
        if self._look_again is not None:
            self._look_again.cancel()

    def _look(self) -> None:
        if self.answering and self.loop.time() - self._since < ANSWER_S:
            self._look_again = self.loop.call_later(REQUEST_S, self._look)
        else:
            self._shut()

    def _shut(self) -> None:
        """Not in peace: a farewell would wait for a visitor who reads nothing."""
        self.connections.discard(self)
        self.transport.abort()

    def _make_room(self) -> None:
        silent = [one for one in self.connections if isinstance(one, Door) and not one.answering]
        min(silent, key=lambda one: one._since, default=self)._shut()
