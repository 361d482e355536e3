"""A hall for browser tests: the real gateway, with everybody's account, and boards if wanted."""

import http.client
import json
import time
import urllib.request
from http import HTTPStatus
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from screens import preferences
from tests.browser.chromium import Browser
from tests.panel.stack import Program, write_hall

PASSWORD = "four dull words here"
DUTIES = ("clerk", "guide", "technician", "leader", "administrator")


class HallProgram:
    """The real gateway of the panel's hall (windows 1 and 2, businesses A and B, a pad each), with
    one account a duty, whose name is the duty's; with its boards and printer, or without."""

    def __init__(
        self, folder: Path, toml: str = "", boards: bool = False, known: tuple[str, str] = ("", "")
    ) -> None:
        """toml: more of hall.toml, such as items and topics; known: a board's uid, and another one
        that the gateway has in its place, so that the board stands nowhere."""
        self.folder = folder
        hall = str(write_hall(folder, toml))
        self._programs: list[Program] = []
        try:
            if boards:
                self.sim = self._start("sim", "--run", str(folder), "--panel-port", "0")
                self.sim.wait_for('"ready"')
                self.panel_url = str(json.loads(self.sim.said.splitlines()[0])["panel"])
                told = (folder / "hall.toml").read_text("utf-8")
                (folder / "hall.toml").write_text(told.replace(*known), "utf-8")
            self.gateway = self._start("gateway", "--config", hall)
            self.gateway.wait_for("gateway ready")
            self.url = self.gateway.said.split("gateway ready: ")[1].split()[0].rstrip("/")
            self.tokens = {duty: self._account(duty) for duty in DUTIES}
        except BaseException:
            self.stop()
            raise

    def ask(self, path: str, body: object = None, secret: str | None = None, key: str = "") -> Any:
        """JSON of the API, as the holder of `web-token` or of another secret; POST where there is
        a body."""
        secret = secret or (self.folder / "web-token").read_text("ascii").strip()
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def program_token(self, duty: str, account: str | None = None) -> str:
        """A new API token's secret."""
        name = f"{duty}-{time.monotonic_ns()}"
        body = {"name": name, "duty": duty, "days": 1, "account": account}
        return str(self.ask("/tokens", body)["secret"])

    def stop(self) -> None:
        """The gateway first, which reads the boards out."""
        for program in reversed(self._programs):
            program.stop()

    def _start(self, *arguments: str) -> Program:
        program = Program(self.folder / f"{arguments[0]}.log", *arguments)
        self._programs.append(program)
        return program

    def _account(self, duty: str) -> str:
        body = {"name": duty, "shown": f"{duty}一", "duty": duty, "password": PASSWORD}
        return str(self.ask("/staff", body)["token"])


ANSWER_S = 20.0
"""Passwords are hashed slowly on purpose, and on a busy machine slower."""


def sign_in(browser: Browser, url: str, name: str, to: str = "/console") -> None:
    """On this page as this person."""
    let_in(browser, url, name)
    browser.open(url + to)


def let_in(browser: Browser, url: str, name: str) -> None:
    """With the cookie that the door gives to whoever fills in its form: a browser that loads the
    door's page, and then the next one, takes a second more for each test."""
    host = url.removeprefix("http://")
    door = http.client.HTTPConnection(host, timeout=ANSWER_S)
    form = urlencode({"name": name, "password": PASSWORD})
    kind = "application/x-www-form-urlencoded"
    door.request("POST", "/sign-in", form, {"Origin": url, "Content-Type": kind})
    answer = door.getresponse()
    assert answer.status == HTTPStatus.SEE_OTHER, answer.read().decode()
    for each in SimpleCookie(answer.getheader("Set-Cookie")).values():
        cookie = {"name": each.key, "value": each.value, "url": url, "httpOnly": True}
        browser.driver.execute_cdp_cmd("Network.setCookie", {**cookie, "sameSite": "Strict"})
    door.close()


def sign_in_by_hand(browser: Browser, url: str, name: str, to: str = "/console") -> None:
    """As a person does, by the page; the answer is there on return.

    Whoever opened the next page before would have it taken away again by the answer.
    """
    browser.driver.delete_all_cookies()
    browser.open(f"{url}/sign-in?to={to}")
    for field, text in (("name", name), ("password", PASSWORD)):
        browser.driver.find_element("id", field).send_keys(text)
    button = browser.driver.find_element("css selector", "form.sign-in button")
    button.click()
    browser.until_gone(button, "sign-in is answered", ANSWER_S)


def choose(browser: Browser, url: str, lang: str, large: str = "off") -> None:
    """A language and a size of type, with the cookie that the links of each page give."""
    look = lang + (".large" if large == "on" else "")
    cookie = {"name": preferences.COOKIE, "value": look, "url": url}
    browser.driver.execute_cdp_cmd("Network.setCookie", {**cookie, "sameSite": "Lax"})


def choose_by_hand(browser: Browser, url: str, lang: str, large: str = "off") -> None:
    """As the links of each page do it; the door is open then."""
    browser.open(f"{url}/choose?lang={lang}&large={large}&back=/sign-in")
