"""`taxhall scores`: freezes where no gateway runs, asks it where one does, proves and explains."""

import json
from pathlib import Path
from typing import Any

import pytest

from gateway import config
from gateway.clock import SystemClock
from gateway.gateway import Gateway
from tests.scores.months import MONTH, WANG, november
from tests.store.fakes import Do as Run
from tests.tools.damage import rewrite
from tests.tools.test_report import TOML
from tools import asking
from tools.scores import main


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """Its November is over."""
    one = november(tmp_path / "gateway.db")
    one.end()
    one.store.close()
    path = tmp_path / "hall.toml"
    path.write_text(TOML, "utf-8")
    return path


def run(verb: str, hall: Path, *options: str) -> int:
    return main([verb, "--hall", str(hall), "--of", MONTH, *options])


def told(verb: str, hall: Path, capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    assert run(verb, hall, "--json", *options) == 0
    return json.loads(capsys.readouterr().out)


def test_a_month_is_frozen_proved_and_explained(hall: Path, capsys: pytest.CaptureFixture[str]):
    assert run("prove", hall) == 1
    assert "not frozen" in capsys.readouterr().err
    open_yet = told("explain", hall, capsys, "--staff", WANG)
    first = told("freeze", hall, capsys)
    assert (first["version"], first["people"], first["again"]) == (1, 2, False)
    assert told("freeze", hall, capsys)["again"]
    assert told("prove", hall, capsys)["equal"]
    found = told("explain", hall, capsys, "--staff", WANG)
    assert found["versions"][0]["score"] == open_yet["score"]
    assert len(found["facts"]) == 32


def test_people_read_it_in_two_languages(hall: Path, capsys: pytest.CaptureFixture[str]):
    assert run("explain", hall, "--staff", WANG) == 0
    assert "尚未定稿" in capsys.readouterr().out
    assert run("freeze", hall) == 0
    assert "已定稿。 Version 1 of the scores of 2026-11 is frozen" in capsys.readouterr().out
    assert run("prove", hall) == 0
    assert "Equal: 1 version(s) of 2 scores" in capsys.readouterr().out
    assert run("explain", hall, "--staff", WANG) == 0
    text = capsys.readouterr().out
    assert "得分 score" in text
    assert "排名 rank 2 / 2" in text
    assert "rating 1 (fact" in text


def test_a_changed_row_is_found(hall: Path, capsys: pytest.CaptureFixture[str]):
    run("freeze", hall)
    change = f"UPDATE score SET told = json_set(told, '$.rank', 1) WHERE staff = '{WANG}'"
    rewrite(hall.parent / "gateway.db", change)
    assert run("prove", hall) == 1
    text = capsys.readouterr().out
    assert "Not equal" in text
    assert "the kept score of wang says rank 1 and not 2" in text


def test_who_served_nobody_has_no_score(hall: Path, capsys: pytest.CaptureFixture[str]):
    assert run("explain", hall, "--staff", "chen") == 1
    assert "chen served nobody" in capsys.readouterr().err


def test_people_are_named_as_they_sign_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    one = november(tmp_path / "gateway.db")
    account = "INSERT INTO account(token, name, shown, duty, at_ms) VALUES (?, ?, ?, 'clerk', 0)"
    one.store.commit(Run(lambda tx: tx.db.execute(account, (WANG, "wang.w", "王小明"))))
    one.end()
    one.store.close()
    (tmp_path / "hall.toml").write_text(TOML, "utf-8")
    for verb in ("explain", "freeze", "explain"):
        options = ("--staff", "wang.w") if verb == "explain" else ()
        found = told(verb, tmp_path / "hall.toml", capsys, *options)
    assert found["versions"][0]["score"]["staff"] == WANG
    assert len(found["facts"]) == 32


def test_a_running_gateway_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    one = november(tmp_path / "gateway.db")
    one.end()
    (tmp_path / "hall.toml").write_text(TOML + "[web]\nport = 9\n", "utf-8")
    asked = []

    def ask(options: Any, path: str) -> asking.Answer:
        asked.append((options.gateway, options.token, path))
        if len(asked) == 1:
            return asking.Answer(0, {"month": MONTH, "busy": True})
        document = {"month": MONTH, "version": 1, "people": 2, "digest": "d", "again": True}
        return asking.Answer(0, document)

    monkeypatch.setattr(asking, "ask", ask)
    assert run("freeze", tmp_path / "hall.toml") == 0
    one.store.close()
    assert "nothing was changed" in capsys.readouterr().out
    path = f"/api/v1/scores/{MONTH}"
    assert asked == [("http://127.0.0.1:9", tmp_path / "web-token", path)] * 2


def test_a_hall_whose_gateway_does_not_answer_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    one = november(tmp_path / "gateway.db")
    one.end()
    (tmp_path / "hall.toml").write_text(TOML, "utf-8")
    assert run("freeze", tmp_path / "hall.toml") == 2
    one.store.close()
    assert "web-token" in capsys.readouterr().err


@pytest.mark.parametrize("of", ["2026-11-01", "2026-13", "november", ""])
def test_what_is_no_month_is_told(of: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["prove", "--hall", str(tmp_path / "hall.toml"), "--of", of])
    assert "is no month" in capsys.readouterr().err


def test_a_gateway_that_runs_freezes_by_its_own_token(
    hall: Path, capsys: pytest.CaptureFixture[str]
):
    """All of it: the file's address, the token beside the database, the page's own thread."""
    text = TOML.replace("/dev/ttyUSB0", "/dev/taxhall-no-such-port")
    hall.write_text(f"{text}[web]\nport = 0\n", "utf-8")
    gateway = Gateway(config.load(hall), SystemClock(), "test")
    gateway.start()
    try:
        hall.write_text(f"{text}[web]\nport = {gateway.web.url.rpartition(':')[2]}\n", "utf-8")
        assert told("freeze", hall, capsys)["again"] is False
        assert told("freeze", hall, capsys)["again"] is True
        assert told("prove", hall, capsys)["equal"]
        with gateway.store.reader() as reader:
            (entry,) = reader.of_types(["score.frozen"])
        assert getattr(entry.fact, "staff", "") is None
    finally:
        gateway.stop()
