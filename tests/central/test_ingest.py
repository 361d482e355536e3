"""Central killed at its worst moments, with a real hall's uplink at the other end."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from central.config import Broker
from central.ingest import Ingest
from central.store import Committed, StoreError
from central.store.ledger import Ledger
from central.store.sqlite import Writer
from gateway.uplink import Condition
from protocol.uplink import CentralState, worker_state_topic, write
from runtime.mqtt import Message
from tests.central.places import database_of
from tests.central.stories import wire
from tests.uplink.harness import ROOT, City, MemoryOutbox, Process, row, uplink
from tests.uplink.lives import Life
from tests.uplink.pretender import Pretender
from tests.waiting import wait_for
from tests.witness import Heard
from tools.ports import free_port

pytestmark = pytest.mark.timeout(60)

TOPIC = worker_state_topic("1")
DYING = "tests.central.dying_central"
ONCE = "SELECT count(*), count(DISTINCT identity), max(n) FROM fact"


def dying(city: City, place: str, rows: int) -> Process:
    return Process(DYING, place, str(rows), "--config", str(city.config), start=Life)


@pytest.mark.parametrize("place", ["after_commit", "after_puback"])
def test_a_central_killed_before_its_word_is_out_loses_and_doubles_nothing(city: City, place: str):
    city.start_broker()
    outbox = MemoryOutbox(rows=300)
    with uplink(outbox, city.port) as pump:
        for _ in range(3):
            city.central = dying(city, place, rows=50)
            outbox.add(100)
            pump.wake()
            city.central.popen.wait(15)
            city.central.end()
        city.start_central()
        wait_for(lambda: outbox.through() == 600, 30)
    assert city.ask(ONCE) == [(600, 600, 600)]
    assert city.ask("SELECT kind, topic, reason FROM quarantine") == []


def test_a_central_that_acknowledges_before_it_commits_is_caught(city: City):
    """The rule broken on purpose: without this failing the test above would prove nothing."""
    city.start_broker()
    outbox = MemoryOutbox(rows=40)
    city.central = dying(city, "acknowledge_first", rows=20)
    with uplink(outbox, city.port) as pump:
        wait_for(lambda: outbox.through() == 40)
        outbox.add(40)
        pump.wake()
        wait_for(lambda: outbox.through() == 80)
    city.central.kill()
    assert city.through() < 80, "the hall let go of rows that central does not have"


def test_a_central_stopped_in_peace_says_so_and_the_hall_waits(city: City):
    city.start_broker()
    city.start_central()
    outbox = MemoryOutbox(rows=5)
    with uplink(outbox, city.port) as pump:
        wait_for(lambda: outbox.through() == 5)
        assert city.central is not None
        assert city.central.stop() == 0
        wait_for(lambda: pump.status.condition is Condition.CENTRAL_AWAY)
        outbox.add(5)
        pump.wake()
        city.start_central()
        wait_for(lambda: outbox.through() == 10)


def test_a_central_whose_database_was_lost_gets_every_row_again(city: City):
    city.start_broker()
    city.start_central()
    outbox = MemoryOutbox(rows=200)
    with uplink(outbox, city.port) as pump:
        wait_for(lambda: outbox.through() == 200)
        assert city.central is not None
        city.central.kill()
        for file in city.directory.glob("central.db*"):
            file.unlink()
        city.start_central()
        outbox.add(1)
        pump.wake()
        wait_for(lambda: city.through() == 201)
    assert city.ask(ONCE) == [(201, 201, 201)]


def test_central_starts_without_a_broker_and_finds_it_later(city: City):
    city.start_central()
    city.start_broker()
    outbox = MemoryOutbox(rows=3)
    with uplink(outbox, city.port):
        wait_for(lambda: outbox.through() == 3)


def test_hostile_messages_stop_nothing(city: City, witness: Heard):
    witness.broken(6)
    city.start_broker()
    city.start_central()
    outbox = MemoryOutbox(rows=20)
    enemy = Client(CallbackAPIVersion.VERSION2, "enemy")
    enemy.connect("127.0.0.1", city.port)
    enemy.loop_start()
    forged = json.loads(wire(row(4))[1]) | {"n": 10**9, "id": f"{outbox.stream}-{10**9}"}
    with uplink(outbox, city.port) as pump:
        wait_for(lambda: outbox.through() == 20)  # so central hears what comes now
        for payload in (
            b"junk",
            b"[{}]",
            b"[" * 50_000,
            b"x" * 10_000_000,
            json.dumps(forged).encode(),
        ):
            enemy.publish("tax/v1/h1/events", payload, qos=1).wait_for_publish(10)
        enemy.publish("tax/v1/h1/state", b"\xff", qos=1).wait_for_publish(10)
        wait_for(lambda: city.ask("SELECT value FROM counter WHERE name = 'ahead'") == [(1,)])
        outbox.add(20)
        pump.wake()
        wait_for(lambda: outbox.through() == 40)
    enemy.disconnect()
    enemy.loop_stop()
    assert city.ask(ONCE) == [(40, 40, 40)]
    assert city.ask("SELECT count(*), max(length(raw)) <= 65536 FROM quarantine") == [(4, 1)]


@pytest.mark.parametrize(
    "said",
    [write(CentralState(False, "an earlier one")), b"\xff", b""],
    ids=["will", "junk", "none"],
)
def test_central_says_again_that_it_is_online_when_its_topic_holds_something_else(
    city: City, said: bytes, witness: Heard
):
    witness.broken(said == b"\xff")
    city.start_broker()
    city.start_central()
    outbox = MemoryOutbox(rows=3)
    with uplink(outbox, city.port):
        wait_for(lambda: outbox.through() == 3)
    enemy = Pretender(city.port)
    enemy.say(TOPIC, said)
    outbox.add(2)
    with uplink(outbox, city.port):  # a hall that starts now knows only what is retained
        wait_for(lambda: outbox.through() == 5)
    enemy.close()


def test_each_connection_of_central_has_a_session_of_its_own(city: City):
    city.start_broker()
    city.start_central()
    heard: list[str] = []

    def listen() -> Pretender:
        listener = Pretender(city.port)
        listener.client.message_callback_add(
            TOPIC, lambda *call: heard.append(json.loads(call[2].payload)["session"])
        )
        listener.client.subscribe(TOPIC, qos=1)
        return listener

    first = listen()
    wait_for(lambda: heard)
    first.close()
    assert city.broker is not None
    city.broker.kill()
    city.start_broker()
    second = listen()
    wait_for(lambda: len(set(heard)) == 2)
    second.close()


def test_a_second_central_on_the_same_database_is_refused_whatever_it_calls_it(city: City):
    city.start_central()
    link = city.directory / "other.db"
    link.symlink_to(city.db)
    second = city.directory / "second.toml"
    second.write_text(f'[store]\npath = "other.db"\n[web]\nport = {free_port()}\n')
    done = subprocess.run(
        [sys.executable, "-m", "central.main", "--config", str(second)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=15,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Another central has {link} open; stop it first.\n"
    assert city.central is not None
    city.central.kill()
    city.start_central()


def test_a_full_disk_at_central_is_not_acknowledged(city: City):
    city.start_broker()
    city.start_central()
    outbox = MemoryOutbox(rows=2)
    with uplink(outbox, city.port) as pump:
        wait_for(lambda: outbox.through() == 2)
        db = sqlite3.connect(city.db)
        db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON fact BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
        db.commit()
        outbox.add(3)
        pump.wake()
        wait_for(lambda: pump.status.condition is Condition.CENTRAL_AWAY)
        assert outbox.through() == 2
        db.execute("DROP TRIGGER full")
        db.commit()
        db.close()
        wait_for(lambda: outbox.through() == 5)
    assert city.ask(ONCE) == [(5, 5, 5)]


def test_a_message_gets_its_puback_only_when_its_rows_are_committed(tmp_path: Path):
    told: list[str] = []

    class Wire:
        def acknowledge(self, message: Message) -> None:
            told.append("puback")

    class FullStore(Ledger):
        full = True

        def commit(self, *group: Any) -> Committed:
            if self.full:
                raise StoreError("full")
            told.append("commit")
            return super().commit(*group)

    store = FullStore(Writer(tmp_path / "central.db"))
    ingest = Ingest(store, database_of(tmp_path / "central.db"), Broker())
    messages = [Message(*wire(row(1)), retained=False, mid=1, qos=1)]
    with pytest.raises(StoreError):
        ingest._take(cast(Any, Wire()), messages)
    assert told == []
    store.full = False
    ingest._take(cast(Any, Wire()), messages)
    assert told == ["commit", "puback"]
    store.close()
