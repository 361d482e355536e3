"""What the city has set for the hall, for those who work in it."""

from collections.abc import Callable, Sequence
from typing import Final

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from gateway.city_notices import CityText
from gateway.hall.city_nouns import City
from gateway.hall.here import Duty
from gateway.hall.state import HallState
from gateway.web.asking import Asker
from gateway.web.duties import only
from gateway.web.hall_reading import Answer, Look
from gateway.web.problem import in_openapi
from gateway.web.ways import PREFIX
from protocol.facts.city import ClosingCause

SEES_CITY: Final = frozenset(Duty) - {Duty.BOARD, Duty.KIOSK}


class ClosingAnswer(BaseModel):
    """Days on which the hall serves nobody."""

    version: int
    days: list[str]
    """ISO dates, in order."""
    cause: ClosingCause


class NoticeAnswer(BaseModel):
    """A notice that stands now."""

    zh: str
    en: str
    until_ms: int | None
    """Null: until others are set."""


class CreditAnswer(BaseModel):
    """The list of the best tax credit that is in force."""

    version: int
    count: int
    digest: str


class OfferAnswer(BaseModel):
    """A bundle for boards that may be had from the hall."""

    version: int
    name: str
    digest: str
    size: int
    """Bytes."""
    since_ms: int


class CityAnswer(Answer):
    """All that is in force. A version of 0: nothing of the kind was ever set."""

    closing: ClosingAnswer | None
    notices_version: int
    notices: list[NoticeAnswer]
    thresholds_version: int
    thresholds: dict[str, int]
    """Limits of alarms that the city has set in place of the hall's own, by their names."""
    credit: CreditAnswer | None
    firmware: list[OfferAnswer]


Notices = Callable[[HallState, int], Sequence[CityText]]
"""The notices that stand at this unix ms. Raises StoreError."""


def install(app: FastAPI, notices: Notices, look: Look, ask: Asker) -> None:
    """Let `app` answer with it."""
    of_house = only(ask, SEES_CITY)

    @app.get(f"{PREFIX}/city", responses=in_openapi(401, 403, 503))
    async def city(request: Request) -> CityAnswer:
        """What the city has set: closed days, notices, limits, the credit list, bundles."""
        await of_house(request)
        seen = look()
        of = seen.state.city
        told = await run_in_threadpool(notices, seen.state, seen.now.wall_ms)
        return CityAnswer(
            **seen.dated,
            closing=_closing(of),
            notices_version=of.notices_version,
            notices=[
                NoticeAnswer(zh=one.zh, en=one.en, until_ms=one.until_ms or None) for one in told
            ],
            thresholds_version=of.limits_version,
            thresholds=dict(of.limits),
            credit=_credit(of),
            firmware=[
                OfferAnswer(
                    version=one.version,
                    name=one.name,
                    digest=one.digest,
                    size=one.size,
                    since_ms=one.since_ms,
                )
                for one in of.offers
            ],
        )


def _closing(of: City) -> ClosingAnswer | None:
    one = of.closing
    if one is None:
        return None
    return ClosingAnswer(version=one.version, days=list(one.days), cause=one.cause)


def _credit(of: City) -> CreditAnswer | None:
    one = of.credit
    if one is None:
        return None
    return CreditAnswer(version=one.version, count=one.count, digest=one.digest)
