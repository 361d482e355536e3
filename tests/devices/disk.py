"""A store of records for a line, and the line that keeps its records there."""

import threading
from concurrent.futures import Future

from gateway.devices.keeper import Output, Record
from gateway.devices.line import Line
from gateway.devices.why import NO_PLACE, Why
from protocol import records
from protocol.answers import Events, IAm
from protocol.device_link import RATING_PAD
from tests.devices.boards_on_pty import PtyLine

WRONG = Why("它是评价器。", "It is a rating pad.")
UIDS = [f"e6614c311b7e8a{i:02x}" for i in range(12)]


class Disk:
    """A keeper that commits at once, late or never; all it took stays in order of arrival."""

    def __init__(self) -> None:
        self.keys: dict[str, bytes] = {}
        self.marks: dict[tuple[str, int], int] = {}
        self.taken: list[tuple[str, int, tuple[int, int, bytes]]] = []
        self.kept: dict[tuple[str, int, int], Record] = {}
        self.outputs_of: dict[str, dict[int, Output]] = {}
        self.confirmed: list[tuple[str, int, bytes]] = []
        self.strangers: set[str] = set()
        self.broken = False
        self.slow_s = 0.0

    def key(self, uid: str) -> bytes:
        return self.keys.get(uid, b"")

    def mark(self, uid: str, journal: int) -> int:
        return self.marks.get((uid, journal), 0)

    def record(self, uid: str, journal: int, seq: int) -> Record | None:
        return self.kept.get((uid, journal, seq))

    def take(self, uid: str, i_am: IAm, events: Events) -> "Future[int]":
        future: Future[int] = Future()
        threading.Timer(self.slow_s, self._commit, (future, uid, i_am, events)).start()
        return future

    def _commit(self, future: "Future[int]", uid: str, i_am: IAm, events: Events) -> None:
        if self.broken:
            future.set_exception(OSError("disk full"))
            return
        mark = self.mark(uid, i_am.journal)
        for seq, record in enumerate(events.records, events.first):
            if seq > mark:
                self.taken.append((uid, seq, record))
                self.kept[uid, i_am.journal, seq] = record
                mark = seq
        self.marks[uid, i_am.journal] = mark
        future.set_result(mark)

    def outputs(self, uid: str) -> dict[int, Output]:
        return self.outputs_of.get(uid, {})

    def shown(self, uid: str, output: int, value: bytes) -> "Future[int | None] | None":
        future: Future[int | None] = Future()
        if self.broken:
            future.set_exception(OSError("disk full"))
        else:
            self.confirmed.append((uid, output, value))
            future.set_result(None)
        return future

    def check(self, uid: str, i_am: IAm) -> Why | None:
        if uid in self.strangers:
            return NO_PLACE
        return WRONG if i_am.model == RATING_PAD else None

    def has_place(self, uid: str) -> bool:
        return uid not in self.strangers

    def wall_ms(self) -> int:
        return 1_795_298_400_000

    def tickets(self, uid: str) -> list[int]:
        return [seq for u, seq, r in self.taken if u == uid and r[0] == records.TICKET]


def running(line: PtyLine, disk: Disk, uids: list[str]) -> Line:
    gateway = Line(line.port, 115200, uids, disk)
    gateway.start()
    return gateway
