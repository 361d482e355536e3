"""Scores of the people who served in a month (F12), as the facts are now; those of a month that is
frozen: `taxhall scores`."""

from typing import Any
from zoneinfo import ZoneInfo

from gateway import config
from gateway.scores import read_month
from gateway.scores.history import groups_of
from gateway.store.read import Reader
from insight.weights import weights_of


def of(reader: Reader, settings: config.Config, month: str, zone: ZoneInfo) -> dict[str, Any]:
    """By group, best first. Raises ScoresError where a row is not what was written."""
    plan = settings.plan()
    found, _ = read_month(reader, month, zone, reader.last())
    lines = found.lines(weights_of(plan.quality.scores.weights), groups_of(reader, plan))
    scores = [line.told for line in lines]
    scores.sort(key=lambda one: (one["group"], one["rank"] is None, one["rank"], one["staff"]))
    return {"scores": scores}
