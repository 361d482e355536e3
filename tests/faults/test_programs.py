"""The broker and the database that the fault tests stand on do what their names say."""

import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from tests.faults.mqtt import kept, say
from tests.mosquitto import Mosquitto, Persistence
from tests.postgres import Database, Postgres
from tests.waiting import stays_away, wait_for


@pytest.mark.parametrize("persistence", Persistence)
def test_a_killed_mosquitto_keeps_what_its_settings_say(
    tmp_path: Path, persistence: Persistence
) -> None:
    lasting = {Persistence.EACH_SECOND, Persistence.EACH_CHANGE}
    with Mosquitto(tmp_path, persistence=persistence) as broker:
        say(broker.port, "a/b", b"said")
        if persistence in lasting:
            time.sleep(2.2)
        broker.kill()
        broker.start()
        there = kept(broker.port, "a/b")
    assert there == (b"said" if persistence in lasting else None)


def test_a_paused_mosquitto_answers_nobody_until_it_goes_on(mosquitto: Mosquitto) -> None:
    say(mosquitto.port, "a/b", b"said")
    mosquitto.pause()
    client = Client(CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", mosquitto.port)
    client.loop_start()
    assert stays_away(client.is_connected, 0.5)
    mosquitto.resume()
    wait_for(client.is_connected, 5)
    client.disconnect()
    client.loop_stop()


def test_a_saved_mosquitto_is_what_a_killed_one_comes_back_as(tmp_path: Path) -> None:
    with Mosquitto(tmp_path, persistence=Persistence.DEFAULT) as broker:
        say(broker.port, "a/b", b"first")
        broker.save()
        say(broker.port, "a/b", b"second")
        broker.kill()
        broker.start()
        assert kept(broker.port, "a/b") == b"first"


def test_what_postgres_told_as_committed_is_there_after_a_crash(postgres: Database) -> None:
    with psycopg.connect(postgres.conninfo, autocommit=True) as db:
        db.execute("CREATE TABLE t (n integer)")
        for n in range(100):
            db.execute("INSERT INTO t VALUES (%s)", (n,))
    postgres.cluster.restart()
    assert postgres.sql("SELECT count(*) FROM t") == "100"


def test_a_restored_postgres_knows_nothing_of_what_came_after_its_backup(
    postgres: Database,
) -> None:
    postgres.sql("CREATE TABLE t (n integer)")
    postgres.sql("INSERT INTO t VALUES (1)")
    older = postgres.cluster.backup()
    postgres.sql("INSERT INTO t VALUES (2)")
    postgres.cluster.restore(older)
    assert postgres.sql("SELECT count(*), max(n) FROM t") == "1|1"
    postgres.cluster.restore(older)  # and once more
    assert postgres.sql("SELECT max(n) FROM t") == "1"


def test_each_test_has_a_database_with_nothing_in_it(postgres: Database) -> None:
    assert postgres.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0"
    with psycopg.connect(postgres.url) as db:
        assert db.execute("SELECT current_database()").fetchone() == (postgres.name,)


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.faults.mqtt import kept, say
from tests.mosquitto import Mosquitto
from tests.postgres import Postgres
broker = Mosquitto(Path(sys.argv[1]))
broker.start()
cluster = Postgres()
cluster.start()
print(broker._popen.pid, cluster._popen.pid, cluster.folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_test_run_leaves_no_process_and_the_next_removes_its_folder(
    tmp_path: Path, postgres_cluster: Postgres
) -> None:
    root = Path(__file__).parents[2]
    argv = [sys.executable, "-c", KILLED, str(tmp_path)]
    run = subprocess.run(argv, cwd=root, capture_output=True, text=True, check=False, timeout=60)
    broker, server, folder = run.stdout.split()
    wait_for(lambda: not Path(f"/proc/{broker}").exists(), 10)
    wait_for(lambda: not Path(f"/proc/{server}").exists(), 10)
    next_one = Postgres()
    next_one.remove()
    assert not Path(folder).exists()
    assert not next_one.folder.exists()
    assert postgres_cluster.folder.exists()
