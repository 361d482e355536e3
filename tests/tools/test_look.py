"""`taxhall recommendations look` tells what the rules about weeks say, and writes nothing."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.config import load
from gateway.hall.calls import CallNext
from gateway.hall.here import Actor, Duty
from gateway.hall.services import Finish, Start
from gateway.hall.tickets import TakeTicket
from gateway.hall.windows import LogIn, OpenWindow
from gateway.store import OpenDay, Store
from gateway.store.wished import Do
from insight import advice_later
from tests.store.fakes import FakeClock, open_store
from tools.recommendations import main

TOML = """
[hall]
id = "hall-1"
name = "城东办税服务厅"
[[business]]
code = "A"
name = "发票业务"
[[item]]
code = "a1"
name = "领用发票"
business = "A"
[[window]]
id = "1"
name = "1号窗口"
businesses = ["A"]
[[window]]
id = "2"
name = "2号窗口"
businesses = ["A"]
[[line]]
port = "/dev/ttyUSB0"
[[board]]
uid = "d000000000000001"
role = "dispenser"
keys = ["A"]
[store]
path = "gateway.db"
"""

DOOR = Actor(Duty.GUIDE, "sun")


def serve(store: Store, clock: FakeClock, staff: str, window: str, minutes: int) -> None:
    by = Actor(Duty.CLERK, staff)

    def want(wish: Any, who: Actor = by) -> None:
        store.commit(Do(wish, who))

    want(TakeTicket("A"), DOOR)
    want(CallNext(window=window))
    want(Start(window=window))
    clock.wall += minutes * 60_000
    clock.mono += minutes * 60_000
    want(Finish(window=window, items=("a1",)))


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """Two days; li takes ten minutes for what wang does in five."""
    path = tmp_path / "hall.toml"
    path.write_text(TOML, "utf-8")
    clock = FakeClock()
    with open_store(
        tmp_path / "gateway.db", clock=clock, plan=load(path, "--hall").plan()
    ) as store:
        for staff, window in (("li", "1"), ("wang", "2")):
            by = Actor(Duty.CLERK, staff)
            store.commit(Do(LogIn(window=window), by))
            store.commit(Do(OpenWindow(window=window), by))
        for _ in range(6):
            serve(store, clock, "li", "1", 10)
            serve(store, clock, "wang", "2", 5)
        today = date.fromisoformat(store.state.day or "")
        store.commit(OpenDay((today + timedelta(1)).isoformat()))
    return path


def told(hall: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    assert main(["look", "--hall", str(hall), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_six_services_are_no_reason_to_train_anybody(
    hall: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(hall, capsys)["advice"] == []
    assert main(["look", "--hall", str(hall)]) == 0
    assert "too little is known" in capsys.readouterr().out


def test_what_the_rules_say_is_told_with_its_numbers_and_nothing_is_given(
    hall: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advice_later, "LEAST_N", 6)
    monkeypatch.setattr("insight.past.LEAST_N", 6)
    before = (hall.parent / "gateway.db").read_bytes()
    found = told(hall, capsys)
    (piece,) = found["advice"]
    assert (piece["rule"], piece["about"]) == ("train", "li")
    assert piece["reasons"] == {"n": 6, "median_s": 600, "peers_s": 300}
    assert piece["what"]["en"] == "Train this person: li."
    assert found["days"] == 1, "the newest day is not over"
    assert main(["look", "--hall", str(hall)]) == 0
    words = capsys.readouterr().out
    assert "中位时长10分钟，同类为5分钟" in words
    assert "n 6, median_s 600, peers_s 300" in words
    assert (hall.parent / "gateway.db").read_bytes() == before


def test_a_hall_that_cannot_be_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["look", "--hall", str(tmp_path / "none.toml")]) == 1
    assert "none.toml" in capsys.readouterr().err
