"""Who the broker is, and who we are, with a real mosquitto and certificates made on the spot."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from runtime.mqtt import Broker, Spoken, TlsError, TlsTrouble, WireError
from tests.mosquitto import Mosquitto, Tls
from tests.runtime.certificates import Authority
from tests.runtime.talking import connect, greet, until

pytestmark = pytest.mark.timeout(60)


@dataclass(frozen=True)
class Secured:
    """A broker that asks for certificates, and who signs them."""

    port: int
    city: Authority
    folder: Path

    def broker(self, host: str = "127.0.0.1", **files: Path | None) -> Broker:
        certificate, key = self.city.sign("h1")
        usual = {"tls_ca": self.city.certificate, "tls_certificate": certificate, "tls_key": key}
        wanted = {name: str(path) for name, path in {**usual, **files}.items() if path is not None}
        return Broker.model_validate({"host": host, "port": self.port, **wanted})


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    folder = tmp_path_factory.mktemp("tls")
    city = Authority(folder)
    certificate, key = city.sign("broker", "127.0.0.1")
    with Mosquitto(
        folder / "b", tls=Tls(certificate, key, city.certificate), witnessed=False
    ) as broker:
        yield Secured(broker.port, city, folder)


def trouble(broker: Broker) -> TlsTrouble:
    with pytest.raises(TlsError) as error, connect(broker) as wire:
        greet(wire)
    assert str(error.value)
    return error.value.trouble


def test_both_sides_show_their_certificates_and_much_is_said(secured: Secured):
    with greet(connect(secured.broker())) as wire:
        wire.subscribe("a")
        wire.turn(0.2)
        for i in range(30):
            wire.publish("a", bytes([i]) * 20_000)
        all = until(wire, lambda all: len(all.messages) == 30 and len(all.landed) == 30)
    assert [message.payload[0] for message in all.messages] == list(range(30))


def test_a_broker_that_somebody_else_vouches_for_is_not_spoken_to(secured: Secured):
    stranger = Authority(secured.folder / "stranger", "stranger")
    assert trouble(secured.broker(tls_ca=stranger.certificate)) is TlsTrouble.UNKNOWN_CA


def test_a_broker_under_another_name_is_not_spoken_to(secured: Secured):
    assert trouble(secured.broker(host="localhost")) is TlsTrouble.HOST_NAME


def test_a_broker_with_an_expired_certificate_is_not_spoken_to(tmp_path: Path):
    city = Authority(tmp_path)
    certificate, key = city.sign("broker", "127.0.0.1", days=-1)
    with Mosquitto(tmp_path / "b", tls=Tls(certificate, key), witnessed=False) as broker:
        at = Broker(host="127.0.0.1", port=broker.port, tls_ca=city.certificate)
        assert trouble(at) is TlsTrouble.EXPIRED


def test_a_hall_without_its_certificate_is_told_that_it_is_not_trusted(secured: Secured):
    broker = secured.broker(tls_certificate=None, tls_key=None)
    assert trouble(broker) is TlsTrouble.NOT_TRUSTED


def test_a_certificate_of_a_stranger_is_not_trusted(secured: Secured):
    certificate, key = Authority(secured.folder / "other", "other").sign("h1")
    broker = secured.broker(tls_certificate=certificate, tls_key=key)
    assert trouble(broker) is TlsTrouble.NOT_TRUSTED


@pytest.mark.parametrize("content", [None, b"no certificate\n"])
@pytest.mark.parametrize("name", ["tls_ca", "tls_certificate", "tls_key"])
def test_a_file_that_cannot_be_used_is_named(
    secured: Secured, tmp_path: Path, name: str, content: bytes | None
):
    path = tmp_path / "file.pem"
    if content is not None:
        path.write_bytes(content)
    broker = secured.broker().model_copy(update={name: path})
    with pytest.raises(TlsError, match=r"file\.pem") as error:
        connect(broker)
    assert error.value.trouble is TlsTrouble.FILES


def test_tls_is_never_left_out_for_a_broker_that_has_none(tmp_path: Path):
    city = Authority(tmp_path)
    with Mosquitto(tmp_path / "b", witnessed=False) as broker:
        at = Broker(host="127.0.0.1", port=broker.port, tls_ca=city.certificate)
        with pytest.raises(WireError):
            connect(at, spoken=Spoken())
