"""A worker's word that it takes facts, retained at the broker, and whose name that is.

Two workers of one name throw each other out, because a broker lets one client in by a name. The
younger wins: whoever is restarted is the one that is wanted. The older sees, before it comes back,
that somebody else holds the name, and stays out until that one has gone.
"""

import logging
import secrets
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from protocol.uplink import CentralState, UplinkError, read, worker_state_topic, write
from runtime.mqtt import Connection, Will, WireError

log = logging.getLogger(__name__)

SAID: Final = 1.0
"""Seconds between two words of being online, however often others say something else."""
LOOK: Final = 0.5
"""Seconds for the broker to tell what it keeps."""
ANSWER: Final = 3.0
"""Seconds for a living worker to say again that it is there."""


class NameTakenError(WireError):
    """Another worker answers to this name; the text says what to do."""


class Presence:
    """One for as long as the program runs; `begin` for each connection."""

    def __init__(self, name: str) -> None:
        self.topic = worker_state_topic(name)
        self._name = name
        self._sessions: list[str] = []
        self._stranger: str | None = None
        """A session of somebody else that was found alive under this name."""
        self._contradicted = False
        self._said_at = 0.0

    @property
    def online(self) -> bytes:
        """What must be retained while this connection lives."""
        return write(CentralState(True, self._sessions[-1]))

    @property
    def offline(self) -> bytes:
        """The will of this connection, and its farewell."""
        return write(CentralState(False, self._sessions[-1]))

    def begin(self) -> Will:
        """Each connection has its own session: a hall then knows the will of an earlier one."""
        self._sessions = [*self._sessions[-7:], secrets.token_hex(8)]
        self._contradicted = False
        return Will(self.topic, self.offline)

    def heard(self, payload: bytes) -> None:
        """What has come on the topic. A late will or a stranger may overwrite our word; somebody
        else's being there is no contradiction: halls take central for online all the same."""
        if payload == self.online:
            self._contradicted = False
            return
        state = _read(payload)
        if state is not None and state.online:
            log.warning("ingest: another worker is called %s", self._name)
            return
        self._contradicted = True

    def must_say_again(self, now: float) -> bool:
        """Whether what is retained is not our word. now: monotonic seconds."""
        return self._contradicted and now - self._said_at >= SAID

    def say(self, wire: Connection, now: float) -> int:
        """Say that we are there; the message's id. Raises WireError."""
        self._contradicted, self._said_at = False, now
        return wire.publish(self.topic, self.online, retain=True)

    def must_be_free(
        self,
        looking: Callable[[], AbstractContextManager[Connection]],
        stopping: Callable[[], bool],
    ) -> None:
        """Look, as somebody else, who holds the name. Raises NameTakenError or another WireError.

        An online that somebody dead has left is told from that of somebody alive by contradicting
        it: who lives says it again. That is asked once of each session.
        """
        with looking() as wire:
            wire.subscribe(self.topic)
            found = self._told(wire, LOOK, stopping, until=lambda state: True)
            if found is not None and found.online and found.session not in self._sessions:
                if found.session != self._stranger:
                    denied = write(CentralState(False, found.session))
                    wire.publish(self.topic, denied, retain=True)
                    found = self._told(wire, ANSWER, stopping, until=lambda state: state.online)
                if found is not None and found.online:
                    self._stranger = found.session
                    raise NameTakenError(
                        f"another worker is called {self._name}: give each a name of its own"
                        " (--name). This one waits until that one has gone"
                    )
            wire.disconnect()
        self._stranger = None

    def _told(
        self,
        wire: Connection,
        seconds: float,
        stopping: Callable[[], bool],
        until: Callable[[CentralState], bool],
    ) -> CentralState | None:
        """The last that is said on the topic within this time."""
        found = None
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not stopping():
            for message in wire.turn(min(left, 0.1)).messages:
                if message.topic == self.topic:
                    found = _read(message.payload)
                    if found is not None and until(found):
                        return found
        return found


def _read(payload: bytes) -> CentralState | None:
    try:
        return read(CentralState, payload)
    except UplinkError:
        return None
