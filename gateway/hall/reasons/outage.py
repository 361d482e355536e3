"""Refusals after an outage: numbers that go on, and what was written by hand."""

from typing import Final

from gateway.hall.reasons.reason import Reason

NUMBERS_GIVEN: Final = Reason(
    "numbers_given",
    "该业务今日已有号",
    "This business has numbers of today already, and goes on after them; nothing was changed.",
)

ENTERED_ALREADY: Final = Reason(
    "entered_already",
    "此手写号当日已补录",
    "This hand-written number was entered for its day already. If it stands on a second list of"
    " that day, enter it as the next number that is free.",
)
GIVEN_BY_MACHINE: Final = Reason(
    "given_by_machine",
    "此号由机器发出,已在系统中",
    "The machine gave out this number on that day, and it stands already: look it up there."
    " Nothing was entered.",
)
IN_THE_FUTURE: Final = Reason(
    "in_the_future",
    "时间未到,请核对",
    "This time has not come yet: look at the paper, or set the gateway's clock.",
)
TOO_LONG_AGO: Final = Reason(
    "too_long_ago",
    "时间过早,请核对",
    "This is too long ago: who waits came within 12 hours, what is entered later within a week.",
)
SERVED_BEFORE_IT_CAME: Final = Reason(
    "served_before_it_came",
    "办理早于取号,请核对",
    "It was served before it was written: look at the two times again.",
)
SAY_WHERE_AND_WHEN: Final = Reason(
    "say_where_and_when",
    "已办理须填窗口和时间",
    "Who was served is entered with the window and the time of it, at once: it is not entered again"
    " later. Look at the window's list.",
)
NOT_SERVED_AT_ALL: Final = Reason(
    "not_served_at_all",
    "未办理不填窗口和时间",
    "A window and a time of service are given for those who were served, and for no other.",
)
NOT_YOURS_TO_ENTER: Final = Reason(
    "not_yours_to_enter",
    "等候的手写号须由导税员或值班领导补录",
    "Who still waits gets a place in the queue, which only a guide or a leader enters; ask one.",
)
