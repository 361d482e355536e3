"""What is wrong with a request, field by field, in Chinese and English, and never at any length.

A sentence names the field and what it should be; of what came it repeats no more than the name of a
field, cut: whoever sends a field of sixteen kilobytes is not to have it sent back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

MOST_TOLD: Final = 8
"""Faults that one answer names; of the rest it says how many they are."""

MOST_OF_A_NAME: Final = 64
MOST_OF_A_FAULT: Final = 200
"""Characters; ours are all shorter, those of the JSON reader may not be."""

_ZH: Final = {
    "missing": "缺少此项",
    "extra_forbidden": "没有这一项",
    "json_invalid": "不是有效的 JSON",
    "model_type": "应为 JSON 对象",
    "model_attributes_type": "应为 JSON 对象",
    "dict_type": "应为 JSON 对象",
    "string_type": "应为文本",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "bool_type": "应为 true 或 false",
    "list_type": "应为列表",
    "tuple_type": "应为列表",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "至多 {max_length} 个字符",
    "too_short": "至少 {min_length} 项",
    "too_long": "至多 {max_length} 项",
    "string_pattern_mismatch": "应符合格式 {pattern}",
    "greater_than_equal": "不得小于 {ge}",
    "less_than_equal": "不得大于 {le}",
    "greater_than": "应大于 {gt}",
    "less_than": "应小于 {lt}",
    "literal_error": "应为 {expected}",
    "enum": "应为 {expected}",
    "iso_date": '日期应写成 "2026-11-22"，或写 "today"',
    "calendar": "日历上没有这一天或这个月，写法如2026-11-23、2026-11",
    "no_such_measure": "没有这个指标，编号见 docs/measures.md",
    "nothing_to_change": "没有要改的内容，请给出 shown、duty、active 或 password",
}
"""pydantic's names for what is wrong, and four of our own."""

_ELSE: Final = "填写有误"


@dataclass(frozen=True)
class Fault:
    """Of one field."""

    field: str
    zh: str
    en: str


def faults_of(errors: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """The first ones of what pydantic found."""
    return [_fault(one) for one in errors[:MOST_TOLD]]


def sentences(faults: Sequence[Fault], count: int) -> tuple[str, str]:
    """All in Chinese and in English; `count` is how many there are, told or not."""
    zh = "；".join(f"{one.field} {one.zh}" for one in faults)
    en = "; ".join(f"{one.field}: {one.en}" for one in faults)
    more = count - len(faults)
    if more > 0:
        zh, en = f"{zh}；等共 {count} 处", f"{en}; and {more} more"
    return f"请求填写有误：{zh}。", f"The request says {en}."


def _fault(one: Mapping[str, Any]) -> Fault:
    field = ".".join(_cut(str(part), MOST_OF_A_NAME) for part in one["loc"])
    told = {name: str(value).replace(" or ", " 或 ") for name, value in one.get("ctx", {}).items()}
    zh = _ZH.get(one["type"], _ELSE).format_map(told)
    return Fault(
        field,
        _cut(zh, MOST_OF_A_FAULT),
        _cut(one["msg"].removeprefix("Value error, "), MOST_OF_A_FAULT),
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
