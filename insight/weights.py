"""What each part of a score counts for (F12): versions that stand for ever, beside their words.

A version is never changed: a score that was told by it must come out again. What should count
otherwise is a new version, with the day from which on months may be scored by it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

PARTS: Final = {
    "volume": ("工作量", "Volume"),
    "efficiency": ("效率", "Efficiency"),
    "rating": ("评价", "Ratings"),
    "accuracy": ("准确率", "Accuracy"),
    "attendance": ("在岗", "Attendance"),
}
"""Parts of a score, in Chinese and in English."""

WHOLE: Final = 100
"""The weights of a version together."""


@dataclass(frozen=True, slots=True)
class Weights:
    """One version. Raises ValueError unless its weights, each 0 or more, are 100 together."""

    version: str
    valid_from: str
    """ISO date: months that begin on it or later may be scored by this version."""
    zh: str
    """What it is meant for."""
    en: str
    volume: int
    efficiency: int
    rating: int
    accuracy: int
    attendance: int

    def __post_init__(self) -> None:
        date.fromisoformat(self.valid_from)
        each = [self.of(part) for part in PARTS]
        if min(each) < 0 or sum(each) != WHOLE:
            raise ValueError(f"The weights {self.version} are {each}: not {WHOLE} together.")

    def of(self, part: str) -> int:
        """The weight of a part, by its name in PARTS."""
        weight: int = getattr(self, part)
        return weight

    def is_valid_in(self, month: str) -> bool:
        """Whether this month, such as 2026-11, may be scored by it."""
        return f"{month}-01" >= self.valid_from


USUAL_VERSION: Final = "F12"
"""Where a hall chooses none."""

VERSIONS: Final = {
    one.version: one
    for one in (
        Weights(
            version="F12",
            valid_from="2026-01-01",
            zh="通用：工作量为主，兼顾评价、效率、准确率和在岗",
            en="for any hall: volume first, then ratings, efficiency, accuracy and attendance",
            volume=40,
            efficiency=15,
            rating=25,
            accuracy=10,
            attendance=10,
        ),
        Weights(
            version="F12-quality",
            valid_from="2026-01-01",
            zh="重质量：评价和准确率为主，适合客流不足、办件多少不由本人的大厅",
            en="quality first: ratings and accuracy, for halls where how many come is not in"
            " anybody's hands",
            volume=20,
            efficiency=10,
            rating=40,
            accuracy=20,
            attendance=10,
        ),
    )
}
"""Every version by its name."""


def weights_of(version: str) -> Weights:
    """Raises ValueError with a sentence for a version that is not there."""
    if version not in VERSIONS:
        known = ", ".join(VERSIONS)
        raise ValueError(f"there are no weights {version!r}: choose one of {known}")
    return VERSIONS[version]
