"""Why a paper that is no number is not printed."""

from typing import Final

from gateway.hall.reasons.reason import Reason

SLIP_COMING: Final = Reason(
    "slip_coming",
    "此单正在打印,请稍候",
    "The same paper is on its way: look at the printer, and wait for what comes of it.",
)
SLIP_PRINTED: Final = Reason(
    "slip_printed",
    "此单已打印,再要请找导税员",
    "This was printed at a kiosk today already: ask a guide for another one.",
)
NOTHING_MISSING: Final = Reason(
    "nothing_missing",
    "此次办理未登记缺材料",
    "This service did not end for want of papers, so there is no list of them to print.",
)
NO_CARD_OF_IT: Final = Reason(
    "no_card_of_it",
    "此次办理无可用优先卡",
    "This service gave no card, or it was used or is too old: there is nothing to print.",
)
NO_SUCH_PRINTER: Final = Reason(
    "no_such_printer",
    "没有这台打印机",
    "The hall has no printer of this name; look at hall.toml.",
)
NO_SUCH_BOARD: Final = Reason(
    "no_such_board",
    "没有这台设备",
    "No board with this uid has a place in the hall; look at hall.toml, or let it take a place.",
)
NO_SUCH_DAY: Final = Reason(
    "no_such_day",
    "没有这个营业日",
    "The hall was not open on this day, or it is longer ago than a slip is made for.",
)
NOT_YOUR_SERVICE: Final = Reason(
    "not_your_service",
    "不是您办理的业务",
    "Somebody else served this person: ask them, a guide or the duty leader.",
)
NOT_YOUR_DAY: Final = Reason(
    "not_your_day",
    "只能打印本人的日报",
    "Only the duty leader prints the day of somebody else; leave out whose it is for your own.",
)
NO_SUCH_SLIP: Final = Reason(
    "no_such_slip",
    "没有这张单据",
    "Nobody asked for this paper today, or the same was asked for again since.",
)
