"""A gateway that is stopped lets go of everything: another one may begin on the same files."""

import os
from pathlib import Path

from gateway.config import load
from gateway.gateway import Gateway
from tests.gateway.test_config import GOOD
from tests.store.fakes import FakeClock


def test_a_gateway_that_was_stopped_holds_none_of_its_files(tmp_path: Path) -> None:
    text = GOOD.replace("/dev/ttyUSB0", "/dev/taxhall-no-such-port") + "[web]\nport = 0\n"
    text += '[uplink]\nhost = "127.0.0.1"\nport = 1\n'
    (tmp_path / "hall.toml").write_text(text, "utf-8")
    gateway = Gateway(load(tmp_path / "hall.toml"), FakeClock(), "test")
    gateway.start()
    assert held_below(tmp_path)
    gateway.stop()
    assert held_below(tmp_path) == []


def held_below(folder: Path) -> list[str]:
    """Files of this folder that this process has open."""
    found = []
    for one in Path("/proc/self/fd").iterdir():
        try:
            found.append(os.readlink(one))
        except FileNotFoundError:  # the folder's own
            continue
    return [name for name in found if name.startswith(f"{folder}/")]
