"""The scripts for PostgreSQL, on a real one: who may what in the database that they make."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from central.config import Store as Settings
from central.store import Store, open_store
from tests.central.stories import items
from tests.postgres import Postgres
from tests.uplink.harness import row
from tests.waiting import wait_for
from tools.servers import USER, postgresql_programs

SCRIPTS = Path(__file__).parents[2] / "deploy" / "postgresql"
PASSWORD = "a password's  €nd'"

MAY_READ = {
    *("fact", "receipt", "record", "stream", "head", "mark", "hall", "device", "worker"),
    "counter",
}
MAY_NOT_READ = {
    "account", "session", "trail", "asking", "asking_part", "command", "birth", "quarantine",
    "taxhall_schema",
}  # fmt: skip


def run(cluster: Postgres, script: str, database: str, typed: str = "") -> None:
    """As somebody does who has a shell of the superuser's."""
    here = cluster.folder / script
    shutil.copy(SCRIPTS / script, here)
    here.chmod(0o644)
    found = postgresql_programs() / "psql"
    psql = str(found) if found.exists() else "psql"
    way_in = ("-X", "-h", str(cluster.folder), "-U", USER, "-d", database)
    argv = [psql, *way_in, "-f", str(here)]
    done = subprocess.run(
        argv, input=typed, capture_output=True, text=True, check=False, start_new_session=True
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def city(postgres_cluster: Postgres) -> Iterator[Postgres]:
    """A cluster in which setup.sql has run; everything of it goes."""
    if not postgres_cluster.running:
        postgres_cluster.start()
    run(postgres_cluster, "setup.sql", "postgres", f"{PASSWORD}\n{PASSWORD}\n")
    postgres_cluster.sql("CREATE ROLE stranger LOGIN")
    postgres_cluster.sql("CREATE ROLE li LOGIN IN ROLE taxhall_reader")
    yield postgres_cluster
    postgres_cluster.drop("taxhall")
    for role in ("stranger", "li", "taxhall_reader", "taxhall"):
        postgres_cluster.sql(f"DROP ROLE {role}")


@pytest.fixture(scope="module")
def store(city: Postgres) -> Iterator[Store]:
    """Central's, which has made its tables as the role of setup.sql and has taken a fact in."""
    store = open_store(Settings(url=city.url("taxhall").replace(f"//{USER}@", "//taxhall@")))
    store.commit(items(row(1, "h1")), (), 1)
    run(city, "reader.sql", "taxhall")
    yield store
    store.close()


def connect(city: Postgres, role: str, database: str = "taxhall") -> psycopg.Connection:
    return psycopg.connect(f"host={city.folder} user={role} dbname={database}", autocommit=True)


def tables(city: Postgres) -> set[str]:
    found = city.sql(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p') AND NOT relispartition",
        "taxhall",
    )
    return set(found.splitlines())


def test_the_password_is_kept_as_a_digest_alone(city: Postgres) -> None:
    kept = city.sql("SELECT rolpassword FROM pg_authid WHERE rolname = 'taxhall'")
    assert kept.startswith("SCRAM-SHA-256$")


def test_central_owns_its_database_and_nothing_else(city: Postgres, store: Store) -> None:
    owners = city.sql("SELECT datname FROM pg_database JOIN pg_roles ON datdba = pg_roles.oid"
                      " WHERE rolname = 'taxhall'")  # fmt: skip
    assert owners == "taxhall"
    rights = city.sql(
        "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
        " FROM pg_roles WHERE rolname IN ('taxhall', 'taxhall_reader')"
    )
    assert rights.splitlines() == ["f|f|f|f|f"] * 2
    months = city.sql("SELECT count(*) FROM pg_inherits", "taxhall")
    assert int(months) >= 3, "fact_other, this month and the next: it could make them"


def test_nobody_else_comes_in(city: Postgres, store: Store) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        connect(city, "stranger")


def test_the_reader_reads_facts(city: Postgres, store: Store) -> None:
    with connect(city, "li") as db:
        assert db.execute("SELECT hall, n FROM fact").fetchall() == [("h1", 1)]
        for table in MAY_READ:
            db.execute(f"SELECT count(*) FROM {table}".encode())


def test_the_reader_reads_nothing_else_and_writes_nothing(city: Postgres, store: Store) -> None:
    assert tables(city) == MAY_READ | MAY_NOT_READ, "a new table: say who may read it"
    with connect(city, "li") as db:
        for table in MAY_NOT_READ:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                db.execute(f"SELECT 1 FROM {table}".encode())
        for table in MAY_READ:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                db.execute(f"DELETE FROM {table}".encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute("CREATE TABLE mine ()")


def test_citus_is_told_of_every_table(city: Postgres, store: Store) -> None:
    """The script itself was not tried: there is no Citus here."""
    told = (SCRIPTS / "citus.sql").read_text("utf-8")
    named = set(re.findall(r"SELECT \w+\('(\w+)'", told)) | {"session"}
    assert named == tables(city) - {"taxhall_schema"}
    assert "'account', cascade_via_foreign_keys => true" in told, "session comes along"


def test_the_settings_are_postgresqls_own_and_its_archive_is_written() -> None:
    """With less memory than a city's, and without a certificate."""
    cluster = Postgres()
    try:
        archive = cluster.folder / "wal"
        archive.mkdir()
        shutil.copystat(cluster.data, archive)
        shutil.chown(archive, cluster.data.owner())
        text = (SCRIPTS / "taxhall.conf").read_text("utf-8")
        assert text.count("/var/backups/postgresql/wal") == 2
        text = text.replace("/var/backups/postgresql/wal", str(archive))
        with (cluster.data / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(f"{text}\nshared_buffers = 64MB\nssl = off\n")
        cluster.start()
        for name in ("fsync", "full_page_writes", "synchronous_commit", "archive_mode"):
            assert cluster.sql(f"SHOW {name}") == "on"
        cluster.sql("SELECT pg_switch_wal()")
        wait_for(lambda: any(archive.iterdir()), 20, else_say=cluster.words)
    finally:
        cluster.remove()
