"""What holds for every test: an end after 120 s (pyproject.toml); long ones only on request.

The programs that tests start keep their bytecode even where the environment forbids it: each would
compile the whole house anew, a fifth of its start. They share the machine with each other, so
nothing is solved on all of its cores at once: threads that wait for each other spin.

Folders of tests lie in memory where there is room: a new database waits for a disk a dozen times,
and no test takes this machine's power away.

A property's example may take as long as a busy machine needs: what must be quick has a test that
says so. A long run tries twice as many.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

MEMORY: Final = Path("/dev/shm")
ROOM_BYTES: Final = 4 << 30
"""Several times what a whole run leaves behind; a container often has 64 MB there."""

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

pytest_plugins = [
    "tests.witness",
    "tests.kept",
    "tests.mosquitto",
    "tests.postgres",
    "tests.one_chromium",
]

settings.register_profile("short", deadline=None)
settings.register_profile("long", deadline=None, max_examples=200)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the tests marked long")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: takes minutes; runs only with --long")
    config.addinivalue_line("markers", "both_databases: once with SQLite, once with PostgreSQL")
    settings.load_profile("long" if config.getoption("--long") else "short")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    skip = pytest.mark.skip(reason="long: runs with `make test-long`")
    for item in items:
        if "long" in item.keywords:
            item.add_marker(skip)
