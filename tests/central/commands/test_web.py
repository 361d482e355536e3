"""Asking over HTTP: who may, what is refused, and waiting for a hall's word."""

import hashlib
import json
import threading
import time
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from central.asking import COOKIE
from central.commands import web
from central.commands.commanding import Commanding
from central.config import Config, County, Hall, Program
from central.people.accounts import MACHINE
from central.people.nouns import Duty
from central.people.people import People
from central.store import Database
from screens import problem
from tests.asgi import inside
from tests.central.commands.halls import BOOKING, NOTICE, Halls

PASSWORD = "four dull words here"
SECRET = "the portal's own secret"
CONFIG = Config(
    hall=(Hall(id="h1", name="一厅", county="east"), Hall(id="h2", name="二厅")),
    county=(County(id="east", name="东县"),),
    program=(
        Program(id="portal", secret_sha256=hashlib.sha256(SECRET.encode()).hexdigest()),
        Program(id="one", secret_sha256=hashlib.sha256(b"other").hexdigest(), halls=("h2",)),
    ),
)


class City:
    """Central's API, asked by people and programs, beside its halls."""

    def __init__(self, db: Database, halls: Halls) -> None:
        self.halls, self.people = halls, People(db)
        self.app = FastAPI()
        problem.install(self.app)
        web.install(self.app, Commanding(CONFIG, db, lambda: halls.now_ms), self.people)
        self.keys = 0

    def client(self, duty: Duty | None = Duty.CITY, **headers: str) -> httpx.Client:
        client = inside(self.app, headers={"Origin": "http://testserver", **headers})
        if duty is not None:
            county = "east" if duty is Duty.COUNTY else None
            if self.people.accounts.named(duty) is None:
                self.people.add(MACHINE, duty, duty, duty, county, PASSWORD)
            client.cookies.set(COOKIE, self.people.sign_in(duty, PASSWORD).secret)
        return client

    def program(self, secret: str = SECRET) -> httpx.Client:
        return inside(self.app, headers={"Authorization": f"Bearer {secret}"})

    def key(self) -> dict[str, str]:
        self.keys += 1
        return {"Idempotency-Key": f"k{self.keys}"}


@pytest.fixture
def city(db: Database, halls: Halls) -> City:
    return City(db, halls)


ONE = "/api/v1/halls/h1/commands/notice.set"
BOOK = "/api/v1/halls/h1/commands/booking.make"


def test_a_notice_is_taken_and_told_until_it_is_done(city: City):
    client = city.client()
    city.halls.births("h1")
    taken = client.post(ONE, json=NOTICE, headers=city.key())
    assert taken.status_code == 202
    assert taken.json()["state"] == "waiting"
    (due,) = city.halls.due()
    city.halls.answer(due)
    told = client.get(taken.headers["Location"]).json()
    assert (told["state"], told["reply"]["outcome"], told["tries"]) == ("done", "done", 1)
    assert client.get("/api/v1/halls/h1/commands").json()["commands"] == [told]


def test_a_booking_is_awaited_and_a_refusal_comes_with_the_halls_words(city: City):
    city.halls.births("h1")

    def hall() -> None:
        while not (found := city.halls.due()):
            time.sleep(0.02)
        city.halls.answer(found[0], "refused")

    thread = threading.Thread(target=hall)
    thread.start()
    told = city.program().post(BOOK, json=BOOKING, headers=city.key())
    thread.join()
    assert told.status_code == 200
    assert told.json()["reply"]["en"] == "It is full."
    assert told.json()["state"] == "refused"


def test_a_hall_that_is_away_is_a_202_whose_address_tells_more_later(city: City):
    taken = city.program().post(f"{BOOK}?wait_s=0.2&within_s=60", json=BOOKING, headers=city.key())
    assert taken.status_code == 202
    assert taken.json()["expires_ms"] == city.halls.now_ms + 60_000
    city.halls.now_ms += 60_000
    assert city.program().get(taken.headers["Location"]).json()["state"] == "expired"


def test_the_same_key_is_one_command(city: City):
    client, key = city.client(), city.key()
    first = client.post(ONE, json=NOTICE, headers=key).json()
    again = client.post(ONE, json=NOTICE, headers=key).json()
    assert (again["asking"], first["again"], again["again"]) == (first["asking"], False, True)
    other = client.post(ONE, json={"notices": []}, headers=key)
    assert other.status_code == 409
    assert other.headers["content-type"] == "application/problem+json"
    assert client.post(ONE, json=NOTICE).status_code == 422


def test_all_halls_are_asked_at_once(city: City):
    client = city.client()
    body: dict[str, Any] = {"halls": "all", "data": NOTICE}
    taken = client.post("/api/v1/commands/notice.set", json=body, headers=city.key())
    assert (taken.status_code, taken.json()["halls"]) == (202, 2)
    told = client.get(taken.headers["Location"]).json()["commands"]
    assert [(one["hall"], one["state"]) for one in told] == [("h1", "waiting"), ("h2", "waiting")]
    city.halls.births("h2")
    for due in city.halls.due():
        city.halls.answer(due)
    (asking,) = client.get("/api/v1/commands").json()["askings"]
    assert (asking["halls"], asking["counts"]) == (2, {"waiting": 1, "done": 1})


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"halls": [], "data": NOTICE},
        {"halls": [1], "data": NOTICE},
        {"halls": "some", "data": NOTICE},
        {"data": NOTICE},
        {"halls": "all", "data": []},
        {"halls": "all", "data": NOTICE, "more": 1},
    ],
)
def test_what_cannot_be_asked_of_many_is_told(city: City, body: Any):
    taken = city.client().post("/api/v1/commands/notice.set", json=body, headers=city.key())
    assert taken.status_code == 422, taken.text
    assert city.halls.db.select("SELECT count(*) FROM command") == [(0,)]


def test_a_booking_is_of_one_hall(city: City):
    body = {"halls": ["h1", "h2"], "data": BOOKING}
    taken = city.client().post("/api/v1/commands/booking.make", json=body, headers=city.key())
    assert taken.status_code == 422


@pytest.mark.parametrize(("duty", "status"), [(Duty.COUNTY, 403), (None, 401)])
def test_a_county_and_a_stranger_ask_nothing_and_read_nothing(
    city: City, duty: Duty | None, status: int
):
    asking = city.client().post(ONE, json=NOTICE, headers=city.key()).json()["asking"]
    client = city.client(duty)
    assert client.post(ONE, json=NOTICE, headers=city.key()).status_code == status
    for path in ("commands", f"commands/{asking}", "halls/h1/commands"):
        assert client.get(f"/api/v1/{path}").status_code == status
    assert client.get(f"/api/v1/halls/h1/commands/{asking}").status_code == status


def test_an_administrator_asks_as_the_city_does(city: City):
    client = city.client(Duty.ADMINISTRATOR)
    assert client.post(ONE, json=NOTICE, headers=city.key()).status_code == 202


def test_by_a_cookie_a_command_comes_from_our_own_page_alone(city: City):
    client = city.client()
    for origin in ("http://elsewhere", ""):
        headers = {"Origin": origin, **city.key()}
        assert client.post(ONE, json=NOTICE, headers=headers).status_code == 403


def test_a_program_asks_what_it_may_and_sees_its_own(city: City):
    portal, other = city.program(), city.program("other")
    assert portal.post(ONE, json=NOTICE, headers=city.key()).status_code == 403
    assert other.post(f"{BOOK}?wait_s=0", json=BOOKING, headers=city.key()).status_code == 404
    assert city.program("x").post(BOOK, json=BOOKING, headers=city.key()).status_code == 401
    assert city.program("").get("/api/v1/halls/h1/commands").status_code == 401
    assert portal.get("/api/v1/commands").status_code == 403
    mine = portal.post(f"{BOOK}?wait_s=0", json=BOOKING, headers=city.key()).json()
    theirs = city.client().post(f"{BOOK}?wait_s=0", json=BOOKING, headers=city.key()).json()
    listed = portal.get("/api/v1/halls/h1/commands").json()["commands"]
    assert [one["asking"] for one in listed] == [mine["asking"]]
    for path in ("halls/h1/commands", "commands"):
        assert portal.get(f"/api/v1/{path}/{theirs['asking']}").status_code == 404
    assert len(city.client().get("/api/v1/halls/h1/commands").json()["commands"]) == 2


def test_a_closing_of_400_days_in_ten_thousand_halls_is_not_too_long():
    days = [f"{date(2027, 1, 1) + timedelta(days)}" for days in range(400)]
    asked = {"halls": [f"{hall:08d}" for hall in range(10_000)], "data": {"days": days}}
    assert 120 * 1024 < len(json.dumps(asked)) <= web.MOST_BYTES


def test_what_is_not_there_or_too_long_is_told_so(city: City):
    client = city.client()
    assert client.post(ONE.replace("h1", "h7"), json=NOTICE, headers=city.key()).status_code == 404
    assert client.get("/api/v1/commands/none").status_code == 404
    assert client.get("/api/v1/halls/h1/commands/none").status_code == 404
    assert client.post(f"{ONE[:-3]}none", json={}, headers=city.key()).status_code == 422
    long = {"notices": [], "x": "y" * web.MOST_BYTES}
    assert client.post(ONE, json=long, headers=city.key()).status_code == 413
    for junk in (b"{", b"[]", b"[" * 60_000, b'{"notices": 1}'):
        answer = client.post(ONE, content=junk, headers=city.key())
        assert answer.status_code == 422, junk[:10]
        assert answer.headers["content-type"] == "application/problem+json"
