"""Figures of a day or month: of the hall, and of each business, window and person."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final

from gateway.config import Config
from gateway.told_figures import structure_of
from insight.figures import Figure
from insight.measures import BY_ID, MEASURES
from insight.scope import HALL, Kind, Scope
from insight.tally import Tally

SHORT: Final = ("F2.queue", "F3.mean", "F3.median", "F10.good", "F10.participation")
"""Measures in a line about one window, business or person."""

PARTS: Final[tuple[Kind, ...]] = ("business", "window", "staff")


def of(tallies: Mapping[Scope, Tally], days: Sequence[str], settings: Config) -> dict[str, Any]:
    """By part of the hall; F7 beside them."""
    period = days[0], days[-1]
    return {
        "hall": [as_json(m.figure(tallies.get(HALL, Tally()), HALL, period)) for m in MEASURES],
        **{
            kind: {
                scope.id: [as_json(BY_ID[id].figure(tally, scope, period)) for id in SHORT]
                for scope, tally in sorted(tallies.items())
                if scope.kind == kind
            }
            for kind in PARTS
        },
        "structure": structure_of(settings.plan(), settings.hall.active_taxpayers),
    }


def as_json(figure: Figure) -> dict[str, Any]:
    """Its fields; a dataclass with slots has no `vars`."""
    told = {field.name: getattr(figure, field.name) for field in fields(figure)}
    return {**told, "scope": {"kind": figure.scope.kind, "id": figure.scope.id}}
