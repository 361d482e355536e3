"""What the city's desk tells of halls: their matters, their frozen scores, and files of figures."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from central.city import CityDays, HallDays
from central.export import tables_of
from central.frozen import FrozenMonths
from central.store import Store
from central.supervision import KEPT_DAYS, Supervision
from gateway.scores import Scores
from insight.scope import HALL
from insight.tally import Tally
from protocol import facts
from protocol.envelope import Entry
from protocol.stamp import DAY_MS
from tests.central.places import BOTH, reader_of
from tests.central.stories import items
from tests.hall.hall import PLAN
from tests.scores.months import LI, MONTH, WANG, november
from tests.uplink.harness import STREAM

pytestmark = BOTH

NOW = 1_795_000_000_000


def entries(*told: facts.Fact, at_ms: int = NOW, first: int = 1) -> list[Entry]:
    return [
        Entry("h1", STREAM, n, fact, None, at_ms, "boot-1", n) for n, fact in enumerate(told, first)
    ]


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Entry], list[dict[str, Any]]]:
    """Facts of a hall that has frozen its month twice, and the scores that it keeps itself."""
    hall = november(tmp_path_factory.mktemp("hall") / "gateway.db")
    hall.end()
    Scores(hall.store, PLAN).freeze(MONTH)
    hall.decide(hall.appeal(hall.services[WANG][3]))
    Scores(hall.store, PLAN).freeze(MONTH)
    hall.decide(hall.appeal(hall.services[WANG][5]), upheld=False)
    hall.appeal(hall.services[WANG][7])
    with hall.store.reader() as reader:
        sql = "SELECT told FROM score WHERE month = ? AND version = 2"
        scores = [json.loads(row[0]) for row in reader.select(sql, MONTH)]
        found = reader.entries(0, 1 << 20)
    hall.store.close()
    return [replace(one, hall="h1") for one in found], scores


def test_central_computes_the_very_scores_that_the_hall_has_frozen(
    path: Path, store: Store, frozen
):
    told, scores = frozen
    store.commit(items(*reversed(told)), (), NOW)
    months = FrozenMonths(reader_of(path))
    found = months.of("h1", MONTH)
    assert found is not None
    assert (found.doubt, found.version, found.owed) == (None, 2, False)
    assert sorted(found.scores, key=lambda one: one["staff"]) == scores
    assert [one["staff"] for one in found.scores] == [LI, WANG], "by rank"
    assert found.disputes == {WANG: (1, 1, 1)}
    assert [one.window for one in found.windows] == ["2", "1"], "the bad rating was at window 1"
    assert months.months(["h1"]) == [MONTH]
    assert months.of("h1", MONTH) is found, "a frozen month was counted twice"
    assert months.of("h2", MONTH) is None
    assert months.months(["h2"]) == []


def test_no_score_is_told_that_does_not_fit_what_was_sealed(path: Path, store: Store, frozen):
    told, _ = frozen
    lacks = next(one.n for one in told if isinstance(one.fact, facts.ServiceFinished))
    store.commit(items(*(one for one in told if one.n != lacks)), (), NOW)
    months = FrozenMonths(reader_of(path))
    found = months.of("h1", MONTH)
    assert found is not None
    assert (found.doubt, found.scores, found.middle) == ("facts", (), None)
    store.commit(items(*(one for one in told if one.n == lacks)), (), NOW)
    again = months.of("h1", MONTH)
    assert again is not None
    assert (again.doubt, len(again.scores)) == (None, 2)


def test_scores_by_other_rules_are_not_told(path: Path, store: Store, frozen):
    told, _ = frozen
    other = [
        replace(one, fact=replace(one.fact, rules="1999"))
        if isinstance(one.fact, facts.ScoreFrozen)
        else one
        for one in told
    ]
    store.commit(items(*other), (), NOW)
    found = FrozenMonths(reader_of(path)).of("h1", MONTH)
    assert found is not None
    assert (found.doubt, found.scores) == ("rules", ())


def test_matters_follow_late_facts_and_hold_no_other_halls(path: Path, store: Store):
    supervision = Supervision(reader_of(path))
    written = facts.OpinionSubmitted("kiosk", "queue", "complaint", "w1")
    first, reply, good = entries(
        written, facts.OpinionReplied(1, "w2", "zhao"), facts.RatingGiven(9, "1", 5)
    )
    store.commit(items(reply, good), (), NOW)
    assert supervision.of("h1", NOW) == [], "an answer to what has not come yet"
    store.commit(items(first), (), NOW)
    (one,) = supervision.of("h1", NOW)
    assert (one.what, one.stage) == ("queue", "replied")
    assert supervision.of("h2", NOW) == []
    (closing,) = entries(facts.OpinionClosed(1, "zhao"), first=4)
    store.commit(items(closing), (), NOW)
    assert [one.stage for one in supervision.of("h1", NOW)] == ["closed"]
    assert supervision.of("h1", NOW + (KEPT_DAYS + 1) * DAY_MS) == [], "kept for ever"


def test_a_hall_that_has_told_nothing_has_empty_cells_and_no_zeros():
    tally = Tally()
    tally.count("issued", 5)
    told = CityDays(
        ("2026-11-24",),
        (HallDays("h1", ("2026-11-24",), {HALL: tally}), HallDays("h2", (), {})),
    )
    names = {"h1": ("=一厅", "one"), "h2": ("二厅", "two")}
    tables = {table.id: table for table in tables_of(told, [told], names, "2026-11")}
    assert list(tables) == ["about", "hall", "day", "dictionary"]
    whole = tables["hall"]
    issued = [column.id for column in whole.columns].index("issued")
    assert [row[issued] for row in whole.rows] == [5, None]
    assert set(whole.rows[1][2:]) == {None}
    assert [row[1] for row in tables["day"].rows] == ["h1"]
    described = {row[1] for row in tables["dictionary"].rows if row[0] == "hall"}
    assert described == {column.id for column in whole.columns}
    assert ["无数据 nothing told: h2", "2026-11-24"] in tables["about"].rows
