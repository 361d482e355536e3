"""Takes messages in: read, commit as one group, then PUBACK, then the acknowledgement to the hall.

That order is the whole promise. Killed anywhere in it, a worker has either committed a row, and
says so again when the hall sends it again, or it has not, and the hall still keeps it. There is no
state here beyond one group of messages, and no order among messages is relied on: so there may be
one worker or many, and any of them may die at any time.
"""

import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from central.ingest.acks import AckBook
from central.ingest.outgoing import Nothing, Outgoing
from central.ingest.poison import commit
from central.ingest.presence import NameTakenError, Presence
from central.ingest.report import Reports
from central.ingest.sending import Sender
from central.ingest.sorting import EACH, SHARED, Group, sort
from central.ingest.status import IngestStatus
from central.store import Committed, Database, Store, StoreError
from protocol.uplink import IN_FLIGHT
from runtime.mqtt import (
    Backoff,
    Broker,
    Connection,
    Message,
    NotSpokenError,
    Received,
    Spoken,
    Will,
    WireError,
)
from runtime.mqtt.spoken import V5
from runtime.threads import OwnThread
from screens.bell import Bell

log = logging.getLogger(__name__)

FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 30.0
STEADY: Final = 10.0
"""Seconds: the longest wait between attempts doubles, until a connection lived so long."""
ANSWER: Final = 5.0
"""Seconds for the broker's CONNACK, and for the PUBACK of the farewell."""
PATIENCE: Final = 90.0
"""Seconds for one group: a database that neither answers nor fails, as behind a cut cable, is left
by starting the program again."""
IDLE: Final = 0.5
"""Seconds after which the thread looks whether it should stop, and at its keep-alive."""
GROUP: Final = "ingest"
"""Name of the shared subscription."""


class Ingest(OwnThread):
    """One worker. `status` may be read from any thread."""

    def __init__(
        self,
        store: Store,
        database: Database,
        broker: Broker,
        bell: Bell | None = None,
        *,
        name: str = "1",
        shared: bool = False,
        outgoing: Outgoing | None = None,
    ) -> None:
        """bell: rung with each commit. name: a lasting one, and no other worker's.

        shared: other workers take facts too, and each fact is one worker's.
        """
        super().__init__("ingest")
        self._store, self._broker, self._shared = store, broker, shared
        self._bell = bell or Bell()
        self._name = name
        self._status = IngestStatus(started_ms=int(time.time() * 1000))
        self._spoken = Spoken()
        self._presence = Presence(name)
        self._acks = AckBook(store, database if shared else None)
        self._sender = Sender(outgoing or Nothing())
        self._reports = Reports(database, name)
        self._named = False
        """This program has been there under its name, at a broker with MQTT 5. One without has no
        shared subscriptions either, so nobody has several workers there."""
        self._turned_at = time.monotonic()
        self._words: set[int] = set()
        """Messages of our presence without a PUBACK."""

    @property
    def status(self) -> IngestStatus:
        """How it is now."""
        return self._status

    def stands_still(self) -> str:
        """What does, as a sentence's end; empty while it goes on, or fails and tries again."""
        still_s = time.monotonic() - self._turned_at
        return f"taking in has stood still for {still_s:.0f} s" if still_s > PATIENCE else ""

    def stop(self) -> None:
        """Say that this worker goes offline, and end; a few seconds at most."""
        self._stopping.set()
        self._join(ANSWER + 4.0)

    def _run(self) -> None:
        backoff = Backoff(FIRST_WAIT, LONGEST_WAIT, STEADY)
        while not self._stopping.is_set():
            began, taken = time.monotonic(), False
            try:
                self._connection()
                problem = "it was stopped"
            except NotSpokenError as error:
                log.info("ingest: %s; connecting with an older one", error)
                continue
            except NameTakenError as error:
                problem, taken = str(error), True
                if problem != self._status.problem:
                    log.error("ingest: %s", problem)
            except (WireError, StoreError) as error:
                problem = str(error)
                log.warning("ingest: %s", problem)
            except Exception as error:  # a fault of ours must not end the worker for the day
                problem = f"{type(error).__name__}: {error}"
                log.exception("ingest: a fault of the program")
            self._status = replace(self._status, online=False, problem=problem)
            self._pause(backoff.rest() if taken else backoff.wait(time.monotonic() - began))

    def _pause(self, seconds: float) -> None:
        """Tell meanwhile that there is no connection: the pages may be of another process."""
        until = time.monotonic() + seconds
        while True:
            self._turned_at = time.monotonic()
            try:
                self._reports.put(self._status)
            except StoreError as error:
                self._status = replace(self._status, problem=str(error))
            left = until - time.monotonic()
            if left <= 0 or self._stopping.wait(min(left, 1.0)):
                return

    def _connection(self) -> None:
        self._acks.begin()  # a database that is away is known before anything is promised
        if self._named:
            self._presence.must_be_free(self._looking, self._stopping.is_set)
        will = self._presence.begin()
        with self._connect(f"taxhall-central-{self._name}", will) as wire:
            if not self._answered(wire):
                return
            self._begin(wire)
            while not self._stopping.is_set():
                self._turned_at = time.monotonic()
                received = wire.turn(0.0 if self._acks.waiting and self._room() else IDLE)
                self._landed(received)
                if received.messages:
                    self._take(wire, received.messages)
                self._say(wire)
                self._reports.put(self._status)
            self._farewell(wire)

    def _connect(self, client_id: str, will: Will | None) -> Connection:
        return Connection(
            self._broker, client_id, will=will, spoken=self._spoken, manual_ack=will is not None
        )

    def _looking(self) -> Connection:
        """Connected as somebody else."""
        wire = self._connect(f"taxhall-look-{secrets.token_hex(4)}", None)
        if not self._answered(wire):
            raise WireError("it was stopped")
        return wire

    def _answered(self, wire: Connection) -> bool:
        """Wait for the broker's consent; False when told to stop."""
        until = time.monotonic() + ANSWER
        while not wire.connected:
            if self._stopping.is_set():
                return False
            if time.monotonic() > until:
                raise WireError("the broker does not answer")
            wire.turn(IDLE)
        return True

    def _begin(self, wire: Connection) -> None:
        """Subscribe first and come online after, so that no hall sends to nobody."""
        self._named = wire.version == V5
        self._sender.begin()
        self._words.clear()
        wire.subscribe(*SHARED, shared=GROUP if self._shared else None)
        wire.subscribe(*EACH, self._presence.topic)
        self._words.add(self._presence.say(wire, time.monotonic()))
        self._status = replace(self._status, online=True, problem="")
        if self._shared and not wire.shares:
            log.warning(
                "ingest: this broker cannot share a subscription, so each worker gets every fact:"
                " run a single one, or another broker"
            )

    def _farewell(self, wire: Connection) -> None:
        mid = wire.publish(self._presence.topic, self._presence.offline, retain=True)
        until = time.monotonic() + ANSWER
        while time.monotonic() < until:
            if mid in wire.turn(0.1).landed:  # what comes now is not acknowledged: it is sent again
                break
        wire.disconnect()

    def _landed(self, received: Received) -> None:
        for _, code in received.refused:
            if code >= 0x80:
                log.warning("ingest: the broker does not take a message of ours (reason %d)", code)
        # Somebody who does not listen now hears what is retained later.
        mids = [*received.landed, *(mid for mid, _ in received.refused)]
        self._words.difference_update(mids)
        for mid in mids:
            self._acks.landed(mid)
        self._sender.landed(mids)

    def _take(self, wire: Connection, messages: Sequence[Message]) -> None:
        group = sort(messages, self._presence.topic)
        for payload in group.own:
            self._presence.heard(payload)
        result = Committed()
        if group.items or group.heard:
            result = commit(self._store, group.items, group.heard, int(time.time() * 1000))
        for reply in group.replies:
            self._sender.replied(*reply)
        self._acknowledge(wire, messages, result)
        for hall, state in group.born:
            self._sender.born(hall, state)
        self._count(messages, group, result)
        self._bell.ring()

    def _acknowledge(
        self, wire: Connection, messages: Sequence[Message], result: Committed
    ) -> None:
        for message in messages:
            wire.acknowledge(message)
        self._acks.put(result.acks)

    def _count(self, messages: Sequence[Message], group: Group, result: Committed) -> None:
        was = self._status
        self._status = replace(
            was,
            messages=was.messages + len(messages),
            rows=was.rows + result.stored,
            duplicates=was.duplicates + result.duplicates,
            quarantined=was.quarantined + result.quarantined,
            groups=was.groups + 1,
            replies=was.replies + len(group.replies),
        )

    def _say(self, wire: Connection) -> None:
        now = time.monotonic()
        if self._room() and self._presence.must_say_again(now):
            log.warning(
                "ingest: %s did not hold this worker's word; said again", self._presence.topic
            )
            self._words.add(self._presence.say(wire, now))
        self._acks.check(now)
        self._acks.publish(wire, self._room())
        self._sender.publish(wire, self._room(), now)

    def _room(self) -> int:
        """Messages that may still go out before the broker has acknowledged some."""
        flying = len(self._words) + self._acks.flying + self._sender.flying
        return max(0, IN_FLIGHT - flying)
