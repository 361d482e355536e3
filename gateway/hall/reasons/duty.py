"""Reasons that lie in whoever asks."""

from typing import Final

from gateway.hall.reasons.reason import Reason

NOT_YOUR_WINDOW: Final = Reason(
    "not_your_window",
    "您未登录此窗口",
    "You are not logged in at this window; log in there first.",
)
NOT_YOURS_TO_SAY: Final = Reason(
    "not_yours_to_say",
    "优先须由工作人员办理",
    "Only a guide or the duty leader can give a number of another class.",
)
NOT_YOUR_DUTY: Final = Reason(
    "not_your_duty",
    "您的岗位无此权限",
    "This is not for somebody of your duty to do; ask who it is for.",
)
NO_SUCH_STAFF: Final = Reason(
    "no_such_staff",
    "没有此人的有效账号",
    "No clerk, guide or leader with an active account has this token; look at the list of staff.",
)
ONLY_BY_CODE: Final = Reason(
    "only_by_code",
    "请凭本人的凭证码办理",
    "This is the owner's alone, who is known by the code: ask with the code instead of the number.",
)
NOT_AS_OWNER: Final = Reason(
    "not_as_owner",
    "工作人员以本人名义凭号办理,评价时须无人登录",
    "Whoever works here acts under the own name, by the number n: people rate, and settle what is"
    " theirs, where nobody of the hall is signed in.",
)
