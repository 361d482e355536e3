"""`[uplink]` and `[broker]`: what is refused, in a sentence, and what is not."""

from pathlib import Path

import pytest

from protocol.settings import SettingsError, Table, parse
from runtime.mqtt import Broker


class File(Table):
    uplink: Broker


def read(text: str) -> Broker:
    return parse(File, f"[uplink]\nhost = 'broker'\n{text}").uplink


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("", 1883),
        ("port = 1884", 1884),
        ("tls_ca = 'ca.pem'", 8883),
        ("tls_ca = 'ca.pem'\nport = 1883", 1883),
    ],
)
def test_the_port_is_the_usual_one_unless_another_is_given(text: str, port: int):
    assert read(text).door == port


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("tls_ca='a'\ntls_certificate='b'", "tls_key of [uplink] is not usable (name the file"),
        ("tls_ca='a'\ntls_key='b'", "tls_key of [uplink] is not usable (give tls_certificate too"),
        (
            "tls_certificate='a'\ntls_key='b'",
            "tls_certificate of [uplink] is not usable (give tls_ca",
        ),
        ("tls_key='b'", "tls_key of [uplink] is not usable (give tls_certificate too"),
        ("password='secret'", "username of [uplink] is not usable (say whose the password is"),
        ("tls_ca='etc/'", "tls_ca of [uplink] is not usable (name a file"),
        ("tls_insecure=true", "tls_insecure of [uplink] is not a known key"),
    ],
)
def test_halves_are_refused_with_a_sentence_that_says_what_to_do(text: str, sentence: str):
    with pytest.raises(SettingsError) as refusal:
        read(text)
    assert sentence in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_paths_are_relative_to_the_file_that_they_stand_in():
    broker = read("tls_ca='ca.pem'\ntls_certificate='/etc/h1.pem'\ntls_key='h1.key'")
    beside = broker.beside(Path("/srv/hall"))
    assert beside.tls_ca == Path("/srv/hall/ca.pem")
    assert beside.tls_certificate == Path("/etc/h1.pem")
    assert beside.tls_key == Path("/srv/hall/h1.key")
    assert read("").beside(Path("/srv/hall")) == read("")
