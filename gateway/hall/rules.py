"""The rules that a hall may set for itself, with the defaults of this system.

Their sources and their words for people stand in docs/hall-rules.md.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final, Literal

from pydantic import ConfigDict

from gateway.hall.bounds import whole

MOST_CARD_DAYS: Final = 30
"""A state remembers cards for so long, whatever the rule of the hall is."""


@dataclass(frozen=True)
class Rules:
    """[rules] of hall.toml."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    most_calls: Annotated[int, whole(1, 9)] = 3
    """The first call and the recalls (02.2); after that the person is a no-show."""
    recall_gap_s: Annotated[int, whole(0, 600)] = 20
    """A person walks to a window; so much time is left before the number is called again."""
    priority_in_row: Annotated[int, whole(1, 99)] = 3
    """Calls in a row of a window that may pass over somebody who came earlier, before it takes
    whoever came first."""
    longest_wait_min: Annotated[int, whole(1, 600)] = 30
    """Once somebody has waited half as much again, nobody of a class before is called first."""
    missed: Literal["void", "tail", "after_n"] = "after_n"
    """What a missed number is worth to somebody who comes back (过号)."""
    missed_after: Annotated[int, whole(1, 99)] = 3
    """With after_n: so many of its queue go first."""
    missed_times: Annotated[int, whole(0, 99)] = 1
    """So often a ticket may come back."""
    missed_for_min: Annotated[int, whole(1, 1440)] = 240
    """And so long after it was missed: half a day."""
    login: Literal["optional", "required"] = "optional"
    """Whether a window's call pad works while nobody is logged in there."""
    most_open_per_person: Annotated[int, whole(0, 99)] = 1
    """Open tickets for one business that somebody may have who was identified; 0: any number."""
    most_per_person_a_day: Annotated[int, whole(0, 999)] = 0
    """Tickets for one business in a day for the same; 0: as many as are wanted."""
    near_ahead: Annotated[int, whole(0, 99)] = 3
    """With so many people ahead, or fewer, somebody is told that the turn is near (03.5)."""
    card_days: Annotated[int, whole(0, MOST_CARD_DAYS)] = 5
    """So many days after a visit its second-priority card is good; 0: the hall gives none."""
    void_without_paper_min: Annotated[int, whole(0, 240)] = 0
    """So long after nobody knew of a number's paper, or that none came, it is void, unless somebody
    has come up with it; 0: never."""

    @property
    def passed_over_at_most_ms(self) -> int:
        """Who has waited longer is passed over no more (D1)."""
        return self.longest_wait_min * 60_000 * 3 // 2


USUAL: Final = Rules()
"""What holds where a hall sets nothing."""
