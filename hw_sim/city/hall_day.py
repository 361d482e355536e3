"""One business day of one hall, by the gateway's rules: every fact is one that a gateway writes."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import count
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from gateway.hall import ratings, wishes
from gateway.hall.calls import CallNext, NoShow, Recall
from gateway.hall.day import decide_open
from gateway.hall.due import decide_due
from gateway.hall.faces import current_face
from gateway.hall.fold import apply
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.nouns import Called, Idle
from gateway.hall.plan import Board, Business, CallPad, Dispenser, HallPlan, RatingPad, Window
from gateway.hall.reasons import Reason
from gateway.hall.requests import decide_record
from gateway.hall.services import Finish, Start
from gateway.hall.state import EMPTY, HallState
from gateway.hall.wish import AtWindow
from protocol import records
from protocol.envelope import Entry
from protocol.facts import DeviceRecord, Fact, PrintConfirmed, StreamOpened, TicketIssued
from protocol.stamp import Moment, Stamp

ZONE: Final = ZoneInfo("Asia/Shanghai")
OPENS_H: Final = 9
OPEN_S: Final = 8 * 3600
"""Numbers are given for so long; whoever has one by then is served."""

WINDOWS: Final = ("AB", "AB", "BC", "CD", "ABCD", "A")
"""What each of them does."""

HANDLING_S: Final = {"A": 300.0, "B": 480.0, "C": 840.0, "D": 420.0}
HANDLING_SIGMA: Final = 0.55
SHARES: Final = (0.40, 0.30, 0.15, 0.15)
ABSENT: Final = 0.05
"""Of those who are called."""
RATES: Final = 0.8
LEVELS: Final = (80, 12, 5, 2, 1)
"""In a hundred, from 5 down to 1."""

KEYS: Final[dict[type[AtWindow], int]] = {
    CallNext: records.NEXT,
    Recall: records.RECALL,
    NoShow: records.NO_SHOW,
    Start: records.START,
    Finish: records.FINISH,
}

JOURNAL: Final = 0x5EED


class HallDay:
    """Make one, then look at `entries`."""

    def __init__(self, number: int, day: str, people: int, seed: int = 1) -> None:
        """number: of the hall, from 1; day: ISO date; people: who come."""
        self.hall = f"hall-{number:02d}"
        self.stream = f"{number:08x}"
        self.day = day
        self.plan = _plan(self.hall, number)
        self.entries: list[Entry] = []
        """In the order of n, from 1."""
        self._dispenser = self.plan.boards[0].uid
        self._state: HallState = EMPTY
        self._dice = Random(f"{number} {day} {seed}")
        self._seqs: dict[str, int] = {}
        begin = datetime.fromisoformat(day).replace(hour=OPENS_H, tzinfo=ZONE)
        self._now = Moment(round(begin.timestamp() * 1000), f"{number:08x}", 3_600_000)
        self._closes_ms = self._now.mono_ms + OPEN_S * 1000
        self._coming: list[tuple[int, int, Callable[[], object]]] = []
        self._order = count()
        self._live(people)

    def _live(self, people: int) -> None:
        self._write(StreamOpened(self.hall))
        opened = decide_open(self._state, self.day)
        assert not isinstance(opened, Reason)
        self._write(opened)
        for window in self.plan.windows:
            self._later(self._dice.uniform(5, 600), partial(self._free, window.id))
        for _ in range(people):
            # Two peaks, as any hall has them.
            at = self._dice.choice(
                (self._dice.gauss(5_400, 3_000), self._dice.gauss(19_800, 4_500))
            )
            self._later(min(max(at, 30.0), OPEN_S), self._arrive)
        while self._coming:
            at_ms, _, happen = heapq.heappop(self._coming)
            passed = at_ms - self._now.mono_ms
            self._now = replace(
                self._now, wall_ms=self._now.wall_ms + passed, mono_ms=self._now.mono_ms + passed
            )
            for fact in decide_due(self._here()):
                self._write(fact)
            happen()

    def _arrive(self) -> None:
        key = self._dice.choices(range(len(SHARES)), SHARES)[0]
        seen = current_face(self.plan, self._state, self._dispenser)
        issued = self._record(self._dispenser, records.TICKET, records.ticket_payload(key, seen))
        assert isinstance(issued, TicketIssued)
        ticket = len(self.entries)
        self._later(1.4, lambda: self._write(PrintConfirmed(ticket, False)))

    def _free(self, window: str) -> None:
        """Its clerk presses for the next one, or waits for somebody to come."""
        if not isinstance(self._state.at(window).doing, Idle):
            return
        if isinstance(self._press(window, CallNext), Reason | None):
            if self._state.waiting or self._now.mono_ms < self._closes_ms:
                self._later(self._dice.uniform(20, 40), lambda: self._free(window))
            return
        if self._dice.random() < ABSENT:
            self._later(25, lambda: self._press(window, Recall))
            self._later(90, lambda: self._go_on(window, NoShow))
        else:
            self._later(self._dice.uniform(8, 25), lambda: self._serve(window))

    def _serve(self, window: str) -> None:
        doing = self._state.at(window).doing
        assert isinstance(doing, Called)
        business = self._state.tickets[doing.ticket].business
        self._press(window, Start)
        service = len(self.entries)
        took = HANDLING_S[business] * self._dice.lognormvariate(0, HANDLING_SIGMA)
        self._later(took, lambda: self._finish(window, service))

    def _finish(self, window: str, service: int) -> None:
        self._press(window, Finish)
        prompted = ratings.decide_prompted(self._state, service, window)
        if prompted is not None:
            self._write(prompted)
        if self._dice.random() < RATES:
            self._later(self._dice.uniform(2, 9), lambda: self._rate(window, service))
        self._later(self._dice.uniform(10, 60), lambda: self._free(window))

    def _go_on(self, window: str, what: type[AtWindow]) -> None:
        self._press(window, what)
        self._later(self._dice.uniform(5, 20), lambda: self._free(window))

    def _rate(self, window: str, service: int) -> None:
        level = self._dice.choices((5, 4, 3, 2, 1), LEVELS)[0]
        shown = bytes.fromhex(self.stream)[::-1] + service.to_bytes(4, "little")
        uid = self._uid(window, RatingPad)
        self._record(uid, records.RATING, records.rating_payload(shown, level))

    def _press(self, window: str, what: type[AtWindow]) -> Fact | Reason | None:
        """A key of the window's pad; where there is nobody to call the clerk does not press it."""
        uid = self._uid(window, CallPad)
        here = replace(self._here(), by=Actor(Duty.BOARD, board=uid))
        wished = wishes.decide(here, what(window=window))
        if isinstance(wished, Reason):
            return wished
        seen = current_face(self.plan, self._state, uid)
        return self._record(uid, records.KEY, records.key_payload(KEYS[what], seen))

    def _uid(self, window: str, role: type[Any]) -> str:
        return next(
            board.uid
            for board in self.plan.boards
            if isinstance(board.role, role) and board.role.window == window
        )

    def _record(self, uid: str, kind: int, payload: bytes) -> Fact | None:
        seq = self._seqs[uid] = self._seqs.get(uid, 0) + 1
        ticks = self._now.mono_ms & 0xFFFFFFFF
        record = DeviceRecord(uid, JOURNAL, seq, kind, ticks, payload.hex())
        self._write(record)
        outcome = decide_record(self._here(), record, 0, self.stream)
        if outcome is not None:
            self._write(outcome, record.identity)
        return outcome

    def _here(self) -> Here:
        return Here(self.plan, self._state, self._now)

    def _write(self, fact: Fact, cause: str | None = None) -> int:
        n, now = len(self.entries) + 1, self._now
        entry = Entry(self.hall, self.stream, n, fact, cause, now.wall_ms, now.boot, now.mono_ms)
        self._state = apply(self._state, Stamp(n, now), fact)
        self.entries.append(entry)
        return n

    def _later(self, seconds: float, happen: Callable[[], object]) -> None:
        at_ms = self._now.mono_ms + round(seconds * 1000)
        heapq.heappush(self._coming, (at_ms, next(self._order), happen))


def _plan(hall: str, number: int) -> HallPlan:
    windows = tuple(Window(str(i), f"{i}号窗口", tuple(does)) for i, does in enumerate(WINDOWS, 1))
    return HallPlan(
        hall=hall,
        name=f"第{number}办税厅",
        businesses=(
            Business("A", "发票领用"),
            Business("B", "申报纳税"),
            Business("C", "登记变更"),
            Business("D", "车购税"),
        ),
        windows=windows,
        boards=tuple(_boards(number, windows)),
    )


def _boards(number: int, windows: tuple[Window, ...]) -> Iterator[Board]:
    yield Board(f"d{number:07x}00000000", Dispenser(("A", "B", "C", "D")))
    for window in windows:
        yield Board(f"c{number:07x}{int(window.id):08x}", CallPad(window.id))
        yield Board(f"b{number:07x}{int(window.id):08x}", RatingPad(window.id))
