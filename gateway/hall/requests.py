"""What a board's record leads to: every request and every rating has exactly one outcome.

A request names the face that the person saw. It counts only for that very face (compare and set),
so five presses in a stalled line are one ticket, and five "next" one call.
"""

from enum import Enum
from struct import Struct
from typing import Final

from gateway.hall import calls, ratings, reasons, services, tickets
from gateway.hall.faces import current_face
from gateway.hall.places import role_of
from gateway.hall.plan import CallPad, Dispenser, HallPlan
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
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

_ACTIONS: Final = {
    records.NEXT: calls.decide_next,
    records.RECALL: calls.decide_recall,
    records.NO_SHOW: calls.decide_no_show,
    records.START: services.decide_start,
    records.FINISH: services.decide_finish,
}


def decide_record(
    plan: HallPlan, state: HallState, record: DeviceRecord, freshness: Freshness, stream: str
) -> Fact | None:
    """The one outcome of a record, or None for the kinds that ask for nothing."""
    payload = bytes.fromhex(record.payload)
    if record.kind == records.RATING:
        if len(payload) != _RATING.size:
            return RequestRefused(board=record.uid, reason=reasons.MALFORMED.code)
        rated_stream, service, level = _RATING.unpack(payload)
        return ratings.decide_rating(state, stream, f"{rated_stream:08x}", service, level)
    if record.kind in (records.TICKET, records.KEY):
        outcome = _decide_request(plan, state, record, payload, freshness)
        if outcome in (reasons.BEFORE_REBOOT, reasons.TOO_OLD):
            stale = _seen(payload) != current_face(plan, state, record.uid)
            return RequestExpired(record.uid, outcome.code, stale)
        if isinstance(outcome, Reason):
            return RequestRefused(board=record.uid, reason=outcome.code)
        return outcome
    return None


def apply_refused(state: HallState, n: int, fact: RequestRefused) -> HallState:
    """The person gets a new face with the reason, unless a newer one is there already."""
    if fact.reason == reasons.STALE_SCREEN.code:
        return state
    return state.with_face(fact.board, n, fact)


def apply_expired(state: HallState, n: int, fact: RequestExpired) -> HallState:
    """Whoever pressed too late on the face that still stands is told; nobody else is.

    A backlog of old presses, or those of before a reboot, come in a burst while the board already
    shows a face anew. If they moved it, the first honest press on that face would be refused as
    stale.
    """
    if fact.reason == reasons.BEFORE_REBOOT.code or fact.stale:
        return state
    return state.with_face(fact.board, n, fact)


def _decide_request(
    plan: HallPlan, state: HallState, record: DeviceRecord, payload: bytes, freshness: Freshness
) -> Fact | Reason:
    if isinstance(freshness, Reboot):
        return reasons.BEFORE_REBOOT
    if len(payload) != _REQUEST.size:
        return reasons.MALFORMED
    if freshness > FRESH_MS:
        return reasons.TOO_OLD
    role = role_of(plan, state, record.uid)
    if role is None:
        return reasons.NO_ROLE
    pressed, seen = _REQUEST.unpack(payload)
    if seen != current_face(plan, state, record.uid):
        return reasons.STALE_SCREEN
    match role, record.kind:
        case Dispenser() as dispenser, records.TICKET:
            return tickets.decide_issue(state, record.uid, dispenser, pressed)
        case CallPad(window), records.KEY:
            decide = _ACTIONS.get(pressed)
            return decide(state, plan.window[window]) if decide else reasons.NO_SUCH_KEY
    return reasons.WRONG_ROLE


def _seen(payload: bytes) -> int | None:
    """Cmd id of the face that was pressed upon, None if it cannot be read."""
    return int(_REQUEST.unpack(payload)[1]) if len(payload) == _REQUEST.size else None
