"""The uplink's thread: from the store onto the wire, and central's word back into the store."""

import json
import logging
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gateway.uplink.outbox import Confirmation, Outbox, OutboxError
from gateway.uplink.settings import Timing
from gateway.uplink.status import Condition, Status
from gateway.uplink.window import Window
from protocol.envelope import Entry, to_cloudevent
from protocol.uplink import (
    BATCH,
    CENTRAL_STATE,
    Ack,
    CentralState,
    HallState,
    UplinkError,
    ack_topic,
    batch_topic,
    event_topic,
    read,
    state_topic,
    write,
)
from runtime.mqtt import (
    Broker,
    Connection,
    NotSpokenError,
    Received,
    RefusedError,
    Spoken,
    Waker,
    Will,
    WireError,
)

log = logging.getLogger(__name__)

LIVE = 8
"""Up to so many waiting rows travel one by one, each under its own topic; more are a backlog."""

IDLE = 5.0
"""Seconds that the thread sleeps at most: paho's keep-alive wants to be looked at."""


class Uplink:
    """Start it, wake() it after each commit, stop() it. `status` may be read from any thread."""

    def __init__(
        self, outbox: Outbox, broker: Broker, version: str = "0", timing: Timing | None = None
    ) -> None:
        """version: of this gateway, told in its birth message."""
        self._outbox = outbox
        self._broker = broker
        self._version = version
        self._spoken = Spoken()
        self._timing = timing or Timing()
        self._window = Window(self._timing)
        self._waker = Waker()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="uplink", daemon=True)
        self._session = ""
        self._central: CentralState | None = None
        self._status = Status()
        self._confirmed = -1
        self._confirmed_at = 0.0

    @property
    def status(self) -> Status:
        """How it is now."""
        return self._status

    def start(self) -> None:
        """Begin. Returns at once, whether or not a broker is there."""
        self._thread.start()

    def wake(self) -> None:
        """There are new committed rows. Cheap, from any thread, never waits."""
        self._waker.wake()

    def stop(self) -> None:
        """Say farewell to the broker and end the thread; a few seconds at most."""
        self._stopping.set()
        self._waker.wake()
        if self._thread.ident is not None:
            self._thread.join(self._timing.connect + self._timing.farewell + 1.0)
        if not self._thread.is_alive():
            self._waker.close()
        self._status = replace(self._status, condition=Condition.STOPPED)

    def _run(self) -> None:
        wait = self._timing.first_wait
        while not self._stopping.is_set():
            began = time.monotonic()
            condition, detail = self._live()
            if self._stopping.is_set():
                return
            if time.monotonic() - began >= self._timing.steady:
                wait = self._timing.first_wait
            log.warning("uplink: %s; next try in %.0f s", detail, wait)
            self._tell(condition, detail, retry_s=round(wait))
            self._stopping.wait(wait)  # new commits do not shorten it, stop() does
            wait = min(2 * wait, self._timing.longest_wait)

    def _live(self) -> tuple[Condition, str]:
        """One connection from its begin to its end; how it ended."""
        try:
            if not self._status.fault:  # a fault is one until a connection stands
                self._tell(Condition.CONNECTING)
            try:
                self._connection()
            except NotSpokenError as error:  # at most once: what it speaks is remembered
                log.info("uplink: %s; connecting with an older one", error)
                self._connection()
        except RefusedError as error:
            return Condition.REFUSED, str(error)
        except WireError as error:
            return Condition.BROKER_AWAY, str(error)
        except OutboxError as error:
            return Condition.STORE_FAULT, str(error)
        except Exception as error:  # a fault of ours must not end the uplink for the day
            log.exception("uplink: a fault of the program")
            return Condition.DEFECT, f"{type(error).__name__}: {error}"
        finally:
            self._window.disconnected()
            self._central = None
        return Condition.STOPPED, "stopped"

    def _connection(self) -> None:
        hall, self._session = self._outbox.hall, secrets.token_hex(8)
        will = Will(state_topic(hall), write(self._presence(online=False)))
        client_id = f"taxhall-gateway-{hall}"
        with Connection(
            self._broker,
            client_id,
            will=will,
            spoken=self._spoken,
            waker=self._waker,
            connect_s=self._timing.connect,
            keepalive_s=self._timing.keepalive,
        ) as wire:
            if not self._greet(wire):
                return
            self._window.open(self._outbox.through(), time.monotonic())
            while not self._stopping.is_set():
                self._hear(wire.turn(self._patience()))
                self._send(wire)
                self._tell_progress()
            self._farewell(wire)

    def _presence(self, online: bool) -> HallState:
        return HallState(online, self._outbox.stream, self._session, self._version)

    def _greet(self, wire: Connection) -> bool:
        """Wait for the broker's consent, then subscribe and be born; False when told to stop."""
        until = time.monotonic() + self._timing.answer
        while not self._stopping.is_set():
            left = until - time.monotonic()
            if left <= 0:
                raise WireError("the broker does not answer")
            if wire.turn(left).connected:
                hall = self._outbox.hall
                wire.subscribe(ack_topic(hall), CENTRAL_STATE)
                wire.publish(state_topic(hall), write(self._presence(online=True)), retain=True)
                return True
        return False

    def _farewell(self, wire: Connection) -> None:
        topic = state_topic(self._outbox.hall)
        mid = wire.publish(topic, write(self._presence(online=False)), retain=True)
        until = time.monotonic() + self._timing.farewell
        while (left := until - time.monotonic()) > 0:
            received = wire.turn(left)
            if mid in received.landed or mid in dict(received.refused):
                break
        wire.disconnect()

    def _patience(self) -> float:
        deadline = self._window.deadline()
        return IDLE if deadline is None else min(IDLE, deadline - time.monotonic())

    def _hear(self, received: Received) -> None:
        for mid in (*received.landed, *dict(received.refused)):
            self._window.landed(mid)
        newest: Ack | None = None
        for message in received.messages:
            topic, payload = message.topic, message.payload
            try:
                if topic == CENTRAL_STATE:
                    self._hear_central(payload)
                    continue
                if topic != ack_topic(self._outbox.hall):
                    continue  # a broker may hand over what a former session had subscribed to
                ack = read(Ack, payload)
            except UplinkError as error:
                log.warning("uplink: on %s: %s", topic, error)
                self._status = replace(self._status, unreadable=self._status.unreadable + 1)
                continue
            if ack.stream == self._outbox.stream:
                newest = ack
        if newest is not None:
            self._hear_ack(newest)

    def _hear_central(self, payload: bytes) -> None:
        """Raises UplinkError; what cannot be read does not turn a central off that is online."""
        if not payload:
            return  # the retained message was cleared, which says nothing of central
        heard, was = read(CentralState, payload), self._central
        if not heard.online and was is not None and was.online and heard.session != was.session:
            return  # the will of an earlier connection, spoken late
        self._central = heard
        if heard.online and heard != was:
            # What went out before went to nobody, or to a process that is gone.
            self._window.open(self._outbox.through(), time.monotonic())

    def _hear_ack(self, ack: Ack) -> None:
        made = self._outbox.confirm(ack.through, ack.digest)
        if made is Confirmation.CONFIRMED:
            self._window.acked(ack.through, ack.highest, time.monotonic())
            if self._status.condition is Condition.DIFFERS:
                self._status = replace(self._status, condition=Condition.SENDING, detail="")
            return
        what = f"{made.value} at {ack.through}"
        log.error("uplink: acknowledgement of stream %s %s", ack.stream, what)
        refused = self._status.refused_acks + 1
        self._status = replace(
            self._status, condition=Condition.DIFFERS, detail=what, refused_acks=refused
        )

    def _send(self, wire: Connection) -> None:
        if self._window.stalled(time.monotonic()) and self._window.flying:
            raise WireError("the broker takes messages and does not acknowledge them")
        if self._central is None or not self._central.online:
            return
        while (room := self._window.room()) > 0:
            waiting = self._outbox.entries(self._window.sent, min(BATCH, room))
            if not waiting:
                return
            for topic, payload, last in _messages(self._outbox.hall, waiting):
                if self._window.room() == 0:
                    return
                mid = wire.publish(topic, payload)
                self._window.put(last, mid, time.monotonic())

    def _tell_progress(self) -> None:
        if self._status.condition is Condition.DIFFERS:
            self._tell(Condition.DIFFERS, self._status.detail)
        elif self._central is None or not self._central.online:
            self._tell(Condition.CENTRAL_AWAY)
        else:
            self._tell(*self._progress(self._outbox.through(), self._outbox.last()))

    def _progress(self, through: int, last: int) -> tuple[Condition, str]:
        """How it stands while central is online: rows may wait for its word only so long."""
        now = time.monotonic()
        if through >= last or through != self._confirmed:
            self._confirmed, self._confirmed_at = through, now
        if through >= last:
            return Condition.DELIVERED, ""
        silent = now - self._confirmed_at
        if silent < self._timing.unconfirmed:
            return Condition.SENDING, ""
        return Condition.UNCONFIRMED, f"{silent:.0f}"

    def _tell(self, condition: Condition, detail: str = "", retry_s: int = 0) -> None:
        try:
            through = self._outbox.through()
            waiting: int | None = self._outbox.last() - through
        except OutboxError:
            through, waiting = self._status.through, None
        self._status = replace(
            self._status,
            condition=condition,
            detail=detail,
            retry_s=retry_s,
            through=through,
            waiting=waiting,
        )


def _messages(hall: str, entries: Sequence[Entry]) -> Iterator[tuple[str, bytes, int]]:
    """(topic, payload, last n) of the messages that carry these rows."""
    if len(entries) > LIVE:
        events = [to_cloudevent(entry) for entry in entries]
        yield batch_topic(hall), _json(events), entries[-1].n
        return
    for entry in entries:
        yield event_topic(hall, entry.fact.TYPE), _json(to_cloudevent(entry)), entry.n


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
