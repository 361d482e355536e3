"""A hall with a store and its API on a real port, asked by whoever a test says."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from fastapi import FastAPI, Request

from gateway.alarm_watch import AlarmWatch
from gateway.city_notices import CityNotices
from gateway.codes import Codes
from gateway.figures import Figures
from gateway.hall.here import Actor, Duty
from gateway.hall.plan import HallPlan
from gateway.kept_figures import KeptFigures
from gateway.machines import Machines
from gateway.people.nouns import Account
from gateway.people.people import People, Sessions
from gateway.people.rights import WEB_TOKEN
from gateway.scores import Scores
from gateway.store import Store
from gateway.store.transaction import Transaction
from gateway.web import hall_api, people, problem
from gateway.web.hall_api import HallApi
from gateway.web.hall_reading import Glance
from gateway.web.problem import Problem
from protocol.stamp import Moment
from screens.server import WebServer
from tests.hall.hall import PLAN
from tests.store.fakes import Do as Run
from tests.store.fakes import FakeClock, open_store

_KEYS = count()
HALL_KEY = bytes(range(32))


KIOSKS = ("door", *(f"k{number}" for number in range(64)))
"""Those who have an API token."""


def _let_in(tx: Transaction) -> None:
    sql = "INSERT OR IGNORE INTO api_token VALUES (?, ?, ?, NULL, 0, 0)"
    rows = [(name, name.encode().rjust(32), Duty.KIOSK) for name in KIOSKS]
    tx.db.executemany(sql, rows)


async def ask(request: Request) -> Actor:
    """`Authorization: Test clerk c1`: the test says who it is."""
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    duty, _, name = rest.partition(" ")
    if scheme != "Test" or duty not in set(Duty):
        raise Problem(HTTPStatus.UNAUTHORIZED, "Say who you are.", {"WWW-Authenticate": "Bearer"})
    if duty == Duty.KIOSK:
        return Actor(Duty.KIOSK, program=name)
    if duty == Duty.ADMINISTRATOR:
        return Actor(Duty.ADMINISTRATOR, program=WEB_TOKEN)
    return Actor(Duty(duty), staff=name or None)


@dataclass
class Desk:
    """The API of a running hall."""

    store: Store
    clock: FakeClock
    client: httpx.Client
    app: FastAPI
    watch: AlarmWatch
    api: HallApi

    def post(self, path: str, who: str, body: object = None, **headers: str) -> httpx.Response:
        """headers: beside who asks; a key of its own unless one is given."""
        given = {"Authorization": f"Test {who}", "Idempotency-Key": f"k{next(_KEYS)}"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/api/v1{path}", json={} if body is None else body, headers=given)

    def get(self, path: str, who: str = "leader boss") -> httpx.Response:
        return self.client.get(f"/api/v1{path}", headers={"Authorization": f"Test {who}"})

    def done(self, path: str, who: str, body: object = None) -> dict[str, Any]:
        answer = self.post(path, who, body)
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def refused(self, path: str, who: str, body: object = None) -> tuple[int, str]:
        """Status and the hall's own code of the reason."""
        answer = self.post(path, who, body)
        assert answer.headers["content-type"] == "application/problem+json"
        return answer.status_code, answer.json().get("code", "")

    def take(self, business: str = "A", who: str = "kiosk door", **more: object) -> int:
        return int(self.done("/tickets", who, {"business": business, **more})["n"])

    def sit(self, window: str, staff: str) -> str:
        """A clerk logs in and opens; returns who that is."""
        self.done(f"/windows/{window}/log-in", f"clerk {staff}")
        self.done(f"/windows/{window}/open", f"clerk {staff}")
        return f"clerk {staff}"


def look(store: Store, clock: FakeClock) -> Glance:
    head = store.head
    return Glance(head.n, head.state, Moment(clock.wall, clock.boot, clock.mono), 0.0)


@contextmanager
def desk(
    folder: Path, plan: HallPlan = PLAN, more: Callable[[FastAPI, HallApi], None] | None = None
) -> Iterator[Desk]:
    """A hall with an open day. more: what its application has beside the API."""
    clock = FakeClock()
    with open_store(folder / "gateway.db", clock=clock, plan=plan) as store:
        store.commit(Run(_let_in))
        app = FastAPI(title="hall", docs_url=None, redoc_url=None)
        problem.install(app)
        codes = Codes(HALL_KEY, store.stream)

        def members() -> list[Account]:
            return [Account("sun", "sun", "孙导税", Duty.GUIDE, None, True, 0, 0)]

        zone = ZoneInfo(plan.timezone)
        today, kept = Figures(store, zone), KeptFigures(store, zone)
        watch = AlarmWatch(plan, store, clock, today.handling_s, lambda _: Machines())
        api = HallApi(
            plan=plan,
            store=store,
            clock=clock,
            codes=codes,
            members=members,
            figures=today,
            kept=kept,
            alarms=watch,
            scores=Scores(store, plan),
            notices=CityNotices(store),
            ask=ask,
        )
        hall_api.install(app, api)
        if more is not None:
            more(app, api)
        staff = People(store, clock, Sessions())
        people.install(app, staff, ask)
        server = WebServer(app, "127.0.0.1", 0)
        server.start()
        try:
            # verify: the machine's certificates are of no use here, and take 20 ms to read.
            with httpx.Client(base_url=server.url, timeout=10, verify=False) as client:
                yield Desk(store, clock, client, app, watch, api)
        finally:
            server.stop()
            staff.close()
            kept.stop()


def serve(folder: str) -> None:
    """A desk in a process of its own, until its standard input ends or it is killed."""
    with desk(Path(folder)) as one:
        print(one.client.base_url, flush=True)
        sys.stdin.read()
