"""A real broker and a real central on SQLite, as processes, and messages published as plainly as
can be."""

import select
import socket
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from protocol.uplink import IN_FLIGHT
from tools.bench.case import BenchError
from tools.ports import free_port
from tools.processes import Program, ProgramError
from tools.servers import ServerError, mosquitto

READY_S: Final = 60.0
STUCK_S: Final = 120.0
"""Without any progress for so long the case has failed."""

UNBOUNDED: Final = ("max_queued_messages 0", "max_inflight_messages 0")
"""Publishers without an acknowledgement of central wait for nobody; a broker that drops what is too
much would be measured instead."""


@dataclass(frozen=True)
class Way:
    """Both of them while they run."""

    port: int
    central: Program
    database: Path

    def facts(self) -> int:
        """Committed at central."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as db:
            ((found,),) = db.execute("SELECT count(*) FROM receipt").fetchall()
        return int(found)

    def wait_for(self, facts: int) -> float:
        """time.monotonic() at which so many were seen to be committed."""
        seen, since = -1, time.monotonic()
        while True:
            found, now = self.facts(), time.monotonic()
            if found >= facts:
                return now
            if found != seen:
                seen, since = found, now
            elif now - since > STUCK_S:
                raise BenchError(f"central stands at {found} of {facts} facts:\n{self.words()}")
            time.sleep(0.05)

    def words(self) -> str:
        """What central said last."""
        return self.central.tail()


@contextmanager
def way_up(folder: Path, lines: Sequence[str] = ()) -> Iterator[Way]:
    """Raises BenchError where one of them cannot run. lines: of mosquitto.conf."""
    (folder / "log").mkdir(parents=True)
    try:
        with mosquitto(folder, lines) as port:
            database, config = folder / "central.db", folder / "central.toml"
            tables = {
                "broker": f"port = {port}",
                "store": f'path = "{database}"',
                "web": f"port = {free_port()}",
            }
            words = "\n".join(f"[{table}]\n{line}\n" for table, line in tables.items())
            config.write_text(words, "utf-8")
            program = Program("central", ("tools.cli", "central", "--config", str(config)), folder)
            try:
                program.wait_until(lambda: program.said("central ready"), READY_S)
                yield Way(port, program, database)
            finally:
                program.stop()
    except (ServerError, ProgramError) as error:
        raise BenchError(str(error)) from error


def publish_all(port: int, messages: Sequence[tuple[str, bytes]]) -> float:
    """Publish at QoS 1 with the usual window, as fast as paho can; seconds to the last PUBACK.

    One thread, without paho's own: two of them wait for each other. Paho is never handed more than
    the window: it numbers what it holds by 16 bits, and refuses the 65,536th message for good.
    """
    landed = 0

    def on_publish(*_: Any) -> None:
        nonlocal landed
        landed += 1

    client = Client(CallbackAPIVersion.VERSION2)
    client.max_inflight_messages_set(IN_FLIGHT)
    client.on_publish = on_publish
    wire = _connected(client, port)
    begun, sent = time.monotonic(), 0
    try:
        while landed < len(messages):
            for topic, payload in messages[sent : landed + IN_FLIGHT]:
                client.publish(topic, payload, qos=1)
                sent += 1
            writers = [wire] if client.want_write() else []
            can_read, can_write, _ = select.select([wire], writers, [], STUCK_S)
            if not can_read and not can_write:
                raise BenchError(f"{landed} of {len(messages)} messages have landed")
            if can_write:
                client.loop_write()
            if can_read and client.loop_read() != MQTTErrorCode.MQTT_ERR_SUCCESS:
                raise BenchError("the broker has hung up")
        return time.monotonic() - begun
    finally:
        client.disconnect()


def _connected(client: Client, port: int) -> socket.socket:
    """Its socket, which sends at once what it is given."""
    client.connect("127.0.0.1", port)
    until = time.monotonic() + READY_S
    while not client.is_connected():
        if time.monotonic() > until:
            raise BenchError("the broker does not answer")
        client.loop(0.1)
    wire = client.socket()
    assert isinstance(wire, socket.socket)
    wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return wire


@contextmanager
def broker(folder: Path, lines: Sequence[str] = ()) -> Iterator[int]:
    """The broker alone; its port."""
    try:
        with mosquitto(folder, lines) as port:
            yield port
    except ServerError as error:
        raise BenchError(str(error)) from error
