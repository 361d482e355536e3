"""Many clients at once: kiosks that repeat themselves, clerks with two screens, hurried guides."""

import json
import random
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

WINDOWS = ("1", "2")
CLERKS = ("c1", "c2", "c3")
GUIDE, LEADER = "g1", "b1"
ADMINISTRATOR = "administrator"
GONE_ON = "C"
"""The business of which people have numbers of before: all tell the hall at once, once is true."""


@dataclass(frozen=True)
class Answer:
    """What came back for one request."""

    status: int
    told: Any
    """Its JSON; None: it has no body."""


class Line:
    """One connection that is kept open. A client with more manners is half of a storm's work."""

    def __init__(self, url: str) -> None:
        self._http = HTTPConnection(urlsplit(url).netloc, timeout=40)

    def ask(self, method: str, path: str, who: str, body: object = None, key: str = "") -> Answer:
        """Raises OSError, HTTPException: no answer came."""
        headers = {"Authorization": f"Test {who}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        sent = None if body is None else json.dumps(body)
        self._http.request(method, f"/api/v1{path}", sent, headers)
        with self._http.getresponse() as answer:
            read = answer.read()
        return Answer(answer.status, json.loads(read) if read else None)

    def close(self) -> None:
        self._http.close()


@dataclass
class Told:
    """What the clients were told, all of them together."""

    done: dict[int, dict[str, Any]] = field(default_factory=dict)
    """n → the answer that brought it first."""
    sent_away: int = 0
    """Times that the account of a clerk was to be deactivated, wherever that one sat."""
    again: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    not_kept: int = 0
    cut_off: int = 0
    """Clients that lost their connection, and asked no more."""
    asked: int = 0
    wrong: list[str] = field(default_factory=list)
    """What no client should ever be told."""
    gate: threading.Lock = field(default_factory=threading.Lock)

    def note(self, answer: Answer) -> None:
        told = answer.told
        with self.gate:
            self.asked += 1
            match answer.status:
                case 201 if told["again"]:
                    self.again += 1
                case 201 if told["n"] in self.done:
                    self.wrong.append(f"fact {told['n']} was told as new twice")
                case 201:
                    self.done[told["n"]] = told
                case 409 if told["code"] == "contradicts_facts":
                    self.wrong.append(f"a guard had to refuse what the rules let pass: {told}")
                case 403 | 404 | 409:
                    self.refused[told["code"]] = self.refused.get(told["code"], 0) + 1
                case 503:
                    self.not_kept += 1
                case status:
                    self.wrong.append(f"{status}: {told}")


@dataclass
class Client:
    """One connection, one person behind it."""

    number: int
    seed: int
    url: str
    told: Told
    random: random.Random
    staff: Mapping[str, str]
    """Name → token of everybody who has an account."""

    def run(self, steps: int) -> None:
        self.line = Line(self.url)
        try:
            self._go_on_after()
            for step in range(steps):
                self.random.choice(self._deeds())(step)
        except (OSError, HTTPException):
            with self.told.gate:
                self.told.cut_off += 1
        finally:
            self.line.close()

    @property
    def _guide(self) -> str:
        return f"guide {self.staff[GUIDE]}"

    @property
    def _leader(self) -> str:
        return f"leader {self.staff[LEADER]}"

    def _deeds(self) -> Sequence[Callable[[int], None]]:
        match self.number % 4:
            case 0:
                return [self._take, self._take, self._take, self._cancel]
            case 1 | 2:
                return [self._at_window] * 9 + [self._sit]
        often = [self._take_for_somebody, self._reinstate, self._cancel, self._look]
        return [*often, *often, self._redeem, self._redeem, self._send_away]

    def _post(self, path: str, who: str, body: object = None, key: str = "") -> None:
        self.told.note(self.line.ask("POST", path, who, body or {}, key))

    def _take(self, step: int) -> None:
        """Whoever hears nothing asks again; here, sometimes, although it has heard."""
        who, key, body = f"kiosk k{self.number}", self._key(step), {"business": self._business()}
        self._post("/tickets", who, body, key)
        if self.random.random() < 0.3:
            self._post("/tickets", who, body, key)

    def _take_for_somebody(self, step: int) -> None:
        body = {"business": self._business(), "priority": self.random.choice(["special", "normal"])}
        self._post("/tickets", self._guide, body, self._key(step))

    def _key(self, step: int) -> str:
        """Nobody else's, nor of another storm upon the same hall."""
        return f"{self.seed}-{self.number}-{step}"

    def _business(self) -> str:
        return self.random.choice("AAABBB" + GONE_ON)

    def _some_ticket(self) -> int:
        with self.told.gate:
            newest = max(self.told.done, default=3)
        return self.random.randint(max(1, newest - 60), newest)

    def _cancel(self, step: int) -> None:
        self._post(f"/tickets/{self._some_ticket()}/cancel", self._guide)

    def _reinstate(self, step: int) -> None:
        self._post(f"/tickets/{self._some_ticket()}/reinstate", self._guide)

    def _redeem(self, step: int) -> None:
        """One of the newest cards, which others may have used, or use at this moment."""
        with self.told.gate:
            facts = [told["data"] for told in self.told.done.values()]
        cards = [fact["ticket"] for fact in facts if fact.get("card") is True]
        if cards:
            self._post(f"/tickets/{self.random.choice(cards[-4:])}/redeem-card", self._guide)

    def _go_on_after(self) -> None:
        body = {"business": GONE_ON, "last": 40 + self.number}
        self._post("/numbers", self._leader, body)

    def _send_away(self, step: int) -> None:
        """The account of a clerk is deactivated, and active again at once."""
        path = f"/staff/{self.staff[self.random.choice(CLERKS)]}"
        with self.told.gate:
            self.told.sent_away += 1
        for active in (False, True):
            answer = self.line.ask("PATCH", path, ADMINISTRATOR, {"active": active})
            if answer.status not in (204, 503):
                self.told.wrong.append(f"{answer.status}: {answer.told}")

    def _look(self, step: int) -> None:
        answer = self.line.ask("GET", "/tickets", self._leader)
        assert answer.status == 200
        waited = [ticket["waited_s"] for ticket in answer.told["tickets"]]
        if any(one is not None and one < 0 for one in waited):
            self.told.wrong.append(f"somebody waited for {min(w for w in waited if w)} s")

    def _sit(self, step: int) -> None:
        who = f"clerk {self.staff[self.random.choice(CLERKS)]}"
        window = self.random.choice(WINDOWS)
        deed = self.random.choice(["log-in", "log-in", "open", "open", "log-out"])
        self._post(f"/windows/{window}/{deed}", who)

    def _open(self, window: str, sits: str | None) -> None:
        """A closed window is opened again, or the storm dies down as clerks are sent away."""
        deed, name = ("open", sits) if sits else ("log-in", self.staff[self.random.choice(CLERKS)])
        self._post(f"/windows/{window}/{deed}", f"clerk {name}")

    def _at_window(self, step: int) -> None:
        """A leader may act at every window, as does a clerk's second screen."""
        window = self.random.choice(WINDOWS)
        at = self.line.ask("GET", f"/windows/{window}", self._guide).told
        if at["mode"] == "closed" and self.random.random() < 0.5:
            return self._open(window, at["staff"])
        who = f"clerk {at['staff']}" if at["staff"] else self._leader
        deed = self.random.choice(
            {
                "idle": ["call-next"],
                "called": ["start", "start", "no-show", "recall"],
                "serving": ["finish", "finish", "hold", "transfer"],
            }[at["doing"]]
        )
        body: dict[str, object] = {"seen": at["seen"]} if self.random.random() < 0.5 else {}
        if deed == "finish":
            body |= {"card": self.random.random() < 0.4}
        if deed == "transfer":
            body |= {"business": self._business(), "finished": self.random.random() < 0.5}
        if deed == "call-next" and at["held"] and self.random.random() < 0.7:
            deed, body = "resume-ticket", {"ticket": at["held"][0]["ticket"]}
        self._post(f"/windows/{window}/{deed}", who, body)


def hired(url: str) -> dict[str, str]:
    """Name → token of everybody who has an account, those of the storm among them."""
    duties = {**dict.fromkeys(CLERKS, "clerk"), GUIDE: "guide", LEADER: "leader"}
    line = Line(url)
    try:
        while True:
            found = line.ask("GET", "/staff", ADMINISTRATOR).told["staff"]
            tokens = {one["name"]: one["token"] for one in found}
            missing = sorted(duties.keys() - tokens.keys())
            if not missing:
                return tokens
            for name in missing:  # again where the disk was full
                body = {"name": name, "shown": name, "duty": duties[name]}
                line.ask("POST", "/staff", ADMINISTRATOR, body)
    finally:
        line.close()


def storm(url: str, clients: int, steps: int, seed: int, told: Told | None = None) -> Told:
    """Let them all loose at once; what they were told, in `told` while it goes on."""
    told, staff = told or Told(), hired(url)
    ways = [
        Client(i, seed, url, told, random.Random(seed * 1000 + i), staff) for i in range(clients)
    ]
    with ThreadPoolExecutor(clients) as pool:
        for future in [pool.submit(client.run, steps) for client in ways]:
            future.result()
    return told
