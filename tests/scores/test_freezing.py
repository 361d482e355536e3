"""A month's scores are frozen once, and every one of them is proved by the facts."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gateway.hall.quality import Quality
from gateway.hall.reasons import score as refusals
from gateway.hall.scoring import ScoreGroup, ScoreRules
from gateway.scores import Scores, ScoresError, prove, read_month
from gateway.scores.freezing import NotFrozenError
from gateway.scores.reading import BrokenError
from gateway.store import Reader, RefusedError, Store, WishRefusedError, schema
from gateway.store.scored import FreezeScores
from gateway.store.transaction import Transaction
from insight.score_lines import digest_of_lines
from insight.score_month import Month
from insight.weights import VERSIONS
from protocol import facts
from runtime.sqlite_schema import migrations
from tests.hall.hall import PLAN
from tests.scores.months import CLERKS, LI, MONTH, NINE, WANG, November, november
from tests.store.fakes import Do as Run
from tests.store.fakes import FakeClock
from tests.tools.damage import rewrite
from tests.waiting import wait_for

HOUR_MS = 3_600_000


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[November]:
    one = november(tmp_path / "gateway.db")
    yield one
    one.store.close()


def freeze(hall: November, plan=PLAN):
    return Scores(hall.store, plan).freeze(MONTH)


def proof(hall: November):
    with hall.store.reader() as reader:
        return prove(reader, MONTH)


def told(hall: November, staff: str, version: int = 1) -> Any:
    sql = "SELECT told FROM score WHERE staff = ? AND version = ?"
    with hall.store.reader() as reader:
        return json.loads(reader.select(sql, staff, version)[0][0])


def test_a_month_that_is_open_is_not_frozen(hall: November):
    with pytest.raises(NotFrozenError) as refused:
        freeze(hall)
    assert refused.value.reason is refusals.MONTH_OPEN
    assert hall.store.state.frozen == {}


def test_what_became_of_a_freezing_is_kept_by_nobody_once_it_was_told(hall: November):
    """A failure holds all that had been read of the month."""
    scores = Scores(hall.store, PLAN)
    for month in ("2026-12", "2031-01"):
        with pytest.raises(NotFrozenError):
            scores.begin(month).result(10)
    hall.end()
    scores.begin(MONTH).result(10)
    wait_for(lambda: not scores._running)


def test_a_month_in_which_the_hall_was_not_open_has_no_scores(hall: November):
    hall.end()
    with pytest.raises(ScoresError, match="2026-10"):
        Scores(hall.store, PLAN).freeze("2026-10")


def test_what_is_frozen_says_what_it_rests_on_and_is_proved(hall: November):
    hall.end()
    n, digest = hall.store.n, hall.store.head.digest
    frozen = freeze(hall)
    fact = frozen.fact
    assert (fact.month, fact.version, fact.people, frozen.again) == (MONTH, 1, 2, False)
    assert (fact.weights, fact.n, fact.chain) == ("F12", n, digest.hex())
    assert hall.store.n == n + 1
    wang = told(hall, WANG)
    assert (wang["served"], wang["rated"], wang["rank"], wang["of"]) == (32, 32, 2, 2)
    assert wang["open_h"] == pytest.approx(13.41, abs=0.01), "until the last was served"
    assert told(hall, LI)["parts"]["rating"] > wang["parts"]["rating"]
    found = proof(hall)
    assert found.equal
    assert (found.versions, found.people, found.came_after) == (1, 2, ())


def test_frozen_twice_is_frozen_once(hall: November):
    hall.end()
    first = freeze(hall)
    n = hall.store.n
    again = freeze(hall, replace(PLAN, quality=Quality(scores=ScoreRules(weights="F12-quality"))))
    assert (again.fact, again.again) == (first.fact, True)
    assert hall.store.n == n
    assert hall.store.commit(FreezeScores(first.fact, ())) is None, "whoever asks"


def test_scores_that_rest_on_another_chain_are_not_kept(hall: November):
    hall.end()
    fact = freeze(hall).fact
    other = replace(fact, version=2, chain="00" * 32)
    with pytest.raises(RefusedError, match="what these scores rest on"):
        hall.store.commit(FreezeScores(other, ()))
    december = replace(fact, month="2026-12")
    with pytest.raises(WishRefusedError):
        hall.store.commit(FreezeScores(december, ()))


def test_the_database_refuses_a_second_one_whatever_the_rules_say(hall: November):
    hall.end()
    fact = freeze(hall).fact
    with pytest.raises(sqlite3.IntegrityError):
        hall.store.commit(Run(lambda tx: tx.write(fact)))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("'$.total', 100", "total 100 and not"),
        ("'$.rank', 1", "rank 1 and not 2"),
        ("'$.group', 'other'", "group 'other'"),
        ("'$.parts.rating', 99.9", "parts"),
        ("'$.trace', 'x'", "trace 'x'"),
    ],
)
def test_a_changed_score_is_found(hall: November, tmp_path: Path, change: str, says: str):
    hall.end()
    freeze(hall)
    path = tmp_path / "gateway.db"
    hall.store.close()
    rewrite(path, f"UPDATE score SET told = json_set(told, {change}) WHERE staff = '{WANG}'")
    with Reader(path) as reader:
        found = prove(reader, MONTH)
    assert not found.equal
    (difference,) = found.differences
    assert WANG in difference
    assert says in difference


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        (f"DELETE FROM score WHERE staff = '{LI}'", "score of li is not kept"),
        (f"UPDATE score SET staff = 'chen' WHERE staff = '{LI}'", "chen is kept who has none"),
        (
            f"UPDATE score SET trace = json_set(trace, '$[3].counts_s', 1) WHERE staff = '{LI}'",
            "facts that are kept behind the score of li",
        ),
        (f"UPDATE score SET told = '{{' WHERE staff = '{LI}'", "cannot be read"),
    ],
)
def test_a_lost_or_exchanged_row_is_found(hall: November, tmp_path: Path, sql: str, says: str):
    hall.end()
    freeze(hall)
    path = tmp_path / "gateway.db"
    hall.store.close()
    rewrite(path, sql)
    with Reader(path) as reader:
        assert any(says in one for one in prove(reader, MONTH).differences)


def test_an_altered_fact_of_the_month_is_named(hall: November, tmp_path: Path):
    hall.end()
    freeze(hall)
    path = tmp_path / "gateway.db"
    n = next(iter(hall.ratings.values()))
    hall.store.close()
    rewrite(path, f"UPDATE fact SET data = json_set(data, '$.level', 1) WHERE n = {n}")
    with Reader(path) as reader, pytest.raises(BrokenError, match=f"Row {n} "):
        prove(reader, MONTH)


def test_an_altered_seal_is_found(hall: November, tmp_path: Path):
    hall.end()
    freeze(hall)
    path = tmp_path / "gateway.db"
    n = hall.store.n
    hall.store.close()
    rewrite(path, f"UPDATE fact SET data = json_set(data, '$.people', 3) WHERE n = {n}")
    with Reader(path) as reader, pytest.raises(BrokenError, match=f"Row {n} "):
        prove(reader, MONTH)


def test_a_window_that_stood_open_when_the_month_began_is_open_in_it(tmp_path: Path):
    """Nobody closed it on the last evening of October, and nobody opened it again."""
    clock = FakeClock(wall=NINE)
    with Store.open(tmp_path / "gateway.db", PLAN, clock) as store:

        def october(tx: Transaction) -> None:
            tx.write(facts.DayOpened("2026-10-30"))
            for window, staff in CLERKS.items():
                tx.write(facts.StaffLoggedIn(staff, window))
                tx.write(facts.WindowOpened(window, staff))

        store.commit(Run(october))
        clock.wall += 86_400_000
        clock.mono += 86_400_000

        def one_service(tx: Transaction) -> None:
            tx.write(facts.DayOpened("2026-11-02"))
            ticket = tx.write(facts.TicketIssued("2026-11-02", "B", 1, "", 0))
            tx.write(facts.TicketCalled(ticket, "1", staff=WANG))
            service = tx.write(facts.ServiceStarted(ticket, "1", WANG))
            tx.now = replace(
                tx.now, wall_ms=tx.now.wall_ms + HOUR_MS, mono_ms=tx.now.mono_ms + HOUR_MS
            )
            tx.write(facts.ServiceFinished(service, ticket, "1", WANG))

        store.commit(Run(one_service))
        with store.reader() as reader:
            month, _ = read_month(reader, MONTH, ZoneInfo("Asia/Shanghai"), reader.last())
        (line,) = month.lines(VERSIONS["F12"], {})
    assert list(month.spans) == ["2026-11-02"]
    assert line.told["open_h"] == 1.0, "from the day's opening, never from October's"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"chain": "00" * 32}, "not the digest that fact"),
        ({"digest": "00" * 32}, "the facts give other scores"),
        ({"groups": ("wang counter",)}, "does not rest on what version 1 rests on"),
        ({"rules": "2020-01"}, "Prove it with the program of then"),
        ({"decisions": (3,)}, "score of wang is not kept"),
    ],
)
def test_a_seal_that_was_written_past_the_rules_is_found(hall: November, change: Any, says: str):
    hall.end()
    fact = freeze(hall).fact
    hall.write(replace(fact, version=2, **change))
    assert any(says in one for one in proof(hall).differences)


def test_what_comes_after_the_freezing_changes_nothing_and_is_listed(hall: November):
    unrated = hall.services[LI][0]
    hall.end()
    before = freeze(hall).fact
    late = hall.write(facts.ReviewJudged(unrated, "wrong", WANG, "late"))
    elsewhere = hall.write(facts.ReviewJudged(999_999, "wrong", WANG, "late"))
    assert freeze(hall).again
    found = proof(hall)
    assert found.equal
    assert [(one.n, one.type, one.staff) for one in found.came_after] == [
        (late, "review.judged", LI)
    ]
    assert elsewhere > late
    assert freeze(hall).fact == before


def test_people_are_ranked_within_their_group(hall: November, tmp_path: Path):
    hall.store.commit(Run(_accounts))
    groups = (ScoreGroup("counter", "综合窗口", ("wang.w",)),)
    plan = replace(PLAN, quality=Quality(score_groups=groups))
    hall.end()
    fact = freeze(hall, plan).fact
    assert fact.groups == (f"{WANG} counter",)
    assert (told(hall, WANG)["rank"], told(hall, WANG)["of"]) == (1, 1)
    assert told(hall, LI)["group"] == "hall"
    assert proof(hall).equal, "by the groups of then, whatever hall.toml says now"


def test_a_group_with_somebody_who_is_not_there_is_told(hall: November):
    plan = replace(PLAN, quality=Quality(score_groups=(ScoreGroup("x", "组", ("nobody",)),)))
    hall.end()
    with pytest.raises(ScoresError, match="nobody"):
        freeze(hall, plan)


def _accounts(tx):
    tx.db.execute(
        "INSERT INTO account(token, name, shown, duty, at_ms) VALUES (?, ?, ?, 'clerk', 0)",
        (WANG, "wang.w", "王"),
    )


def test_the_same_facts_give_the_same_digest_however_they_come(hall: November):
    hall.end()
    digests = set()
    for portion in (1, 7, 10_000):
        month = Month(MONTH, ZoneInfo("Asia/Shanghai"), hall.store.n)
        with hall.store.reader() as reader:
            n = 0
            while entries := reader.entries(n, portion):
                month.take(entries)
                n = entries[-1].n
        digests.add(digest_of_lines(month.lines(VERSIONS["F12"], {})))
    assert len(digests) == 1
    with closing(sqlite3.connect(hall.store.path)) as db:
        assert db.execute("SELECT count(*) FROM score").fetchone() == (0,)


@pytest.mark.parametrize("version", [5, 6])
def test_a_month_in_a_database_of_before_there_were_scores_is_frozen_and_proved(
    hall: November, tmp_path: Path, version: int
):
    hall.end()
    path = tmp_path / "older.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for step in range(1, version + 1):
            db.executescript(migrations(schema.MIGRATIONS)[step])
        db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {version}")
        db.execute("ATTACH ? AS newer", (str(hall.store.path),))
        tables = "SELECT name FROM main.sqlite_master WHERE type = 'table'"
        for (table,) in db.execute(tables).fetchall():
            db.execute(f'INSERT OR IGNORE INTO main."{table}" SELECT * FROM newer."{table}"')
    with Store.open(path, PLAN, FakeClock()) as store:
        assert Scores(store, PLAN).freeze(MONTH).fact.people == 2
        with store.reader() as reader:
            found = prove(reader, MONTH)
    assert (found.versions, found.differences) == (1, ())
