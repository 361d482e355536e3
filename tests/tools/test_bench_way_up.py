"""`taxhall bench uplink` and `central`, with few facts: what they measure is what they say."""

from pathlib import Path

import pytest

from gateway.clock import SystemClock
from gateway.store import Store
from tools.bench.case import BenchError, Case, Options
from tools.bench.central.ingesting import ingest_1
from tools.bench.rig import backlog
from tools.bench.store.appending import append_32, append_32_rated, append_32_single
from tools.bench.uplink.draining import drain_100k
from tools.bench.uplink.taking_in import mqtt_ingest


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(tmp_path, 1, lambda _: None)


def test_a_store_that_was_filled_is_a_store_as_any_other(tmp_path: Path):
    backlog.fill(tmp_path / "hall.db", 700)
    with Store.open(tmp_path / "hall.db", backlog.PLAN, SystemClock()) as store:
        assert (store.n, store.through) == (700, 0)
        with store.reader() as reader:
            assert reader.first_broken() is None


@pytest.mark.parametrize(
    ("case", "facts"), [(append_32_single, 1920), (append_32_rated, 3840), (append_32, 30720)]
)
def test_every_fact_of_thirty_two_callers_is_kept(options: Options, case: Case, facts: int):
    row = case(options)
    assert row.more["facts"] == facts
    assert row.figure is not None
    assert row.figure > 0
    assert row.more["handed"] > 0


@pytest.mark.parametrize(
    ("case", "facts"),
    [(drain_100k, 300), (mqtt_ingest, 20), (ingest_1, 64)],
    ids=("drain", "take in", "copy"),
)
def test_all_facts_arrive(options: Options, case, facts: int):
    try:
        row = case(options, facts)
    except BenchError as error:
        if "installed" not in str(error):
            raise
        pytest.skip(str(error))
    assert row.figure > 0
    assert row.floor > 0
