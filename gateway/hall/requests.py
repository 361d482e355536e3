"""What a board's record leads to: every request and every rating has exactly one outcome.

A request names the face that the person saw. It counts only for that very face (compare and set),
so five presses in a stalled line are one ticket, and five "next" one call.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from struct import Struct
from typing import Final

from gateway.hall import (
    bookings,
    calls,
    cards,
    carried,
    ratings,
    reasons,
    services,
    tickets,
    windows,
    wishes,
)
from gateway.hall.faces import current_face
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.places import role_of
from gateway.hall.plan import CallPad, Dispenser
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from gateway.hall.wish import AtWindow
from protocol import codes, records
from protocol.facts import DeviceRecord, Fact, RequestExpired, RequestRefused
from protocol.stamp import Stamp

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
        records.SCAN,
        records.TAGS,
        records.OLD_RATING,
    }
)
"""Record kinds that this version can read. Others are kept without an outcome, and counted."""

_REQUEST: Final = Struct("<BI")
_SCAN: Final = Struct("<BBI")
_SCAN_SIZES: Final = {
    records.BOOKING_CODE: _SCAN.size + codes.ID_BYTES,
    records.TICKET_CODE: _SCAN.size + codes.ID_BYTES,
    records.SUBJECT: _SCAN.size + codes.SUBJECT_BYTES,
}
_RATING: Final = Struct("<IIB")

_SAID: Final = frozenset({records.RATING, records.TAGS, records.OLD_RATING})
"""Kinds by which people say something of a service: its id, and one byte. Never too late."""

_ASKED: Final = frozenset({records.TICKET, records.KEY, records.SCAN})
"""Kinds by which somebody wants something now."""

ASKING: Final = _SAID | _ASKED
"""Kinds that have an outcome."""

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
    if record.kind in _SAID:
        if len(payload) != _RATING.size:
            return RequestRefused(board=record.uid, reason=reasons.MALFORMED.code)
        return _decide_said(here.state, stream, record.kind, payload)
    if record.kind in _ASKED:
        outcome = _decide_request(here, record, payload, freshness, stream)
        if isinstance(outcome, Reason) and outcome in (reasons.BEFORE_REBOOT, reasons.TOO_OLD):
            stale = _seen(record.kind, payload) != current_face(here.plan, here.state, record.uid)
            return RequestExpired(record.uid, outcome.code, stale)
        if isinstance(outcome, Reason):
            return RequestRefused(record.uid, outcome.code, outcome.about)
        return outcome
    return None


def subject_of(record: DeviceRecord, freshness: Freshness) -> bytes | None:
    """The keyed hash of whoever a request is about, 12 bytes; None where nobody was named.

    Nor of one that comes too late to be decided: there is no need to know whose it was.
    """
    if record.kind != records.SCAN or isinstance(freshness, Reboot) or freshness > FRESH_MS:
        return None
    payload = bytes.fromhex(record.payload)
    if payload[:1] != bytes((records.SUBJECT,)):
        return None
    subject = payload[_SCAN.size :]
    return subject if len(subject) == codes.SUBJECT_BYTES else None


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
    here: Here, record: DeviceRecord, payload: bytes, freshness: Freshness, stream: str
) -> Fact | Reason:
    if isinstance(freshness, Reboot):
        return reasons.BEFORE_REBOOT
    seen = _seen(record.kind, payload)
    if seen is None:
        return reasons.MALFORMED
    if freshness > FRESH_MS:
        return reasons.TOO_OLD
    role = role_of(here.plan, here.state, record.uid)
    if role is None:
        return reasons.NO_ROLE
    if seen != current_face(here.plan, here.state, record.uid):
        return reasons.STALE_SCREEN
    here = replace(here, by=Actor(Duty.BOARD, board=record.uid))
    match role, record.kind:
        case Dispenser() as dispenser, records.TICKET:
            wish: object = tickets.pressed(dispenser, payload[0])
        case Dispenser() as dispenser, records.SCAN:
            wish = _scanned(here, dispenser, payload, stream)
        case CallPad(window), records.KEY:
            action = payload[0]
            wish = _KEYS[action](here, window) if action in _KEYS else reasons.NO_SUCH_KEY
        case _:
            wish = reasons.WRONG_ROLE
    return wish if isinstance(wish, Reason) else wishes.decide(here, wish)


def _decide_said(state: HallState, stream: str, kind: int, payload: bytes) -> Fact:
    rated_stream, service, said = _RATING.unpack(payload)
    about = (state, stream, f"{rated_stream:08x}", service, said)
    match kind:
        case records.TAGS:
            return ratings.decide_tags(*about)
        case records.OLD_RATING:
            return ratings.decide_pad4(*about)
    return ratings.decide_rating(*about)


def _scanned(here: Here, dispenser: Dispenser, payload: bytes, stream: str) -> object:
    """What somebody wants who held a code, or an identity and a key, to a dispenser.

    Whoever has a booking for that very key now is given its number, code or no code. The ticket of
    an earlier visit may be a second-priority card.
    """
    what, key, _ = _SCAN.unpack_from(payload)
    if what == records.SUBJECT:
        wish = tickets.pressed(dispenser, key)
        if isinstance(wish, Reason) or here.who is None:
            return wish
        booking = bookings.of_person(here, here.who, wish.business)
        return wish if booking is None else bookings.ArriveBooked(booking)
    number = int.from_bytes(payload[_SCAN.size :], "little")
    n = codes.n_of(stream, number)
    if n is None:
        booked = what == records.BOOKING_CODE
        n = carried.by_code(here.state.bookings if booked else here.state.tickets, number)
    if n is None:
        return reasons.CODE_OF_BEFORE
    if what == records.BOOKING_CODE:
        return bookings.ArriveBooked(n)
    if any(card.ticket == n for card in here.state.cards.values()):
        return cards.RedeemCard(n)
    return tickets.CheckIn(n)


def _seen(kind: int, payload: bytes) -> int | None:
    """Cmd id of the face that the request was made upon, None if the record cannot be read."""
    if kind != records.SCAN:
        return int(_REQUEST.unpack(payload)[1]) if len(payload) == _REQUEST.size else None
    size = _SCAN_SIZES.get(payload[0] if payload else 0)
    return int(_SCAN.unpack_from(payload)[2]) if len(payload) == size else None
