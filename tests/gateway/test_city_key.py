"""The key under which a city knows its taxpayers: given, never made."""

from pathlib import Path

import pytest

from gateway.codes import Codes
from gateway.gateway import Gateway
from protocol import codes
from runtime.city_key import load_city_key
from runtime.secret_file import SecretError
from tests.gateway.test_config import GOOD, load
from tests.store.fakes import FakeClock

CITY = """
[city]
key_file = "city-key"
"""


def write(path: Path, text: str, mode: int = 0o600) -> Path:
    path.touch(mode=0o600)
    path.write_text(text)
    path.chmod(mode)
    return path


def test_there_is_no_default_one(tmp_path: Path):
    with pytest.raises(SecretError, match="cannot be read"):
        load_city_key(tmp_path / "city-key")
    assert not (tmp_path / "city-key").exists()


@pytest.mark.parametrize(
    ("text", "mode", "told"),
    [
        ("ab" * 32, 0o640, "readable by other users: have it from the city again"),
        ("", 0o600, "is empty: have it from the city again"),
        ("ab" * 31, 0o600, "is not 64 hex digits"),
    ],
)
def test_one_that_cannot_be_used_is_refused_with_a_remedy(
    tmp_path: Path, text: str, mode: int, told: str
):
    with pytest.raises(SecretError, match=told):
        load_city_key(write(tmp_path / "city-key", text, mode))


def test_people_are_known_under_it_and_codes_under_the_halls(tmp_path: Path):
    config = load(tmp_path, GOOD + CITY)
    with pytest.raises(SecretError):
        Gateway(config, FakeClock(), "test")
    write(tmp_path / "city-key", "cd" * 32)
    gateway = Gateway(config, FakeClock(), "test")
    try:
        made = gateway.codes
        assert made.city == b"\xcd" * 32
        assert made.subject("11010519491231002X") == codes.subject(made.city, "11010519491231002X")
        code = made.make("ticket", 7)
        assert Codes(made.key, made.stream).read("ticket", code) == 7
    finally:
        gateway.store.close()
