"""Signing in at the real server: what a browser and an attacker get to see."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import httpx
import pytest

from gateway.hall.here import Duty
from gateway.web.asking import COOKIE
from gateway.web.body import MOST_BYTES
from screens.people import turns
from screens.people.errors import WrongError
from screens.people.passwords import AT_ONCE
from tests.people.staff import OTHER, PASSWORD
from tests.waiting import wait_for
from tests.web.halls import TOKEN
from tests.web.signed import SESSION, Page, problem


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


def test_a_cookie_without_a_page_is_told_what_is_missing(page: Page) -> None:
    page.add("boss", Duty.ADMINISTRATOR)
    with page.browser("boss") as browser:
        cookie = browser.cookies[COOKIE]
    with httpx.Client(base_url=page.url, cookies={COOKIE: cookie}) as program:
        told = problem(program.post("/api/v1/day", json={"day": "2026-11-24"}), 403)
        assert "no header Origin" in told
        assert "API token" in told
        assert "another address" not in told
        assert program.get("/api/v1/me").status_code == 200, "reading needs none"
    assert page.opened == []


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
        problem(browser.post(SESSION, content=b" " * (MOST_BYTES + 1)), 413)
    assert page.trail() == ["account.added"]


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
            turned_away = 50 - turns.MOST_WAITING
            wait_for(lambda: sum(one.done() for one in flood) == turned_away, 40)
            looker = pool.submit(looks)
            wait_for(lambda: looked >= 10, 20)
        finally:
            done.set()
            goes_on.set()
        looker.result()
        told = [one.result() for one in flood]
    assert sorted(told) == [401] * turns.MOST_WAITING + [503] * turned_away
    assert most == AT_ONCE


def test_who_is_not_let_in_to_the_queue_is_told_when_to_come_again(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "MOST_WAITING", 0)
    with page.browser() as browser:
        answer = browser.post(SESSION, json={"name": "wang", "password": PASSWORD})
    assert "Try again" in problem(answer, 503)
    assert answer.headers["retry-after"] == "5"


def test_somebody_is_deactivated_however_many_strangers_sign_in(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = page.add("wang")
    monkeypatch.setattr(turns, "MOST_WAITING", 0)
    with page.program() as administrator:
        answer = administrator.patch(f"/api/v1/staff/{token}", json={"active": False})
        assert answer.status_code == 204, answer.text
        answer = administrator.patch(f"/api/v1/staff/{token}", json={"password": OTHER})
        assert "Try again" in problem(answer, 503)


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
