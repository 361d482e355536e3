"""Refusals that come of what the city has set, and of what it asks for."""

from collections.abc import Mapping
from typing import Final

from gateway.hall.reasons.reason import Reason
from protocol.facts.city import ClosingCause

CLOSED_HOLIDAY: Final = Reason(
    "closed_holiday",
    "今日放假,本厅不对外办公",
    "The hall is closed today for a holiday: come on another day, or do it online.",
)
CLOSED_POWER: Final = Reason(
    "closed_power",
    "今日停电,本厅不对外办公",
    "The hall is closed today, as it has no power: come on another day, or do it online.",
)
CLOSED_NETWORK: Final = Reason(
    "closed_network",
    "今日网络中断,本厅不对外办公",
    "The hall is closed today, as the network is down: come on another day.",
)
CLOSED_EMERGENCY: Final = Reason(
    "closed_emergency",
    "因紧急情况,本厅今日不对外办公",
    "The hall is closed today by an emergency: come on another day, or do it online.",
)
CLOSED_MOVE: Final = Reason(
    "closed_move",
    "今日搬迁,本厅不对外办公",
    "The hall is closed today, as it moves: ask where it will be, or do it online.",
)
DAY_CLOSED: Final = Reason(
    "day_closed",
    "该日本厅不办公,请另选日期",
    "The hall is closed on this day; choose one of the days that are offered.",
)
SUPERSEDED: Final = Reason(
    "superseded",
    "已有同版或更新的设置,未作更改",
    "The hall has this version, or a later one, already: nothing was changed. Set a higher one.",
)
NO_SUCH_DATE: Final = Reason(
    "no_such_date",
    "日历上没有这一天",
    "No calendar has this date: correct it and ask again.",
)
NO_SUCH_THRESHOLD: Final = Reason(
    "no_such_threshold",
    "没有这个预警阈值",
    "The hall knows no limit of this name: take one that [alarms] of hall.toml has.",
)
THRESHOLD_OUT_OF_RANGE: Final = Reason(
    "threshold_out_of_range",
    "预警阈值超出范围",
    "This limit is out of its range, which [alarms] in docs/operations.md tells: correct it.",
)
NO_CITY_KEY: Final = Reason(
    "no_city_key",
    "本厅未配置市级密钥,名单无法使用",
    "This hall has no key of the city, so no hash of the list would be known to it: set key_file in"
    " [city] of hall.toml, then send the list again.",
)
OTHER_STREAM: Final = Reason(
    "other_stream",
    "该预约属于换盘前的数据",
    "This booking is of another store of the hall than the one it has now: nothing was done.",
)
PART_DIFFERS: Final = Reason(
    "part_differs",
    "与同版已收部分不符",
    "This part does not fit those of its version that the hall has: send it as a new version.",
)
LIST_TOO_LONG: Final = Reason(
    "list_too_long",
    "名单过长",
    "The list is longer than the hall keeps: shorten it.",
)
BUNDLE_TOO_BIG: Final = Reason(
    "bundle_too_big",
    "固件包过大",
    "The bundle is bigger than any board's flash, and was not kept: offer a smaller one.",
)
BUNDLE_DAMAGED: Final = Reason(
    "bundle_damaged",
    "固件包校验不符,已丢弃",
    "The bundle has not the digest that was told, and was not kept: offer it again, as a new"
    " version.",
)

CLOSED: Final[Mapping[ClosingCause, Reason]] = {
    "holiday": CLOSED_HOLIDAY,
    "power": CLOSED_POWER,
    "network": CLOSED_NETWORK,
    "emergency": CLOSED_EMERGENCY,
    "move": CLOSED_MOVE,
}
