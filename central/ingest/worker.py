"""Takes events in: read, commit as one group, then PUBACK, then the acknowledgement to the hall.

That order is the whole promise. Killed anywhere in it, central has either committed a row, and says
so again when the hall sends it again, or it has not, and the hall still keeps it. There is no state
here beyond one group of messages, and no order among messages is relied on.
"""

import logging
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from central.reading import Readable, Unreadable, read_message
from central.store import Committed, Heard, Store, StoreError
from protocol.uplink import (
    ALL_EVENTS,
    ALL_STATES,
    CENTRAL_STATE,
    IN_FLIGHT,
    Ack,
    CentralState,
    HallState,
    UplinkError,
    ack_topic,
    hall_of,
    read,
    state_topic,
    write,
)
from runtime.mqtt import Broker, Connection, Message, NotSpokenError, Spoken, Will, WireError
from screens.bell import Bell

log = logging.getLogger(__name__)

FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 30.0
STEADY: Final = 10.0
"""Seconds: waits between attempts double, until a connection lived so long."""
ANSWER: Final = 5.0
"""Seconds for the broker's CONNACK, and for the PUBACK of the farewell."""
IDLE: Final = 0.5
"""Seconds after which the thread looks whether it should stop, and at its keep-alive."""
SAID: Final = 1.0
"""Seconds between two words of being online, however often others say something else."""


@dataclass(frozen=True)
class IngestStatus:
    """How taking in is going; counts since the program started."""

    online: bool = False
    problem: str = "not started"
    """Why it is not online, as a sentence's end; empty while it is."""
    messages: int = 0
    rows: int = 0
    duplicates: int = 0
    quarantined: int = 0
    groups: int = 0


class Ingest:
    """One thread. start() it, stop() it; `status` may be read from any thread."""

    def __init__(self, store: Store, broker: Broker, bell: Bell | None = None) -> None:
        """bell: rung with each commit."""
        self._store = store
        self._broker = broker
        self._bell = bell or Bell()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ingest", daemon=True)
        self._status = IngestStatus()
        self._spoken = Spoken()
        self._due: dict[tuple[str, str], Ack] = {}
        self._flying: set[int] = set()
        self._online = b""
        """What CENTRAL_STATE must hold while this connection lives."""
        self._contradicted = False
        self._said_at = 0.0

    @property
    def status(self) -> IngestStatus:
        """How it is now."""
        return self._status

    def start(self) -> None:
        """Begin; returns at once, whether or not a broker is there."""
        self._thread.start()

    def stop(self) -> None:
        """Say that central goes offline, and end; a few seconds at most."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(ANSWER + 4.0)

    def _run(self) -> None:
        wait = FIRST_WAIT
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                self._connection()
                problem = "it was stopped"
            except NotSpokenError as error:
                log.info("ingest: %s; connecting with an older one", error)
                continue
            except (WireError, StoreError) as error:
                problem = str(error)
                log.warning("ingest: %s; next try in %.0f s", problem, wait)
            except Exception as error:  # a fault of ours must not end central for the day
                problem = f"{type(error).__name__}: {error}"
                log.exception("ingest: a fault of the program")
            self._status = replace(self._status, online=False, problem=problem)
            wait = FIRST_WAIT if time.monotonic() - began >= STEADY else wait
            self._stopping.wait(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    def _connection(self) -> None:
        session = secrets.token_hex(8)  # a hall then knows the will of an earlier connection
        offline = write(CentralState(False, session))
        self._online = write(CentralState(True, session))
        with Connection(
            self._broker,
            "taxhall-central",
            will=Will(CENTRAL_STATE, offline),
            spoken=self._spoken,
            manual_ack=True,
        ) as wire:
            until = time.monotonic() + ANSWER
            while not wire.connected:
                if self._stopping.is_set():
                    return
                if time.monotonic() > until:
                    raise WireError("the broker does not answer")
                wire.turn(IDLE)
            self._begin(wire)
            while not self._stopping.is_set():
                received = wire.turn(0.0 if self._due and self._room() else IDLE)
                self._flying.difference_update(received.landed)
                self._flying.difference_update(own for own, _ in received.refused)
                if received.messages:
                    self._take(wire, received.messages)
                self._publish_due(wire)
            self._farewell(wire, offline)

    def _begin(self, wire: Connection) -> None:
        """Subscribe first and come online after, so that no hall sends to nobody.

        ALL_STATES has CENTRAL_STATE among it: what is retained there must be this central's word,
        or no hall sends. A late will or a stranger may overwrite it, so it is listened to.
        """
        self._flying.clear()
        self._due = {(hall, ack.stream): ack for hall, ack in self._store.acks()}
        wire.subscribe(*ALL_EVENTS, ALL_STATES)
        self._say_online(wire)
        self._status = replace(self._status, online=True, problem="")

    def _say_online(self, wire: Connection) -> None:
        self._flying.add(wire.publish(CENTRAL_STATE, self._online, retain=True))
        self._contradicted, self._said_at = False, time.monotonic()

    def _farewell(self, wire: Connection, offline: bytes) -> None:
        mid = wire.publish(CENTRAL_STATE, offline, retain=True)
        until = time.monotonic() + ANSWER
        while time.monotonic() < until:
            received = wire.turn(0.1)  # what comes now is not acknowledged: it is sent again
            if mid in received.landed or mid in dict(received.refused):
                break
        wire.disconnect()

    def _take(self, wire: Connection, messages: Sequence[Message]) -> None:
        items: list[Readable | Unreadable] = []
        heard: list[Heard] = []
        for message in messages:
            hall = hall_of(message.topic)
            if hall is not None and message.topic == state_topic(hall):
                heard.append(_heard(hall, message))
            elif message.topic == CENTRAL_STATE:
                self._contradicted |= message.payload != self._online
            elif not _acknowledgement(message.topic):
                items.extend(read_message(message.topic, message.payload))
        result = self._store.commit(items, heard, int(time.time() * 1000))
        self._acknowledge(wire, messages, result)
        self._status = replace(
            self._status,
            messages=self._status.messages + len(messages),
            rows=self._status.rows + result.stored,
            duplicates=self._status.duplicates + result.duplicates,
            quarantined=self._status.quarantined + result.quarantined,
            groups=self._status.groups + 1,
        )
        self._bell.ring()

    def _acknowledge(
        self, wire: Connection, messages: Sequence[Message], result: Committed
    ) -> None:
        for message in messages:
            wire.acknowledge(message)
        for hall, ack in result.acks:
            self._due.pop((hall, ack.stream), None)  # to the end: a hall's newest stream is last
            self._due[hall, ack.stream] = ack

    def _publish_due(self, wire: Connection) -> None:
        if self._contradicted and self._room() and time.monotonic() - self._said_at >= SAID:
            log.warning("ingest: %s did not hold this central's word; said again", CENTRAL_STATE)
            self._say_online(wire)
        while self._due and self._room():
            hall, stream = next(iter(self._due))
            ack = write(self._due.pop((hall, stream)))
            self._flying.add(wire.publish(ack_topic(hall), ack, retain=True))

    def _room(self) -> bool:
        return len(self._flying) < IN_FLIGHT


def _acknowledgement(topic: str) -> bool:
    """Central's own word. amqtt was seen to hand the last Ack of a killed central to the next one,
    which never subscribed to it."""
    return topic.startswith("tax/v1/") and topic.endswith("/ack")


def _heard(hall: str, message: Message) -> Heard:
    if not message.payload:
        return Heard(hall, None, fresh=not message.retained)
    try:
        state = read(HallState, message.payload)
    except UplinkError as error:
        log.warning("ingest: on %s: %s", message.topic, error)
        return Heard(hall, None, fresh=not message.retained)
    # A will is the broker's word: it says that the hall was not heard.
    return Heard(hall, state, fresh=state.online and not message.retained)
