"""Whatever fact a test's hall writes holds to the contract as well, sent or not.

The one place where all of a hall's facts come by is its store, so each store that a test's own
process closes is read from the file then: what is new in it is judged by the published schemas.
Stores of other processes are not seen here; what they send is (tests/witness.py).
"""

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.contract import contract

_wrong: list[str] = []
_judged: dict[tuple[str, int], int] = {}
"""Rows of a file, by name and inode, that have been judged."""


@pytest.fixture(scope="session", autouse=True)
def _stores_are_judged() -> Iterator[None]:
    """Where no test of this process knows the gateway, there is nothing to judge."""
    module = sys.modules.get("gateway.store.store")
    if module is None:
        yield
        return
    store: Any = module.Store
    close = store.close

    def judged_close(self: Any) -> None:
        close(self)
        judge(self.path)

    store.close = judged_close
    yield
    store.close = close


@pytest.fixture(autouse=True)
def _facts_hold_to_the_contract() -> Iterator[None]:
    _wrong.clear()
    yield
    assert not _wrong, "\n".join(_wrong)


def judge(path: Path) -> None:
    """Read what is new in this store. One that a test has broken says nothing of its writer."""
    try:
        which = str(path), path.stat().st_ino
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as db:
            sql = "SELECT n, type, data FROM fact WHERE n > ? ORDER BY n"
            rows = db.execute(sql, (_judged.get(which, 0),)).fetchall()
    except (OSError, sqlite3.Error):
        return
    for n, kind, data in rows:
        _judged[which] = n
        sentence = contract().wrong_fact(kind, json.loads(data))
        if sentence is not None:
            _wrong.append(f"{path.name}: row {n} ({kind}): {sentence}: {data}")
