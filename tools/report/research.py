"""Figures for research (F24, F30), with their definitions: per kind of business, never of a person.

No fact of a hall holds what people answer about their burden, or how they sign in elsewhere: until
one does, both are null and say so. What the tallies know stands beside the index, not in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from insight.figures import TOO_FEW
from insight.measures import BY_ID
from insight.research import LABEL, LEAST_ANSWERS, NOT_RECORDED, RESEARCH, anxiety
from insight.scope import Scope
from insight.tally import Tally

BESIDE: Final = ("F16.left", "F8.rate")
"""Signals that stand beside the index of a business."""


def of(tallies: Mapping[Scope, Tally], businesses: Iterable[str]) -> dict[str, Any]:
    """tallies: of the period, by scope; businesses: codes of the hall's."""
    return {
        "label": asdict(LABEL),
        "F24": {
            "words": asdict(RESEARCH["F24"]),
            "businesses": [
                {
                    **asdict(anxiety(code, None)),
                    "beside": _beside(tallies.get(Scope("business", code), Tally())),
                }
                for code in businesses
            ],
        },
        "F30": {"words": asdict(RESEARCH["F30"]), "methods": {}, "reason": NOT_RECORDED},
    }


def _beside(tally: Tally) -> dict[str, Any]:
    """Of fewer people than the index needs they could say something of a person."""
    found: dict[str, Any] = {}
    for id in BESIDE:
        value, n = BY_ID[id].of(tally)
        enough = n >= LEAST_ANSWERS
        found[id] = {
            "value": value if enough else None,
            "n": n,
            "unit": BY_ID[id].unit,
            "reason": None if enough else TOO_FEW,
        }
    return found
