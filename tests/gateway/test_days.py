"""Which days the gateway opens: by itself, when asked, and never one that would stop the hall."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from gateway.config import load
from gateway.gateway import Gateway
from protocol.commands import Command, RestoreDay, write_command
from tests.gateway.test_config import GOOD
from tests.store.fakes import FakeClock

EVE = 1_795_017_540_000
"""2026-11-18 23:59 in Shanghai, 15:59 in Greenwich."""


@contextmanager
def gateway(folder: Path, clock: FakeClock, first_day: str = "automatic") -> Iterator[httpx.Client]:
    with running(folder, clock, first_day) as (_, client):
        yield client


@contextmanager
def running(
    folder: Path, clock: FakeClock, first_day: str
) -> Iterator[tuple[Gateway, httpx.Client]]:
    text = GOOD.replace("/dev/ttyUSB0", "/dev/taxhall-no-such-port") + "[web]\nport = 0\n"
    text = text.replace("[hall]", f'[hall]\nfirst_day = "{first_day}"')
    (folder / "hall.toml").write_text(text, "utf-8")
    hall = Gateway(load(folder / "hall.toml"), clock, "test")
    hall.start()
    token = (folder / "web-token").read_text("ascii").strip()
    headers = {"Authorization": f"Bearer {token}"}
    try:
        with httpx.Client(base_url=hall.web.url, headers=headers, timeout=10) as client:
            yield hall, client
    finally:
        hall.stop()


def day_of(client: httpx.Client) -> str | None:
    day = client.get("/api/v1/live").json()["day"]
    assert day is None or isinstance(day, str)
    return day


def test_the_first_day_is_that_of_the_wall_in_the_hall(tmp_path: Path) -> None:
    with gateway(tmp_path, FakeClock(wall=EVE)) as client:
        assert day_of(client) == "2026-11-18"
    other = tmp_path / "other"
    other.mkdir()
    with gateway(other, FakeClock(wall=EVE + 60_000)) as client:
        assert day_of(client) == "2026-11-19"


@pytest.mark.parametrize("day", ["9999-12-31", "2026-11-26"])
def test_a_day_that_is_far_ahead_is_refused_and_names_both_dates(tmp_path: Path, day: str) -> None:
    with gateway(tmp_path, FakeClock(wall=EVE)) as client:
        refused = client.post("/api/v1/day", json={"day": day})
        assert refused.status_code == 409
        assert day in refused.json()["detail"]
        assert "2026-11-18" in refused.json()["detail"]
        assert day_of(client) == "2026-11-18"
        assert client.post("/api/v1/day", json={"day": "2026-11-25"}).status_code == 201
        assert day_of(client) == "2026-11-25"


def test_a_clock_that_was_never_set_opens_no_day_and_the_page_says_so(tmp_path: Path) -> None:
    clock = FakeClock(wall=40_000)
    with gateway(tmp_path, clock) as client:
        assert day_of(client) is None
        (told,) = client.get("/api/v1/live").json()["notices"]
        assert "网关时钟是 1970-01-01" in told["zh"]
        assert "clock says 1970-01-01" in told["en"]
        assert "1970" not in client.get("/").text, "that is nothing for people who come"
        refused = client.post("/api/v1/day", json={"day": "2026-11-18"})
        assert refused.status_code == 409
        assert "set the clock" in refused.json()["detail"]
        clock.wall = EVE
        assert client.post("/api/v1/day", json={"day": "2026-11-18"}).status_code == 201
        assert client.get("/api/v1/live").json()["notices"] == []


def test_a_new_store_is_opened_by_nobody_but_who_knows_its_numbers(tmp_path: Path) -> None:
    with gateway(tmp_path, FakeClock(wall=EVE), "asked") as client:
        assert day_of(client) is None
        (told,) = client.get("/api/v1/live").json()["notices"]
        assert "taxhall day --after A=0 --after B=0" in told["en"]
        assert "数据库是新的" in told["zh"]
        assert "尚未开业" in client.get("/").text
        refused = client.post("/api/v1/day", json={"day": "2026-11-18"})
        assert refused.status_code == 409
        assert "numbers of A, B went" in refused.json()["detail"]
        body = {"day": "2026-11-18", "after": {"A": 57}}
        assert "numbers of B went" in client.post("/api/v1/day", json=body).json()["detail"]
        unknown = {"day": "2026-11-18", "after": {"A": 57, "B": 0, "X": 3}}
        assert "no such business" in client.post("/api/v1/day", json=unknown).json()["detail"]
        assert day_of(client) is None, "all of it, or nothing"
        whole = {"day": "2026-11-18", "after": {"A": 57, "B": 0}}
        assert client.post("/api/v1/day", json=whole).status_code == 201
        live = client.get("/api/v1/live").json()
        assert (live["notices"], live["tickets"]) == ([], 0), "others gave out the 57"
    with gateway(tmp_path, FakeClock(wall=EVE), "asked") as client:
        assert day_of(client) == "2026-11-18", "a restart is no new store"
        assert client.post("/api/v1/day", json={"day": "2026-11-19"}).status_code == 201


def test_a_new_hall_begins_at_one_when_somebody_says_so(tmp_path: Path) -> None:
    with gateway(tmp_path, FakeClock(wall=EVE), "asked") as client:
        body = {"day": "2026-11-18", "from_one": True}
        assert client.post("/api/v1/day", json=body).status_code == 201
        assert day_of(client) == "2026-11-18"


def test_no_day_is_opened_ahead_of_its_date_beside_people_who_wait(tmp_path: Path) -> None:
    """Their A001 and the new day's would stand in one room."""
    clock = FakeClock(wall=EVE)
    with gateway(tmp_path, clock) as client:
        made = client.post("/api/v1/tokens", json={"name": "door", "duty": "kiosk"}).json()
        kiosk = {"Authorization": f"Bearer {made['secret']}", "Idempotency-Key": "1"}
        taken = client.post("/api/v1/tickets", json={"business": "A"}, headers=kiosk)
        assert taken.status_code == 201, taken.text
        refused = client.post("/api/v1/day", json={"day": "2026-11-19"})
        assert refused.status_code == 409
        assert "1 open number" in refused.json()["detail"]
        clock.wall += 60_000
        assert client.post("/api/v1/day", json={"day": "2026-11-19"}).status_code == 201


def test_a_day_of_central_that_has_ended_by_this_clock_is_told_with_both_times(
    tmp_path: Path,
) -> None:
    """The clock stands ahead; once it is set, and central has asked again, all is well."""
    clock = FakeClock(wall=EVE)
    with running(tmp_path, clock, "asked") as (hall, client):

        def notices() -> str:
            return str(client.get("/api/v1/live").json()["notices"])

        day = RestoreDay(hall.store.stream, "00000001", 9, {}, 1, 2, ())
        late = Command("late", 1, EVE - 60_000, day)
        assert "gave the day back" not in notices()
        hall.orders.take(RestoreDay.NAME, write_command(late))
        for time in ("2026-11-18 23:58:00 +0800", "2026-11-18 23:59:00 +0800"):
            assert notices().count(time) == 2, "in Chinese and in English"
        assert "start the gateway again" in notices()
        hall.orders.take(RestoreDay.NAME, write_command(Command("new", 1, EVE + 60_000, day)))
        assert "gave the day back" not in notices(), "the rest of it is coming"
        hall.orders.take(RestoreDay.NAME, write_command(replace(late, id="late again")))
        assert client.post("/api/v1/day", json={"day": "today", "from_one": True}).is_success
        assert "gave the day back" not in notices()


@pytest.mark.parametrize(("later_ms", "today"), [(0, "2026-11-18"), (60_000, "2026-11-19")])
def test_today_is_the_date_in_the_hall_whatever_the_zone_of_who_asks(
    tmp_path: Path, later_ms: int, today: str
) -> None:
    with gateway(tmp_path, FakeClock(wall=EVE + later_ms), "asked") as client:
        answer = client.post("/api/v1/day", json={"day": "today", "from_one": True})
        assert (answer.status_code, answer.json()) == (201, {"day": today})
        assert day_of(client) == today


def test_a_clock_that_was_never_set_knows_no_today(tmp_path: Path) -> None:
    with gateway(tmp_path, FakeClock(wall=40_000), "asked") as client:
        refused = client.post("/api/v1/day", json={"day": "today", "from_one": True})
        assert refused.status_code == 409
        assert "1970-01-01" in refused.json()["detail"]
        assert "Set the clock" in refused.json()["detail"]
        assert day_of(client) is None
