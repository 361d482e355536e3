"""`taxhall recommendations`: the example register is what its source says, and what came of one."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.config import load
from gateway.gateway import Gateway
from gateway.hall.here import Actor, Duty
from gateway.hall.recommendation_nouns import Recommendation
from gateway.hall.recommendations import (
    AnswerRecommendation,
    CloseRecommendation,
    GiveRecommendation,
)
from gateway.hall.recommendations import ReplyToRecommendation as Reply
from gateway.store import Do, OpenDay
from insight.effect import DayValue
from protocol.settings import SettingsError
from protocol.stamp import Moment
from tests.gateway.test_config import GOOD
from tests.store.fakes import FakeClock, open_store
from tests.tools.audited import live
from tests.tools.test_report import TOML
from tools import effects, example_registers, recommendations

Told = pytest.CaptureFixture[str]

SOURCE = (
    "adopted",
    "partly",
    "adopted",
    "adopted",
    "partly",
    "partly",
    "not_adopted",
    "not_adopted",
    "partly",
    "adopted",
    "adopted",
    "adopted",
)
"""採納, 部分採用, 未採用: adopted, in part, not; in the order of the published tables, in which all
twelve are closed and no due date applies."""


def test_the_example_has_the_twelve_states_of_its_source() -> None:
    register = example_registers.read(example_registers.IRS_MSP1.read_bytes())
    entries = register.recommendation
    assert tuple(one.status for one in entries) == SOURCE
    assert not any(one.open for one in entries)
    assert {(one.due, one.due_why) for one in entries} == {(None, "not_applicable")}
    assert all(one.zh and one.en and one.reply_zh and one.reply_en for one in entries)


def test_the_month_that_the_source_has_lost_is_nobodys_guess() -> None:
    register = example_registers.read(example_registers.IRS_MSP1.read_bytes())
    lost = [one for one in register.recommendation if one.done_why == "lost_in_source"]
    assert [one.rule for one in lost] == ["irs-msp1-05"]
    assert all(one.done_on is None for one in register.recommendation)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('status = "adopted"', 'status = "closed"'), "status"),
        (("open = false", 'open = "no"'), "open"),
        (('rule = "irs-msp1-02"', 'rule = "irs-msp1-01"'), "irs-msp1-01"),
        (("title", "titel"), "title"),
    ],
)
def test_a_mistake_of_a_file_is_a_sentence(change: tuple[str, str], says: str) -> None:
    text = example_registers.IRS_MSP1.read_text("utf-8").replace(*change, 1)
    with pytest.raises(SettingsError, match=says):
        example_registers.read(text.encode())


class Hall:
    """A running gateway."""

    def __init__(self, folder: Path) -> None:
        text = GOOD.replace("/dev/ttyUSB0", "/dev/taxhall-no-such-port") + "[web]\nport = 0\n"
        (folder / "hall.toml").write_text(text, "utf-8")
        self.gateway = Gateway(load(folder / "hall.toml"), FakeClock(), "test")
        self.gateway.start()
        self.at = ["--gateway", self.gateway.web.url, "--token", str(folder / "web-token")]

    def run(self, *typed: str) -> int:
        return recommendations.main([*self.at, *typed])


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    yield hall
    hall.gateway.stop()


def test_the_example_is_loaded_once_and_listed_as_it_is(hall: Hall, capsys: Told) -> None:
    assert hall.run("load") == 0
    first = capsys.readouterr().out.splitlines()
    assert len(first) == 12
    assert hall.run("load") == 0
    assert all("already" in line for line in capsys.readouterr().out.splitlines())
    assert hall.run("list") == 0
    lines = capsys.readouterr().out.splitlines()[::-1]
    assert [line.split()[3] for line in lines] == list(SOURCE)
    assert {line.split()[2] for line in lines} == {"closed"}
    assert [line.split()[1] for line in lines if "lost in the source" in line] == ["irs-msp1-05"]
    assert hall.run("list", "--status", "not_adopted") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert hall.run("list", "--status", "open") == 0
    assert capsys.readouterr().out == ""


def test_gateway_and_token_are_taken_behind_the_verb_too(hall: Hall, capsys: Told) -> None:
    assert hall.run("load") == 0
    before = capsys.readouterr().out
    assert recommendations.main(["list", *hall.at]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(before.splitlines())


def test_the_gateway_lets_its_rules_look_at_the_hall(hall: Hall) -> None:
    assert any(thread.name == "advice" for thread in threading.enumerate())
    hall.gateway.advice.stop()
    assert not any(thread.name == "advice" for thread in threading.enumerate())


def test_what_cannot_be_loaded_or_asked_is_told(hall: Hall, tmp_path: Path, capsys: Told) -> None:
    assert hall.run("load", str(tmp_path / "none.toml")) == 1
    assert "none.toml" in capsys.readouterr().err
    hall.at[3] = str(tmp_path / "no-token")
    with pytest.raises(SystemExit) as ended:
        hall.run("list")
    assert ended.value.code == 2


LEADER, OTHER = Actor(Duty.LEADER, "zhao"), Actor(Duty.LEADER, "qian")
FIRST = date(2026, 11, 23)


def measured_hall(folder: Path, days: int) -> tuple[Path, int]:
    """A hall of so many days, in the middle of which something was done; its number."""
    with open_store(folder / "gateway.db") as store:
        live(store)
        given = GiveRecommendation(rule="x", words="增", measure="F2.mean", now=60, then=30)
        n = store.commit(Do(given, LEADER)).n
        done_on = (FIRST + timedelta(days // 2)).isoformat()
        for i in range(1, days):
            store.commit(OpenDay((FIRST + timedelta(i)).isoformat()))
        due = (FIRST + timedelta(days)).isoformat()
        agreed = AnswerRecommendation(
            recommendation=n, position="agreed", words="好", due=due, cost=100
        )
        store.commit(Do(agreed, LEADER))
        store.commit(Do(Reply(recommendation=n, words="好", status="adopted"), OTHER))
        store.commit(Do(CloseRecommendation(recommendation=n, words="成", done_on=done_on), LEADER))
    path = folder / "hall.toml"
    path.write_text(TOML, "utf-8")
    return path, n


def around(less: float) -> list[DayValue]:
    """Forty days before and after, whose wait fell by so much on the day between."""
    done_on = FIRST + timedelta(2)
    spans = [done_on + timedelta(i) for i in range(-40, 41)]
    return [DayValue(day, 600.0 - less * (day > done_on) + day.day % 3, 9) for day in spans]


def told(path: Path, n: int, capsys: Told, *more: str) -> Any:
    assert recommendations.main(["effect", str(n), "--hall", str(path), "--json", *more]) == 0
    return json.loads(capsys.readouterr().out)


def test_too_few_days_are_told_as_such(tmp_path: Path, capsys: Told) -> None:
    path, n = measured_hall(tmp_path, 4)
    found = told(path, n, capsys)
    assert (found["measured"]["change"], found["measured"]["reason"]) == (None, "too_few")
    assert found["expected"] == {"by": -30, "held": None}
    assert (found["worth"]["cost"], found["worth"]["per_unit"]) == (100, None)
    assert recommendations.main(["effect", str(n), "--hall", str(path)]) == 0
    text = capsys.readouterr().out
    assert "too_few" in text
    assert "太少" in text, "in words too"
    assert text.startswith("平均等候 Mean wait (秒 seconds)"), "a change of -30 is of something"


def test_a_change_is_told_with_interval_expectation_and_cost(
    tmp_path: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, n = measured_hall(tmp_path, 4)
    monkeypatch.setattr(effects, "days_around", lambda *_: around(30))
    found = told(path, n, capsys)
    change = found["measured"]["change"]
    assert change["low"] < -30 < change["high"]
    assert found["expected"]["held"] == "as_expected"
    assert 3 < found["worth"]["per_unit"] < 4
    assert recommendations.main(["effect", str(n), "--hall", str(path)]) == 0
    assert "as_expected" in capsys.readouterr().out


def test_the_days_are_those_of_the_facts(tmp_path: Path, capsys: Told) -> None:
    path, n = measured_hall(tmp_path, 4)
    issued = told(path, n, capsys, "--measure", "issued")
    assert issued["measured"]["before"]["n"] == 0, "three people a day are none (F27)"
    assert issued["expected"] is None


def test_what_is_measured_is_the_business_that_waited_and_not_the_window() -> None:
    one = Recommendation("open_window", "2", "rule", Moment(0, "b", 0), business="A")
    assert effects.whose(one) == "A"
    assert effects.whose(replace(one, business=None)) == "2"


@pytest.mark.parametrize("n", ["1", "999"])
def test_what_is_no_recommendation_has_no_effect(tmp_path: Path, n: str, capsys: Told) -> None:
    path, _ = measured_hall(tmp_path, 4)
    assert recommendations.main(["effect", n, "--hall", str(path)]) == 1
    assert "no recommendation" in capsys.readouterr().err


def test_all_that_was_done_is_tested_back(
    tmp_path: Path, capsys: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = measured_hall(tmp_path, 4)
    typed = ["back-test", "--hall", str(path)]
    assert recommendations.main([*typed, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"too_few_days": 1, "measures": {}}
    monkeypatch.setattr(effects, "days_around", lambda *_: around(20))
    assert recommendations.main([*typed, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["measures"] == {"F2.mean": {"n": 1, "reason": "too_few"}}
    monkeypatch.setattr("insight.effect.LEAST_N", 1)
    assert recommendations.main([*typed, "--json"]) == 0
    tested = json.loads(capsys.readouterr().out)["measures"]["F2.mean"]
    assert tested["bias"] == pytest.approx(10, abs=2), "30 s less were promised, 20 came"
    assert recommendations.main(typed) == 0
    assert "right way 100 %" in capsys.readouterr().out
    assert recommendations.main([*typed, "--rule", "y", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["measures"] == {}
