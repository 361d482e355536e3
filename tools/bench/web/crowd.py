"""Fifty boards and consoles, and five hundred phones, at one gateway while it works."""

import functools
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.bench.case import Aim, BenchError, Options, Row, percentile
from tools.bench.ticket.paper import commits_ms
from tools.bench.web.hall import PASSWORD, WINDOWS, WebHall, web_hall

BOARDS: Final = 30
CONSOLES: Final = 20
PHONES: Final = 500
CALLS: Final = 60
APART_S: Final = 1.0
"""A hall with ten windows calls somebody every half minute; this one is thirty times as busy."""
SEEN_S: Final = 5.0
READY_S: Final = 120.0
BOARD: Final = "/board"
CONSOLE: Final = "/console/hall"


@dataclass(frozen=True)
class Measured:
    """What a run of the crowd gave."""

    seen_s: list[float]
    """From asking for a call to its number on a board or console, each call at each of them."""
    unseen: int
    """Of these, calls that a screen had not shown after SEEN_S."""
    cores: float
    """The gateway's processor time, by the time of the run."""
    commit_s: float
    failed: int


class Seen:
    """When each screen has shown what, as the followers tell."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self._lines = process.stdout
        self.at: dict[tuple[str, str], float] = {}
        self.late_s = 0.0
        """By how much the screens' own program was late, at most."""
        self.failed = 0
        """Looks of a page that no answer came to; its script looks again."""
        self.ready = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        for line in self._lines:
            if line.strip() == "ready":
                self.ready.set()
                continue
            told = json.loads(line)
            if "late" in told:
                self.late_s = max(self.late_s, told["late"])
                continue
            if "failed" in told:
                self.failed += 1
                continue
            self.at.setdefault((told["who"], told["label"]), told["at"])


def event_on_screen(options: Options) -> Row:
    """From asking for a call until its number is at the screens."""
    run = _crowd(options.folder)
    return Row(
        "event-on-screen",
        percentile(run.seen_s, 95) if not run.unseen else None,
        "s p95",
        run.commit_s,
        "a plain commit with synchronous=FULL, p95; the figure counts from sending the request for"
        f" a call to its number at {BOARDS} boards and {CONSOLES} consoles, each call at each,"
        f" while {PHONES} phones look every three seconds. These screens ask as pages do and draw"
        " nothing",
        Aim(1.0),
        {
            "calls": CALLS,
            "p50": round(percentile(run.seen_s, 50), 3),
            "unseen": run.unseen,
            "failed_looks": run.failed,
        },
    )


def cpu(options: Options) -> Row:
    """What the gateway takes meanwhile."""
    run = _crowd(options.folder)
    return Row(
        "cpu",
        run.cores,
        "cores",
        None,
        f"processor time of the gateway by the time of the same run: {BOARDS} boards,"
        f" {CONSOLES} consoles, {PHONES} phones, a call every {APART_S:g} s",
        Aim(1.0),
    )


@functools.cache
def _crowd(parent: Path) -> Measured:
    """One run serves both rows."""
    with web_hall(parent) as hall:
        tickets = [hall.take_number() for _ in range(PHONES)]
        waiting = [label for _, label, _ in tickets]
        with _followers(hall, [f"/t/{code}" for _, _, code in tickets]) as seen:
            began, cpu_s = time.monotonic(), hall.cpu_s()
            asked = [_call(hall, number) for number in range(CALLS)]
            cores = (hall.cpu_s() - cpu_s) / (time.monotonic() - began)
            time.sleep(SEEN_S)
        assert {label for label, _ in asked} <= set(waiting)
        screens = [f"board-{i}" for i in range(BOARDS)]
        screens += [f"console-{i}" for i in range(CONSOLES)]
        took = [
            seen.at.get((screen, label), float("inf")) - at
            for label, at in asked
            for screen in screens
        ]
    known = [one for one in took if one < SEEN_S]
    commit_s = percentile(commits_ms(parent), 95) / 1000
    return Measured(known, len(took) - len(known), cores, commit_s, seen.failed)


def _call(hall: WebHall, number: int) -> tuple[str, float]:
    """Call whoever is next at the next window; the label, and when it was asked for."""
    window = number % WINDOWS + 1
    if number >= WINDOWS:
        hall.ask(f"/windows/{window}/no-show", {})
    at = time.monotonic()
    label = hall.ask(f"/windows/{window}/call-next", {})["label"]
    time.sleep(max(0.0, APART_S - (time.monotonic() - at)))
    return label, at


@contextmanager
def _followers(hall: WebHall, phones: list[str]) -> Iterator[Seen]:
    order = {
        "url": hall.url,
        "name": "leader",
        "password": PASSWORD,
        "board": BOARD,
        "console": CONSOLE,
        "boards": BOARDS,
        "consoles": CONSOLES,
        "phones": phones,
    }
    command = [sys.executable, "-m", "tools.bench.web.followers"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        seen = Seen(process)
        end = time.monotonic() + READY_S
        while not seen.ready.wait(0.2):
            if process.poll() is not None or time.monotonic() > end:
                process.kill()
                raise BenchError("the screens did not come up; what they said stands above")
        yield seen
        process.kill()
