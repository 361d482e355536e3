"""`taxhall report` tells what the facts of a hall say, and nothing where there are none."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from insight.measures import BY_ID
from tests.store.fakes import open_store
from tests.tools.audited import live
from tests.tools.damage import rewrite
from tools.report import SHORT, main

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
    assert "rank" in capsys.readouterr().out


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
