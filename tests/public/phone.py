"""Somebody with a phone before the public pages of a hall that runs in this process."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

import httpx
from fastapi import FastAPI

from gateway import public
from gateway.config.tables import PublicTable
from gateway.hall.booking_rules import BookingRules
from gateway.hall.plan import HallPlan, Item, Paper
from gateway.web.hall_api import HallApi
from gateway.web.hall_reading import Glance
from screens import pages as screens_pages
from screens.bell import Bell
from screens.headers import Headers
from tests.api.desk import Desk
from tests.api.desk import desk as a_desk
from tests.hall.hall import PLAN

HALL = replace(
    PLAN,
    name_en="Chang'an Tax Hall",
    booking=BookingRules(days_min=0, capacity={"A": 2}),
    items=(
        Item(
            "A01",
            "发票票种核定",
            "A",
            "Approval of invoice kinds",
            (Paper("licence", "营业执照", "Business licence"), Paper("seal", "公章", "Seal")),
        ),
        Item("B01", "增值税申报", "B", "VAT return"),
    ),
)

DOOR = "kiosk door"

MONDAY_MS = 1_795_395_600_000
"""2026-11-23 09:00 in Shanghai, the open day."""


@dataclass
class Phone:
    """A browser without script."""

    desk: Desk
    client: httpx.Client
    counter: public.Counter

    def get(self, path: str, status: int = 200, lang: str = "zh") -> str:
        self.client.cookies.set("taxhall-look", lang)
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def form(self, path: str, at: str = "") -> dict[str, str]:
        """The hidden fields of the form that this page has."""
        page = self.get(at or path)
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
        return {name: unescape(value) for name, value in found}

    def post(self, path: str, fields: Mapping[str, object], **headers: str) -> httpx.Response:
        return self.client.post(path, data=dict(fields), headers=headers)

    def send(self, path: str, at: str = "", **fields: object) -> httpx.Response:
        """Open the page, fill in its form, send it."""
        return self.post(path, {**self.form(path, at), **fields})

    def sent(self, path: str, at: str = "", **fields: object) -> str:
        """Where that leads."""
        answer = self.send(path, at, **fields)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]


def part(page: str, name: str) -> str:
    """The text of a part, without its tags and blanks around."""
    found = re.search(rf'data-testid="{name}"[^>]*>(.*?)</(?:b|p|div|small|span)>', page, re.S)
    assert found is not None, (name, page)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", found[1])).split())


def served(desk: Desk, window: str = "1") -> str:
    """Somebody is served; the code of the ticket."""
    code = str(desk.done("/tickets", DOOR, {"business": "A"})["code"])
    clerk = f"clerk c{window}"
    if desk.store.state.at(window).staff is None:
        desk.sit(window, f"c{window}")
    for deed in ("call-next", "start", "finish"):
        desk.done(f"/windows/{window}/{deed}", clerk)
    return code


@contextmanager
def phone(
    folder: Path, plan: HallPlan = HALL, allowed: PublicTable | None = None
) -> Iterator[Phone]:
    made = []

    def with_pages(app: FastAPI, api: HallApi) -> None:
        counter = public.Counter(api, Bell(), allowed or PublicTable())
        app.add_middleware(Headers)
        screens_pages.install(app)
        public.install(app, counter)
        made.append(counter)

    with a_desk(folder, plan, with_pages) as desk:
        desk.clock.wall = MONDAY_MS
        made[0].look = lambda: look(desk)  # type: ignore[method-assign]
        with httpx.Client(base_url=desk.client.base_url, timeout=10) as client:
            yield Phone(desk, client, made[0])


def look(desk: Desk, age_s: float = 0.0) -> Glance:
    return replace(desk.api.look(), age_s=age_s)
