"""Many clients at once: kiosks that repeat themselves, clerks with two screens, hurried guides."""

import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

WINDOWS = ("1", "2")
CLERKS = ("c1", "c2", "c3")


@dataclass
class Told:
    """What the clients were told, all of them together."""

    done: dict[int, dict[str, Any]] = field(default_factory=dict)
    """n → the answer that brought it first."""
    again: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    not_kept: int = 0
    cut_off: int = 0
    """Clients that lost their connection, and asked no more."""
    asked: int = 0
    wrong: list[str] = field(default_factory=list)
    """What no client should ever be told."""
    gate: threading.Lock = field(default_factory=threading.Lock)

    def note(self, answer: httpx.Response) -> None:
        told = answer.json()
        with self.gate:
            self.asked += 1
            match answer.status_code:
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
    url: str
    told: Told
    random: random.Random

    def run(self, steps: int) -> None:
        with httpx.Client(base_url=self.url, timeout=40) as self.http:
            try:
                for step in range(steps):
                    self.random.choice(self._deeds())(step)
            except httpx.TransportError:
                with self.told.gate:
                    self.told.cut_off += 1

    def _deeds(self) -> Sequence[Callable[[int], None]]:
        match self.number % 4:
            case 0:
                return [self._take, self._take, self._take, self._cancel]
            case 1 | 2:
                return [self._at_window] * 9 + [self._sit]
        return [self._take_for_somebody, self._reinstate, self._cancel, self._look]

    def _post(self, path: str, who: str, body: object = None, key: str | None = None) -> Any:
        headers = {"Authorization": f"Test {who}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        answer = self.http.post(f"/api/v1{path}", json=body or {}, headers=headers)
        self.told.note(answer)
        return answer

    def _take(self, step: int) -> None:
        """Whoever hears nothing asks again; here, sometimes, although it has heard."""
        who, key = f"kiosk k{self.number}", f"{self.number}-{step}"
        first = self._post("/tickets", who, {"business": self._business()}, key)
        if self.random.random() < 0.3:
            body = first.request.read()
            headers = {"Authorization": f"Test {who}", "Idempotency-Key": key}
            self.told.note(self.http.post("/api/v1/tickets", content=body, headers=headers))

    def _take_for_somebody(self, step: int) -> None:
        body = {"business": self._business(), "priority": self.random.choice(["special", "normal"])}
        self._post("/tickets", f"guide g{self.number}", body, f"{self.number}-{step}")

    def _business(self) -> str:
        return self.random.choice("AB")

    def _some_ticket(self) -> int:
        with self.told.gate:
            newest = max(self.told.done, default=3)
        return self.random.randint(max(1, newest - 60), newest)

    def _cancel(self, step: int) -> None:
        self._post(f"/tickets/{self._some_ticket()}/cancel", f"guide g{self.number}")

    def _reinstate(self, step: int) -> None:
        self._post(f"/tickets/{self._some_ticket()}/reinstate", f"guide g{self.number}")

    def _look(self, step: int) -> None:
        answer = self.http.get("/api/v1/tickets", headers={"Authorization": "Test leader b"})
        assert answer.status_code == 200
        waited = [ticket["waited_s"] for ticket in answer.json()["tickets"]]
        if any(one is not None and one < 0 for one in waited):
            self.told.wrong.append(f"somebody waited for {min(w for w in waited if w)} s")

    def _sit(self, step: int) -> None:
        who = f"clerk {self.random.choice(CLERKS)}"
        window = self.random.choice(WINDOWS)
        deed = self.random.choice(["log-in", "log-in", "open", "open", "log-out"])
        self._post(f"/windows/{window}/{deed}", who)

    def _at_window(self, step: int) -> None:
        """A leader may act at every window, as does a clerk's second screen."""
        window = self.random.choice(WINDOWS)
        view = self.http.get(f"/api/v1/windows/{window}", headers={"Authorization": "Test guide g"})
        at = view.json()
        who = f"clerk {at['staff']}" if at["staff"] else "leader b"
        deed = self.random.choice(
            {
                "idle": ["call-next"],
                "called": ["start", "start", "no-show", "recall"],
                "serving": ["finish", "finish", "hold", "transfer"],
            }[at["doing"]]
        )
        body: dict[str, object] = {"seen": at["seen"]} if self.random.random() < 0.5 else {}
        if deed == "transfer":
            body |= {"business": self._business(), "finished": self.random.random() < 0.5}
        if deed == "call-next" and at["held"] and self.random.random() < 0.7:
            deed, body = "resume-ticket", {"ticket": at["held"][0]["ticket"]}
        self._post(f"/windows/{window}/{deed}", who, body)


def storm(url: str, clients: int, steps: int, seed: int, told: Told | None = None) -> Told:
    """Let them all loose at once; what they were told, in `told` while it goes on."""
    told = told or Told()
    ways = [Client(i, url, told, random.Random(seed * 1000 + i)) for i in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        for future in [pool.submit(client.run, steps) for client in ways]:
            future.result()
    return told
