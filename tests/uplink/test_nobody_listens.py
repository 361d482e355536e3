"""A PUBACK can say that nobody got the message: then it was not sent at all."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.uplink import Condition, Uplink
from protocol.uplink import ack_topic
from runtime.mqtt import Broker, TlsTrouble
from tests.mosquitto import Mosquitto, Tls
from tests.runtime.certificates import Authority
from tests.uplink.harness import QUICK, City, MemoryOutbox, uplink
from tests.uplink.pretender import Pretender
from tests.waiting import wait_for

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Mosquitto]:
    """A mosquitto to which nobody else listens."""
    with Mosquitto(tmp_path / "alone", witnessed=False) as broker:
        yield broker


def test_rows_to_which_nobody_listens_are_told_and_sent_again_until_somebody_does(
    alone: Mosquitto,
):
    outbox, listener = MemoryOutbox(rows=200), Pretender(alone.port)
    listener.online()
    listener.client.unsubscribe("tax/v1/h1/#")
    with uplink(outbox, alone.port, replace(QUICK, stall=50.0)) as pump:
        wait_for(lambda: pump.status.condition is Condition.UNHEARD)
        assert pump.status.fault
        assert pump.status.waiting == 200
        assert "does not listen" in pump.status.en
        assert "没有程序" in pump.status.zh
        assert pump._window.sent <= 200
        listener.client.subscribe("tax/v1/h1/#", qos=1)
        wait_for(lambda: sorted(set(listener.rows())) == list(range(1, 201)), 10)
        listener.ack(outbox, 200)
        wait_for(lambda: pump.status.condition is Condition.DELIVERED)
    listener.close()


def test_rows_that_the_broker_does_not_take_are_told_and_sent_again(tmp_path: Path):
    acl = tmp_path / "acl"
    acl.write_text(f"topic read #\ntopic write tax/v1/central/#\ntopic write {ack_topic('h1')}\n")
    with Mosquitto(tmp_path / "b", acl=acl, witnessed=False) as broker:
        outbox, listener = MemoryOutbox(rows=20), Pretender(broker.port)
        listener.online(worker="1")
        with uplink(outbox, broker.port) as pump:
            wait_for(lambda: pump.status.condition is Condition.UNTAKEN)
            assert int(pump.status.detail) >= 0x80
            assert pump.status.waiting == 20
            assert outbox.through() == 0
        assert listener.rows() == []
        listener.close()


def test_everything_arrives_over_mosquitto_and_tls_with_a_certificate_for_the_hall(
    tmp_path: Path,
):
    authority = Authority(tmp_path / "ca")
    certificate, key = authority.sign("broker", "127.0.0.1")
    ours, our_key = authority.sign("h1")
    tls = Tls(certificate, key, authority.certificate)
    with Mosquitto(tmp_path / "b", tls=tls, witnessed=False) as broker:
        city = City(tmp_path)
        city.config.write_text(
            f"[broker]\nport = {broker.port}\ntls_ca = 'ca/city-ca.pem'\n"
            "tls_certificate = 'ca/city-central.pem'\ntls_key = 'ca/city-central.key'\n"
            f"[web]\nport = {city.web}\n",
            "utf-8",
        )
        authority.sign("central")
        city.start_central()
        outbox = MemoryOutbox(rows=500)
        at = {"host": "127.0.0.1", "port": broker.port, "tls_ca": str(authority.certificate)}
        whole = at | {"tls_certificate": str(ours), "tls_key": str(our_key)}
        pump = Uplink(outbox, Broker.model_validate(whole), timing=QUICK)
        pump.start()
        wait_for(lambda: pump.status.condition is Condition.DELIVERED)
        pump.stop()
        assert city.ask("SELECT count(*), count(DISTINCT identity) FROM fact") == [(500, 500)]
        city.close()
        stranger = Uplink(outbox, Broker.model_validate(at), timing=QUICK)
        stranger.start()
        wait_for(lambda: stranger.status.condition is Condition.UNTRUSTED)
        assert stranger.status.trouble is TlsTrouble.NOT_TRUSTED
        assert "tls_certificate" in stranger.status.zh
        assert "tls_certificate" in stranger.status.en
        stranger.stop()


def test_an_expired_certificate_of_the_broker_says_to_look_at_the_clock(tmp_path: Path):
    authority = Authority(tmp_path)
    tls = Tls(*authority.sign("broker", "127.0.0.1", days=-1))
    with Mosquitto(tmp_path / "b", tls=tls, witnessed=False) as broker:
        at = {"host": "127.0.0.1", "port": broker.port, "tls_ca": str(authority.certificate)}
        pump = Uplink(MemoryOutbox(rows=1), Broker.model_validate(at), timing=QUICK)
        pump.start()
        wait_for(lambda: pump.status.condition is Condition.UNTRUSTED)
        assert "时钟" in pump.status.zh
        assert "clock" in pump.status.en
        assert pump.status.waiting == 1
        pump.stop()
