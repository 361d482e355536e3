"""Why a step of a case was not taken."""

from typing import Final

from gateway.hall.reasons.reason import Reason

NO_SUCH_CASE: Final = Reason(
    "no_such_case",
    "没有这件差评",
    "There is no case of this service; only a rating of 1 or 2 opens one.",
)
NOT_THAT_STEP: Final = Reason(
    "not_that_step",
    "差评处置未到这一步",
    "The case is not at this step: verify, fix, call back, then close; look at it again.",
)
SIGN_IN_FIRST: Final = Reason(
    "sign_in_first",
    "须由本人登录后办理",
    "This is done under one's own name; sign in with an own account.",
)
YOUR_OWN_CASE: Final = Reason(
    "your_own_case",
    "本人被评,须另一值班领导办理",
    "Nobody settles the case of an own rating; another leader has to. Where there is none, an"
    " administrator makes an account for one.",
)
YOUR_OWN_CALL: Final = Reason(
    "your_own_call",
    "本人被评,须由他人回访",
    "Nobody calls back about an own rating: anybody else of the hall with an own account may.",
)
NOT_YOUR_CASE: Final = Reason(
    "not_your_case",
    "仅被评人员可以申诉",
    "Only the clerk who was rated may appeal.",
)
APPEALED_ALREADY: Final = Reason(
    "appealed_already",
    "该差评已申诉",
    "This case has had its appeal; there is one for each.",
)
APPEAL_TOO_LATE: Final = Reason(
    "appeal_too_late",
    "已过申诉期限",
    "The days in which an appeal is possible are over.",
)
NO_APPEAL: Final = Reason(
    "no_appeal",
    "该差评没有待复核的申诉",
    "No appeal waits to be decided in this case.",
)
VERIFIED_BY_YOU: Final = Reason(
    "verified_by_you",
    "核实人不得复核,须另一值班领导",
    "Whoever verified the case does not decide upon the appeal; another leader has to. Where there"
    " is none, an administrator makes an account for one.",
)
REVIEW_FIRST: Final = Reason(
    "review_first",
    "申诉须先由另一值班领导复核",
    "The clerk's appeal waits to be decided by a leader who neither was rated nor verified it;"
    " close the case after that. Where there is none, an administrator makes an account for one.",
)
FOLLOWED_UP_ALREADY: Final = Reason(
    "followed_up_already",
    "回访评价已提交",
    "The handling of this case has its rating; the first one is final.",
)
