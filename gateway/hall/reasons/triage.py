"""Why answers to the hall's questions were not taken."""

from typing import Final

from gateway.hall.reasons.reason import Reason

NO_SUCH_ANSWER: Final = Reason(
    "no_such_answer",
    "问题已更新,请重新选择",
    "These answers do not lead through the questions of now; begin again.",
)
NOT_ANSWERED_YET: Final = Reason(
    "not_answered_yet",
    "请答完所有问题",
    "A question is left; answer it too.",
)
NO_SUCH_TRIAGE: Final = Reason(
    "no_such_triage",
    "分流已失效,请重新选择",
    "These answers are not of today, or have had their number; take one without them.",
)
TRIAGE_SAYS_OTHERWISE: Final = Reason(
    "triage_says_otherwise",
    "与分流结果不符",
    "The answers led to another business; take that one, or a number without them.",
)
NOT_SERVED_YET: Final = Reason(
    "not_served_yet",
    "办结后再作答",
    "The question is for whoever was served today; answer it after that.",
)
EXIT_ANSWERED_ALREADY: Final = Reason(
    "exit_answered_already",
    "该号已作答",
    "The question has been answered for this ticket.",
)
