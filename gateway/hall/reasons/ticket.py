"""Reasons of tickets: which exist, wait, were missed, and how many are given out."""

from typing import Final

from gateway.hall.reasons.reason import Reason

CODE_OF_BEFORE: Final = Reason(
    "code_of_before",
    "无效的码,请咨询导税员",
    "The hall has a new computer, or a new version, which does not know this code: show your number"
    " to a guide, or take a new one.",
)
NO_SUCH_TICKET: Final = Reason(
    "no_such_ticket",
    "没有这张票",
    "There is no such ticket among those of today; look at its number again.",
)
NOT_WAITING: Final = Reason(
    "not_waiting",
    "此号不在等候",
    "This ticket does not wait any more, or not yet; nothing was changed.",
)
NOT_SERVED_HERE: Final = Reason(
    "not_served_here",
    "该窗口不办此业务",
    "This window does not serve that business, or not for this ticket.",
)
NOT_HELD: Final = Reason(
    "not_held",
    "此号未挂起",
    "This ticket is not on hold.",
)
NOT_AWAY: Final = Reason(
    "not_away",
    "此号无需签到",
    "This ticket waits already or is done with; there is nothing to check in.",
)
NOT_MISSED: Final = Reason(
    "not_missed",
    "此号未过号",
    "This ticket was not missed; there is nothing to bring back.",
)
MISSED_IS_VOID: Final = Reason(
    "missed_is_void",
    "过号作废,请重新取号",
    "A missed number is void in this hall: take a new one.",
)
MISSED_TOO_OFTEN: Final = Reason(
    "missed_too_often",
    "过号已失效,请重新取号",
    "This number was missed too often or too long ago: take a new one.",
)
NO_MORE_TODAY: Final = Reason(
    "no_more_today",
    "今日号已取完",
    "This business has given out all its numbers of today.",
)
NO_MORE_THIS_HALF_HOUR: Final = Reason(
    "no_more_this_half_hour",
    "本时段号已取完,请稍后",
    "This business has given out its numbers of this half hour; come later.",
)
HAS_A_TICKET: Final = Reason(
    "has_a_ticket",
    "您已有此业务的号",
    "This person has an open number of this business already.",
)
HAD_ENOUGH_TODAY: Final = Reason(
    "had_enough_today",
    "今日取号次数已满",
    "This person has had all numbers of this business that are allowed in a day.",
)
