"""A real broker and a real central on SQLite, as processes, and messages published as plainly as
can be."""

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

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
    """Publish at QoS 1, paho as it comes with the usual window; seconds to the last PUBACK."""
    landed, all_landed = 0, threading.Event()
    connected = threading.Event()

    def on_publish(*_: Any) -> None:
        nonlocal landed
        landed += 1
        if landed == len(messages):
            all_landed.set()

    client = Client(CallbackAPIVersion.VERSION2)
    client.max_inflight_messages_set(IN_FLIGHT)
    client.on_connect = lambda *_: connected.set()
    client.on_publish = on_publish
    client.connect("127.0.0.1", port)
    client.loop_start()
    try:
        if not connected.wait(READY_S):
            raise BenchError("the broker does not answer")
        begun = time.monotonic()
        for topic, payload in messages:
            client.publish(topic, payload, qos=1)
        if not all_landed.wait(STUCK_S * 5):
            raise BenchError(f"{landed} of {len(messages)} messages have landed")
        return time.monotonic() - begun
    finally:
        client.disconnect()
        client.loop_stop()


@contextmanager
def broker(folder: Path, lines: Sequence[str] = ()) -> Iterator[int]:
    """The broker alone; its port."""
    try:
        with mosquitto(folder, lines) as port:
            yield port
    except ServerError as error:
        raise BenchError(str(error)) from error
