"""The bench's handle of its gateway process: start it, wait for what it commits, end it."""

import contextlib
import json
import subprocess
import sys
import threading
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from protocol import records
from tools.bench.case import BenchError
from tools.bench.rig.gateway_process import CPU, Order

STOP_S: Final = 15.0
CLOSE_S: Final = 3.0

PRESSES: Final = (records.TICKET, records.KEY, records.RATING, records.TAGS)
"""Kinds of records that a finger makes."""


class Kept(NamedTuple):
    """A record that is committed."""

    kind: int
    seq: int
    at: float
    """time.monotonic()"""


@dataclass(frozen=True)
class Spent:
    """What the process has used so far."""

    cpu_s: float
    at: float
    """time.monotonic()"""
    answers: int
    """Requests that boards have answered."""


@dataclass(frozen=True)
class Farewell:
    """What the process says when it has ended."""

    answered: list[tuple[int, float]]
    """Address and time.monotonic() of each answered POLL, if it was to watch."""
    commits: int
    slowed: int
    """Commits that were made slower."""
    rests: int


class Gateway:
    """Begins at once. Methods raise BenchError when the process ends or keeps silent too long."""

    def __init__(self, order: Order) -> None:
        self.first_poll: float | None = None
        """time.monotonic() when the first POLL was sent; only if it was to watch."""
        self._slow = order.slow_commit_ms > 0
        self._kept: dict[str, list[Kept]] = defaultdict(list)
        self._issued: dict[str, list[int]] = defaultdict(list)
        self._spent: Spent | None = None
        self._farewell: Farewell | None = None
        self._ended = False
        self._news = threading.Condition()
        module = "tools.bench.rig.gateway_process"
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, order.to_json()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for the bench, which ends it
        )
        self._thread = threading.Thread(target=self._listen, name="bench gateway", daemon=True)
        self._thread.start()

    def presses(self, uid: str) -> list[Kept]:
        """Presses of this board that are committed by now."""
        with self._news:
            return [kept for kept in self._kept[uid] if kept.kind in PRESSES]

    def wait_for_press(self, uid: str, number: int, seconds: float) -> Kept:
        """The board's press with this number, from 0, once it is committed."""
        self._wait(lambda: len(self.presses(uid)) > number, seconds, f"a press of board {uid}")
        return self.presses(uid)[number]

    def tickets(self, uid: str) -> int:
        """How many this dispenser has given out by now."""
        with self._news:
            return len(self._issued[uid])

    def wait_for_ticket(self, uid: str, number: int, seconds: float) -> int:
        """n of the dispenser's ticket with this number, from 0, once it is committed."""
        self._wait(lambda: len(self._issued[uid]) > number, seconds, f"a ticket of board {uid}")
        return self._issued[uid][number]

    def wait_for_record(self, uid: str, seq: int, seconds: float) -> Kept:
        """The record of the board's journal, once it is committed."""

        def found() -> list[Kept]:
            return [kept for kept in reversed(self._kept[uid]) if kept.seq == seq]

        self._wait(found, seconds, f"record {seq} of board {uid}")
        return found()[0]

    def spent(self) -> Spent:
        """What it has used by now."""
        self._spent = None
        self._order(CPU)
        self._wait(lambda: self._spent, STOP_S, "its processor time")
        assert self._spent is not None
        return self._spent

    def stop(self) -> Farewell:
        """End it tidily; calling it twice gives the same again."""
        self._end_of_orders()
        self._wait(lambda: self._farewell, STOP_S, "its farewell")
        assert self._farewell is not None
        self.close()
        if self._slow and self._farewell.slowed != self._farewell.commits:
            raise BenchError("the gateway's disk could not be made slower; its writer has changed")
        return self._farewell

    def close(self) -> None:
        """End it however it is; calling it twice is calling it once."""
        self._end_of_orders()
        try:
            self._process.wait(CLOSE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._thread.join()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _end_of_orders(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()

    def _order(self, command: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{command}\n")
            self._process.stdin.flush()
        except OSError as error:
            raise BenchError("the gateway has ended by itself") from error

    def _wait(self, what: Any, seconds: float, name: str) -> None:
        with self._news:
            self._news.wait_for(lambda: what() or self._ended, seconds)
            if what():
                return
        if self._ended:
            raise BenchError(f"the gateway has ended by itself before {name} came")
        raise BenchError(f"the gateway was silent: {name} did not come within {seconds:.0f} s")

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._news:
                self._take(json.loads(line))
                self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()

    def _take(self, message: dict[str, Any]) -> None:
        if "kept" in message:
            for uid, kind, seq in message["kept"]:
                self._kept[uid].append(Kept(kind, seq, message["at"]))
        elif "issued" in message:
            for uid, n in message["issued"]:
                self._issued[uid].append(n)
        elif "first_poll" in message:
            self.first_poll = message["first_poll"]
        elif "cpu" in message:
            self._spent = Spent(message["cpu"], message["at"], message["answers"])
        else:
            self._farewell = Farewell(**message)
