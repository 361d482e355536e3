"""The audit of a central whose facts are in PostgreSQL."""

from pathlib import Path

import pytest

from tests.central.places import url_file
from tests.postgres import Database
from tests.store.fakes import open_store
from tests.tools.audited import keep_central, keep_flash, live
from tools.audit import UnusableError, audit, main


@pytest.fixture
def folder(tmp_path: Path, postgres: Database) -> Path:
    """A morning whose facts a central took into PostgreSQL."""
    url_file(tmp_path / "central.db").write_text(postgres.url, "utf-8")
    with open_store(tmp_path / "gateway.db") as store:
        keep_flash(tmp_path, live(store))
    keep_central(tmp_path)
    (tmp_path / "central.toml").write_text(f'[store]\nurl = "{postgres.url}"\n', "utf-8")
    return tmp_path


def test_a_sound_morning_is_clean_by_url_and_by_central_toml(folder: Path, postgres: Database):
    for place in (postgres.url, folder / "central.toml"):
        report = audit(folder / "boards", folder / "gateway.db", place)
        assert report.clean, report.differences
        assert report.facts["central"] == report.facts["gateway"] > 10
    assert main([str(folder), "--central", postgres.url]) == 0


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("DELETE FROM fact WHERE n = 4", "is not there"),
        ("INSERT INTO fact SELECT * FROM fact WHERE n = 4", "is there twice"),
        ("DELETE FROM receipt WHERE n = 4", "row 4 has no receipt"),
        ("UPDATE head SET digest = decode(repeat('00', 32), 'hex')", "its digest at row"),
    ],
)
def test_damage_is_found(folder: Path, postgres: Database, sql: str, found: str):
    postgres.sql(sql)
    report = audit(folder / "boards", folder / "gateway.db", postgres.url)
    assert any(found in sentence for sentence in report.differences)


def test_a_database_that_central_never_had_is_told_in_a_sentence(folder: Path, postgres: Database):
    empty = postgres.cluster.create()
    with pytest.raises(UnusableError, match="does not exist"):
        audit(folder / "boards", folder / "gateway.db", empty.url)
    assert empty.sql("SELECT count(*) FROM pg_class WHERE relname = 'fact'") == "0"
    assert main([str(folder), "--central", str(folder / "absent.toml")]) == 2
