"""Signing in and all that follows, at the real server: what a browser, a program and an attacker
get to see."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.hall.here import Duty
from gateway.people.errors import WrongError
from gateway.people.passwords import AT_ONCE
from gateway.people.people import People, Sessions
from gateway.store import Store
from gateway.web import WebServer, create_app
from gateway.web import people as web_people
from gateway.web.asking import COOKIE, by_people
from tests.people.staff import OTHER, PASSWORD, ROOT
from tests.store.fakes import Do as Run
from tests.store.fakes import FakeClock, open_store
from tests.waiting import wait_for
from tests.web.halls import TOKEN, Hall, deeds

KEY = {"Authorization": f"Bearer {TOKEN}"}
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


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with served(tmp_path) as page:
        yield page


@contextmanager
def served(folder: Path) -> Iterator[Page]:
    clock, hall, opened = FakeClock(), Hall(), list[date]()
    with open_store(folder / "hall.db", clock=clock) as store:
        people = People(store, clock, Sessions())
        ask = by_people(TOKEN, people.directory)
        app = create_app(
            hall.live,
            deeds(lambda wanted: opened.append(wanted.day)),
            ask,
            hall.clock,
            people=people,
        )
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


def test_somebody_signs_in_is_known_and_signs_out(page: Page) -> None:
    token = page.add("wang", Duty.GUIDE)
    with page.browser() as browser:
        problem(browser.get("/api/v1/me"), 401)
        answer = browser.post(SESSION, json={"name": " wang ", "password": PASSWORD})
        assert answer.status_code == 201
        me = browser.get("/api/v1/me").json()
        assert me == {
            "duty": "guide", "program": None, "token": token, "name": "wang", "shown": "wang",
        }  # fmt: skip
        cookie = browser.cookies[COOKIE]
        assert browser.delete(SESSION).status_code == 204
        assert COOKIE not in browser.cookies
    with page.browser(cookies={COOKIE: cookie}) as browser:
        problem(browser.get("/api/v1/me"), 401)
        problem(browser.delete(SESSION), 401)


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
def test_the_cookie_is_for_this_host_alone_and_no_script_reads_it(
    page: Page, scheme: str, secure: bool
) -> None:
    page.add("wang")
    # As a proxy on this machine says it, which speaks https to the browser.
    headers = {"X-Forwarded-Proto": scheme}
    with page.browser() as browser:
        body = {"name": "wang", "password": PASSWORD}
        answer = browser.post(SESSION, json=body, headers=headers)
    told = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/", "max-age=43200"} <= told
    assert ("secure" in told) is secure
    assert not any(part.startswith("domain") for part in told)


def test_a_session_that_the_visitor_brought_is_never_the_one_he_gets(page: Page) -> None:
    page.add("wang")
    with page.browser(cookies={COOKIE: "chosen-by-an-attacker"}) as browser:
        body = {"name": "wang", "password": PASSWORD}
        answer = browser.post(SESSION, json=body)
        fresh = answer.cookies[COOKIE]
    assert fresh != "chosen-by-an-attacker"
    with page.browser(cookies={COOKIE: "chosen-by-an-attacker"}) as browser:
        problem(browser.get("/api/v1/me"), 401)
    with page.browser(cookies={COOKIE: fresh}) as browser:
        browser.post(SESSION, json=body)
    with page.browser(cookies={COOKIE: fresh}) as browser:
        problem(browser.get("/api/v1/me"), 401)


def test_a_wrong_name_and_a_wrong_password_are_one_answer(page: Page) -> None:
    page.add("wang")
    answers = []
    with page.browser() as browser:
        for body in ({"name": "wang", "password": OTHER}, {"name": "li", "password": PASSWORD}):
            answer = browser.post(SESSION, json=body)
            problem(answer, 401)
            assert "set-cookie" not in answer.headers
            answers.append((answer.content, sorted(answer.headers.items())))
    without_date = [(body, [h for h in heads if h[0] != "date"]) for body, heads in answers]
    assert without_date[0] == without_date[1]


def test_after_five_wrong_ones_there_is_a_pause_with_its_length(page: Page) -> None:
    page.add("wang")
    with page.browser() as browser:
        for _ in range(5):
            problem(browser.post(SESSION, json={"name": "wang", "password": OTHER}), 401)
        answer = browser.post(SESSION, json={"name": "wang", "password": PASSWORD})
        assert "60 s" in problem(answer, 429)
        assert answer.headers["retry-after"] == "60"
        page.clock.mono += 60_000
        answer = browser.post(SESSION, json={"name": "wang", "password": PASSWORD})
        assert answer.status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "http://127.0.0.1:1"},
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "HERE"},
    ],
)
def test_no_other_page_changes_anything_by_the_cookie(page: Page, headers: dict[str, str]) -> None:
    token = page.add("boss", Duty.ADMINISTRATOR)
    with page.browser("boss") as browser:
        cookie = browser.cookies[COOKIE]
    headers = {name: page.url if value == "HERE" else value for name, value in headers.items()}
    with httpx.Client(base_url=page.url, headers=headers, cookies={COOKIE: cookie}) as other:
        for answer in (
            other.post("/api/v1/day", json={"day": "2026-11-24"}),
            other.post("/api/v1/staff", json={"name": "x", "shown": "x", "duty": "administrator"}),
            other.patch(f"/api/v1/staff/{token}", json={"shown": "x"}),
            other.delete(SESSION),
        ):
            assert "another address" in problem(answer, 403)
    assert page.opened == []
    assert [one.shown for one in page.people.directory.view.accounts.values()] == ["boss"]


def test_no_other_page_signs_a_browser_in_as_somebody_else(page: Page) -> None:
    page.add("wang")
    body = {"name": "wang", "password": PASSWORD}
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = httpx.post(page.url + SESSION, json=body, headers=headers)
        problem(answer, 403)
    assert httpx.post(page.url + SESSION, json=body).status_code == 201


def test_the_hall_s_own_page_may_say_so_in_either_way(page: Page) -> None:
    page.add("li", Duty.LEADER)
    with page.browser("li") as browser:
        for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": ""}):
            wanted = {**headers} if headers["Sec-Fetch-Site"] else {}
            answer = browser.post("/api/v1/day", json={"day": "2026-11-24"}, headers=wanted)
            assert answer.status_code == 201
    assert page.opened == [date(2026, 11, 24)] * 2


@pytest.mark.parametrize("duty", ["clerk", "guide", "technician"])
def test_who_may_not_is_told_so_before_the_body_is_read(page: Page, duty: str) -> None:
    page.add("wang", Duty(duty))
    with page.browser("wang") as browser:
        for method, path in (
            ("POST", "/api/v1/day"),
            ("GET", "/api/v1/staff"),
            ("POST", "/api/v1/staff"),
            ("PATCH", "/api/v1/staff/x"),
            ("GET", "/api/v1/tokens"),
            ("POST", "/api/v1/tokens"),
            ("DELETE", "/api/v1/tokens/x"),
            ("GET", "/api/v1/audit"),
            ("GET", "/api/v1/words/x"),
            ("DELETE", "/api/v1/words/x"),
            ("DELETE", "/api/v1/persons/x"),
        ):
            answer = browser.request(method, path, content=b" " * 5000)
            assert "岗位" in problem(answer, 403)
    with page.browser() as nobody:
        problem(nobody.post("/api/v1/staff", content=b" " * 5000), 401)


def test_a_leader_reads_the_staff_and_the_trail_and_changes_neither(page: Page) -> None:
    page.add("li", Duty.LEADER)
    token = page.add("wang")
    with page.browser("li") as browser:
        staff = browser.get("/api/v1/staff").json()["staff"]
        assert [one["name"] for one in staff] == ["li", "wang"]
        assert "argon2" not in str(staff)
        problem(browser.patch(f"/api/v1/staff/{token}", json={"shown": "x"}), 403)
        problem(browser.post("/api/v1/staff", json={}), 403)
        lines = browser.get("/api/v1/audit", params={"limit": 2}).json()["lines"]
        assert [line["did"] for line in lines] == ["session.begun", "account.added"]
        older = browser.get("/api/v1/audit", params={"before": lines[-1]["id"]}).json()["lines"]
        assert [line["did"] for line in older] == ["account.added"]
        problem(browser.get("/api/v1/audit", params={"limit": 201}), 422)


def test_an_administrator_keeps_the_accounts(page: Page) -> None:
    with page.program() as program:
        new = {"name": "wang", "shown": "王小明", "duty": "clerk", "password": PASSWORD}
        made = program.post("/api/v1/staff", json=new)
        assert made.status_code == 201
        assert "此姓名已有账号" in problem(program.post("/api/v1/staff", json=new), 409)
        path = f"/api/v1/staff/{made.json()['token']}"
        with page.browser("wang") as browser:
            assert browser.get("/api/v1/me").json()["shown"] == "王小明"
            assert program.patch(path, json={"duty": "leader"}).status_code == 204
            assert browser.get("/api/v1/me").json()["duty"] == "leader"
            assert program.patch(path, json={"active": False}).status_code == 204
            problem(browser.get("/api/v1/me"), 401)
            problem(browser.get("/api/v1/staff"), 401)
        problem(program.patch("/api/v1/staff/none", json={"active": True}), 404)
        for change in ({}, {"shown": None}, {"name": "li"}, {"active": 1}, {"duty": "king"}):
            problem(program.patch(path, json=change), 422)
        weak = problem(program.patch(path, json={"password": "1234567890"}), 422)
        assert "1234567890" not in weak


@pytest.mark.parametrize(
    "name", ["", "  ", "a b", "x" * 33, "a\u202eb", "a\u0000", "a\nb", "a\u200bb", 7, None]
)
def test_a_name_that_cannot_be_seen_or_typed_is_none(page: Page, name: object) -> None:
    with page.program() as program:
        body = {"name": name, "shown": "x", "duty": "clerk", "password": PASSWORD}
        problem(program.post("/api/v1/staff", json=body), 422)
    assert page.people.directory.view.accounts == {}


def test_rare_hanzi_and_long_passwords_are_taken(page: Page) -> None:
    name, password = "𠮷田\ue863", "xyz12" * 25
    with page.program() as program:
        body = {"name": name, "shown": name, "duty": "clerk", "password": password}
        assert program.post("/api/v1/staff", json=body).status_code == 201
    with page.browser() as browser:
        body = {"name": name, "password": password}
        assert browser.post(SESSION, json=body).status_code == 201


@pytest.mark.parametrize(
    "content",
    [
        b'{"name": "wang", "password": "\\ud800"}',
        b'{"name": "wang", "password": 1234567890}',
        b'{"name": "wang", "password": "' + b"x" * 1025 + b'"}',
        b'{"name": "wang"}',
        b"[]",
        b"\xff",
    ],
)
def test_what_is_no_password_is_refused_unrepeated(page: Page, content: bytes) -> None:
    page.add("wang")
    with page.browser() as browser:
        answer = browser.post(SESSION, content=content)
        said = problem(answer, 422)
        assert "1234567890" not in said
        assert "xxxx" not in said
        problem(browser.post(SESSION, content=b" " * 5000), 413)
    assert page.trail() == ["account.added"]


def test_a_program_is_let_in_by_its_token_until_it_is_revoked(page: Page) -> None:
    with page.program() as root:
        answer = root.post("/api/v1/tokens", json={"name": "door", "duty": "kiosk", "days": 30})
        assert answer.status_code == 201
        secret = answer.json()["secret"]
        listed = root.get("/api/v1/tokens")
        assert [one["name"] for one in listed.json()["tokens"]] == ["door"]
        assert secret not in listed.text
        with page.program(secret) as door:
            me = door.get("/api/v1/me").json()
            assert (me["duty"], me["program"], me["token"]) == ("kiosk", "door", None)
            problem(door.get("/api/v1/tokens"), 403)
            problem(door.delete(SESSION), 409)
            problem(door.patch("/api/v1/me", json={"old": "x", "password": OTHER}), 409)
            assert root.delete("/api/v1/tokens/door").status_code == 204
            problem(door.get("/api/v1/me"), 401)
        problem(root.delete("/api/v1/tokens/door"), 404)
        problem(root.post("/api/v1/tokens", json={"name": "a/b", "duty": "kiosk"}), 422)


def test_a_bad_token_is_not_made_good_by_a_cookie_nor_by_standing_in_the_address(
    page: Page,
) -> None:
    page.add("wang")
    with page.browser("wang") as browser:
        for header in ("Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN):
            problem(browser.get("/api/v1/me", headers={"Authorization": header}), 401)
    for path in (f"/api/v1/me?token={TOKEN}", f"/api/v1/me?access_token={TOKEN}"):
        problem(httpx.get(page.url + path), 401)


def test_somebody_changes_the_own_password(page: Page) -> None:
    page.add("wang")
    with page.browser("wang") as here, page.browser("wang") as there:
        wrong = {"old": OTHER, "password": OTHER}
        problem(here.patch("/api/v1/me", json=wrong), 401)
        assert here.patch("/api/v1/me", json={"old": PASSWORD, "password": OTHER}).is_success
        assert here.get("/api/v1/me").is_success
        problem(there.get("/api/v1/me"), 401)


def test_a_text_is_shown_to_the_leader_after_the_trail_has_it(page: Page) -> None:
    page.store.commit(
        Run(lambda tx: tx.db.execute("INSERT INTO words VALUES ('w1', 1, '太慢', 5)") and None)
    )
    page.add("li", Duty.LEADER)
    with page.browser("li") as leader, page.program() as root:
        problem(root.get("/api/v1/words/w1"), 403)
        shown = leader.get("/api/v1/words/w1")
        assert shown.json() == {"token": "w1", "n": 1, "text": "太慢", "at_ms": 5}
        assert page.trail()[-1] == "words.shown"
        assert leader.delete("/api/v1/words/w1").status_code == 204
        assert page.trail()[-1] == "words.erased"
        problem(leader.get("/api/v1/words/w1"), 404)
        problem(root.delete("/api/v1/persons/p1"), 404)


def test_the_page_answers_while_fifty_wait_to_sign_in(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most, looked = 0, 0, 0
    gate, goes_on, done = threading.Lock(), threading.Event(), threading.Event()

    def slow_sign_in(*_: object) -> None:
        """As on a machine without power, beside a disk that takes no writes."""
        nonlocal running, most
        with gate:
            running += 1
            most = max(most, running)
        assert goes_on.wait(100)
        with gate:
            running -= 1
        raise WrongError

    monkeypatch.setattr(page.people, "sign_in", slow_sign_in)

    def looks() -> None:
        nonlocal looked
        with httpx.Client(base_url=page.url, timeout=20) as visitor:
            while not done.is_set():
                assert visitor.get("/api/v1/live").status_code == 200
                looked += 1

    def guesses(n: int) -> int:
        body = {"name": f"nobody-{n}", "password": OTHER}
        return httpx.post(page.url + SESSION, json=body, timeout=100).status_code

    with ThreadPoolExecutor(51) as pool:
        try:
            flood = [pool.submit(guesses, n) for n in range(50)]
            turned_away = 50 - web_people.MOST_WAITING
            wait_for(lambda: sum(one.done() for one in flood) == turned_away, 40)
            looker = pool.submit(looks)
            wait_for(lambda: looked >= 10, 20)
        finally:
            done.set()
            goes_on.set()
        looker.result()
        told = [one.result() for one in flood]
    assert sorted(told) == [401] * web_people.MOST_WAITING + [503] * turned_away
    assert most == AT_ONCE


def test_who_is_not_let_in_to_the_queue_is_told_when_to_come_again(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_people, "MOST_WAITING", 0)
    with page.browser() as browser:
        answer = browser.post(SESSION, json={"name": "wang", "password": PASSWORD})
    assert "Try again" in problem(answer, 503)
    assert answer.headers["retry-after"] == "5"


def test_no_secret_ever_reaches_the_log(
    page: Page, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = [PASSWORD, OTHER, TOKEN]
    token = page.add("boss", Duty.ADMINISTRATOR)
    with page.browser("boss") as browser, page.program() as root:
        secrets.append(browser.cookies[COOKIE])
        made = root.post("/api/v1/tokens", json={"name": "door", "duty": "kiosk"}).json()
        secrets.append(made["secret"])
        browser.post(SESSION, json={"name": "boss", "password": OTHER})
        browser.post(SESSION, json={"name": PASSWORD, "password": 5, OTHER[:9]: 7})
        root.patch(f"/api/v1/staff/{token}", json={"password": "short", "shown": PASSWORD})

        def fails(*_: object) -> None:
            raise ValueError("an unexpected fault")

        monkeypatch.setattr(page.people, "sign_in", fails)
        monkeypatch.setattr(page.people, "change", fails)
        browser.post(SESSION, json={"name": "boss", "password": PASSWORD})
        answer = root.patch(f"/api/v1/staff/{token}", json={"password": OTHER})
        assert answer.status_code == 500
    ours = [one for one in caplog.records if not one.name.startswith("http")]  # not the client's
    logged = "\n".join(logging.Formatter().format(one) for one in ours)
    assert "an unexpected fault" in logged
    for secret in secrets:
        assert secret not in logged
        assert secret not in answer.text


def test_the_api_says_what_it_takes(page: Page) -> None:
    app = create_app(
        Hall().live, deeds(), by_people(TOKEN, page.people.directory), people=page.people
    )
    paths = app.openapi()["paths"]
    for path, verb in (
        *((SESSION, "post"), ("/api/v1/me", "patch"), ("/api/v1/staff", "post")),
        *(("/api/v1/staff/{token}", "patch"), ("/api/v1/tokens", "post")),
    ):
        body = paths[path][verb]["requestBody"]["content"]["application/json"]["schema"]
        assert body["additionalProperties"] is False
        assert "$ref" not in str(body), "a reference that leads nowhere"
