"""The key under which a hall's codes are made."""

import threading
from pathlib import Path

import pytest

from gateway.devices.keys import KeysError
from gateway.gateway import Gateway
from gateway.hall_key import load_or_make_hall_key
from gateway.store import Store
from runtime.secret_file import SecretError
from tests.gateway.test_config import GOOD, load
from tests.store.fakes import FakeClock


def test_the_key_is_drawn_once_and_for_the_gateway_alone(tmp_path: Path):
    key = load_or_make_hall_key(tmp_path)
    assert len(key) == 32
    assert load_or_make_hall_key(tmp_path) == key
    assert (tmp_path / "hall-key").read_text().strip() == key.hex()
    assert (tmp_path / "hall-key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["ab" * 31, "AB" * 32, "xy" * 32, "a key"])
def test_a_key_of_another_form_is_refused_with_a_remedy(tmp_path: Path, text: str):
    path = tmp_path / "hall-key"
    path.touch(mode=0o600)
    path.write_text(text)
    with pytest.raises(SecretError, match="is not 64 hex digits") as told:
        load_or_make_hall_key(tmp_path)
    assert str(path) in str(told.value)


@pytest.mark.parametrize("file", ["hall-key", "web-token", "board-keys"])
def test_a_gateway_that_refuses_a_secret_lets_go_of_the_store(tmp_path: Path, file: str):
    config = load(tmp_path, GOOD)
    (tmp_path / file).touch(mode=0o644)
    (tmp_path / file).chmod(0o644)
    with pytest.raises((SecretError, KeysError)):
        Gateway(config, FakeClock(), "test")
    assert "store-writer" not in {thread.name for thread in threading.enumerate()}
    with Store.open(config.store.path, config.plan(), FakeClock()) as store:
        assert store.n == 1
