"""Why scores were not frozen, or an appeal against one was not taken or decided."""

from typing import Final

from gateway.hall.reasons.reason import Reason

MONTH_OPEN: Final = Reason(
    "month_open",
    "该月尚未结束,不能定稿",
    "This month is not over: open a business day of a later month first, then freeze it.",
)
NO_SUCH_MONTH: Final = Reason(
    "no_such_month",
    "该月没有营业日",
    "The hall opened no business day in this month; look at the month again.",
)
WEIGHTS_TOO_NEW: Final = Reason(
    "weights_too_new",
    "权重版本晚于该月",
    "The weights of hall.toml are of a later day than this month; choose an older version there.",
)
NOT_FROZEN: Final = Reason(
    "no_such_score",
    "该月绩效尚未定稿",
    "The scores of this month are not frozen, or this person has none; look at the month again.",
)
NOT_YOUR_SCORE: Final = Reason(
    "not_your_score",
    "只能查看本人绩效",
    "Leaders see everybody's score, all others their own alone.",
)
NOT_BEHIND_IT: Final = Reason(
    "not_behind_it",
    "该记录不在您的绩效内",
    "This fact is not behind your score of that month; look at the list of those that are.",
)
LEFT_OUT_ALREADY: Final = Reason(
    "left_out_already",
    "该记录已不计入绩效",
    "This fact counts no more already; there is nothing to appeal against.",
)
CASE_FIRST: Final = Reason(
    "case_first",
    "差评须先在差评处置中申诉",
    "A bad rating is appealed against in its case; the score follows once that is upheld.",
)
SCORE_APPEALED_ALREADY: Final = Reason(
    "score_appealed_already",
    "该记录已申诉",
    "There was an appeal about this fact already; there is one for each.",
)
SCORE_APPEAL_TOO_LATE: Final = Reason(
    "score_appeal_too_late",
    "已过绩效申诉期限",
    "The days in which an appeal against this month's scores is possible are over.",
)
NO_SUCH_APPEAL: Final = Reason(
    "no_such_appeal",
    "没有这件绩效申诉",
    "There is no such appeal against a score; look at the list again.",
)
DECIDED_ALREADY: Final = Reason(
    "decided_already",
    "该申诉已裁定",
    "This appeal is decided, for good.",
)
YOUR_OWN_SCORE: Final = Reason(
    "your_own_score",
    "本人申诉,须另一值班领导裁定",
    "Nobody decides upon an own appeal; another leader has to. Where there is none, an"
    " administrator makes an account for one.",
)
