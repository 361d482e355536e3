"""Why a request had no effect. The code stands in the fact, the sentences on screens and pages.

A dispenser shows three lines of eight Hanzi, so the Chinese sentences stay within 24 characters.
One file a noun; here are those of the day and of what hall.toml does not have.
"""

from typing import Final

from gateway.hall.reasons import (
    alarm,
    case,
    city,
    opinion,
    paper,
    rating,
    recommendation,
    restoring,
    review,
    score,
    service,
    slip,
    triage,
)
from gateway.hall.reasons.booking import *  # noqa: F403  all that stands there
from gateway.hall.reasons.call import *  # noqa: F403
from gateway.hall.reasons.cards import *  # noqa: F403
from gateway.hall.reasons.duty import *  # noqa: F403
from gateway.hall.reasons.held import *  # noqa: F403
from gateway.hall.reasons.outage import *  # noqa: F403
from gateway.hall.reasons.rating import ALREADY_RATED as ALREADY_RATED
from gateway.hall.reasons.rating import NO_SUCH_LEVEL as NO_SUCH_LEVEL
from gateway.hall.reasons.reason import Reason as Reason
from gateway.hall.reasons.record import *  # noqa: F403
from gateway.hall.reasons.ticket import *  # noqa: F403
from gateway.hall.reasons.window import *  # noqa: F403

NO_DAY_OPEN: Final = Reason(
    "no_day_open",
    "今日尚未开始取号,请稍候",
    "The business day is not open yet; wait for the hall to open it.",
)
DAY_NOT_LATER: Final = Reason(
    "day_not_later",
    "营业日必须晚于当前营业日",
    "A business day must be later than the open one; the day was not changed.",
)
NO_SUCH_WINDOW: Final = Reason(
    "no_such_window",
    "没有这个窗口",
    "The hall has no such window; look at hall.toml.",
)
NO_SUCH_BUSINESS: Final = Reason(
    "no_such_business",
    "没有这项业务",
    "The hall has no such business; look at hall.toml.",
)
NO_SUCH_ITEM: Final = Reason(
    "no_such_item",
    "没有这个事项",
    "The hall has no such item; look at hall.toml.",
)
NO_SUCH_PAPER: Final = Reason(
    "no_such_paper",
    "清单上没有这份材料",
    "This paper is not on the checklist of these items.",
)
SAY_WHAT_IS_MISSING: Final = Reason(
    "say_what_is_missing",
    "缺材料须列出材料",
    "Missing documents are named with that outcome, and with no other: name them, or end it as"
    " done.",
)

_NOUNS: Final = (
    alarm,
    case,
    city,
    opinion,
    paper,
    rating,
    recommendation,
    restoring,
    review,
    score,
    service,
    slip,
    triage,
)

ALL: Final = {
    one.code: one
    for names in (globals(), *map(vars, _NOUNS))
    for one in tuple(names.values())
    if isinstance(one, Reason)
}
"""Every reason by its code, for those who show a fact."""
