"""The uplink's thread: from the store onto the wire, and central's word back into the store."""

import logging
import math
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from gateway.uplink.devices import Devices, DeviceTeller, NoDevices
from gateway.uplink.messages import messages
from gateway.uplink.orders import NoOrders, OrderDesk, Orders
from gateway.uplink.outbox import Confirmation, Outbox, OutboxError
from gateway.uplink.presence import Presence
from gateway.uplink.settings import Timing
from gateway.uplink.status import Condition, Status
from gateway.uplink.telling import Telling
from gateway.uplink.window import Window
from protocol.uplink import (
    ALL_WORKER_STATES,
    BATCH,
    Ack,
    HallState,
    UplinkError,
    ack_topic,
    command_of,
    command_topic,
    read,
    state_topic,
    worker_of,
    write,
)
from runtime.mqtt import (
    Backoff,
    Broker,
    Connection,
    Message,
    NotSpokenError,
    Received,
    RefusedError,
    Spoken,
    TlsError,
    Waker,
    Will,
    WireError,
)
from runtime.threads import OwnThread

log = logging.getLogger(__name__)

IDLE: Final = 5.0
"""Seconds that the thread sleeps at most: paho's keep-alive wants to be looked at."""


class Uplink(OwnThread):
    """wake() it after each commit. `status` may be read from any thread."""

    def __init__(
        self,
        outbox: Outbox,
        broker: Broker,
        version: str = "0",
        timing: Timing | None = None,
        *,
        orders: Orders | None = None,
        devices: Devices | None = None,
        draw: Callable[[], float] = random.random,
    ) -> None:
        """version: of this gateway, told in its birth message. draw: chance, for Backoff."""
        super().__init__("uplink")
        self._outbox = outbox
        self._broker = broker
        self._version = version
        self._timing = timing or Timing()
        self._spoken = Spoken()
        self._window = Window(self._timing)
        self._central = Presence()
        self._desk = OrderDesk(orders or NoOrders(), outbox.hall, self._timing.unheard)
        self._teller = DeviceTeller(devices or NoDevices(), outbox.hall)
        self._backoff = Backoff(
            self._timing.first_wait, self._timing.longest_wait, self._timing.steady, draw
        )
        self._waker = Waker()
        self._session = ""
        self._connected = False
        self._not_before = 0.0
        self._told = Telling(
            outbox, self._timing, lambda: self._window.base if self._connected else None
        )

    @property
    def status(self) -> Status:
        """How it is now."""
        return self._told.status

    def wake(self) -> None:
        """There are new committed rows. Cheap, from any thread, never waits."""
        self._waker.wake()

    def stop(self) -> None:
        """Say farewell to the broker and end the thread; a few seconds at most."""
        self._stopping.set()
        self._waker.wake()
        self._join(2 * self._timing.connect + self._timing.farewell + 1.0)
        if not self._thread.is_alive():
            self._waker.close()
        self._told.status = replace(self.status, condition=Condition.STOPPED)

    def _run(self) -> None:
        while not self._stopping.is_set():
            began = time.monotonic()
            ended = self._live()
            if self._stopping.is_set():
                return
            wait = self._backoff.wait(time.monotonic() - began)
            log.warning("uplink: %s; next try in %.1f s", ended.detail, wait)
            self._told.tell(replace(ended, retry_s=math.ceil(wait)))
            self._stopping.wait(wait)  # new commits do not shorten it, stop() does

    def _live(self) -> Status:
        """One connection from its begin to its end; how it ended."""
        try:
            if not self.status.fault:  # a fault is one until a connection stands
                self._told.tell(self._told.as_now(Condition.CONNECTING))
            try:
                self._connection()
            except NotSpokenError as error:  # at most once: what it speaks is remembered
                log.info("uplink: %s; connecting with an older one", error)
                self._connection()
        except RefusedError as error:
            return self._told.as_now(Condition.REFUSED, str(error))
        except TlsError as error:
            return self._told.as_now(Condition.UNTRUSTED, str(error), error.trouble)
        except WireError as error:
            return self._told.as_now(Condition.BROKER_AWAY, str(error))
        except OutboxError as error:
            return self._told.as_now(Condition.STORE_FAULT, str(error))
        except Exception as error:  # a fault of ours must not end the uplink for the day
            log.exception("uplink: a fault of the program")
            return self._told.as_now(Condition.DEFECT, f"{type(error).__name__}: {error}")
        finally:
            self._disconnected()
        return self._told.as_now(Condition.STOPPED, "stopped")

    def _disconnected(self) -> None:
        self._connected, self._told.progress.missed, self._not_before = False, None, 0.0
        for part in (self._window, self._central, self._desk, self._teller):
            part.disconnected()

    def _connection(self) -> None:
        hall, self._session = self._outbox.hall, secrets.token_hex(8)
        with Connection(
            self._broker,
            f"taxhall-gateway-{hall}",
            will=Will(state_topic(hall), write(self._presence(online=False))),
            spoken=self._spoken,
            waker=self._waker,
            connect_s=self._timing.connect,
            keepalive_s=self._timing.keepalive,
        ) as wire:
            if not self._greet(wire):
                return
            self._window.open(self._outbox.through(), time.monotonic())
            self._connected = True
            while not self._stopping.is_set():
                self._hear(wire.turn(self._patience()))
                self._send(wire)
                self._desk.work(wire, time.monotonic())
                self._teller.work(wire, time.monotonic())
                self._told.tell_progress(self._central.online)
            self._farewell(wire)

    def _presence(self, online: bool) -> HallState:
        outbox = self._outbox
        return HallState(online, outbox.stream, self._session, self._version, outbox.empty())

    def _greet(self, wire: Connection) -> bool:
        """Wait for the broker's consent, then subscribe and be born; False when told to stop."""
        until = time.monotonic() + self._timing.answer
        while not self._stopping.is_set():
            left = until - time.monotonic()
            if left <= 0:
                raise WireError("the broker does not answer")
            if wire.turn(left).connected:
                hall = self._outbox.hall
                wire.subscribe(ack_topic(hall), ALL_WORKER_STATES, command_topic(hall, "+"))
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
        """Seconds to wait for the network."""
        if self._desk.busy:
            return 0.0
        now = time.monotonic()
        ends = [now + IDLE, self._teller.look_at, self._window.deadline(now)]
        if self._not_before > now:
            ends.append(self._not_before)
        return min(ends) - now

    def _hear(self, received: Received) -> None:
        for mid in received.landed:
            if self._window.landed(mid):
                self._told.progress.missed = None
            self._desk.landed(mid)
        for mid, reason in received.refused:
            self._hear_missed(mid, reason)
        acks = [ack for ack in map(self._read, received.messages) if ack is not None]
        if acks:  # of two workers' the one that was sent later may come first
            self._hear_ack(max(acks, key=lambda ack: (ack.through, ack.highest)))

    def _hear_missed(self, mid: int, reason: int) -> None:
        now = time.monotonic()
        if self._window.missed(mid, now):
            if self._told.progress.missed != reason:
                log.warning("uplink: the broker did not pass on facts, reason code %d", reason)
            self._told.progress.missed, self._not_before = reason, now + self._timing.unheard
        self._desk.missed(mid, now)

    def _read(self, message: Message) -> Ack | None:
        """Take what it says; an acknowledgement of our stream is returned instead."""
        hall, topic, payload = self._outbox.hall, message.topic, message.payload
        try:
            if worker_of(topic) is not None:
                if self._central.hear(topic, payload):
                    self._window.open(self._window.base, time.monotonic())
            elif topic == ack_topic(hall):
                ack = read(Ack, payload)
                return ack if ack.stream == self._outbox.stream else None
            elif (name := command_of(topic)) is not None and topic == command_topic(hall, name):
                self._desk.hear(name, payload)
            # else: a broker may hand over what a former session had subscribed to
        except UplinkError as error:
            log.warning("uplink: on %s: %s", topic, error)
            self._told.status = replace(self.status, unreadable=self.status.unreadable + 1)
        return None

    def _hear_ack(self, ack: Ack) -> None:
        made = self._outbox.confirm(ack.through, ack.digest)
        if made is Confirmation.CONFIRMED:
            self._window.acked(ack.through, ack.highest, time.monotonic())
            if self.status.condition is Condition.DIFFERS:
                self._told.status = self._told.as_now(Condition.SENDING)
            return
        what = f"{made.value} at {ack.through}"
        log.error("uplink: acknowledgement of stream %s %s", ack.stream, what)
        differs = self._told.as_now(Condition.DIFFERS, what)
        self._told.status = replace(differs, refused_acks=differs.refused_acks + 1)

    def _send(self, wire: Connection) -> None:
        now = time.monotonic()
        if self._window.believe(now):
            log.warning("uplink: central was set back to row %d of ours", self._window.base)
        self._window.fill(now)
        if self._window.stalled(now) and self._window.flying:
            raise WireError("the broker takes messages and does not acknowledge them")
        if not self._central.online or now < self._not_before:
            return
        while (room := self._window.room()) > 0:
            waiting = self._outbox.entries(self._window.sent, min(BATCH, room))
            if not waiting:
                return
            for topic, payload, last in messages(self._outbox.hall, waiting):
                if self._window.room() == 0:
                    return
                mid = wire.publish(topic, payload)
                self._window.put(last, mid, time.monotonic())
