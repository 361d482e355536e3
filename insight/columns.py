"""What a column of an export is: one definition makes the table, its heads and its dictionary."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from insight.contributions import COUNTS
from insight.figures import Figure
from insight.measures import Measure

Cell = str | int | float | date | datetime | None
"""None is an empty cell; what that means, the column says."""

Kind = Literal["text", "whole", "number", "share", "date", "time"]

NONE_YET: Final = "没有可计量的，不是0 · there was nothing to measure, which is not 0"
NEVER: Final = "不会为空 · never empty"


@dataclass(frozen=True)
class Column:
    """One column, and all that the dictionary says of it."""

    id: str
    zh: str
    en: str
    kind: Kind
    unit: str = ""
    means: str = ""
    """In both languages."""
    source: str = ""
    """Where its formula stands."""
    empty: str = NEVER
    """What an empty cell means."""
    measure: str = ""
    """Id of the measure that it is of."""

    @property
    def head(self) -> str:
        """What stands over it."""
        return f"{self.zh} {self.id}"


@dataclass(frozen=True)
class Table:
    """A sheet of the workbook, or a file."""

    id: str
    zh: str
    en: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]

    @property
    def name(self) -> str:
        """As a sheet is called."""
        return f"{self.zh} {self.id}"


DAY: Final = Column("day", "营业日", "Business day", "date")
STAFF: Final = Column(
    "staff", "人员代号", "Token of the person", "text", means="taxhall staff list 可查 · who it is"
)
NAME: Final = Column(
    "name",
    "姓名",
    "Name",
    "text",
    empty="姓名不出厅，或查无此人 · names are not told here, or nobody has this token",
)
WINDOW: Final = Column("window", "窗口", "Window", "text")
BUSINESS: Final = Column("business", "业务代码", "Code of the business", "text")


def with_empty(column: Column, why: str) -> Column:
    """The same, where an empty cell may mean this too."""
    empty = why if column.empty == NEVER else f"{column.empty}; {why}"
    return Column(**{**vars(column), "empty": empty})


_UNITS: Final[dict[str, tuple[Kind, str]]] = {
    "s": ("number", "秒 seconds"),
    "share": ("share", "0–1"),
    "people": ("whole", "个 number"),
    "level": ("number", "1–5"),
    "min": ("number", "分 minutes"),
    "index": ("number", "–"),
}

DIGITS: Final = 6
"""Decimals of a figure."""

_INFERRED: Final = "补录所占，0至1 · share of those entered afterwards, which is somebody's word"


def measured(measure: Measure) -> Iterator[Column]:
    """The value of a measure, of how many it is, and how much of that somebody only told."""
    words, (kind, unit) = measure.words, _UNITS[measure.unit]
    source = "docs/measures.md"
    if measure.id.startswith("F"):
        source = f"{measure.id.partition('.')[0]}, {source}"
    yield Column(
        measure.id,
        words.zh,
        words.en,
        kind,
        unit,
        f"{words.means_zh} {words.means_en}",
        source,
        NONE_YET,
        measure.id,
    )
    n = Column(
        f"{measure.id}.n",
        f"{words.zh}样本数",
        f"{words.en}: of how many",
        "whole",
        "个 number",
        "左列是多少个的数 · of how many people, services or ratings that is",
        source,
        measure=measure.id,
    )
    if kind != "whole":
        yield n
    if measure.of_numbers:
        yield Column(
            f"{measure.id}.inferred",
            f"{words.zh}补录占比",
            f"{words.en}: share told afterwards",
            "share",
            "0–1",
            _INFERRED,
            source,
            measure=measure.id,
        )


_COUNTED: Final = {
    "calls": ("叫号次数", "Calls"),
    "in_vain": ("空叫", "Calls in vain"),
    "started": ("开始办理", "Services begun"),
    "finished": ("办结", "Services finished"),
    "passed_on": ("转出", "Services sent on"),
    "missing_documents": ("缺材料", "Papers missing"),
    "training": ("带教办理", "Training"),
}
"""Counts of a window or person that no measure tells."""


def counted(kind: Literal["window", "staff", "business"]) -> list[Column]:
    """Counts that a scope of this kind has. A business has no calls of its own."""
    names = [name for name in _COUNTED if kind != "business" or name not in ("calls", "in_vain")]
    return [
        Column(
            name,
            *_COUNTED[name],
            "whole",
            "个 number",
            COUNTS[name],
            "insight/contributions.py",
        )
        for name in names
    ]


def cells_of(measure: Measure, figure: Figure) -> Iterator[Cell]:
    """In the order of `measured`."""
    of_how_many = measure.unit == "people"
    value = figure.value
    if value is not None:
        value = int(value) if of_how_many else round(value, DIGITS)
    yield value
    if not of_how_many:
        yield figure.n
    if measure.of_numbers:
        yield figure.inferred


def dictionary_of(tables: Sequence[Table]) -> Table:
    """Every column of these tables, in their order."""
    columns = (
        Column("table", "表", "Table", "text"),
        Column("column", "列", "Column", "text"),
        Column("zh", "中文", "In Chinese", "text"),
        Column("en", "英文", "In English", "text"),
        Column("type", "类型", "Kind of value", "text"),
        Column("unit", "单位", "Unit", "text", empty="无单位 · none"),
        Column("measure", "指标编号", "Measure", "text", empty="不是指标 · no measure"),
        Column("means", "含义", "What it means", "text", empty="如其名 · as it is called"),
        Column("source", "公式出处", "Where its formula stands", "text", empty="无公式 · none"),
        Column("empty", "空值含义", "What an empty cell means", "text"),
    )
    rows = [
        [
            table.id,
            column.id,
            column.zh,
            column.en,
            column.kind,
            column.unit or None,
            column.measure or None,
            column.means or None,
            column.source or None,
            column.empty,
        ]
        for table in tables
        for column in table.columns
    ]
    return Table("dictionary", "数据字典", "Data dictionary", columns, rows)
