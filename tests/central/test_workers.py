"""Workers at a real broker: each fact is one worker's, and nobody's going is felt by a hall."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from central.config import Store as Settings
from central.ingest import Ingest
from central.ingest import worker as ingest_module
from central.ingest import worker as module
from central.reader import Reader
from central.store import Database, Store, StoreError, open_database, open_store
from central.workers import worker_rows
from protocol.commands import Command, Reply, SetNotices, write_command, write_reply
from protocol.uplink import (
    CentralState,
    HallState,
    command_topic,
    reply_topic,
    state_topic,
    worker_state_topic,
    write,
)
from runtime.mqtt import Broker, Connection
from tests.central.stories import wire
from tests.central.test_sending import Table
from tests.mosquitto import Mosquitto
from tests.mosquitto import mosquitto as mosquitto  # a fixture
from tests.postgres import Database as Postgres
from tests.postgres import postgres as postgres
from tests.postgres import postgres_cluster as postgres_cluster
from tests.uplink.harness import ROOT, STREAM, MemoryOutbox, Process, row, uplink
from tests.waiting import wait_for

pytestmark = pytest.mark.timeout(60)


class Ear:
    """Somebody at the broker who hears what is said on some topics, and may say something."""

    def __init__(self, port: int, *topics: str) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.client = Client(CallbackAPIVersion.VERSION2, "ear")
        self.client.on_message = self._on_message
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()
        for topic in topics:
            self.client.subscribe(topic, qos=1)

    def _on_message(self, client: Client, data: object, message: MQTTMessage) -> None:
        self.heard.append((message.topic, bytes(message.payload)))

    def say(self, topic: str, payload: bytes, retain: bool = False) -> None:
        self.client.publish(topic, payload, qos=1, retain=retain).wait_for_publish(5)

    def last(self, topic: str) -> Any:
        said = [payload for name, payload in self.heard if name == topic]
        return json.loads(said[-1]) if said else None

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_WAIT", 0.2)
    monkeypatch.setattr(module, "LONGEST_WAIT", 1.0)


@contextmanager
def worker(
    port: int, settings: Settings, name: str = "1", **more: Any
) -> Iterator[tuple[Ingest, Store, Database]]:
    """One in this process, until the end or until it is stopped."""
    store, database = open_store(settings), open_database(settings)
    broker = Broker(host="127.0.0.1", port=port)
    ingest = Ingest(store, database, broker, name=name, **more)
    ingest.start()
    try:
        yield ingest, store, database
    finally:
        ingest.stop()
        database.close()
        store.close()


@contextmanager
def hearing(port: int, *topics: str) -> Iterator[Ear]:
    ear = Ear(port, *topics)
    try:
        yield ear
    finally:
        ear.close()


def facts_of(database: Database) -> tuple[int, int]:
    ((rows, different),) = database.select("SELECT count(*), count(DISTINCT identity) FROM fact")
    return int(rows), int(different)


def test_two_workers_share_the_facts_and_one_alone_goes_on(
    mosquitto: Mosquitto, postgres: Postgres
):
    settings = Settings(url=postgres.url)
    outbox = MemoryOutbox()
    with ExitStack() as stack:
        first, _, _ = stack.enter_context(worker(mosquitto.port, settings, "1", shared=True))
        second, _, database = stack.enter_context(
            worker(mosquitto.port, settings, "2", shared=True)
        )
        wait_for(lambda: first.status.online and second.status.online)
        pump = stack.enter_context(uplink(outbox, mosquitto.port))
        for _ in range(100):
            outbox.add(2)
            pump.wake()
            if outbox.last() == 100:
                wait_for(lambda: outbox.through() == 100)
        wait_for(lambda: outbox.through() == 200, 20)
        assert first.status.rows + second.status.rows == 200
        assert first.status.rows > 10
        assert second.status.rows > 10
        second.stop()
        outbox.add(100)
        pump.wake()
        wait_for(lambda: outbox.through() == 300, 20)
        assert facts_of(database) == (300, 300)
        rows = worker_rows(Reader(database), time.time())
        assert [(row.name, row.state) for row in rows] == [("1", "online"), ("2", "offline")]


def test_each_worker_hears_what_a_hall_says_of_itself_whether_it_was_there_or_not(
    mosquitto: Mosquitto, tmp_path: Path
):
    """Of two that commit a going and a coming, the slower would else have the last word."""

    def told(database: Database, wanted: tuple[int, int]) -> bool:
        rows = database.select("SELECT online, heard_ms IS NULL FROM hall")
        return [tuple(row) for row in rows] == [wanted]

    with ExitStack() as stack:
        ear = stack.enter_context(hearing(mosquitto.port))
        gone = write(HallState(False, STREAM, "s", "0.1"))
        ear.say(state_topic("h1"), gone, retain=True)
        databases = [
            stack.enter_context(
                worker(mosquitto.port, Settings(path=tmp_path / f"{name}.db"), name, shared=True)
            )[2]
            for name in ("1", "2")
        ]
        for database in databases:
            wait_for(partial(told, database, (0, 1)))
        ear.say(state_topic("h1"), write(HallState(True, STREAM, "s", "0.1")), retain=True)
        for database in databases:
            wait_for(partial(told, database, (1, 0)))


def test_two_workers_of_one_name_do_not_fight(mosquitto: Mosquitto, tmp_path: Path):
    topic = worker_state_topic("1")
    with ExitStack() as stack:
        ear = stack.enter_context(hearing(mosquitto.port, topic))
        older, _, _ = stack.enter_context(
            worker(mosquitto.port, Settings(path=tmp_path / "a.db"), shared=True)
        )
        wait_for(lambda: older.status.online)
        younger, _, _ = stack.enter_context(
            worker(mosquitto.port, Settings(path=tmp_path / "b.db"), shared=True)
        )
        wait_for(lambda: "another worker is called 1" in older.status.problem, 20)
        wait_for(lambda: younger.status.online)
        time.sleep(0.5)  # the younger's own word, said again, is still on its way back to it
        said = len(ear.heard)
        before = younger.status
        with pytest.raises(AssertionError):
            wait_for(lambda: not younger.status.online or older.status.online, 3)
        assert younger.status == before
        assert len(ear.heard) == said, "they contradicted each other"
        younger.stop()
        wait_for(lambda: older.status.online, 20)
        assert ear.last(topic)["online"] is True


def test_a_database_that_is_away_is_said_to_the_halls_and_heals(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    topic = worker_state_topic("1")
    with (
        hearing(mosquitto.port, topic) as ear,
        worker(mosquitto.port, Settings(path=tmp_path / "central.db")) as (ingest, store, _),
    ):
        wait_for(lambda: ingest.status.online)
        kind = type(store)
        with monkeypatch.context() as patch:

            def away(*_: object) -> None:
                raise StoreError("The database is away")

            patch.setattr(kind, "commit", away)
            patch.setattr(kind, "acks", away)
            ear.say(*wire(row(1)))
            wait_for(lambda: ear.last(topic)["online"] is False)
            wait_for(lambda: "away" in ingest.status.problem)
        wait_for(lambda: ingest.status.online)
        wait_for(lambda: ear.last(topic)["online"] is True)


def test_a_database_that_neither_answers_nor_fails_is_a_standstill(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    answers = threading.Event()
    with (
        hearing(mosquitto.port) as ear,
        worker(mosquitto.port, Settings(path=tmp_path / "central.db")) as (ingest, store, _),
    ):
        wait_for(lambda: ingest.status.online)
        commit = type(store).commit

        def waits(*of: Any) -> Any:
            answers.wait(20)
            return commit(*of)

        monkeypatch.setattr(type(store), "commit", waits)
        monkeypatch.setattr(ingest_module, "PATIENCE", 1.5)
        assert ingest.stands_still() == ""
        ear.say(*wire(row(1)))
        wait_for(lambda: "stood still" in ingest.stands_still())
        answers.set()
        wait_for(lambda: ingest.stands_still() == "")


def test_a_fact_that_was_read_and_not_committed_has_no_puback(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    told: list[str] = []
    with (
        hearing(mosquitto.port) as ear,
        worker(mosquitto.port, Settings(path=tmp_path / "central.db")) as (ingest, store, _),
    ):
        commit, acknowledge = type(store).commit, Connection.acknowledge

        def noted(self: Any, items: Any, heard: Any, now_ms: int) -> Any:
            result = commit(self, items, heard, now_ms)
            told.append("commit")
            return result

        def puback(self: Any, message: Any) -> None:
            told.append("puback")
            acknowledge(self, message)

        monkeypatch.setattr(type(store), "commit", noted)
        monkeypatch.setattr(Connection, "acknowledge", puback)
        wait_for(lambda: ingest.status.online)
        ear.say(*wire(row(1)))
        wait_for(lambda: ingest.status.rows == 1)
        wait_for(lambda: told[-1] == "puback")  # of as many messages as the group had
        assert "commit" in told


def test_a_command_goes_out_and_its_reply_comes_in(mosquitto: Mosquitto, tmp_path: Path):
    table = Table(["c1"])
    now_ms = time.time_ns() // 1_000_000
    order = write_command(Command("c1", now_ms, now_ms + 60_000, SetNotices(1, ())))
    table.payload = order
    command, reply = command_topic("h1", "notice.set"), reply_topic("h1", "notice.set")
    with (
        hearing(mosquitto.port, command) as ear,
        worker(
            mosquitto.port, Settings(path=tmp_path / "central.db"), shared=True, outgoing=table
        ) as (ingest, _, _),
    ):
        wait_for(lambda: (command, order) in ear.heard)
        wait_for(lambda: table.waiting == [])
        ear.say(reply, write_reply(Reply("c1", "done", STREAM, 7)))
        ear.say(state_topic("h1"), write(HallState(True, STREAM, "s", "0.1")), retain=True)
        wait_for(lambda: set(table.told) == {("h1", "notice.set"), ("h1",)})
        assert ingest.status.replies == 1


def test_a_will_of_an_earlier_life_is_overwritten(mosquitto: Mosquitto, tmp_path: Path):
    topic = worker_state_topic("3")
    with (
        hearing(mosquitto.port, topic) as ear,
        worker(mosquitto.port, Settings(path=tmp_path / "central.db"), "3") as (ingest, _, _),
    ):
        wait_for(lambda: ingest.status.online)
        ear.say(topic, write(CentralState(False, "an earlier one")), retain=True)
        wait_for(lambda: ear.last(topic)["online"] is True)
    assert ear.last(topic)["online"] is False, "it left without a word"


def test_the_worker_is_a_program_of_its_own(mosquitto: Mosquitto, tmp_path: Path):
    config = tmp_path / "central.toml"
    config.write_text(f"[broker]\nport = {mosquitto.port}\n", "utf-8")
    first = Process("-m", "central.main", "worker", "--name", "7", "--config", str(config))
    try:
        assert first.ready == "central worker 7 ready"
        outbox = MemoryOutbox(rows=20)
        with uplink(outbox, mosquitto.port):
            wait_for(lambda: outbox.through() == 20)
        second = subprocess.run(
            [sys.executable, "-m", "central.main", "worker", "--config", str(config)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=15,
            check=False,
        )
        assert second.returncode == 2
        assert (
            second.stderr == f"Another central has {tmp_path / 'central.db'} open; stop it first.\n"
        )
    finally:
        code = first.stop()
    assert code == 0
