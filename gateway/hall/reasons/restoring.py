"""Why what central gives back of a lost disk is not taken over."""

from typing import Final

from gateway.hall.reasons.reason import Reason

DAY_IS_OPEN: Final = Reason(
    "day_is_open",
    "本厅已开业,不再接管旧数据",
    "A day is open here already, so nothing was taken over. What the old disk had stays at central;"
    " enter by hand who still waits.",
)
NO_DAY_KNOWN: Final = Reason(
    "no_day_known",
    "上级没有未结束的营业日",
    "No day is open in what central has: the duty leader opens one and says the last numbers.",
)
NOT_OURS: Final = Reason(
    "restore_not_ours",
    "收到的不是本厅的数据,未接管",
    "These are facts of another hall, or meant for another stream; nothing was taken over.",
)
FACTS_UNREADABLE: Final = Reason(
    "restore_unreadable",
    "旧数据无法读取,未接管",
    "Facts of the old disk cannot be read by this version, so nothing was taken over: install the"
    " version that the hall had, or open the day by hand.",
)
DAY_TOO_LONG: Final = Reason(
    "restore_too_long",
    "旧数据过多,未接管",
    "What came of the old disk is more than any day of a hall, so nothing was taken over: open the"
    " day by hand.",
)
