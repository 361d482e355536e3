"""The city's figures as JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from central.city import CityDays, HallDays
from central.config import Config
from central.reader import HallView
from insight.figures import RULES
from insight.measures import MEASURES
from insight.scope import HALL
from insight.structure import Served, structural
from insight.tally import Tally


def period_of(day: str | None, month: str | None) -> tuple[str, str] | None:
    """First and last day that are asked for; None: not one day or one month."""
    if (day is None) == (month is None):
        return None
    first, last = (day, day) if day is not None else (f"{month}-01", f"{month}-31")
    try:
        good = date.fromisoformat(str(first)).isoformat() == first
    except ValueError:
        return None
    return (str(first), str(last)) if good else None


def city_answer(
    config: Config,
    views: Mapping[str, HallView],
    told: CityDays,
    period: tuple[str, str],
    at_ms: int,
) -> dict[str, Any]:
    """Sums, each hall's own figures, and who has told nothing of which days.

    A hall that has told nothing has no figures; the sums are of the others, and say so.
    """
    names = {hall.id: hall.name for hall in config.hall}
    structure = structural(
        {hall.id: Served(hall.active_taxpayers, hall.windows) for hall in config.hall}
    )
    return {
        "at_ms": at_ms,
        "period": period,
        "days": told.days,
        "rules": RULES,
        "city": _figures(told.sums.get(HALL, Tally()), period) if told.days else None,
        "missing": [
            {"id": one.hall, "name": names.get(one.hall, one.hall), "days": told.missing(one)}
            for one in told.halls
            if not one.days or told.missing(one)
        ],
        "halls": [
            {
                "id": one.hall,
                "name": names.get(one.hall, one.hall),
                **_hall(one, views.get(one.hall), period),
                "structure": asdict(structure[one.hall]) if one.hall in structure else None,
            }
            for one in told.halls
        ],
    }


def _hall(told: HallDays, view: HallView | None, period: tuple[str, str]) -> dict[str, Any]:
    """rows_missing and set_aside: what the hall has sent or will, and is in no figure yet."""
    figures = _figures(told.tallies.get(HALL, Tally()), period) if told.days else None
    return {
        "days": told.days,
        "figures": figures,
        "rows_missing": None if view is None else sum(one.missing for one in view.streams),
        "set_aside": None if view is None else view.set_aside,
    }


def _figures(tally: Tally, period: tuple[str, str]) -> list[dict[str, Any]]:
    figures = (measure.figure(tally, HALL, period) for measure in MEASURES)
    return [
        {
            "measure": one.measure,
            "value": one.value,
            "unit": one.unit,
            "n": one.n,
            "reason": one.reason,
            "inferred": one.inferred,
        }
        for one in figures
    ]
