"""`taxhall report` tells what the facts of a hall say, and nothing where there are none."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gateway.hall.calls import CallNext
from gateway.hall.here import Actor, Duty
from gateway.hall.services import Finish, Start
from gateway.hall.windows import LogIn, OpenWindow
from gateway.kept_figures import KeptFigures
from gateway.store import OpenDay, Store
from gateway.store.wished import Do as Wished
from insight.measures import BY_ID
from insight.scope import Scope
from insight.tally import Tally
from protocol import records
from tests.store.fakes import Do, FakeClock, call_pad, dispenser, open_store
from tests.tools.audited import live
from tests.tools.damage import rewrite
from tools.report import SHORT, main, research

ROOT = Path(__file__).parents[2]

TOML = """
[hall]
id = "hall-1"
name = "城东办税服务厅"
[[business]]
code = "A"
name = "发票业务"
[[window]]
id = "1"
name = "1号窗口"
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


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """A morning: three come, one is served and rates, one does not come, one press is too late."""
    with open_store(tmp_path / "gateway.db") as store:
        live(store)
    path = tmp_path / "hall.toml"
    path.write_text(TOML, "utf-8")
    return path


def told(hall: Path, capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    assert main([*options, "--hall", str(hall), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_figures_of_a_day(hall: Path, capsys: pytest.CaptureFixture[str]):
    report = told(hall, capsys, "day")
    figures = {one["measure"]: one for one in report["hall"]}
    assert (figures["issued"]["value"], figures["F8.count"]["value"]) == (3, 1)
    assert figures["F8.rate"]["value"] == 0.5
    assert (figures["F10.very"]["value"], figures["F10.very"]["n"]) == (1.0, 1)
    assert (figures["F13.accuracy"]["value"], figures["F13.accuracy"]["reason"]) == (
        None,
        "none_yet",
    )
    assert set(report["window"]) == {"1"}


def test_a_month_is_the_sum_of_its_days(hall: Path, capsys: pytest.CaptureFixture[str]):
    day = told(hall, capsys, "day")
    month = told(hall, capsys, "month", "--of", day["period"][0][:7])
    assert [one["value"] for one in month["hall"]] == [one["value"] for one in day["hall"]]


def test_people_read_it_in_two_languages(hall: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["day", "--hall", str(hall)]) == 0
    text = capsys.readouterr().out
    assert "无效叫号率" in text
    assert "50.0 %" in text
    assert "Invalid call rate" in text


def test_nobody_is_ranked_after_one_service(hall: Path, capsys: pytest.CaptureFixture[str]):
    assert told(hall, capsys, "staff")["scores"] == [], "no clerk had logged in"
    assert main(["staff", "--hall", str(hall)]) == 0
    text = capsys.readouterr().out
    assert "无人登录办理" in text, "an empty table says why it is empty"
    assert "Nobody served under a name" in text
    assert main(["day", "--hall", str(hall)]) == 0
    assert "无人登录办理" in capsys.readouterr().out


def test_a_day_that_never_was_is_told(hall: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["day", "--hall", str(hall), "--of", "2001-01-01"]) == 1
    assert "no figures of 2001-01-01" in capsys.readouterr().err


def test_a_hall_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["day", "--hall", str(tmp_path / "hall.toml")]) == 1
    told = capsys.readouterr().err
    assert "hall.toml" in told
    assert "with --hall." in told
    (tmp_path / "hall.toml").write_text(TOML, "utf-8")
    assert main(["day", "--hall", str(tmp_path / "hall.toml")]) == 1
    assert "gateway.db" in capsys.readouterr().err


@pytest.mark.parametrize(
    "of", ["foo", "", "2026", "2026-13", "2026-11-31", "20261123", "2026-W47-1"]
)
def test_what_is_no_date_is_told_before_anything_is_read(
    of: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(SystemExit):
        main(["day", "--hall", str(tmp_path / "hall.toml"), "--of", of])
    told = capsys.readouterr().err
    assert f"{of!r} is no date" in told
    assert "2026-11-23" in told


def test_the_heads_of_a_table_are_whole_and_stand_over_their_figures(
    hall: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["day", "--hall", str(hall)]) == 0
    lines = capsys.readouterr().out.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("window"))
    assert all(BY_ID[id].words.en in lines[at] for id in SHORT)
    assert all(BY_ID[id].words.zh in lines[at - 1] for id in SHORT), "in both languages"
    assert len(lines[at]) == len(lines[at + 1])


def test_nothing_is_told_of_facts_that_were_altered(hall: Path, capsys: pytest.CaptureFixture[str]):
    rewrite(hall.parent / "gateway.db", "DELETE FROM fact WHERE type = 'ticket.no_show'")
    assert main(["day", "--hall", str(hall)]) == 1
    told = capsys.readouterr()
    assert "is not what was written" in told.err
    assert not told.out


def test_a_row_with_a_time_that_no_calendar_has_is_named(
    hall: Path, capsys: pytest.CaptureFixture[str]
):
    rewrite(
        hall.parent / "gateway.db",
        "UPDATE fact SET at_ms = 253402300800000 WHERE type = 'ticket.issued'",
    )
    assert main(["day", "--hall", str(hall)]) == 1
    assert "is not what was written" in capsys.readouterr().err


def test_a_terminal_without_hanzi_gets_the_figures(hall: Path):
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "tools.cli", "report", "day", "--hall", str(hall)]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert b"Invalid call rate" in done.stdout


def test_a_month_is_no_day(hall: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["day", "--hall", str(hall), "--of", "2026-11"])
    assert "report month --of 2026-11" in capsys.readouterr().err


def test_tallies_that_are_kept_tell_the_same_and_a_recount_says_why(
    hall: Path, capsys: pytest.CaptureFixture[str]
):
    counted = told(hall, capsys, "month")
    assert main(["month", "--hall", str(hall)]) == 0
    assert "Counted from the facts" in capsys.readouterr().err
    keep(hall)
    assert main(["month", "--hall", str(hall), "--json"]) == 0
    kept = capsys.readouterr()
    assert not kept.err
    assert json.loads(kept.out) == counted
    rewrite(
        hall.parent / "gateway-figures.db",
        "UPDATE tally SET counts = '[{\"issued\": 77}, {}, \"I\"]', lengths = x''",
    )
    believed = told(hall, capsys, "month")["hall"]
    assert {one["measure"]: one["value"] for one in believed}["issued"] == 77
    assert told(hall, capsys, "month", "--recount") == counted


@pytest.mark.parametrize("how", ["lengths = x'01'", "counts = '[1'"])
def test_tallies_that_a_disk_has_spoilt_are_counted_from_the_facts(
    hall: Path, capsys: pytest.CaptureFixture[str], how: str
):
    counted = told(hall, capsys, "month")
    keep(hall)
    file = hall.parent / "gateway-figures.db"
    rewrite(file, f"UPDATE tally SET {how}")
    assert main(["month", "--hall", str(hall), "--json"]) == 0
    answer = capsys.readouterr()
    assert json.loads(answer.out) == counted
    assert "Counted from the facts: The figures file" in answer.err
    assert file.exists(), "it is the gateway's"


def test_tallies_that_are_behind_are_not_told(hall: Path, capsys: pytest.CaptureFixture[str]):
    keep(hall)
    with open_store(hall.parent / "gateway.db") as store:
        board = dispenser(store)
        board.journal = 9
        board.deliver(board.write(records.BOOT, records.boot_payload(1, 1)))
        board.press(0)
    assert main(["day", "--hall", str(hall), "--json"]) == 0
    told = capsys.readouterr()
    assert "goes to fact" in told.err
    issued = {one["measure"]: one["value"] for one in json.loads(told.out)["hall"]}["issued"]
    assert issued == 4


def test_nothing_is_told_of_altered_facts_by_a_recount(
    hall: Path, capsys: pytest.CaptureFixture[str]
):
    keep(hall)
    rewrite(hall.parent / "gateway.db", "DELETE FROM fact WHERE type = 'ticket.no_show'")
    assert main(["day", "--hall", str(hall), "--recount"]) == 1
    assert "is not what was written" in capsys.readouterr().err


def keep(hall: Path) -> None:
    with open_store(hall.parent / "gateway.db") as store:
        figures = KeptFigures(store, ZoneInfo("Asia/Shanghai"))
        figures.of("0000", "9999")
        figures.stop()


def test_a_window_that_was_left_open_overnight_counts_the_next_days_hours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    clock = FakeClock()
    (tmp_path / "hall.toml").write_text(TOML, "utf-8")
    with open_store(tmp_path / "gateway.db", clock=clock) as store:
        clerk = Actor(Duty.CLERK, "s-wang")
        for wish in (LogIn(window="1"), OpenWindow(window="1")):
            store.commit(Wished(wish, clerk))
        after(clock, 15)
        store.commit(OpenDay("2026-11-24"))
        keys = dispenser(store)
        keys.deliver(keys.write(records.BOOT, records.boot_payload(1, 1)))
        keys.press(0)
        after(clock, 1)
        store.commit(Wished(CallNext(window="1"), clerk))
        store.commit(Wished(Start(window="1"), clerk))
        after(clock, 1)
        store.commit(Wished(Finish(window="1"), clerk))
        staff = add_account(store, "s-wang", "王小明")
    (one,) = told(tmp_path / "hall.toml", capsys, "staff", "--of", "2026-11-24")["scores"]
    assert one["open_h"] == pytest.approx(2.0), staff
    assert main(["staff", "--hall", str(tmp_path / "hall.toml"), "--names"]) == 0
    text = capsys.readouterr().out
    assert "王小明" in text
    assert "s-wang" not in text
    assert main(["day", "--hall", str(tmp_path / "hall.toml")]) == 0
    assert "王小明" not in capsys.readouterr().out


def test_programs_get_no_names(hall: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["staff", "--hall", str(hall), "--names", "--json"])
    assert "carries no names" in capsys.readouterr().err


def after(clock: FakeClock, hours: float) -> None:
    clock.wall += int(hours * 3_600_000)
    clock.mono += int(hours * 3_600_000)


def add_account(store: Store, token: str, shown: str) -> str:
    store.commit(
        Do(
            lambda tx: tx.db.execute(
                "INSERT INTO account(token, name, shown, duty, at_ms) VALUES (?, ?, ?, ?, 0)",
                (token, "wang", shown, "clerk"),
            )
        )
    )
    return token


@pytest.mark.parametrize("what", ["series", "opinions", "channels"])
def test_the_other_reports_are_told_in_words_and_for_programs(
    what: str, hall: Path, capsys: pytest.CaptureFixture[str]
):
    for of in ("2026-11", "2026-11-23"):
        report = told(hall, capsys, what, "--of", of)
        assert report["period"] == ["2026-11-23", "2026-11-23"]
        assert main([what, "--hall", str(hall), "--of", of]) == 0
        assert capsys.readouterr().out.startswith("2026-11-23")


def test_a_series_of_a_day_has_its_quarter_hours_and_one_of_a_month_its_days(
    hall: Path, capsys: pytest.CaptureFixture[str]
):
    day = told(hall, capsys, "series", "--of", "2026-11-23")
    assert [one["value"] for one in day["points"]] == [3]
    assert ":" in day["points"][0]["at"]
    month = told(hall, capsys, "series", "--of", "2026-11", "--measure", "F8.rate")
    assert [(one["at"], one["value"]) for one in month["points"]] == [("2026-11-23", None)]
    assert month["points"][0]["n"] == 2, "of two people there is no rate to tell"


def test_structural_pressure_is_null_with_a_reason_until_somebody_says_how_many(
    hall: Path, capsys: pytest.CaptureFixture[str]
):
    assert told(hall, capsys, "day")["structure"] == {
        "active_taxpayers": None,
        "windows": 1,
        "index": None,
        "reason": "not_set",
    }
    assert main(["day", "--hall", str(hall)]) == 0
    assert "active_taxpayers under [hall]" in capsys.readouterr().out, "and says what to do"
    hall.write_text(TOML.replace('id = "hall-1"', 'id = "hall-1"\nactive_taxpayers = 900'), "utf-8")
    assert told(hall, capsys, "day")["structure"]["index"] == 900


def test_what_rests_on_the_wall_clock_is_marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    clock = FakeClock()
    (tmp_path / "hall.toml").write_text(TOML, "utf-8")
    with open_store(tmp_path / "gateway.db", clock=clock) as store:
        keys, pad = dispenser(store), call_pad(store)
        for board in (keys, pad):
            board.deliver(board.write(records.BOOT, records.boot_payload(1, 1)))
        keys.press(0)
        clock.boot, clock.wall = "b0070002", clock.wall + 60_000
        pad.act(records.NEXT)
        pad.act(records.START)
    assert main(["day", "--hall", str(tmp_path / "hall.toml")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("Mean wait" in line and "inferred 100.0 %" in line for line in lines)
    assert not any("Numbers" in line and "inferred" in line for line in lines)


def test_figures_for_research_say_that_they_are_and_that_nothing_is_recorded(
    hall: Path, capsys: pytest.CaptureFixture[str]
):
    report = told(hall, capsys, "research")
    (one,) = report["F24"]["businesses"]
    assert (one["business"], one["index"], one["n"]) == ("A", None, 0)
    assert (one["reason"], one["label"]) == ("not_recorded", "research")
    assert (report["F30"]["methods"], report["F30"]["reason"]) == ({}, "not_recorded")
    assert {signal["reason"] for signal in one["beside"].values()} == {"too_few"}
    assert {signal["value"] for signal in one["beside"].values()} == {None}
    assert one["beside"]["F16.left"]["n"] == 3
    assert main(["research", "--of", report["period"][0][:7], "--hall", str(hall)]) == 0
    text = capsys.readouterr().out
    for words in ("研究指标", "Research figure", "权重未经验证", "weights are unverified"):
        assert words in text
    for words in ("办税焦虑指数", "Anxiety index", "身份认证负担", "not_recorded"):
        assert words in text
    assert "staff" not in json.dumps(report)


def test_what_stands_beside_the_index_is_of_thirty_people_at_least():
    tally = Tally()
    tally.count("issued", 30)
    tally.count("cancelled", 3)
    (one,) = research.of({Scope("business", "A"): tally}, ["A"])["F24"]["businesses"]
    assert one["beside"]["F16.left"] == {"value": 0.1, "n": 30, "unit": "share", "reason": None}
    assert one["index"] is None, "signals are not the index"
