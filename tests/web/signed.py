"""A hall's page where people may sign in, and who looks at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from gateway.hall.here import Duty
from gateway.people.people import People, Sessions
from gateway.store import Store
from gateway.web import create_app
from gateway.web.asking import COOKIE, by_people
from gateway.web.opening import DayWanted
from screens.server import WebServer
from tests.people.staff import PASSWORD, ROOT
from tests.store.fakes import FakeClock, open_store
from tests.web.halls import TOKEN, Hall, deeds

SESSION = "/api/v1/session"


@dataclass
class Page:
    url: str
    people: People
    store: Store
    clock: FakeClock
    opened: list[date]

    def browser(self, name: str = "", **more: Any) -> httpx.Client:
        """As a browser sends; signed in, if there is a name."""
        headers = {"Origin": self.url}
        if name:
            body = {"name": name, "password": PASSWORD}
            answer = httpx.post(self.url + SESSION, json=body, headers=headers, timeout=20)
            assert answer.status_code == 201, answer.text
            more["cookies"] = {COOKIE: answer.cookies[COOKIE]}
        return httpx.Client(base_url=self.url, headers=headers, timeout=20, **more)

    def program(self, secret: str = TOKEN) -> httpx.Client:
        """As a program sends."""
        headers = {"Authorization": f"Bearer {secret}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=20)

    def add(self, name: str, duty: Duty = Duty.CLERK) -> str:
        return self.people.add(ROOT, name, name, duty, PASSWORD)

    def trail(self) -> list[str]:
        return [line[3] for line in reversed(self.people.audit(1 << 52, 200))]


@contextmanager
def served(folder: Path) -> Iterator[Page]:
    clock, hall, opened = FakeClock(), Hall(), list[date]()

    def opens(wanted: DayWanted) -> date:
        assert wanted.day is not None
        opened.append(wanted.day)
        return wanted.day

    with open_store(folder / "hall.db", clock=clock) as store:
        people = People(store, clock, Sessions())
        ask = by_people(TOKEN, people.directory)
        may = deeds(opens)
        app = create_app(hall.live, may, ask, hall.clock, people=people)
        server = WebServer(app, "127.0.0.1", 0)
        server.start()
        try:
            yield Page(server.url, people, store, clock, opened)
        finally:
            server.stop()
            people.close()


def problem(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    return str(answer.json()["detail"])
