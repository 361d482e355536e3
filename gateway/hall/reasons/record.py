"""Reasons of what a board has written."""

from typing import Final

from gateway.hall.reasons.reason import Reason

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
CONTRADICTS_FACTS: Final = Reason(
    "contradicts_facts",
    "系统数据有误,请联系技术员",
    "The hall's facts contradict this, so it was not done: have a technician look at the log.",
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
