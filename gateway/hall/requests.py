"""What a board's record leads to: every request and every rating has exactly one outcome.

A request names the face that the person saw. It counts only for that very face (compare and set),
so five presses in a stalled line are one ticket, and five "next" one call.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from struct import Struct
from typing import Final

from gateway.hall import calls, ratings, reasons, services, tickets, windows, wishes
from gateway.hall.faces import current_face
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.places import role_of
from gateway.hall.plan import CallPad, Dispenser
from gateway.hall.reasons import Reason
from gateway.hall.stamp import Stamp
from gateway.hall.state import HallState
from gateway.hall.wish import AtWindow
from protocol import records
from protocol.facts import DeviceRecord, Fact, RequestExpired, RequestRefused

FRESH_MS: Final = 10_000
"""A request is what the person still wants for ten seconds, measured in the board's own ticks."""


class Reboot(Enum):
    """The board has started anew after it wrote the record."""

    BEFORE = "before_reboot"


BEFORE_REBOOT: Final = Reboot.BEFORE

Freshness = int | Reboot
"""Age of a record in milliseconds when it is judged, or BEFORE_REBOOT."""

KINDS: Final = frozenset(
    {
        records.VOID,
        records.BOOT,
        records.CLOCK,
        records.TICKET,
        records.KEY,
        records.RATING,
    }
)
"""Record kinds that this version can read. Others are kept without an outcome, and counted."""

_REQUEST: Final = Struct("<BI")
_RATING: Final = Struct("<IIB")

_KEYS: Final[dict[int, Callable[[Here, str], AtWindow | Reason]]] = {
    records.NEXT: lambda here, window: calls.CallNext(window=window),
    records.RECALL: lambda here, window: calls.Recall(window=window),
    records.NO_SHOW: lambda here, window: calls.NoShow(window=window),
    records.START: lambda here, window: services.Start(window=window),
    records.FINISH: lambda here, window: services.Finish(window=window),
    records.HOLD: services.hold_key,
    records.PAUSE: windows.pause_key,
}
"""What the keys of a call pad ask for at its window. To transfer somebody takes a business to send
to, which no pad can say: that is for the console."""


def decide_record(
    here: Here, record: DeviceRecord, freshness: Freshness, stream: str
) -> Fact | None:
    """The one outcome of a record, or None for the kinds that ask for nothing."""
    payload = bytes.fromhex(record.payload)
    if record.kind == records.RATING:
        if len(payload) != _RATING.size:
            return RequestRefused(board=record.uid, reason=reasons.MALFORMED.code)
        rated_stream, service, level = _RATING.unpack(payload)
        return ratings.decide_rating(here.state, stream, f"{rated_stream:08x}", service, level)
    if record.kind in (records.TICKET, records.KEY):
        outcome = _decide_request(here, record, payload, freshness)
        if isinstance(outcome, Reason) and outcome in (reasons.BEFORE_REBOOT, reasons.TOO_OLD):
            stale = _seen(payload) != current_face(here.plan, here.state, record.uid)
            return RequestExpired(record.uid, outcome.code, stale)
        if isinstance(outcome, Reason):
            return RequestRefused(board=record.uid, reason=outcome.code)
        return outcome
    return None


def apply_refused(state: HallState, stamp: Stamp, fact: RequestRefused) -> HallState:
    """The person gets a new face with the reason, unless a newer one is there already."""
    if fact.reason == reasons.STALE_SCREEN.code:
        return state
    return state.with_face(fact.board, stamp.n, fact)


def apply_expired(state: HallState, stamp: Stamp, fact: RequestExpired) -> HallState:
    """Whoever pressed too late on the face that still stands is told; nobody else is.

    A backlog of old presses, or those of before a reboot, come in a burst while the board already
    shows a face anew. If they moved it, the first honest press on that face would be refused as
    stale.
    """
    if fact.reason == reasons.BEFORE_REBOOT.code or fact.stale:
        return state
    return state.with_face(fact.board, stamp.n, fact)


def _decide_request(
    here: Here, record: DeviceRecord, payload: bytes, freshness: Freshness
) -> Fact | Reason:
    if isinstance(freshness, Reboot):
        return reasons.BEFORE_REBOOT
    if len(payload) != _REQUEST.size:
        return reasons.MALFORMED
    if freshness > FRESH_MS:
        return reasons.TOO_OLD
    role = role_of(here.plan, here.state, record.uid)
    if role is None:
        return reasons.NO_ROLE
    pressed, seen = _REQUEST.unpack(payload)
    if seen != current_face(here.plan, here.state, record.uid):
        return reasons.STALE_SCREEN
    here = replace(here, by=Actor(Duty.BOARD, board=record.uid))
    match role, record.kind:
        case Dispenser() as dispenser, records.TICKET:
            wish: object = tickets.pressed(dispenser, pressed)
        case CallPad(window), records.KEY:
            wish = _KEYS[pressed](here, window) if pressed in _KEYS else reasons.NO_SUCH_KEY
        case _:
            wish = reasons.WRONG_ROLE
    return wish if isinstance(wish, Reason) else wishes.decide(here, wish)


def _seen(payload: bytes) -> int | None:
    """Cmd id of the face that was pressed upon, None if it cannot be read."""
    return int(_REQUEST.unpack(payload)[1]) if len(payload) == _REQUEST.size else None
