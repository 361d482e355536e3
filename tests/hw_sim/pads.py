"""Boards without VMs for simulated people: the hall's own rules behind plain keys and lamps."""

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

from gateway.hall.faces import current_face, prompt_of
from gateway.hall.plan import CallPad, Dispenser, RatingPad
from hw_sim.people import DispenserSpot, People, WindowSpot
from hw_sim.people.floor import as_shown
from protocol import records
from protocol.facts import RatingGiven, TicketIssued
from tests.hall.hall import DISPENSER, PADS, PLAN, RATING, STREAM, Hall

ANSWER_S = 0.004


class Pad:
    """One board of the hall: between a press and the answer only the pressed key is lit."""

    def __init__(self, uid: str, hall: "PadHall") -> None:
        self.uid = uid
        self._hall = hall
        self.waiting: int | None = None
        self.dark = False

    def press(self, key: int, ms: float = 60) -> "Future[None]":
        done: Future[None] = Future()
        done.set_result(None)
        self._hall.press(self, key)
        return done

    def lamps(self) -> tuple[bool, ...]:
        keys = 8 if self.uid == DISPENSER else 5
        lit = 0 if self.dark else self._hall.lamps(self)
        return tuple(bool(lit >> key & 1) for key in range(keys))

    def digits(self) -> str:
        if self.dark:
            return "----"
        return as_shown(self._hall.hall.face(self.uid).value[1:].decode())


class PadHall:
    """The rules, answering each press a moment later in a thread of their own."""

    def __init__(self) -> None:
        self.hall = Hall()
        self.hall.open()
        self.paper_out = False
        self.paper_s = 0.0
        self.people: People | None = None
        self.dispenser = Pad(DISPENSER, self)
        self.call_pads = {window: Pad(uid, self) for window, uid in PADS.items()}
        self.rating_pads = {window: Pad(uid, self) for window, uid in RATING.items()}
        self.keys = ("A", "B")  # PLAN has no window for its third business
        self._presses: queue.Queue[tuple[Pad, int] | None] = queue.Queue()
        self._rated: dict[str, tuple[bytes, int]] = {}
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def spots(self) -> tuple[tuple[DispenserSpot, ...], tuple[WindowSpot, ...]]:
        windows = tuple(
            WindowSpot(w.id, w.businesses, self.call_pads[w.id], self.rating_pads[w.id])
            for w in PLAN.windows
        )
        return (DispenserSpot(self.dispenser, self.keys),), windows

    def press(self, pad: Pad, key: int) -> None:
        if self.lamps(pad) >> key & 1 or isinstance(PLAN.role[pad.uid], CallPad):
            self._presses.put((pad, key))

    def lamps(self, pad: Pad) -> int:
        if pad.waiting is not None:
            return 1 << pad.waiting
        match PLAN.role[pad.uid]:
            case RatingPad():
                asked = prompt_of(PLAN, self.hall.state, pad.uid, STREAM)
                rated, level = self._rated.get(pad.uid, (b"", 0))
                if asked or (rated and self._still_shown(pad.uid, rated)):
                    return 1 << 5 - level if asked in (b"", rated) else 0b11111
                return 0
        return self.hall.face(pad.uid).value[0]

    def _still_shown(self, uid: str, rated: bytes) -> bool:
        role = PLAN.role[uid]
        assert isinstance(role, RatingPad)
        return self.hall.state.at(role.window).last_service == int.from_bytes(rated[4:], "little")

    def facts(self, kind: type) -> list[object]:
        return [fact for _, fact, _ in self.hall.facts if isinstance(fact, kind)]

    def close(self) -> None:
        self._presses.put(None)
        self._thread.join()

    def _answer(self) -> None:
        while (press := self._presses.get()) is not None:
            pad, key = press
            role = PLAN.role[pad.uid]
            seen = current_face(PLAN, self.hall.state, pad.uid)
            if not isinstance(role, RatingPad):
                pad.waiting = key
            self._tell(pad)
            time.sleep(ANSWER_S)
            pad.waiting = None
            match role:
                case Dispenser():
                    fact = self.hall.record(
                        pad.uid, records.TICKET, records.ticket_payload(key, seen)
                    )
                    if isinstance(fact, TicketIssued) and not self.paper_out:
                        self._print(fact)
                case CallPad():
                    self.hall.record(pad.uid, records.KEY, records.key_payload(key + 1, seen))
                case RatingPad():
                    self._rate(pad, 5 - key)
            for each in (self.dispenser, *self.call_pads.values(), *self.rating_pads.values()):
                self._tell(each)

    def _rate(self, pad: Pad, level: int) -> None:
        asked = prompt_of(PLAN, self.hall.state, pad.uid, STREAM)
        if asked:
            self._rated[pad.uid] = (asked, level)
            outcome = self.hall.record(
                pad.uid, records.RATING, records.rating_payload(asked, level)
            )
            assert isinstance(outcome, RatingGiven)

    def _print(self, ticket: TicketIssued) -> None:
        cut = threading.Timer(
            self.paper_s,
            lambda: self._each(lambda people: people.paper_came(f"号\n  {ticket.label}\n")),
        )
        cut.start()

    def _tell(self, pad: Pad) -> None:
        self._each(lambda people: people.board_changed(pad.uid))

    def _each(self, tell: Callable[[People], None]) -> None:
        if self.people is not None:
            tell(self.people)
