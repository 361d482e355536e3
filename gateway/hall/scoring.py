"""What a hall sets about scores of its people: weights, and who is compared with whom.

Their sources and their words for people stand in docs/hall-rules.md.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, ConfigDict

from gateway.hall.bounds import whole
from insight.scores import USUAL_GROUP
from insight.weights import USUAL_VERSION, weights_of

MOST_SCORE_APPEAL_DAYS: Final = 60
"""A state remembers frozen months for so long, whatever the rule of the hall is."""


def _known(version: str) -> str:
    return weights_of(version).version


@dataclass(frozen=True)
class ScoreRules:
    """[scores] of hall.toml."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    weights: Annotated[str, AfterValidator(_known)] = USUAL_VERSION
    """Version of the weights (F12): `insight.weights`."""
    appeal_days: Annotated[int, whole(1, MOST_SCORE_APPEAL_DAYS)] = 15
    """Calendar days from the freezing of a month: so long its people may appeal."""


@dataclass(frozen=True)
class ScoreGroup:
    """People of comparable work, who are ranked among themselves."""

    code: str
    name: str
    staff: tuple[str, ...]
    """Names that they sign in with, or their tokens."""
    name_en: str = ""


def fault_of_groups(groups: Sequence[ScoreGroup]) -> str | None:
    """What does not fit together, in a sentence; None: all does."""
    codes = Counter(group.code for group in groups)
    if codes[USUAL_GROUP]:
        return f"The score group {USUAL_GROUP} is that of everybody else; give yours another code."
    for code, times in codes.items():
        if times > 1:
            return f"There are two entries for score group {code}; give each its own code."
    for name, times in Counter(name for group in groups for name in group.staff).items():
        if times > 1:
            return f"{name} is in the score groups {times} times; name everybody once."
    return None
