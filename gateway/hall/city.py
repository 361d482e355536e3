"""What the city sets for a hall beside its closed days: notices, limits of alarms, the list of the
best tax credit, bundles for boards.

Each is set as a whole and has a version; a version that is not higher than the one in force changes
nothing, so it does not matter in which order, or how often, commands come.
"""

from dataclasses import replace
from typing import Final

from gateway.hall import reasons
from gateway.hall.city_nouns import CityNotice, CreditList, Offer
from gateway.hall.here import Here
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from protocol.commands import SetNotices, SetThresholds
from protocol.facts import CreditSet, FirmwareOffered, NoticesSet, ThresholdsSet
from protocol.stamp import Stamp
from protocol.thresholds import THRESHOLDS

KEPT_OFFERS: Final = 4
"""Bundles that may be had: one for each kind of board, and one to go back to."""

MOST_LISTED: Final = 1_000_000
"""Taxpayers of a list: 25 MB on the disk."""

MOST_BUNDLE: Final = 4 << 20
"""Bytes: the flash of a Pico 2."""


def decide_notices(here: Here, wanted: SetNotices) -> NoticesSet | Reason:
    """These in place of all that were set before; the token of each is that of the first with its
    place behind it."""
    if wanted.version <= here.state.city.notices_version:
        return reasons.city.SUPERSEDED
    places = range(len(wanted.notices))
    return NoticesSet(
        wanted.version,
        tuple(f"{here.token}-{place}" for place in places),
        tuple(notice.until_ms or 0 for notice in wanted.notices),
    )


def decide_thresholds(here: Here, wanted: SetThresholds) -> ThresholdsSet | Reason:
    """These in place of all that were set before; one that is wrong refuses all, by its name."""
    if wanted.version <= here.state.city.limits_version:
        return reasons.city.SUPERSEDED
    names = tuple(sorted(wanted.limits))
    unknown = [name for name in names if name not in THRESHOLDS]
    if unknown:
        return replace(reasons.city.NO_SUCH_THRESHOLD, about=", ".join(unknown))
    for name in names:
        if wanted.limits[name] not in THRESHOLDS[name]:
            told = f"{name} = {wanted.limits[name]}"
            return replace(reasons.city.THRESHOLD_OUT_OF_RANGE, about=told)
    return ThresholdsSet(wanted.version, names, tuple(wanted.limits[name] for name in names))


def apply_notices(state: HallState, stamp: Stamp, fact: NoticesSet) -> HallState:
    """They stand from now on."""
    told = zip(fact.tokens, fact.until_ms, strict=False)
    notices = tuple(CityNotice(token, until_ms) for token, until_ms in told)
    return state.but(city=replace(state.city, notices_version=fact.version, notices=notices))


def apply_thresholds(state: HallState, stamp: Stamp, fact: ThresholdsSet) -> HallState:
    """They hold from now on."""
    limits = dict(zip(fact.names, fact.limits, strict=False))
    return state.but(city=replace(state.city, limits_version=fact.version, limits=limits))


def apply_credit(state: HallState, stamp: Stamp, fact: CreditSet) -> HallState:
    """Who is on it comes first from now on, and nobody else by a list."""
    credit = CreditList(fact.version, fact.count, fact.digest)
    return state.but(city=replace(state.city, credit=credit))


def apply_offered(state: HallState, stamp: Stamp, fact: FirmwareOffered) -> HallState:
    """It may be had, beside the last ones of before."""
    offer = Offer(fact.version, fact.name, fact.digest, fact.size, stamp.at.wall_ms)
    offers = (*state.city.offers, offer)[-KEPT_OFFERS:]
    return state.but(city=replace(state.city, offers=offers))
