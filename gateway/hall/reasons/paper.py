"""Why a paper is not printed once more, or not said to be there."""

from typing import Final

from gateway.hall.reasons.reason import Reason

NO_PRINTER: Final = Reason(
    "no_printer",
    "本厅没有打印机",
    "This hall has no printer: tell the person the number, or let a phone show its code.",
)
NOT_ON_PAPER: Final = Reason(
    "not_on_paper",
    "此号本无纸票,不能补打",
    "This number was never on paper: its owner has it on a phone, or as it was written by hand.",
)
OF_ANOTHER_DAY: Final = Reason(
    "of_another_day",
    "不是今日的号,不补打",
    "This number is of a day before and is not printed again; write it down for the person.",
)
PAPER_NOT_NEEDED: Final = Reason(
    "paper_not_needed",
    "此号已办结或已取消",
    "This number is served or cancelled and needs no paper; who needs another one takes it.",
)
PAPER_COMING: Final = Reason(
    "paper_coming",
    "此票正在打印,请稍候",
    "A paper of this number is on its way: look at the printer, and wait for what comes of it.",
)
PAPER_IS_THERE: Final = Reason(
    "paper_is_there",
    "此票已打印",
    "The paper of this number is known to have come out already; there is nothing more to say.",
)
