"""The tables of an export that tell of people: scores, bad ratings; and the alarms."""

from typing import Final

from insight.columns import (
    BUSINESS,
    DAY,
    NAME,
    STAFF,
    WINDOW,
    Cell,
    Column,
    Table,
    with_empty,
)
from insight.score_words import PART_MEANS
from insight.weights import PARTS
from protocol.facts.alarm import AlarmKind
from tools.export.reading import HallMonth, as_date


def staff_table(hall: HallMonth) -> Table:
    """Scores: the frozen ones, where the month is."""
    source = "F11, F12, docs/measures.md"
    columns = [
        STAFF,
        NAME,
        Column("group", "考核组", "Group", "text"),
        Column(
            "score", "得分", "Score", "number", "0–120", "", source, "无从评分 · nothing to go by"
        ),
        Column("rank", "排名", "Rank", "whole", "", "", source, "不排名 · not ranked"),
        Column("of", "参排人数", "Of how many", "whole", "人 people", "", source),
        Column(
            "reason",
            "不排名原因",
            "Why not ranked",
            "text",
            means="too_few：办件或开窗太少 · served too few, or open too short",
            empty="已排名 · ranked",
        ),
        *(
            Column(
                part,
                zh,
                en,
                "number",
                "0–120",
                " ".join(PART_MEANS[part]),
                source,
                "数据不足，其余各项分担 · left out",
            )
            for part, (zh, en) in PARTS.items()
        ),
        Column("served", "办件", "Served", "whole", "件 services", "", source),
        Column("hours", "开窗时长", "Hours open", "number", "小时 hours", "", "F5"),
        Column("rated", "计入评价", "Ratings counted", "whole", "个 number", "", "F10"),
        Column("reviewed", "抽查", "Reviewed", "whole", "件 services", "", "F13"),
        Column(
            "excluded",
            "不计入的事实",
            "Facts left out",
            "text",
            means="申诉成立后不计入的事实号 · n of what an appeal took out",
            empty="无 · none",
        ),
        Column("version", "定稿版次", "Version", "whole", means="0：未定稿 · 0: not frozen"),
    ]
    rows = []
    for line in hall.lines:
        told = line.told
        rows.append(
            [
                line.staff,
                hall.name_of(line.staff),
                told["group"],
                told["total"],
                told["rank"],
                told["of"],
                told["reason"],
                *(told["parts"][part] for part in PARTS),
                told["served"],
                told["open_h"],
                told["rated"],
                told["reviewed"],
                " ".join(map(str, told["excluded"])) or None,
                hall.version,
            ]
        )
    return Table("staff", "人员绩效", "Scores of people", columns, rows)


def case_table(hall: HallMonth) -> Table:
    """Bad ratings of the month's services, and what became of them."""
    not_yet = "尚未 · not yet"
    columns = [
        Column("case", "差评编号", "Case", "whole", means="办理的事实号 · n of the service"),
        DAY,
        BUSINESS,
        WINDOW,
        with_empty(STAFF, "当时无人登录 · nobody was logged in"),
        NAME,
        Column("level", "评价等级", "Level", "whole", "1–5", "", "F10"),
        Column("tags", "原因", "What it is about", "text", empty="未说明 · not said"),
        *(
            Column(id, zh, en, "time", empty=not_yet)
            for id, zh, en in (
                ("opened", "立案", "Opened"),
                ("verified", "核实", "Verified"),
                ("fixed", "整改", "Fixed"),
                ("called_back", "首次回访", "First called back"),
                ("appealed", "申诉", "Appealed"),
                ("closed", "结案", "Closed"),
            )
        ),
        *(
            Column(id, zh, en, "text", means="yes, no", empty=not_yet)
            for id, zh, en in (
                ("confirmed", "属实", "The person was right"),
                ("reached", "联系上", "Reached"),
                ("upheld", "申诉成立", "Appeal upheld"),
            )
        ),
        Column("follow_up", "回访评价", "Rating of the handling", "whole", "1–5", empty=not_yet),
    ]
    services = {
        service.n: (service, visit.issued.day)
        for visit in hall.facts.book.visits.values()
        if visit.issued.day in hall.facts.spans
        for service in visit.services
    }
    rows = []
    for n, case in sorted(hall.cases.items()):
        if n not in services:
            continue  # of another month
        service, day = services[n]
        times = (
            case.opened_ms,
            case.verified_ms,
            case.fixed_ms,
            case.called_ms,
            case.appealed_ms,
            case.closed_ms,
        )
        rows.append(
            [
                n,
                as_date(day),
                service.business,
                service.window,
                service.staff,
                hall.name_of(service.staff),
                case.level,
                " ".join(case.tags) or None,
                *map(hall.local, times),
                *map(_yes, (case.confirmed, case.reached, case.upheld)),
                case.follow_up,
            ]
        )
    return Table("case", "差评", "Bad ratings", columns, rows)


def _yes(value: bool | None) -> Cell:
    return None if value is None else "yes" if value else "no"


KINDS: Final[dict[AlarmKind, str]] = {
    "long_wait": "等候超时",
    "bad_rating": "差评",
    "congestion": "拥堵",
    "idle_with_queue": "窗口空闲而有人等",
    "no_window": "无窗口可办",
    "opinion_overdue": "意见超期",
    "case_overdue": "差评处置超期",
    "device": "设备",
    "printer": "打印机",
    "paper_low": "打印纸将尽",
    "uplink": "上行",
    "disk": "网关磁盘",
}
"""Kinds of alarms, as the dictionary has them."""


def alarm_table(hall: HallMonth) -> Table:
    """Alarms that were raised in the month, and what became of them until now."""
    by_kind = "秒、级、百分数、人、天，依类型 · seconds, levels, percent, people or days, by kind"
    source = "docs/operations.md"
    columns = (
        Column("alarm", "预警编号", "Alarm", "whole", means="起始事实号 · n of its raising"),
        Column(
            "kind",
            "预警类型",
            "Kind",
            "text",
            means=", ".join(f"{kind} {zh}" for kind, zh in KINDS.items()),
            source=source,
        ),
        Column(
            "about",
            "对象",
            "What it is about",
            "text",
            means="业务、窗口、设备或事实号 · a business, window, board, or the n of a fact",
            source=source,
        ),
        Column("period", "时段名", "Period", "text", empty="平时 · the usual limits held"),
        Column("raised", "起始", "Raised", "time"),
        Column("value", "起始值", "Value then", "number", means=by_kind, source=source),
        Column("limit", "当时限值", "Limit then", "number", means=by_kind, source=source),
        Column("severity", "起始级别", "Severity then", "whole", "1–3"),
        Column("worst", "最高级别", "Worst severity", "whole", "1–3"),
        Column("seen", "首次确认", "First acknowledged", "time", empty="无人确认 · nobody has"),
        with_empty(STAFF, "无人确认 · nobody has acknowledged it"),
        NAME,
        Column("cleared", "解除", "Over", "time", empty="尚未解除 · it is open"),
    )
    rows = [
        [
            n,
            one.raised.kind,
            one.raised.about,
            one.raised.period or None,
            hall.local(one.raised_ms),
            one.raised.value,
            one.raised.limit,
            one.raised.severity,
            one.worst,
            hall.local(one.seen_ms),
            one.seen_by,
            hall.name_of(one.seen_by),
            hall.local(one.cleared_ms),
        ]
        for n, one in sorted(hall.alarms.items())
    ]
    return Table("alarm", "预警", "Alarms", columns, rows)
