"""Why a figure has no value, in words, for whoever reads `reason` beside a null."""

from typing import Final

from insight.cards import NO_HOURS, NO_LOGINS, NO_WINDOW, NOBODY, NOT_ASKED, NOT_OPEN
from insight.effect import NOT_SEEN, WORSE
from insight.figures import NONE_YET, TOO_FEW
from insight.structure import NOT_SET

WHY: Final[dict[str, tuple[str, str]]] = {
    NONE_YET: ("没有可计量的。", "There was nothing to measure."),
    TOO_FEW: (
        "有，但太少，不足以说明问题。",
        "There is something, but too little to say anything by.",
    ),
    NOT_SEEN: ("变化不能与偶然区分。", "No change is seen that could not be chance."),
    WORSE: ("所见的变化是变差。", "What is seen is a change for the worse."),
    NOBODY: ("现在没有人等候。", "Nobody waits now."),
    NO_WINDOW: ("没有开着的窗口可办。", "No open window serves it."),
    NOT_OPEN: ("今天没有开过窗。", "No window has been open today."),
    NO_LOGINS: (
        "有办理而无人登录开窗，开了多久无从得知。",
        "People are served where nobody logs in, so nobody says when a window is open.",
    ),
    NO_HOURS: (
        "未设营业时间：请在 hall.toml 设 [booking] 的 opens 和 closes。",
        "Nobody has said when the hall is open: opens and closes under [booking] of hall.toml.",
    ),
    NOT_ASKED: (
        "取号前不提问（无 [[question]]），不知多少人未取号。",
        "Nothing is asked before a number (no [[question]]), so nobody knows who took none.",
    ),
    NOT_SET: (
        "未设辖区活跃纳税人数：请在 hall.toml 设 [hall] 的 active_taxpayers。",
        "Nobody has told how many taxpayers: active_taxpayers under [hall] of hall.toml.",
    ),
}
"""Reason → what it means."""
