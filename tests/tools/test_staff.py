"""`taxhall staff` and `taxhall api-token` at a real gateway: the first account and what follows."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gateway.config import load
from gateway.gateway import Gateway
from tests.gateway.test_config import GOOD
from tests.store.fakes import FakeClock
from tools import api_token, staff

PASSWORD = "four words of a hall"
OTHER = "another one of those"

Reply = pytest.CaptureFixture[str]


class Hall:
    """A running gateway and what is typed beside it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        text = GOOD.replace("/dev/ttyUSB0", "/dev/taxhall-no-such-port") + "[web]\nport = 0\n"
        (folder / "hall.toml").write_text(text, "utf-8")
        self.gateway = Gateway(load(folder / "hall.toml"), FakeClock(), "test")
        self.gateway.start()
        self.at = ["--gateway", self.gateway.web.url, "--token", str(folder / "web-token")]
        self._monkeypatch = monkeypatch

    def staff(self, *typed: str, password: str = "") -> int:
        self._monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        return staff.main([*self.at, *typed])

    def api_token(self, *typed: str) -> int:
        return api_token.main([*self.at, *typed])

    def signs_in(self, name: str, password: str = PASSWORD) -> int:
        url = f"{self.gateway.web.url}/api/v1/session"
        return httpx.post(url, json={"name": name, "password": password}).status_code


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    hall = Hall(tmp_path, monkeypatch)
    yield hall
    hall.gateway.stop()


def test_the_first_account_is_made_with_the_gateways_own_token(hall: Hall, capsys: Reply) -> None:
    assert hall.staff("list") == 0
    assert capsys.readouterr().out == "", "there are accounts that nobody made"
    typed = ("add", "wang", "--duty", "clerk", "--shown", "王小明")
    assert hall.staff(*typed, password=PASSWORD) == 0
    assert "Done" in capsys.readouterr().out
    assert hall.signs_in("wang") == 201
    assert hall.staff("list") == 0
    assert capsys.readouterr().out.startswith("wang  王小明  clerk  ")
    assert hall.staff(*typed, password=PASSWORD) == 1
    assert "此姓名已有账号" in capsys.readouterr().out


def test_somebody_is_sent_away_and_comes_back_with_another_password(
    hall: Hall, capsys: Reply
) -> None:
    hall.staff("add", "caf\u00e9", "--duty", "guide", password=PASSWORD)
    assert hall.staff("deactivate", "cafe\u0301") == 0
    assert hall.signs_in("café") == 401
    capsys.readouterr()
    hall.staff("list")
    assert "cannot sign in" in capsys.readouterr().out
    assert hall.staff("activate", "café") == 0
    assert hall.staff("password", "café", password=OTHER) == 0
    assert hall.signs_in("café", OTHER) == 201
    assert hall.signs_in("café") == 401


def test_what_the_hall_refuses_is_read_as_a_sentence(hall: Hall, capsys: Reply) -> None:
    assert hall.staff("add", "wang", "--duty", "clerk", password="short") == 1
    assert "10" in capsys.readouterr().out
    assert hall.staff("deactivate", "nobody") == 1
    assert "没有这个账号" in capsys.readouterr().out
    assert hall.api_token("revoke", "../staff") == 1
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_password_is_asked_for_twice_at_a_terminal_and_never_an_argument(
    hall: Hall, capsys: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    typed = iter([PASSWORD, OTHER, PASSWORD, PASSWORD])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    add = [*hall.at, "add", "wang", "--duty", "clerk"]
    with pytest.raises(SystemExit, match="two different"):
        staff.main(add)
    assert staff.main(add) == 0
    assert hall.signs_in("wang") == 201
    with pytest.raises(SystemExit):
        staff.main([*add, PASSWORD])


def test_a_kiosk_gets_its_token_once(hall: Hall, capsys: Reply) -> None:
    assert hall.api_token("add", "door", "--duty", "kiosk", "--days", "30") == 0
    secret = capsys.readouterr().out.strip()
    me = f"{hall.gateway.web.url}/api/v1/me"
    headers = {"Authorization": f"Bearer {secret}"}
    assert httpx.get(me, headers=headers).json()["program"] == "door"
    assert hall.api_token("list") == 0
    listed = capsys.readouterr().out
    assert re.fullmatch(r"door  kiosk  到 until 2026-\d\d-\d\d \d\d:\d\d [+-]\d{4}\n", listed), (
        "a bare date would be another one in another zone"
    )
    assert secret not in listed
    assert hall.api_token("revoke", "door") == 0
    assert httpx.get(me, headers=headers).status_code == 401


def test_where_no_gateway_answers_nobody_is_made(tmp_path: Path, capsys: Reply) -> None:
    token = tmp_path / "web-token"
    token.write_text("x", "ascii")
    at = ["--gateway", "http://127.0.0.1:9", "--token", str(token)]
    assert staff.main([*at, "list"]) == 2
    assert staff.main([*at, "deactivate", "wang"]) == 2
    assert api_token.main([*at, "list"]) == 2
    assert capsys.readouterr().out.count("--gateway") == 3
