"""Reasons of calling people to a window and serving them there."""

from typing import Final

from gateway.hall.reasons.reason import Reason

NOBODY_WAITING: Final = Reason(
    "nobody_waiting",
    "无人等候",
    "Nobody waits for the businesses of this window.",
)
ANSWER_CALL_FIRST: Final = Reason(
    "answer_call_first",
    "请先开始、重呼或过号",
    "A number is called here already: start it, recall it or mark it as a no-show first.",
)
FINISH_FIRST: Final = Reason(
    "finish_first",
    "请先结束当前业务",
    "Somebody is being served here: finish this service first.",
)
NOTHING_CALLED: Final = Reason(
    "nothing_called",
    "尚未叫号",
    "No number is called at this window: press next first.",
)
TOO_MANY_CALLS: Final = Reason(
    "too_many_calls",
    "已叫满次数,请开始或过号",
    "The number was called as often as is allowed: start it or mark it as a no-show.",
)
TOO_SOON: Final = Reason(
    "too_soon",
    "请稍候再重呼",
    "The number was called just now: leave the person the time to come.",
)
NOT_SERVING: Final = Reason(
    "not_serving",
    "当前没有办理中的业务",
    "Nobody is being served at this window: call a number and start it first.",
)
