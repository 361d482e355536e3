"""The judge over the stores of all tests sees a fact that no schema allows."""

import sqlite3
from pathlib import Path

import pytest

from tests import kept
from tests.store.fakes import dispenser, open_store


def test_a_fact_that_no_schema_allows_is_seen_when_its_store_is_closed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []
    monkeypatch.setattr(kept, "_wrong", found)
    monkeypatch.setattr(kept, "_judged", {})
    with open_store(path) as store:
        dispenser(store).press()
    assert found == []
    assert list(kept._judged.values()) == [store.n]
    with sqlite3.connect(path) as db:
        guards = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in guards:  # facts are never changed, but here
            db.execute(f"DROP TRIGGER {name}")
        db.execute("UPDATE fact SET data = '{\"day\": 7}' WHERE type = 'ticket.issued'")
    kept._judged.clear()
    kept.judge(path)
    assert len(found) == 1
    assert "ticket.issued" in found[0]
