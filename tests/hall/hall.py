"""A hall without any wire: boards press, the rules answer, the state moves on."""

from dataclasses import dataclass, field

from gateway.hall.day import decide_open
from gateway.hall.faces import Face, current_face, face_of
from gateway.hall.fold import apply
from gateway.hall.here import Here
from gateway.hall.plan import (
    Board,
    Business,
    CallPad,
    Dispenser,
    HallPlan,
    RatingPad,
    Window,
)
from gateway.hall.ratings import decide_prompted
from gateway.hall.reasons import Reason
from gateway.hall.requests import Freshness, decide_record
from gateway.hall.rules import Rules
from gateway.hall.state import EMPTY, HallState
from protocol import records
from protocol.facts import DeviceAdopted, DeviceRecord, Fact
from protocol.stamp import Moment, Stamp

STREAM = "5eed0001"
DISPENSER = "d000000000000001"
PADS = {"1": "c000000000000001", "2": "c000000000000002"}
SPARES = ("a000000000000001", "a000000000000002")
RATING = {"1": "b000000000000001", "2": "b000000000000002"}

PLAN = HallPlan(
    hall="hall-1",
    name="长安区办税厅",
    businesses=(Business("A", "发票领用"), Business("B", "申报纳税"), Business("C", "车购税")),
    windows=(Window("1", "1号窗口", ("A", "B")), Window("2", "2号窗口", ("B",))),
    boards=(
        Board(DISPENSER, Dispenser(("A", "B", None, "C"))),
        *(Board(uid, CallPad(window)) for window, uid in PADS.items()),
        *(Board(uid, RatingPad(window)) for window, uid in RATING.items()),
    ),
    rules=Rules(recall_gap_s=0),
)


START = Moment(1_795_000_000_000, "b007b007", 1_000_000)


@dataclass
class Hall:
    """Its methods return the outcome; `facts` holds every fact with its n and its cause."""

    plan: HallPlan = PLAN
    state: HallState = EMPTY
    facts: list[tuple[int, Fact, str | None]] = field(default_factory=list)
    seqs: dict[str, int] = field(default_factory=dict)
    stamps: list[Stamp] = field(default_factory=list)
    now: Moment = START

    def add(self, fact: Fact, cause: str | None = None) -> int:
        n = len(self.facts) + 1
        self.facts.append((n, fact, cause))
        self.stamps.append(Stamp(n, self.now))
        self.state = apply(self.state, self.stamps[-1], fact)
        return n

    @property
    def stamped(self) -> list[tuple[Stamp, Fact]]:
        """As `fold` takes them."""
        return [(stamp, fact) for stamp, (_, fact, _) in zip(self.stamps, self.facts, strict=True)]

    @property
    def n(self) -> int:
        return len(self.facts)

    def open(self, day: str = "2026-11-23") -> Fact | Reason:
        fact = decide_open(self.state, day)
        if not isinstance(fact, Reason):
            self.add(fact)
        return fact

    def face(self, uid: str) -> Face:
        face = face_of(self.plan, self.state, uid)
        return face or Face(current_face(self.plan, self.state, uid), b"")

    def record(self, uid: str, kind: int, payload: bytes, fresh: Freshness = 0) -> Fact | None:
        seq = self.seqs[uid] = self.seqs.get(uid, 0) + 1
        record = DeviceRecord(uid, 7, seq, kind, 0, payload.hex())
        self.add(record)
        here = Here(self.plan, self.state, self.now)
        outcome = decide_record(here, record, fresh, STREAM)
        if outcome is not None:
            self.add(outcome, record.identity)
        return outcome

    def take(self, key: int, fresh: Freshness = 0, seen: int | None = None) -> Fact | None:
        """Press a key of the dispenser, having seen its face of now unless told otherwise."""
        seen = self.face(DISPENSER).cmd_id if seen is None else seen
        return self.record(DISPENSER, records.TICKET, records.ticket_payload(key, seen), fresh)

    def pad(
        self, window: str, action: int, fresh: Freshness = 0, seen: int | None = None
    ) -> Fact | None:
        """Press a key of a window's call pad."""
        uid = PADS[window]
        seen = self.face(uid).cmd_id if seen is None else seen
        return self.record(uid, records.KEY, records.key_payload(action, seen), fresh)

    def rate(
        self, window: str, service: int, level: int, stream: str = STREAM, fresh: Freshness = 0
    ) -> Fact | None:
        """Press a key of a window's rating pad that was shown this service."""
        shown = int(stream, 16).to_bytes(4, "little") + service.to_bytes(4, "little")
        payload = records.rating_payload(shown, level)
        return self.record(RATING[window], records.RATING, payload, fresh)

    def serve(self, window: str) -> int:
        """Call, start and finish whoever is next; returns the service."""
        assert not isinstance(self.pad(window, records.NEXT), type(None))
        self.pad(window, records.START)
        service = self.n
        self.pad(window, records.FINISH)
        return service

    def adopt(self, uid: str, place: str) -> int:
        """Whatever the rules say to it."""
        return self.add(DeviceAdopted(uid, place, "person"))

    def prompted(self, service: int, window: str) -> Fact | None:
        fact = decide_prompted(self.state, service, window)
        if fact is not None:
            self.add(fact)
        return fact
