"""PostgreSQL as central's database: several writers at once, restarts, backups, whose it is."""

import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.config import Store as Settings
from central.store import (
    Heard,
    StoreError,
    open_database,
    open_store,
    postgresql,
    postgresql_schema,
)
from central.store.postgresql_schema import MONTHS, make_months, month_of
from protocol.envelope import Entry
from protocol.facts import DeviceGap
from tests.central.stories import digest, items, last_ack
from tests.postgres import Database, Postgres
from tests.uplink.harness import STREAM, row

HALLS = ("h1", "h2", "h3")
ROWS = 24
TABLES = {
    "fact": "hall, place, stream, n, identity, type, cause, at_ms, boot, mono_ms, data, ticket,"
    " service, other_stream, rare",
    "receipt": "hall, stream, n, identity, digest",
    "record": "identity, hall",
    "head": "hall, stream, through, highest, digest",
    "mark": "hall, uid, journal, seq",
}
"""What must not depend on order: places are each order's own."""


def story(hall: str) -> list[Entry]:
    """A hall's rows; one of them tells of records that its board has lost."""
    stream = f"0000{hall.encode().hex()}"
    rows = [row(n, hall, stream) for n in range(1, ROWS + 1)]
    rows[ROWS // 2 - 1] = replace(
        rows[ROWS // 2 - 1], fact=DeviceGap("e660583883265039", 0x1234ABCD, 3, 4)
    )
    return rows


ALL = [entry for hall in HALLS for entry in story(hall)]


def state_of(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    database = open_database(settings)
    found = {}
    for table, columns in TABLES.items():
        rows = database.select(
            f"SELECT {columns} FROM {table} ORDER BY {columns.split(', data')[0]}"
        )
        places = columns.split(", ").index("place") if "place" in columns else None
        found[table] = sorted(
            (tuple(v for at, v in enumerate(one) if at != places) for one in rows), key=str
        )
    for hall in HALLS:
        told = database.select("SELECT place FROM fact WHERE hall = ? ORDER BY place", hall)
        assert [place for (place,) in told] == list(range(1, len(told) + 1)), "places have holes"
    database.close()
    return found


def in_order(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    store = open_store(settings)
    for entry in ALL:
        store.commit(items(entry), (), 1)
    store.close()
    return state_of(settings)


@st.composite
def deliveries(draw: st.DrawFn) -> list[tuple[int, list[Entry]]]:
    """Groups, each with the store that it comes through: everything once at least, in any order."""
    sent = draw(st.permutations([*ALL, *draw(st.lists(st.sampled_from(ALL), max_size=20))]))
    groups = []
    while sent:
        size = draw(st.integers(1, 30))
        groups.append((draw(st.integers(0, 1)), list(sent[:size])))
        sent = sent[size:]
    return groups


@given(groups=deliveries())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_grouping_and_interleaving_of_two_stores_comes_to_the_same(
    postgres_cluster: Postgres, tmp_path: Path, groups: list[tuple[int, list[Entry]]]
):
    file = Settings(path=tmp_path / "central.db")
    expected = state_of(file) if file.path.exists() else in_order(file)
    server = Settings(url=postgres_cluster.create().url)
    stores = open_store(server), open_store(server)
    for which, group in groups:
        stores[which].commit(items(*group), (), 1)
    assert state_of(server) == expected
    for store in stores:
        store.close()


def test_two_workers_at_once_take_the_same_halls_and_neither_waits_for_ever(postgres: Database):
    """Each sends every hall's rows in an order of its own, so that they meet at every row."""
    server = Settings(url=postgres.url)

    def work(seed: int) -> None:
        dice, store = random.Random(seed), open_store(server)
        sent = [*ALL, *ALL]
        dice.shuffle(sent)
        while sent:
            group = [sent.pop() for _ in range(min(len(sent), dice.randint(1, 20)))]
            store.commit(items(*group), [Heard("h1", None, fresh=True)], 1)
        store.close()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work, seed) for seed in range(4)]:
            done.result(60)
    assert postgres.sql("SELECT count(*), count(DISTINCT (hall, identity)) FROM fact") == "72|72"
    assert postgres.sql("SELECT DISTINCT through FROM head") == str(ROWS)
    state_of(server)


def test_halls_do_not_wait_for_each_other(postgres: Database):
    """While one worker holds a hall, others are served; who wants that hall waits."""
    server = Settings(url=postgres.url)
    store, holder = open_store(server), open_database(server)
    store.commit(items(row(1), row(1, "h2", "0000beef")), (), 1)
    waited = threading.Thread(target=store.commit, args=(items(row(2)), (), 1))
    with holder.transaction() as db:
        db.execute("SELECT hall FROM hall WHERE hall = 'h1' FOR UPDATE")
        done = open_store(server).commit(items(row(2, "h2", "0000beef")), (), 1)
        assert last_ack(done.acks).through == 2
        waited.start()
        waited.join(0.3)
        assert waited.is_alive()
    waited.join(10)
    assert postgres.sql(f"SELECT through FROM head WHERE stream = '{STREAM}'") == "2"


def test_a_stream_is_the_hall_s_that_is_first_heard_with_it_whoever_hears(postgres: Database):
    server = Settings(url=postgres.url)
    stores = [open_store(server) for _ in range(4)]
    halls = [f"x{number}" for number in range(4)]
    gate = threading.Barrier(4)

    def claim(number: int) -> int:
        gate.wait(10)
        entry = row(1, halls[number], "0000cafe")
        return stores[number].commit(items(entry), (), 1).quarantined

    with ThreadPoolExecutor(4) as pool:
        refused = sum(pool.map(claim, range(4)))
    assert refused == 3
    assert postgres.sql("SELECT count(*) FROM head") == "1"
    assert postgres.sql("SELECT count(*) FROM fact") == "1"


def test_a_server_that_was_started_again_costs_one_group_at_most(postgres: Database):
    store, database = (
        open_store(Settings(url=postgres.url)),
        open_database(Settings(url=postgres.url)),
    )
    store.commit(items(row(1)), (), 1)
    postgres.cluster.restart()
    with pytest.raises(StoreError, match="fails"):
        store.commit(items(row(1), row(2)), (), 1)
    done = store.commit(items(row(1), row(2)), (), 1)
    assert (done.duplicates, last_ack(done.acks).through) == (1, 2)
    time.sleep(1.1)
    assert database.select("SELECT count(*) FROM fact") == [(2,)]
    postgres.cluster.crash()
    with pytest.raises(StoreError, match="start PostgreSQL"):
        store.commit(items(row(3)), (), 1)
    postgres.cluster.start()
    assert last_ack(store.commit(items(row(3)), (), 1).acks).through == 3


def test_an_older_backup_is_believed_and_the_hall_is_told_to_begin_again(postgres: Database):
    store = open_store(Settings(url=postgres.url))
    store.commit(items(*map(row, range(1, 5))), (), 1)
    backup = postgres.cluster.backup()
    store.commit(items(*map(row, range(5, 9))), (), 1)
    postgres.cluster.restore(backup)
    try:
        acks = store.acks()
    except StoreError:  # the connection was of the server before
        acks = store.acks()
    assert (last_ack(acks).through, last_ack(acks).highest) == (4, 4)
    done = store.commit(items(row(9)), (), 1)
    assert (last_ack(done.acks).through, last_ack(done.acks).highest) == (4, 9)
    done = store.commit(items(*map(row, range(5, 9))), (), 1)
    assert (last_ack(done.acks).through, last_ack(done.acks).digest) == (9, digest(9))


def test_several_that_start_at_once_make_one_schema(postgres: Database):
    def start(_: int) -> None:
        open_store(Settings(url=postgres.url)).close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(start, range(6)))
    assert postgres.sql("SELECT min(number) FROM taxhall_schema") == "5"


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("CREATE TABLE accounts (id INTEGER)", "another program; name another one"),
        (
            "CREATE TABLE taxhall_schema (number INTEGER); INSERT INTO taxhall_schema VALUES (99)",
            "newer version",
        ),
    ],
)
def test_a_database_that_is_not_for_us_is_refused_and_left_as_it_is(
    postgres: Database, sql: str, words: str
):
    postgres.sql(sql)
    tables = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    before = postgres.sql(tables)
    with pytest.raises(StoreError, match=words) as told:
        open_store(Settings(url=postgres.url))
    assert str(told.value).count("\n") == 0
    assert postgres.sql(tables) == before


def test_a_server_that_is_not_there_is_told_without_its_password(tmp_path: Path):
    with pytest.raises(StoreError, match="cannot be reached") as told:
        open_store(Settings(url=f"postgresql://central:secret@%2F{tmp_path.name}/city"))
    assert "secret" not in str(told.value)
    with pytest.raises(StoreError, match="password_file"):
        open_store(Settings(url="postgresql://127.0.0.1/x", password_file=tmp_path / "absent"))


def test_facts_lie_in_the_table_of_their_month_and_nowhere_is_no_place(postgres: Database):
    server = Settings(url=postgres.url)
    store = open_store(server)
    now_ms = time.time_ns() // 1_000_000
    store.commit(items(row(1)), (), now_ms)
    store.commit(items(row(2)), (), 1)
    month = month_of(now_ms)
    table = f"fact_{month // 12:04d}_{month % 12 + 1:02d}"
    told = postgres.sql("SELECT tableoid::regclass, n FROM fact ORDER BY n").splitlines()
    assert told == [f"{table}|1", "fact_other|2"]
    with open_server(server) as db:
        make_months(db, 1)
        assert db.execute("SELECT count(*) FROM fact WHERE n = 2").fetchone() == (1,)
    tables = postgres.sql("SELECT inhrelid::regclass FROM pg_inherits ORDER BY 1").splitlines()
    assert "fact_1970_02" in tables
    assert "fact_1970_01" not in tables, "it would have to take its facts out of fact_other"


def test_a_month_that_could_not_be_made_is_told_once_and_made_later(
    postgres: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    server = Settings(url=f"{postgres.url}?options=-c%20lock_timeout%3D50")
    store = open_store(server)
    with open_server(server) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (MONTHS,))
        monkeypatch.setattr(postgresql, "MONTHS_AGAIN_S", 0.0)
        for n in (1, 2):
            store.commit(items(row(n)), (), 1)
    told = [one.getMessage() for one in caplog.records if "month" in one.getMessage()]
    assert len(told) == 1
    assert "lock timeout" in told[0]
    assert postgres.sql("SELECT count(*) FROM fact_other") == "2"
    assert (
        int(postgres.sql("SELECT count(*) FROM pg_inherits WHERE inhparent = 'fact'::regclass"))
        == 1
    )
    store.commit(items(row(3)), (), 1)
    tables = postgres.sql("SELECT count(*) FROM pg_inherits WHERE inhparent = 'fact'::regclass")
    assert int(tables) == 3


def test_a_month_that_could_not_be_made_is_not_tried_with_every_commit(
    postgres: Database, monkeypatch: pytest.MonkeyPatch
):
    asked: list[int] = []

    def refuse(db: object, now_ms: int) -> None:
        asked.append(now_ms)
        raise psycopg.errors.InsufficientPrivilege("must be owner of table fact")

    monkeypatch.setattr(postgresql_schema, "make_months", refuse)
    store = open_store(Settings(url=postgres.url))
    for n in (1, 2, 3):
        store.commit(items(row(n)), (), 1)
    assert len(asked) == 1


def open_server(server: Settings) -> Any:
    assert server.url is not None
    return psycopg.connect(server.url, autocommit=True)


def test_without_psycopg_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(sys.modules, "central.store.postgresql", raising=False)
    monkeypatch.delattr("central.store.postgresql", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"install taxhall\[postgresql\]"):
        open_store(Settings(url="postgresql://127.0.0.1/city"))


def test_no_plan_outlives_its_statement(postgres: Database):
    """One that is kept from when a table was short reads all of it when it is long."""
    database = open_database(Settings(url=postgres.url))
    with database.transaction() as db:
        for _ in range(20):
            db.execute("SELECT place FROM record WHERE identity = ANY (?)", ["a"])
        assert db.execute("SELECT name FROM pg_prepared_statements").rows == []
    database.close()
