"""A right is looked at when the body has come, which may take whoever sends it a while."""

from fastapi import FastAPI, Request

from gateway.hall.here import Actor, Duty
from gateway.web import deeds, problem
from gateway.web.opening import DayWanted
from tests.asgi import inside


def test_whoever_loses_the_duty_while_sending_opens_no_day() -> None:
    duties = [Duty.LEADER, Duty.CLERK]
    opened: list[DayWanted] = []

    async def ask(_: Request) -> Actor:
        return Actor(duties.pop(0), staff="zhao")

    app = FastAPI()
    problem.install(app)
    deeds.install(app, deeds.Deeds(opened.append, lambda *_: None), ask)  # type: ignore[arg-type]
    answer = inside(app).post("/api/v1/day", json={"day": "2026-11-28"})
    assert answer.status_code == 403
    assert not opened
    assert not duties
