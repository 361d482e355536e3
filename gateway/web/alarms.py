"""The open alarms over HTTP, for those who see to them."""

from fastapi import FastAPI, Request
from pydantic import BaseModel

from gateway.alarm_words import sentence
from gateway.hall.alarms import SEE_SOME, SEEN_BY
from gateway.hall.here import Actor, Duty
from gateway.hall.plan import HallPlan
from gateway.web.asking import Asker
from gateway.web.duties import only
from gateway.web.hall_reading import Answer, Glance, Look
from gateway.web.problem import in_openapi
from gateway.web.ways import PREFIX
from protocol.facts.alarm import AlarmKind, Severity

SEES_ALL = frozenset({Duty.GUIDE, Duty.LEADER})


class AlarmAnswer(BaseModel):
    """An open alarm."""

    alarm: int
    """Its n, by which it is acknowledged."""
    kind: AlarmKind
    about: str
    value: int
    """When it was raised or became worse last; docs/operations.md has the units."""
    limit: int
    severity: Severity
    period: str
    """Name of the time of day whose limits were in force; empty: the usual ones."""
    raised_ms: int
    since_s: float
    """Since it was raised."""
    worse_s: float
    """Since it was raised or became worse last."""
    seen_by: str | None
    """Token of who has acknowledged it since then."""
    seen_s: float | None
    """How long ago."""
    yours: bool
    """Whoever asks may acknowledge it."""
    zh: str
    en: str


class AlarmsAnswer(Answer):
    """The open ones, the worst first, then the oldest."""

    alarms: list[AlarmAnswer]


def install(app: FastAPI, plan: HallPlan, look: Look, ask: Asker) -> None:
    """Let `app` answer with alarms."""
    of_some = only(ask, SEE_SOME)

    @app.get(f"{PREFIX}/alarms", responses=in_openapi(401, 403, 503))
    async def alarms(request: Request) -> AlarmsAnswer:
        """Open alarms: guides and leaders see all, others those of machines."""
        return alarms_seen(plan, look(), await of_some(request))


def alarms_seen(plan: HallPlan, seen: Glance, by: Actor) -> AlarmsAnswer:
    """Those that this duty sees."""
    found = []
    for n, one in seen.state.alarms.items():
        yours = by.duty in SEEN_BY[one.kind]
        if not yours and by.duty not in SEES_ALL:
            continue
        zh, en = sentence(plan, one)
        seen_s = None if one.seen is None else seen.now.since_ms(one.seen) / 1000
        found.append(
            AlarmAnswer(
                alarm=n,
                kind=one.kind,
                about=one.about,
                value=one.value,
                limit=one.limit,
                severity=one.severity,
                period=one.period,
                raised_ms=one.raised.wall_ms,
                since_s=seen.now.since_ms(one.raised) / 1000,
                worse_s=seen.now.since_ms(one.worse) / 1000,
                seen_by=one.seen_by,
                seen_s=seen_s,
                yours=yours,
                zh=zh,
                en=en,
            )
        )
    found.sort(key=lambda one: (-one.severity, one.alarm))
    return AlarmsAnswer(**seen.dated, alarms=found)
