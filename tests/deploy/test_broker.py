"""The broker's configuration for a city, on the real mosquitto, with certificates of the script."""

import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, Queue

import pytest
from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from protocol.uplink import (
    ack_topic,
    batch_topic,
    command_topic,
    device_state_topic,
    event_topic,
    reply_topic,
    state_topic,
    worker_state_topic,
)
from tests.mosquitto import program
from tools.ports import free_port
from tools.servers import answers, started

DEPLOY = Path(__file__).parents[2] / "deploy"
CHIP = "e660583883265039"
NOT_AUTHORIZED = 135

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl is missing (Debian: apt install openssl)"
)


def certificates(folder: Path, *what: str) -> str:
    script = [str(DEPLOY / "certificates.sh"), str(folder), *what]
    return subprocess.run(script, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    certificates(folder, "authority", "石家庄市税务局")
    for what in (("broker", "127.0.0.1"), ("central",), ("hall", "h1"), ("hall", "h2")):
        certificates(folder, *what)
    return folder


class Broker:
    def __init__(self, folder: Path, keys: Path, port: int) -> None:
        config = (DEPLOY / "mosquitto" / "taxhall.conf").read_text("utf-8")
        for old, new in (
            ("listener 8883", f"listener {port} 127.0.0.1"),
            ("/etc/mosquitto/certs", str(keys)),
            ("/etc/mosquitto/taxhall.acl", str(DEPLOY / "mosquitto" / "taxhall.acl")),
            ("/var/lib/mosquitto/", f"{folder}/"),
            ("log_dest syslog", "log_dest stderr"),
            ("#crlfile", "crlfile"),
        ):
            assert old in config
            config = config.replace(old, new)
        file = folder / "mosquitto.conf"
        file.write_text(f"user root\n{config}", "utf-8")
        self.keys, self.port = keys, port
        argv = [str(program()), "-c", str(file)]
        self.process = started(argv, folder / "log", lambda: answers(port))

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture(scope="module")
def broker(keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    found = Broker(tmp_path_factory.mktemp("mosquitto"), keys, free_port())
    yield found
    found.close()


class Somebody:
    """Who holds one of the keys, on MQTT 5, which tells what is refused."""

    def __init__(self, broker: Broker, key: str | None) -> None:
        self.heard: Queue[str] = Queue()
        self._told: Queue[int] = Queue()
        self._in: Queue[bool] = Queue()
        self.client = client = Client(CallbackAPIVersion.VERSION2, "", protocol=MQTTv5)
        client.tls_set(
            str(broker.keys / "ca.crt"),
            None if key is None else str(broker.keys / f"{key}.crt"),
            None if key is None else str(broker.keys / f"{key}.key"),
            tls_version=ssl.PROTOCOL_TLS_CLIENT,
        )
        client.on_connect = lambda *call: self._in.put(not call[3].is_failure)
        client.on_disconnect = lambda *_: self._in.put(False)
        client.on_publish = lambda *call: self._told.put(call[3].value)
        client.on_message = self._on_message
        client.connect("127.0.0.1", broker.port)
        client.loop_start()
        self.inside = self._in.get(timeout=10)

    def _on_message(self, client: Client, data: object, message: MQTTMessage) -> None:
        self.heard.put(message.topic)

    def may_write(self, topic: str) -> bool:
        self.client.publish(topic, b"{}", qos=1)
        return self._told.get(timeout=10) != NOT_AUTHORIZED

    def hears(self, topic: str) -> bool:
        try:
            while self.heard.get(timeout=1.0) != topic:
                pass
        except Empty:
            return False
        return True

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


def comes_in(broker: Broker, key: str | None) -> bool:
    try:
        somebody = Somebody(broker, key)
    except (ssl.SSLError, ConnectionError):
        return False
    somebody.close()
    return somebody.inside


@pytest.fixture
def people(broker: Broker) -> Iterator[dict[str, Somebody]]:
    found = {name: Somebody(broker, key) for name, key in KEYS.items()}
    yield found
    for somebody in found.values():
        somebody.close()


KEYS = {"h1": "hall-h1", "h2": "hall-h2", "central": "central"}


def written_by_hall(hall: str) -> list[str]:
    return [
        event_topic(hall, "ticket.issued"),
        batch_topic(hall),
        state_topic(hall),
        device_state_topic(hall, CHIP),
        reply_topic(hall, "notice.set"),
    ]


def written_by_central(hall: str) -> list[str]:
    return [ack_topic(hall), command_topic(hall, "notice.set")]


CENTRALS_OWN = [worker_state_topic("1"), worker_state_topic("2")]


def test_each_writes_its_own_and_nothing_else(people: dict[str, Somebody]) -> None:
    h1, central = people["h1"], people["central"]
    for topic in written_by_hall("h1"):
        assert h1.may_write(topic), topic
        assert not central.may_write(topic), topic
    for topic in (*written_by_hall("h2"), *written_by_central("h1"), *CENTRALS_OWN, "other", "tax"):
        assert not h1.may_write(topic), topic
    for topic in (*written_by_central("h1"), *written_by_central("h2"), *CENTRALS_OWN):
        assert central.may_write(topic), topic


def test_each_hears_its_own_and_nothing_else(people: dict[str, Somebody]) -> None:
    h1, h2, central = people["h1"], people["h2"], people["central"]
    for somebody in people.values():
        somebody.client.subscribe([("tax/v1/#", 1), ("$SYS/#", 1)])
    time.sleep(0.5)
    for topic in written_by_hall("h1"):
        assert h1.may_write(topic)
        assert central.hears(topic), topic
    for topic in (*written_by_central("h1"), *CENTRALS_OWN):
        assert central.may_write(topic)
        assert h1.hears(topic), topic
    heard = []
    while not h2.heard.empty():
        heard.append(h2.heard.get())
    assert set(heard) <= set(CENTRALS_OWN)


def test_workers_share_what_halls_say(broker: Broker, people: dict[str, Somebody]) -> None:
    second = Somebody(broker, "central")
    workers = [people["central"], second]
    for worker in workers:
        worker.client.subscribe("$share/ingest/tax/v1/+/event/#", qos=1)
    time.sleep(0.5)
    for _ in range(20):
        assert people["h1"].may_write(event_topic("h1", "ticket.issued"))
    time.sleep(0.5)
    shares = [worker.heard.qsize() for worker in workers]
    second.close()
    assert sum(shares) == 20
    assert min(shares) > 0


def test_nobody_comes_in_without_a_certificate_of_the_city(broker: Broker, tmp_path: Path) -> None:
    assert not comes_in(broker, None)
    stranger = tmp_path / "stranger"
    certificates(stranger, "authority", "another")
    certificates(stranger, "hall", "h1")
    for name in ("crt", "key"):
        shutil.copy(stranger / f"hall-h1.{name}", broker.keys / f"stranger.{name}")
    assert not comes_in(broker, "stranger")


def ends(keys: Path, *what: str) -> datetime:
    told = subprocess.run(["openssl", *what], capture_output=True, text=True, check=True, cwd=keys)
    text = told.stdout.strip().partition("=")[2]
    return datetime.strptime(text, "%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC)


def test_the_list_of_revoked_certificates_lasts_as_long_as_the_authority(keys: Path) -> None:
    """After its end OpenSSL lets nobody in, whoever is on it or not."""
    authority = ends(keys, "x509", "-in", "ca.crt", "-noout", "-enddate")
    listed = ends(keys, "crl", "-in", "revoked.crl", "-noout", "-nextupdate")
    assert listed == authority
    assert listed - datetime.now(UTC) > timedelta(days=3600)


def test_a_revoked_hall_is_shut_out_and_comes_back_with_a_new_key(
    keys: Path, tmp_path: Path
) -> None:
    own = tmp_path / "keys"
    shutil.copytree(keys, own)
    for name in ("crt", "key"):
        shutil.copy(own / f"hall-h2.{name}", own / f"stolen.{name}")
    before = ends(own, "crl", "-in", "revoked.crl", "-noout", "-nextupdate")
    certificates(own, "revoke", "h2")
    assert ends(own, "crl", "-in", "revoked.crl", "-noout", "-nextupdate") == before
    certificates(own, "hall", "h2")
    broker = Broker(tmp_path, own, free_port())
    try:
        assert not comes_in(broker, "stolen")
        assert comes_in(broker, "hall-h2")
    finally:
        broker.close()
