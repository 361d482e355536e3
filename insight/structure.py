"""Structural pressure (F7, after Huludao): taxpayers that a hall has to serve, to its windows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

NOT_SET: Final = "not_set"
"""Nobody has said how many taxpayers or windows there are."""


@dataclass(frozen=True, slots=True)
class Served:
    """Whom a hall serves, and with how much. What nobody has told is None."""

    active_taxpayers: int | None
    """Those who bought invoices at least once in the year; told by the tax bureau each year."""
    windows: int | None
    """Installed, at least 1."""


@dataclass(frozen=True, slots=True)
class Structural:
    """F7 of one hall."""

    index: float | None
    """Active taxpayers per window."""
    parameter: float | None
    """Index / the mean index of the city's halls: 1 is the mean."""
    reason: str | None
    """Why there is none."""


def structural(halls: Mapping[str, Served]) -> dict[str, Structural]:
    """By hall. The city's mean is over the halls whose index is known, each once, as the source
    has it: it compares halls, and no taxpayers are averaged."""
    index = {hall: _index(served) for hall, served in halls.items()}
    known = [one for one in index.values() if one is not None]
    mean = sum(known) / len(known) if known else 0.0
    return {
        hall: Structural(one, one / mean if one is not None and mean else None, _why(one))
        for hall, one in index.items()
    }


def _index(served: Served) -> float | None:
    if served.active_taxpayers is None or not served.windows:
        return None
    return served.active_taxpayers / served.windows


def _why(index: float | None) -> str | None:
    return NOT_SET if index is None else None
