"""The units of systemd and the set-up of PostgreSQL, as far as they can be tried here."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.cli import main

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def settings(unit: Path) -> dict[str, str]:
    lines = [line for line in unit.read_text("utf-8").splitlines() if "=" in line]
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_program_that_there_is(
    unit: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = settings(unit)
    command = re.fullmatch(r"/opt/taxhall/\.venv/bin/taxhall (.+)", told["ExecStart"])
    assert command is not None
    words = command[1].replace("%i", "1").split()
    options = [word for word in words if word.startswith("--")]
    with pytest.raises(SystemExit) as ended:
        main([*(word for word in words[: words.index(options[0])]), "--help"])
    assert ended.value.code == 0
    helped = capsys.readouterr().out
    assert all(option in helped for option in options)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_watched_and_has_least_rights(unit: Path) -> None:
    told = settings(unit)
    assert told["Type"] == "notify"
    assert told["Restart"] == "always"
    assert int(told["WatchdogSec"]) >= 30
    assert told["User"] != "root"
    assert told["NoNewPrivileges"] == "yes"
    assert told["CapabilityBoundingSet"] == ""
    assert told["ProtectSystem"] == "strict"
    assert told["StateDirectoryMode"] == "0700"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_started_again_however_often_it_ended(unit: Path) -> None:
    """Central has nothing to begin with while PostgreSQL recovers from a power cut at boot."""
    told = settings(unit)
    assert told["StartLimitIntervalSec"] == "0"
    assert "StartLimitBurst" not in told
    assert told["RestartSec"] == "10"


def test_the_broker_may_have_a_connection_for_each_of_ten_thousand_halls() -> None:
    told = settings(DEPLOY / "systemd" / "mosquitto.service.d" / "taxhall.conf")
    assert int(told["LimitNOFILE"]) > 10_000 + 1_000
    assert (told["Restart"], told["StartLimitIntervalSec"]) == ("always", "0")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_knows_every_word_of_a_unit(unit: Path, tmp_path: Path) -> None:
    (tmp_path / unit.name).write_text(
        re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", unit.read_text("utf-8")), "utf-8"
    )
    name = unit.name.replace("@", "@1")
    (tmp_path / name).write_text((tmp_path / unit.name).read_text("utf-8"), "utf-8")
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert unit.stem not in told.stderr, told.stderr
