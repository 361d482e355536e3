"""What holds for every test: an end after 120 s (pyproject.toml); long ones only on request.

The programs that tests start keep their bytecode even where the environment forbids it: each would
compile the whole house anew, a fifth of its start. They share the machine with each other, so
nothing is solved on all of its cores at once: threads that wait for each other spin.
"""

import os
import sys

import pytest

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the tests marked long")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: takes minutes; runs only with --long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    skip = pytest.mark.skip(reason="long: runs with `make test-long`")
    for item in items:
        if "long" in item.keywords:
            item.add_marker(skip)
