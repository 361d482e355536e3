"""By when recommendations are to be answered and done, and which are late."""

from dataclasses import dataclass
from datetime import date

from gateway.hall.quality import AdviceRules
from gateway.hall.recommendation_nouns import Recommendation, RecommendationStage
from gateway.hall.state import HallState
from protocol.stamp import DAY_MS, Moment


@dataclass(frozen=True)
class OverdueRecommendation:
    """Something that should have been said or done by now."""

    recommendation: int
    step: str
    """`answer`: nobody has answered in time; `action`: what was planned is not closed."""
    late_days: int
    """Whole days since then; 0 on the first one."""


def overdue(state: HallState, rules: AdviceRules, now: Moment) -> list[OverdueRecommendation]:
    """What should have been said or done by now, the longest overdue first.

    Answers are counted from when it was given; dates are those of the business day.
    """
    found = []
    for n, one in state.recommendations.items():
        late = lateness(one, rules, now, state.day)
        if late is not None:
            found.append(OverdueRecommendation(n, *late))
    return sorted(found, key=lambda late: (-late.late_days, late.recommendation))


def lateness(
    one: Recommendation, rules: AdviceRules, now: Moment, today: str | None
) -> tuple[str, int] | None:
    """The step that is late, and by how many whole days; None: none is."""
    if one.stage is RecommendationStage.GIVEN:
        late_ms = now.since_ms(one.since) - rules.answer_days * DAY_MS
        return ("answer", late_ms // DAY_MS) if late_ms > 0 else None
    due = one.answer.due if one.answer is not None and one.is_open else None
    if due is None or today is None or today <= due:
        return None
    return "action", (date.fromisoformat(today) - date.fromisoformat(due)).days - 1
