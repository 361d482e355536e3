"""How heavy a public page is, with all that it needs, and how many of them a gateway serves."""

import re
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx

from tools.bench.case import Aim, Options, Row
from tools.bench.rig.http_clients import ask_all, get
from tools.bench.web.hall import WebHall, web_hall

CLIENTS: Final = 16
EACH: Final = 200
MOST_KB: Final = 50
_NEEDS: Final = re.compile(r'(?:src|href)="([^"]+\.(?:css|js|svg|png|woff2))"')
_WAYS: Final = re.compile(r'href="(/[^"]*)"')
_NOT_PAGES: Final = ("/screens", "/static", "/public-static", "/choose", "/console", "/sign-in")


def public_page(options: Options) -> Row:
    """The heaviest of all pages that a phone comes to from the front page, and a ticket's."""
    with web_hall(options.folder) as hall, httpx.Client(base_url=hall.url) as phone:
        weights = {path: _weight(phone, path) for path in _pages(phone, hall)}
    heaviest = max(weights, key=lambda path: weights[path])
    shown = heaviest if not heaviest.startswith("/t/") else "/t/CODE"
    return Row(
        "public-page",
        weights[heaviest] / 1000,
        "kB of the heaviest public page",
        None,
        "bytes of the page and of every style, script and picture that it names, as they go over"
        f" the wire to a phone that has none of them, of {len(weights)} pages; heaviest: {shown}",
        Aim(MOST_KB),
        {"pages": len(weights)},
    )


def page_rate(options: Options) -> Row:
    """The front page, asked for as fast as it comes."""
    with web_hall(options.folder) as hall:
        for _ in range(20):
            hall.take_number()
        port = urlsplit(hall.url).port or 80
        ask_all(port, CLIENTS, 20, lambda *_: get("/"), status=200)
        page = ask_all(port, CLIENTS, EACH, lambda *_: get("/"), status=200).rate
        static = ask_all(
            port, CLIENTS, EACH, lambda *_: get("/screens/screens.css"), status=200
        ).rate
    return Row(
        "page-rate",
        page,
        "pages/s",
        static,
        "a plain static file from the same server to the same clients",
        None,
        {"clients": CLIENTS},
    )


def _pages(phone: httpx.Client, hall: WebHall) -> list[str]:
    """The front page, all that it and they lead to, and a ticket's page."""
    _, _, code = hall.take_number()
    known, open_ = ["/", f"/t/{code}"], ["/", f"/t/{code}"]
    while open_:
        answer = phone.get(open_.pop(), follow_redirects=True)
        for way in _WAYS.findall(answer.text):
            path = way.partition("#")[0].replace("&amp;", "&")
            same = {urlsplit(one).path for one in known}
            if urlsplit(path).path not in same and not path.startswith(_NOT_PAGES):
                known.append(path)
                open_.append(path)
    return known


def _weight(phone: httpx.Client, path: str) -> int:
    page = phone.get(path, follow_redirects=True)
    page.raise_for_status()
    needed = {urljoin(str(page.url), one) for one in _NEEDS.findall(page.text)}
    answers = [page, *(phone.get(one) for one in needed)]
    return sum(_on_the_wire(one) for one in answers)


def _on_the_wire(answer: httpx.Response) -> int:
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
    return head + answer.num_bytes_downloaded
