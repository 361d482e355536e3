"""Why a request had no effect. The code stands in the fact, the sentences on screens and pages.

A dispenser shows three lines of eight Hanzi, so the Chinese sentences stay within 24 characters.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Reason:
    """A refusal: what happened and what to do now."""

    code: str
    zh: str
    en: str


STALE_SCREEN: Final = Reason(
    "stale_screen",
    "画面已更新,请看新画面再按",
    "The screen has changed since; look at it and press again if needed.",
)
TOO_OLD: Final = Reason(
    "too_old",
    "按键已超时,请再按一次",
    "The press arrived too late and had no effect; press again.",
)
BEFORE_REBOOT: Final = Reason(
    "before_reboot",
    "设备已重启,请再按一次",
    "The board restarted after this press, which had no effect; press again.",
)
MALFORMED: Final = Reason(
    "malformed",
    "设备故障,请咨询导税员",
    "The board wrote a record that cannot be read; check its firmware version.",
)
NO_ROLE: Final = Reason(
    "no_role",
    "设备未登记,请咨询导税员",
    "This board is not in the hall's configuration; add it there.",
)
WRONG_ROLE: Final = Reason(
    "wrong_role",
    "设备登记有误,请咨询导税员",
    "This board does not do what the configuration says it is; correct its role.",
)
NO_DAY_OPEN: Final = Reason(
    "no_day_open",
    "今日尚未开始取号,请稍候",
    "The business day is not open yet; wait for the hall to open it.",
)
KEY_WITHOUT_BUSINESS: Final = Reason(
    "key_without_business",
    "此键未启用,请按亮灯的键",
    "This key has no business; press a lit key.",
)
NO_SUCH_KEY: Final = Reason(
    "no_such_key",
    "此键无效",
    "This version of the gateway does not know that key of the call pad.",
)
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
    "已叫三次,请开始或过号",
    "The number was called three times: start it or mark it as a no-show.",
)
NOT_SERVING: Final = Reason(
    "not_serving",
    "当前没有办理中的业务",
    "Nobody is being served at this window: there is nothing to finish.",
)
ALREADY_RATED: Final = Reason(
    "already_rated",
    "本次服务已评价",
    "This service has its rating; the first press is final.",
)
NO_SUCH_LEVEL: Final = Reason(
    "no_such_level",
    "评价等级无效",
    "A rating is 1 to 5; this one counts for nothing.",
)
DAY_NOT_LATER: Final = Reason(
    "day_not_later",
    "营业日必须晚于当前营业日",
    "A business day must be later than the open one; the day was not changed.",
)

ALL: Final[dict[str, Reason]] = {
    reason.code: reason
    for reason in (
        STALE_SCREEN,
        TOO_OLD,
        BEFORE_REBOOT,
        MALFORMED,
        NO_ROLE,
        WRONG_ROLE,
        NO_DAY_OPEN,
        KEY_WITHOUT_BUSINESS,
        NO_SUCH_KEY,
        NOBODY_WAITING,
        ANSWER_CALL_FIRST,
        FINISH_FIRST,
        NOTHING_CALLED,
        TOO_MANY_CALLS,
        NOT_SERVING,
        ALREADY_RATED,
        NO_SUCH_LEVEL,
        DAY_NOT_LATER,
    )
}
"""Every reason by its code, for those who show a fact."""
