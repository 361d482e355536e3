"""Reasons of windows, and of who is logged in there."""

from typing import Final

from gateway.hall.reasons.reason import Reason

LOG_IN_FIRST: Final = Reason(
    "log_in_first",
    "请先登录窗口",
    "Nobody is logged in at this window; log in first.",
)
NOT_A_PERSON: Final = Reason(
    "not_a_person",
    "须由本人登录",
    "Only a member of the staff can log in at a window, with an own account.",
)
WINDOW_TAKEN: Final = Reason(
    "window_taken",
    "此窗口已有人登录",
    "Somebody is logged in at this window; one clerk at a window.",
)
LOGGED_IN_HERE: Final = Reason(
    "logged_in_here",
    "您已登录此窗口",
    "You are logged in at this window already: open it, or go on where you were.",
)
LOGGED_IN_ELSEWHERE: Final = Reason(
    "logged_in_elsewhere",
    "您已登录另一窗口",
    "You are logged in at another window; log out there first.",
)
WINDOW_CLOSED: Final = Reason(
    "window_closed",
    "窗口未开",
    "The window is closed; open it first.",
)
NO_WINDOW_FOR_IT: Final = Reason(
    "no_window_for_it",
    "没有窗口办理此业务",
    "No window of hall.toml serves this business: send the person to another one, or give it to a"
    " window first.",
)
SENT_TO_CLOSED: Final = Reason(
    "sent_to_closed",
    "目标窗口未开,请另选窗口",
    "Nobody is called to that window now: send the person to another, or to none in particular.",
)
WINDOW_PAUSED: Final = Reason(
    "window_paused",
    "窗口暂停中",
    "The window is paused; resume first.",
)
WINDOW_OPEN: Final = Reason(
    "window_open",
    "窗口已开",
    "The window is open already.",
)
WINDOW_NOT_PAUSED: Final = Reason(
    "window_not_paused",
    "窗口未暂停",
    "The window is not paused.",
)
SOMEBODY_AT_WINDOW: Final = Reason(
    "somebody_at_window",
    "请先办完当前号",
    "Somebody is called to this window or served there: finish that first.",
)
