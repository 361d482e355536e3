"""What each command of central becomes in the hall: the table from its type to what does it."""

import binascii
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from gateway.hall import bookings, carried, city, closings, reasons, wishes
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.reasons import Reason
from gateway.orders import parts, restoring
from gateway.store import city as store
from gateway.store import outside
from gateway.store.transaction import Transaction
from protocol.commands import (
    CancelBooking,
    CloseHall,
    MakeBooking,
    OfferFirmware,
    RestoreDay,
    SetCredit,
    SetNotices,
    SetThresholds,
)
from protocol.facts import CreditSet, Fact, FirmwareOffered

CITY: Final = Actor(Duty.KIOSK, program="city")
"""Who asks for people at the city's page. It has no right that a kiosk of the hall has not."""


@dataclass(frozen=True)
class Asked:
    """What a command finds when it is done."""

    tx: Transaction
    expires_ms: int
    keyed: bool
    """Whether the hall has the city's key."""

    def here(self, subject: str = "") -> Here:
        """The hall at this moment; subject: keyed hash of whose matter it is, hex."""
        tx = self.tx
        who = None
        if subject:
            who = outside.person(tx.db, bytes.fromhex(subject), tx.now.wall_ms)
        return Here(tx.plan, tx.head.state, tx.now, CITY, who, outside.new_token())


Did = int | Reason
"""n of the fact that it became, 0 for a part of something that is not whole; or why it was not
done."""


def _make(asked: Asked, wanted: MakeBooking) -> Did:
    wish = bookings.MakeBooking(wanted.business, wanted.day, wanted.starts_ms, "city")
    return _written(asked, wishes.decide(asked.here(wanted.subject), wish))


def _cancel(asked: Asked, wanted: CancelBooking) -> Did:
    """As its owner: central has looked whose it is."""
    booking: int | None = wanted.booking
    if wanted.stream != asked.tx.at.stream:
        state = asked.tx.head.state
        booking = carried.booking_of(state, wanted.stream, wanted.booking)
    if booking is None:
        return reasons.city.OTHER_STREAM
    wish = bookings.CancelBooking(booking)
    return _written(asked, wishes.decide(asked.here(), wish))


def _close(asked: Asked, wanted: CloseHall) -> Did:
    return _written(asked, closings.decide_close(asked.here(), wanted))


def _notices(asked: Asked, wanted: SetNotices) -> Did:
    fact = city.decide_notices(asked.here(), wanted)
    if isinstance(fact, Reason):
        return fact
    told = zip(fact.tokens, wanted.notices, strict=True)
    store.set_notices(asked.tx.db, [(token, one.zh, one.en) for token, one in told])
    return asked.tx.write(fact)


def _thresholds(asked: Asked, wanted: SetThresholds) -> Did:
    return _written(asked, city.decide_thresholds(asked.here(), wanted))


def _credit(asked: Asked, wanted: SetCredit) -> Did:
    tx, name, version = asked.tx, wanted.NAME, wanted.version
    if not asked.keyed:
        return reasons.city.NO_CITY_KEY
    if version <= tx.head.state.city.credit_version:
        return reasons.city.SUPERSEDED
    hashes = [bytes.fromhex(one) for one in wanted.hashes]
    begun = parts.size(tx.db, name, version) > 0
    one = parts.Part(
        *(name, version, wanted.part, wanted.parts, "", b"".join(hashes), len(hashes)),
        expires_ms=asked.expires_ms,
    )
    took = parts.take(tx.db, one, b"", (city.MOST_LISTED, reasons.city.LIST_TOO_LONG))
    if isinstance(took, Reason):
        return took
    if not begun:  # what is left of one of this version that was never whole
        store.clear_list(tx.db, version)
    store.add_to_list(tx.db, version, hashes)
    if took is None:
        return 0
    return tx.write(CreditSet(version, took.size, sha256(b"".join(took.digests)).hexdigest()))


def _offer(asked: Asked, wanted: OfferFirmware) -> Did:
    tx, name, version = asked.tx, wanted.NAME, wanted.version
    if version <= tx.head.state.city.offers_version:
        return reasons.city.SUPERSEDED
    try:
        piece = b64decode(wanted.piece, validate=True)
    except binascii.Error:
        return reasons.city.BUNDLE_DAMAGED
    one = parts.Part(
        *(name, version, wanted.part, wanted.parts, f"{wanted.name} {wanted.digest}"),
        *(piece, len(piece), asked.expires_ms),
    )
    took = parts.take(tx.db, one, piece, (city.MOST_BUNDLE, reasons.city.BUNDLE_TOO_BIG))
    if took is None:
        return 0
    if isinstance(took, Reason):
        if took is reasons.city.BUNDLE_TOO_BIG:
            parts.drop(tx.db, name, version)
        return took
    bundle = b"".join(took.pieces)
    if sha256(bundle).hexdigest() != wanted.digest:
        return reasons.city.BUNDLE_DAMAGED
    store.add_bundle(tx.db, version, wanted.name, wanted.digest, bundle)
    n = tx.write(FirmwareOffered(version, wanted.name, wanted.digest, len(bundle)))
    store.keep_bundles(tx.db, [offer.version for offer in tx.head.state.city.offers])
    return n


def _restore(asked: Asked, wanted: RestoreDay) -> Did:
    return restoring.restore(asked.tx, wanted, asked.expires_ms)


def _written(asked: Asked, fact: Fact | Reason) -> Did:
    return fact if isinstance(fact, Reason) else asked.tx.write(fact)


DOES: Final[dict[type[Any], Callable[[Asked, Any], Did]]] = {
    MakeBooking: _make,
    CancelBooking: _cancel,
    CloseHall: _close,
    SetNotices: _notices,
    SetThresholds: _thresholds,
    SetCredit: _credit,
    OfferFirmware: _offer,
    RestoreDay: _restore,
}
"""Each is called in a savepoint. What one writes stays, whether it gives a Reason or not."""
