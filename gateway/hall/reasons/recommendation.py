"""Why a recommendation was not given, answered, replied to or closed."""

from typing import Final

from gateway.hall.reasons.reason import Reason

NO_SUCH_RECOMMENDATION: Final = Reason(
    "no_such_recommendation",
    "没有这条建议",
    "There is no such recommendation among those that are open; look at the register.",
)
RECOMMENDED_ALREADY: Final = Reason(
    "recommended_already",
    "同一建议尚未办结",
    "The same is recommended already and not closed: answer that one.",
)
REGISTER_FULL: Final = Reason(
    "register_full",
    "未办结建议已满,请先办结",
    "So many recommendations are open that none is added: close some first.",
)
RECOMMENDATION_NOT_THERE_YET: Final = Reason(
    "recommendation_not_there_yet",
    "建议处理未到这一步",
    "The recommendation is not at this step: answer, reply, close; look at it again.",
)
YOUR_OWN_ANSWER: Final = Reason(
    "your_own_answer",
    "不得复核本人的答复",
    "Nobody replies to an answer of their own: somebody else has to.",
)
SAY_BY_WHEN: Final = Reason(
    "say_by_when",
    "请填写今日或以后的期限",
    "Who agrees says by when: name a date, today or later.",
)
NOTHING_IS_PLANNED: Final = Reason(
    "nothing_is_planned",
    "不同意的不填期限、岗位、费用",
    "Who does not agree plans nothing: leave desk, date, action and cost out.",
)
SAY_WHEN_DONE: Final = Reason(
    "say_when_done",
    "请填写完成日期,不晚于今日",
    "What was taken up was done on some day: name the date, today or before.",
)
NOTHING_WAS_DONE: Final = Reason(
    "nothing_was_done",
    "未采纳的没有完成日期",
    "What was not taken up was done on no day: leave the date out.",
)
NO_SUCH_MEASURE: Final = Reason(
    "no_such_measure",
    "没有这个指标",
    "There is no such measure; docs/measures.md has them all.",
)
SAY_ALL_THREE: Final = Reason(
    "say_all_three",
    "预期须填指标、现值和目标值",
    "What is expected is a measure, its value now and then: name all three, or none.",
)
DATE_OR_WHY: Final = Reason(
    "date_or_why",
    "请填日期,或注明缺失原因",
    "Name the date, or why the paper has none: one of the two.",
)
SAY_WHAT_BECAME: Final = Reason(
    "say_what_became",
    "已办结的须填采纳情况",
    "What is closed was adopted, in part, or not: say which.",
)
