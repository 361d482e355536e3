"""The tables of an export (质效数据库), and the dictionary of all their columns."""

from collections.abc import Sequence
from typing import Final

from insight.columns import (
    BUSINESS,
    DAY,
    DIGITS,
    NAME,
    WINDOW,
    Cell,
    Column,
    Table,
    cells_of,
    counted,
    dictionary_of,
    measured,
    with_empty,
)
from insight.figures import RULES
from insight.measures import BY_ID, MEASURES, Measure
from insight.scope import HALL, Kind, Scope
from insight.tally import Tally
from insight.windows import OpenRate, Spell, open_rate, spells
from tools.export.people import alarm_table, case_table, staff_table
from tools.export.reading import HallMonth, as_date

OF_SERVICES: Final = tuple(
    BY_ID[id]
    for id in (
        "F2.queue",
        "F3.mean",
        "F3.median",
        "F3.p90",
        "F3.odd",
        "F10.good",
        "F10.very",
        "F10.bad",
        "F10.mean",
        "F10.participation",
        "F10.wilson",
        "F13.accuracy",
    )
)
"""Measures that a window or a person has: a visit as a whole is neither's alone."""

OF_SLOTS: Final = tuple(
    BY_ID[id]
    for id in ("issued", "F2.mean", "F2.p90", "F3.mean", "F8.count", "F10.good", "F16.left")
)


def tables_of(hall: HallMonth) -> list[Table]:
    """Every table that has something to say, the dictionary last."""
    windows = spells(hall.facts.turns)
    found = [
        _about(hall),
        _month(hall),
        _days(hall),
        _series(hall),
        _businesses(hall),
        _windows(hall, windows),
        staff_table(hall),
        case_table(hall),
        alarm_table(hall),
    ]
    told = [table for table in found if table.rows]
    return [*told, dictionary_of(told)]


def _figures(
    tally: Tally, scope: Scope, hall: HallMonth, measures: Sequence[Measure]
) -> list[Cell]:
    period = (hall.days[0], hall.days[-1])
    cells: list[Cell] = []
    for measure in measures:
        figure = measure.figure(tally, scope, period)
        cells += cells_of(measure, figure)
    return cells


def _columns(measures: Sequence[Measure]) -> list[Column]:
    return [column for measure in measures for column in measured(measure)]


def _counts(tally: Tally, columns: Sequence[Column]) -> list[Cell]:
    return [tally[column.id] for column in columns]


def _about(hall: HallMonth) -> Table:
    columns = (
        Column("key", "项目", "What", "text"),
        Column("value", "内容", "Value", "text"),
    )
    state = f"第{hall.version}版 version {hall.version}" if hall.version else "未定稿 not frozen"
    rows = [
        ("大厅 hall", hall.plan.hall),
        ("名称 name", hall.plan.name),
        ("月份 month", hall.month),
        ("营业日数 business days", str(len(hall.days))),
        ("时区 time zone", hall.plan.timezone),
        ("指标口径 rules of the measures", RULES),
        ("绩效口径 rules of the scores", hall.rules),
        ("绩效权重 weights", hall.weights),
        ("绩效定稿 scores", state),
        ("所据最后事实 last fact", str(hall.through)),
        ("该处链上摘要 digest of the chain there", hall.digest),
    ]
    return Table("about", "说明", "About", columns, rows)


def _month(hall: HallMonth) -> Table:
    whole: dict[Scope, Tally] = {}
    for day in hall.days:
        for scope, tally in hall.tallies(day).items():
            whole.setdefault(scope, Tally()).add(tally)
    kinds: tuple[Kind, ...] = ("hall", "business", "window", "staff", "item")
    columns = [
        Column("kind", "范围", "Of what", "text", means="hall, business, window, staff, item"),
        Column("id", "代码", "Code", "text", empty="全厅 · the hall"),
        Column("scope_name", "名称", "Name", "text", empty=NAME.empty),
        *(
            column
            if column.measure not in _OF_VISITS
            else with_empty(column, "窗口、人员、事项无此数 · not of windows, people and items")
            for column in _columns(MEASURES)
        ),
    ]
    rows = []
    told = [scope for scope in whole if scope.kind in kinds]
    for scope in sorted(told, key=lambda one: (kinds.index(one.kind), one.id)):
        rows.append([scope.kind, scope.id or None, _scope_name(hall, scope)])
        for measure in MEASURES:
            cells = _figures(whole[scope], scope, hall, (measure,))
            known = scope.kind in ("hall", "business") or measure in OF_SERVICES
            rows[-1] += cells if known else [None] * len(cells)
    return Table("month", "月指标", "Figures of the month", columns, rows)


_OF_VISITS: Final = frozenset(BY_ID) - {measure.id for measure in OF_SERVICES}


def _scope_name(hall: HallMonth, scope: Scope) -> Cell:
    match scope.kind:
        case "hall":
            return hall.plan.name
        case "business" if scope.id in hall.plan.business:
            return hall.plan.business[scope.id].name
        case "window" if scope.id in hall.plan.window:
            return hall.plan.window[scope.id].name
        case "item" if scope.id in hall.plan.item:
            return hall.plan.item[scope.id].name
        case "staff":
            return hall.name_of(scope.id)
    return None


def _days(hall: HallMonth) -> Table:
    rows = [
        [as_date(day), *_figures(hall.tallies(day).get(HALL, Tally()), HALL, hall, MEASURES)]
        for day in hall.days
    ]
    return Table("day", "日指标", "Figures of the days", [DAY, *_columns(MEASURES)], rows)


def _series(hall: HallMonth) -> Table:
    slot = Column(
        "slot", "时段", "Quarter hour", "text", means="09:15 起一刻钟 · the quarter hour from 09:15"
    )
    rows = [
        [as_date(day), scope.id, *_figures(tally, scope, hall, OF_SLOTS)]
        for day in hall.days
        for scope, tally in sorted(hall.tallies(day).items())
        if scope.kind == "slot"
    ]
    columns = [DAY, slot, *_columns(OF_SLOTS)]
    return Table("series", "时段序列", "Quarter hours", columns, rows)


def _businesses(hall: HallMonth) -> Table:
    counts = counted("business")
    rows = [
        [
            as_date(day),
            scope.id,
            _scope_name(hall, scope),
            *_counts(tally, counts),
            *_figures(tally, scope, hall, MEASURES),
        ]
        for day in hall.days
        for scope, tally in sorted(hall.tallies(day).items())
        if scope.kind == "business"
    ]
    name = Column("business_name", "业务", "Business", "text", empty="已不在配置 · gone since")
    columns = [DAY, BUSINESS, name, *counts, *_columns(MEASURES)]
    return Table("business", "业务", "Businesses by day", columns, rows)


def _windows(hall: HallMonth, windows: Sequence[Spell]) -> Table:
    counts = counted("window")
    source = "F5, docs/measures.md"
    unsaid = "有办理而无人登录开窗 · people were served, and nobody said that it was open"
    columns = [
        DAY,
        WINDOW,
        Column(
            "open_h",
            "开窗时长",
            "Hours open",
            "number",
            "小时 hours",
            "当日开日至最后一次叫办之间 · between the day's opening and the last ticket's doings",
            source,
            unsaid,
        ),
        Column("paused_h", "暂停时长", "Hours paused", "number", "小时 hours", "", source, unsaid),
        Column(
            "F5.rate",
            "开窗率",
            "Open rate",
            "share",
            "0–1",
            "开窗时长÷同一区间 · hours open / the same span",
            source,
            f"当日无时长 · the day has no length; {unsaid}",
            "F5",
        ),
        *counts,
        *_columns(OF_SERVICES),
    ]
    rows = []
    for day in hall.days:
        span, tallies = hall.facts.spans[day], hall.tallies(day)
        there = {scope.id for scope in tallies if scope.kind == "window"}
        for window in sorted(there | set(hall.plan.window)):
            scope = Scope("window", window)
            rate = open_rate(windows, [window], [span], span[1])
            tally = tallies.get(scope, Tally())
            rows.append(
                [
                    as_date(day),
                    window,
                    *_hours(rate, tally),
                    *_counts(tally, counts),
                    *_figures(tally, scope, hall, OF_SERVICES),
                ]
            )
    return Table("window", "窗口", "Windows by day", columns, rows)


def _hours(rate: OpenRate, tally: Tally) -> tuple[Cell, Cell, Cell]:
    """Open, paused, and the open rate. Pads call where nobody logs in: there nobody knows."""
    if tally["started"] and not rate.open_ms:
        return None, None, None
    share = None if rate.share is None else round(rate.share, DIGITS)
    return round(rate.open_ms / 3_600_000, 4), round(rate.paused_ms / 3_600_000, 4), share
