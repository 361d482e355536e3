"""Central's page says how old what it shows is, and never shows a fault as a zero."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from central.asking import COOKIE
from central.config import Config, County, Hall
from central.ingest import IngestStatus
from central.live import Live
from central.people.accounts import MACHINE
from central.people.nouns import Duty
from central.reader import Reader, ReaderError
from central.reading import read_message
from central.store import DeviceHeard, Heard
from central.today import Today
from central.web import create_app
from central.workers import Elsewhere
from protocol import facts
from protocol.uplink import DeviceState, HallState
from screens.bell import Bell
from tests.asgi import inside
from tests.central.places import city_of, database_of, people_of, reader_of, store_at
from tests.central.stories import items
from tests.uplink.harness import STREAM, row

CONFIG = Config(hall=(Hall(id="h1", name="第一办税厅"), Hall(id="h9", name="第九办税厅")))
NOW = 1_795_000_000.0
PASSWORD = "four dull words here"
ONLINE = IngestStatus(online=True, problem="")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "central.db"
    store = store_at(path)
    heard = Heard("h1", HallState(True, STREAM, "s", "0.1"), fresh=True)
    store.commit(items(row(1), row(2), row(3), row(5)), [heard], int((NOW - 125) * 1000))
    store.commit(read_message("tax/v1/h1/events", b"<junk>"), (), int(NOW * 1000))
    store.close()
    return path


def client(
    path: Path,
    status: IngestStatus = ONLINE,
    config: Config = CONFIG,
    duty: Duty | None = Duty.CITY,
    county: str | None = None,
) -> httpx.Client:
    """As a browser of somebody with this duty; None: of a stranger."""
    reader, zone = reader_of(path), ZoneInfo(config.city.timezone)
    live = Live(config, reader, Today(reader, zone), lambda: status, Bell(), lambda: NOW)
    people = people_of(path)
    app = create_app(config, reader, live, city_of(path, zone), people, lambda: NOW)
    browser = inside(app, headers={"Origin": "http://testserver"})
    if duty is not None:
        if people.accounts.named(duty) is None:
            people.add(MACHINE, duty, duty, duty, county, PASSWORD)
        form = {"name": str(duty), "password": PASSWORD}
        answer = browser.post("/sign-in", data=form, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        assert COOKIE in answer.cookies
    return browser


def test_a_hall_is_shown_with_its_age_and_what_is_missing(path: Path):
    page = client(path, duty=None).get("/").text
    for words in ("第一办税厅", "2 分钟前"):
        assert words in page
    for technical in (STREAM, "not JSON"):
        assert technical not in page
    assert "2 min ago" in client(path, duty=None).get("/?lang=en").text
    h1, _ = client(path).get("/api/v1/halls").json()["halls"]
    assert (h1["facts"], h1["through"], h1["missing"], h1["age_s"]) == (4, 3, 1, 125)


def test_a_hall_that_was_never_heard_says_so_and_shows_no_zero(path: Path):
    assert "尚未收到本厅数据" in client(path).get("/").text
    h9 = client(path).get("/api/v1/halls").json()["halls"][1]
    assert h9["state"] == "never"
    assert {h9[key] for key in ("facts", "through", "missing", "age_s", "online", "today")} == {
        None
    }
    assert 'hall="h9"' not in client(path).get("/metrics").text


def test_the_days_counts_follow_late_facts_and_a_new_day(path: Path):
    web = client(path)

    def day() -> dict[str, Any]:
        today = web.get("/api/v1/halls").json()["halls"][0]["today"]
        assert isinstance(today, dict)
        return today

    assert (day()["day"], day()["issued"]) == ("2026-11-22", 0)
    store = store_at(path)
    store.commit(items(row(4), row(6)), (), 1)
    assert (day()["issued"], day()["waiting"]) == (2, 2)
    store.commit(items(replace(row(7), fact=facts.TicketCalled(4, "1"))), (), 1)
    assert (day()["issued"], day()["waiting"], day()["called"]) == (2, 1, 1)
    store.commit(items(replace(row(8), fact=facts.DayOpened("2026-11-23"), cause=None)), (), 1)
    assert (day()["day"], day()["issued"]) == ("2026-11-23", 0)
    store.close()


def test_a_central_cut_off_from_its_broker_claims_nothing_about_now(path: Path):
    cut = IngestStatus(online=False, problem="broker:1883: refused")
    page = client(path, cut).get("/").text
    assert "暂时收不到各厅的数据" in page
    assert "refused" not in page
    assert client(path, cut).get("/api/v1/halls").json()["halls"][0]["state"] == "unknown"


def test_a_database_that_cannot_be_read_is_a_fault_and_no_empty_page(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    broken = client(path)

    def fails(*_: object) -> None:
        raise ReaderError("central.db cannot be read: disk I/O error")

    monkeypatch.setattr(Reader, "halls", fails)
    for address in ("/", "/waiting", "/api/v1/halls", "/api/v1/figures?day=2026-11-22", "/metrics"):
        assert broken.get(address).status_code == 503
    assert "无法读取" in broken.get("/").text


def test_what_is_confirmed_and_no_fact_is_a_fault_of_its_hall(path: Path):
    web = client(path)
    store = store_at(path)
    known = row(3).fact
    assert isinstance(known, facts.DeviceRecord)
    other = replace(row(4), fact=replace(known, payload="07"), cause=None)
    store.commit(items(other), (), int(NOW * 1000))
    store.close()
    h1, _ = web.get("/api/v1/halls").json()["halls"]
    assert (h1["through"], h1["facts"], h1["set_aside"]) == (5, 4, 1)
    assert 'taxhall_central_hall_set_aside{hall="h1"} 1.0' in web.get("/metrics").text


def test_the_figures_are_there_for_prometheus(path: Path):
    figures = client(path).get("/metrics").text
    assert 'taxhall_central_hall_facts{hall="h1"} 4.0' in figures
    assert 'taxhall_central_alarms_total{kind="quarantine_unreadable"} 1.0' in figures


def test_the_page_needs_nothing_from_another_host(path: Path):
    page = client(path)
    text = page.get("/").text
    assert "http://" not in text.replace("http://testserver", "")
    assert "https://" not in text
    assert page.get("/static/public.css").status_code == 200


def test_what_a_hostile_message_says_is_shown_as_text(path: Path):
    config = Config(hall=(Hall(id="h1", name="<b>一"),))
    page = client(path, config=config).get("/").text
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


def figures_of(path: Path, asked: str) -> dict[str, Any]:
    answer = client(path).get(f"/api/v1/figures?{asked}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def value(figures: list[dict[str, Any]], measure: str) -> float | None:
    found: float | None = {one["measure"]: one["value"] for one in figures}[measure]
    return found


def test_the_citys_figures_are_sums_and_name_who_has_told_nothing(path: Path):
    store = store_at(path)
    store.commit(items(row(4), row(6)), (), 1)
    other = [replace(row(n, "h2", "0000beef")) for n in (1, 2, 4)]
    store.commit(items(*other), (), 2)
    told = figures_of(path, "day=2026-11-22")
    assert value(told["city"], "issued") == 3
    halls = {one["id"]: one for one in told["halls"]}
    assert value(halls["h1"]["figures"], "issued") == 2
    assert halls["h9"]["figures"] is None
    assert (halls["h2"]["rows_missing"], halls["h9"]["rows_missing"]) == (1, None)
    assert told["missing"] == [{"id": "h9", "name": "第九办税厅", "days": ["2026-11-22"]}]
    next_day = replace(row(8), fact=facts.DayOpened("2026-11-23"), cause=None)
    store.commit(items(next_day), (), 3)
    store.close()
    month = figures_of(path, "month=2026-11")
    assert month["days"] == ["2026-11-22", "2026-11-23"]
    assert value(month["city"], "issued") == 3
    assert {one["id"]: one["days"] for one in month["missing"]} == {
        "h2": ["2026-11-23"],
        "h9": ["2026-11-22", "2026-11-23"],
    }


def test_a_day_of_which_no_hall_has_told_has_no_figures(path: Path):
    told = figures_of(path, "day=2001-01-01")
    assert (told["city"], told["days"]) == (None, [])
    assert [one["id"] for one in told["missing"]] == ["h1", "h9"]


@pytest.mark.parametrize("asked", ["", "day=x", "month=2026", "day=2026-11-22&month=2026-11"])
def test_what_is_no_period_is_told(path: Path, asked: str):
    assert client(path).get(f"/api/v1/figures?{asked}").status_code == 422


def test_structural_pressure_needs_numbers_and_compares_halls(path: Path, tmp_path: Path):
    halls = (
        Hall(id="h1", name="一", active_taxpayers=9000, windows=10),
        Hall(id="h2", name="二", active_taxpayers=3000, windows=10),
        Hall(id="h9", name="九", windows=4),
    )
    web = client(path, config=Config(hall=halls))
    told = web.get("/api/v1/figures?day=2026-11-22").json()
    structure = {one["id"]: one["structure"] for one in told["halls"]}
    assert structure["h1"] == {"index": 900.0, "parameter": 1.5, "reason": None}
    assert structure["h2"]["parameter"] == 0.5
    assert structure["h9"] == {"index": None, "parameter": None, "reason": "not_set"}


def worker_says(path: Path, name: str, seconds_ago: int, status: IngestStatus) -> None:
    values = name, int((NOW - seconds_ago) * 1000), json.dumps(asdict(status))
    with database_of(path).transaction() as transaction:
        transaction.execute("INSERT INTO worker VALUES (?, ?, ?)", *values)


def test_each_worker_is_shown_with_the_age_of_its_word_and_a_silent_one_claims_nothing(path: Path):
    worker_says(path, "1", 3, replace(ONLINE, rows=7))
    worker_says(path, "2", 90, replace(ONLINE, rows=8))
    worker_says(path, "3", 4, IngestStatus(problem="the broker does not answer"))
    worker_says(path, "long gone", 8 * 86_400, ONLINE)
    told = client(path).get("/api/v1/workers").json()["workers"]
    shown = [(one["name"], one["state"], one["online"], one["age_s"]) for one in told]
    assert shown == [
        ("1", "online", True, 3),
        ("2", "silent", None, 90),
        ("3", "offline", False, 4),
    ]
    assert told[2]["problem"] == "the broker does not answer"
    figures = client(path).get("/metrics").text
    assert 'taxhall_central_worker_rows_total{worker="1"} 7.0' in figures
    assert 'taxhall_central_worker_online{worker="3"} 0.0' in figures
    assert 'taxhall_central_worker_heard_age_seconds{worker="2"} 90.0' in figures
    assert 'taxhall_central_worker_online{worker="2"}' not in figures
    assert client(path, duty=None).get("/api/v1/workers").status_code == 401


def test_pages_that_stand_alone_go_by_the_workers_that_have_been_heard(path: Path):
    away = Elsewhere(reader_of(path), lambda: NOW)
    assert not away.status().online
    assert "start one" in away.status().problem
    worker_says(path, "1", 90, ONLINE)
    assert not away.status().online, "a worker that has been silent was taken for there"
    worker_says(path, "2", 4, IngestStatus(problem="no broker"))
    assert away.status().problem == "worker 2: no broker"
    worker_says(path, "3", 4, replace(ONLINE, rows=3))
    assert (away.status().online, away.status().rows) == (True, 3)


def test_a_hole_is_shown_with_how_far_it_holds_back_and_for_how_long(path: Path):
    store = store_at(path)
    store.commit(items(row(9)), (), int((NOW - 60) * 1000))
    store.close()
    h1, h9 = client(path).get("/api/v1/halls").json()["halls"]
    assert (h1["through"], h1["lag"], h1["hole_age_s"]) == (3, 6, 125)
    assert (h9["lag"], h9["hole_age_s"]) == (None, None)
    figures = client(path).get("/metrics").text
    assert 'taxhall_central_hall_hole_age_seconds{hall="h1"} 125.0' in figures


def test_a_halls_boards_are_those_that_it_told_of_with_their_age(path: Path):
    board = DeviceState("e660583883265039", "dispenser", "门口", "silent", 5, paper="near_end")
    store = store_at(path)
    store.commit((), [DeviceHeard("h1", board)], int((NOW - 40) * 1000))
    store.close()
    (told,) = client(path).get("/api/v1/halls/h1/devices").json()["devices"]
    assert told == asdict(board) | {"heard_ms": int((NOW - 40) * 1000), "age_s": 40}
    assert client(path).get("/api/v1/halls/h9/devices").json()["devices"] == []
    assert client(path).get("/api/v1/halls/nowhere/devices").status_code == 404
    assert client(path, duty=None).get("/api/v1/halls/h1/devices").status_code == 401


def test_a_countys_people_see_no_boards_of_others(path: Path):
    halls = (Hall(id="h1", name="一"), Hall(id="h2", name="二", county="east"))
    config = Config(hall=halls, county=(County(id="east", name="东"),))
    web = client(path, config=config, duty=Duty.COUNTY, county="east")
    assert web.get("/api/v1/halls/h1/devices").status_code == 404
    assert web.get("/api/v1/halls/h2/devices").status_code == 200
