"""Refusals of a pad's hold key."""

from typing import Final

from gateway.hall.reasons.reason import Reason

NOBODY_HELD: Final = Reason(
    "nobody_held",
    "本窗口没有挂起的号",
    "Nobody whom this window served is on hold: look on the console for the others.",
)
SEVERAL_HELD: Final = Reason(
    "several_held",
    "挂起不止一个,请用电脑选",
    "Several people are on hold from here: say on the console who is back.",
)
