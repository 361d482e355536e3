"""`taxhall day` at a real page: what the duty leader reads when the day is not opened."""

import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from gateway.hall.numbers import not_named
from gateway.web.opening import DayWanted, check_day, check_first_day
from tests.hall.hall import PLAN
from tests.web.halls import TOKEN, Hall, deeds, served
from tools.day import main

TODAY = date(2026, 11, 22)


@pytest.fixture
def token(tmp_path: Path) -> str:
    path = tmp_path / "web-token"
    path.write_text(TOKEN, "ascii")
    return str(path)


def opened(wanted: DayWanted) -> date:
    day = wanted.day or TODAY
    check_day(day, TODAY)
    check_first_day(wanted, not_named(PLAN, wanted.after))
    return day


@pytest.fixture
def gateway() -> Iterator[str]:
    with served(Hall(), deeds(opened)) as client:
        yield str(client.base_url)


@pytest.mark.parametrize(
    ("day", "code", "words"),
    [
        ("2026-11-23", 0, ["2026-11-23 is open"]),
        ("9999-12-31", 1, ["9999-12-31", "2026-11-22", "nothing was changed"]),
        ("1893456000", 1, ["like", "2026-11-22"]),
        ("morgen", 1, ["like", "2026-11-22"]),
    ],
)
def test_each_answer_is_one_sentence(
    gateway: str,
    token: str,
    capsys: pytest.CaptureFixture[str],
    day: str,
    code: int,
    words: list[str],
) -> None:
    assert main([day, "--from-one", "--gateway", gateway, "--token", token]) == code
    said = capsys.readouterr().out
    assert len(said.splitlines()) == 1
    for word in words:
        assert word in said


def test_without_a_date_it_is_today_as_the_hall_says(
    gateway: str, token: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--from-one", "--gateway", gateway, "--token", token]) == 0
    assert "2026-11-22 is open" in capsys.readouterr().out


def test_a_new_store_wants_to_know_the_last_number_of_each_business(
    gateway: str, token: str, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["2026-11-22", "--gateway", gateway, "--token", token]
    assert main([*at, "--after", "A=57", "--after", "C=0"]) == 1
    said = capsys.readouterr().out
    assert "业务 B " in said
    assert "numbers of B went" in said
    assert main([*at, "--after", "A=57", "--after", "C=0", "--after", "B=3"]) == 0
    with pytest.raises(SystemExit):
        main([*at, "--after", "57"])
    assert "like A=57" in capsys.readouterr().err


def test_who_is_no_gateway_is_told_as_such(token: str, capsys: pytest.CaptureFixture[str]) -> None:
    class Other(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Other) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{other.server_port}"
        assert main(["2026-11-23", "--gateway", url, "--token", token]) == 1
        other.shutdown()
    assert "is it a gateway" in capsys.readouterr().out
