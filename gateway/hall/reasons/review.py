"""Why a service was not drawn or judged."""

from typing import Final

from gateway.hall.reasons.reason import Reason

NOT_A_PAST_DAY: Final = Reason(
    "not_a_past_day",
    "只能抽查近期已过营业日",
    "Only a business day that is over, and not longer ago than the hall remembers, is drawn from.",
)
DRAWN_ALREADY: Final = Reason(
    "drawn_already",
    "该日已抽样",
    "This day has been drawn from; a second draw would let somebody choose.",
)
NOTHING_TO_DRAW: Final = Reason(
    "nothing_to_draw",
    "该日没有办结业务",
    "No service of that day was finished; there is nothing to look at.",
)
NOT_DRAWN: Final = Reason(
    "not_drawn",
    "该笔业务未被抽中",
    "This service was not drawn; only drawn ones are judged.",
)
NO_SUCH_REVIEW: Final = Reason(
    "no_such_review",
    "没有这笔抽查",
    "No such service was drawn; look at the list of those that were.",
)
YOUR_OWN_SERVICE: Final = Reason(
    "your_own_service",
    "不得复查本人办理的业务",
    "Nobody judges a service of their own; somebody else has to.",
)
JUDGED_ALREADY: Final = Reason(
    "judged_already",
    "该笔业务已复查",
    "This service has its verdict; a leader may correct it.",
)
NOT_JUDGED: Final = Reason(
    "not_judged",
    "该笔业务尚未复查",
    "This service has no verdict that could be corrected; judge it first.",
)
SAME_VERDICT: Final = Reason(
    "same_verdict",
    "复查结论相同",
    "The service has this verdict already; nothing was changed.",
)
