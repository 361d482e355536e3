"""The part of a page that changes: at once with news, 304 without, and its age beside it."""

import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from screens.bell import Bell
from screens.following import follow
from screens.server import WebServer


class Hall:
    """One figure, and who is told when it changes."""

    def __init__(self) -> None:
        self.bell = Bell()
        self.figure, self.age_s, self.made = 3, 0.4, 0

    def part(self) -> tuple[str, float]:
        self.made += 1
        return f"<p>{self.figure}</p>", self.age_s

    def change(self, figure: int) -> None:
        self.figure = figure
        self.bell.ring()


@pytest.fixture
def hall() -> Hall:
    return Hall()


@pytest.fixture
def page(hall: Hall) -> Iterator[httpx.Client]:
    app = FastAPI()

    @app.get("/part")
    async def part(request: Request) -> Response:
        return await follow(request, hall.bell, hall.part)

    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    with httpx.Client(base_url=server.url, timeout=10) as client:
        yield client
    server.stop()


def test_the_same_part_is_not_sent_again_and_its_age_is_told(
    hall: Hall, page: httpx.Client
) -> None:
    first = page.get("/part")
    assert (first.status_code, first.text, first.headers["X-Age"]) == (200, "<p>3</p>", "0.4")
    hall.age_s = 1.4
    again = page.get("/part", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["X-Age"]) == (304, b"", "1.4")


def test_who_waits_has_the_news_at_once(hall: Hall, page: httpx.Client) -> None:
    tag = page.get("/part").headers["ETag"]
    threading.Timer(0.2, hall.change, (4,)).start()
    began = time.monotonic()
    answer = page.get("/part", headers={"If-None-Match": tag, "Prefer": "wait=2"})
    assert answer.text == "<p>4</p>"
    assert time.monotonic() - began < 1.5


def test_silence_is_answered_before_it_looks_like_a_loss(hall: Hall, page: httpx.Client) -> None:
    tag = page.get("/part").headers["ETag"]
    began = time.monotonic()
    answer = page.get("/part", headers={"If-None-Match": tag, "Prefer": "wait=900"})
    assert answer.status_code == 304
    assert 1.5 < time.monotonic() - began < 3.5
    assert hall.made == 2


def test_news_between_the_look_and_the_wait_is_not_missed(hall: Hall, page: httpx.Client) -> None:
    tag = page.get("/part").headers["ETag"]
    made = hall.part

    def changes_as_it_is_read() -> tuple[str, float]:
        found = made()
        hall.part = made  # type: ignore[method-assign]
        hall.change(5)
        return found

    hall.part = changes_as_it_is_read  # type: ignore[method-assign]
    began = time.monotonic()
    answer = page.get("/part", headers={"If-None-Match": tag, "Prefer": "wait=2"})
    assert answer.text == "<p>5</p>"
    assert time.monotonic() - began < 1.0
