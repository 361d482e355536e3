"""Writes docs/measures.md from the definitions in insight/.

`python -m tools.measures` writes it, `--check` only says whether it has drifted (exit 1).
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from insight.alarms import MANNERS
from insight.cards import LIVE
from insight.contributions import COUNTS, LENGTHS
from insight.figures import RULES
from insight.live import USUAL_S
from insight.measures import MEASURES
from insight.nothing import WHY
from insight.research import LABEL, NOT_RECORDED, RESEARCH
from insight.score_words import CAPPED, PART_MEANS
from insight.scores import LEAST_OPEN_H, LEAST_RATINGS, LEAST_SERVED
from insight.weights import PARTS, VERSIONS

PAGE: Final = Path(__file__).parents[1] / "docs" / "measures.md"

UNITS: Final = {
    "s": "秒 seconds",
    "share": "0–1",
    "people": "个 number",
    "level": "1–5",
    "min": "分 minutes",
    "index": "–",
}
"""Units as people read them."""

_HEAD: Final = f"""# What is measured

<!-- Written by `python -m tools.measures` from insight/; change it there. -->

Definitions in force: `{RULES}`. Every figure carries its id, unit, how many it is of (n), scope,
period, the version of the definitions, and the share of what was concluded rather than pressed.
Where there is nothing to measure it is null with a reason, never 0 or 100 %. Figures are computed
from facts, and are the same whether those came in order, late, twice or shuffled; parts add up, and
means are of people, never of means. Times within one boot of a gateway are differences of its
monotonic clock. Medians and percentiles are exact to a second.

统计口径版本 `{RULES}`。每个数字都带有编号、单位、样本数 n、范围、期间、口径版本和推断占比。
没有可算的就是空值并说明原因，绝不写成 0 或 100 %。数字全部由事实算出，
事实迟到、重复、乱序结果都一样；各部分可以相加，平均按人算，不对平均数再平均。
"""


def page() -> str:
    """Text of docs/measures.md."""
    return "\n".join(
        [
            _HEAD,
            *_measures(),
            *_live(),
            *_nothing(),
            *_counts(),
            *_alarms(),
            *_scores(),
            *_research(),
            "",
        ]
    )


def _measures() -> Iterator[str]:
    yield "## Measures 指标\n"
    yield "| id | 名称 | name | unit | 含义 | what it is |"
    yield "|---|---|---|---|---|---|"
    for one in MEASURES:
        words, unit = one.words, UNITS[one.unit]
        yield (
            f"| `{one.id}` | {words.zh} | {words.en} | {unit} | {words.means_zh} |"
            f" {words.means_en} |"
        )
    yield ""


def _live() -> Iterator[str]:
    yield "## Live cards 实时卡片\n"
    yield "Beside measures of the open day, a live card has these of the moment. Medians of"
    yield "handling are those of the day; a business without any counts as the mean of the others,"
    yield f"or as {USUAL_S / 60:.0f} minutes.\n"
    yield "| id | 名称 | name | unit | 含义 | what it is |"
    yield "|---|---|---|---|---|---|"
    for id, (unit, zh, en, means_zh, means_en) in LIVE.items():
        yield f"| `{id}` | {zh} | {en} | {UNITS[unit]} | {means_zh} | {means_en} |"
    yield ""


def _nothing() -> Iterator[str]:
    yield "## Why there is no value 空值的原因\n"
    yield "Beside a value that is null, `reason` says why.\n"
    yield "| reason | 含义 | what it means |"
    yield "|---|---|---|"
    yield from (f"| `{reason}` | {zh} | {en} |" for reason, (zh, en) in WHY.items())
    yield ""


def _counts() -> Iterator[str]:
    yield "## What tallies count 数据字典\n"
    yield "A tally is kept for each day and each hall, business, window, person, item, person with"
    yield "item, and quarter hour. Of each length of time `NAME` its sum is kept as `NAME_ms`, and"
    yield "how often each whole second came about; `NAME_by_wall` is how many of them go over a"
    yield "start of the machine, so that the wall clock had to tell them.\n"
    yield "| count | meaning |\n|---|---|"
    yield from (f"| `{name}` | {meaning} |" for name, meaning in COUNTS.items())
    yield "\n| length | meaning |\n|---|---|"
    yield from (f"| `{name}` | {meaning} |" for name, meaning in LENGTHS.items())
    yield ""


def _alarms() -> Iterator[str]:
    yield "## Alarms 预警\n"
    yield "One episode is one alarm. It begins when something has been too much for long enough and"
    yield "ends when it has been well below its limit for long enough.\n"
    yield "| alarm | begins after | ends below | and after | worse when nobody looks for |"
    yield "|---|---|---|---|---|"
    for kind, manner in MANNERS.items():
        until = manner.escalate_after_ms
        yield (
            f"| `{kind}` | {_span(manner.raise_after_ms)} | {manner.clear_below:.0%} of its limit |"
            f" {_span(manner.clear_after_ms)} | {'–' if until is None else _span(until)} |"
        )
    yield ""


def _scores() -> Iterator[str]:
    yield "## Scores of people 人员绩效\n"
    yield "A version of the weights stands for ever (`insight/weights.py`); a hall chooses one.\n"
    names = " | ".join(f"{en} {zh}" for zh, en in PARTS.values())
    yield f"| weights | from | {names} | meant |"
    yield "|" + "---|" * (len(PARTS) + 3)
    for one in VERSIONS.values():
        each = " | ".join(str(one.of(part)) for part in PARTS)
        yield f"| `{one.version}` | {one.valid_from} | {each} | {one.zh}. {one.en} |"
    yield ""
    yield "| part | 含义 | what it is |"
    yield "|---|---|---|"
    for part, (part_zh, part_en) in PARTS.items():
        means_zh, means_en = PART_MEANS[part]
        yield f"| {part_en} {part_zh} | {means_zh} | {means_en} |"
    yield ""
    yield from CAPPED
    yield "A part of which nothing is known is left out, and"
    yield "the others count for it. Nobody is ranked who served fewer than"
    yield f"{LEAST_SERVED} people or was open for less than {LEAST_OPEN_H:.0f} hours; fewer than"
    yield f"{LEAST_RATINGS} ratings are no part of a score. What an appeal took away is left out,"
    yield "and named. See `insight/scores.py`."


def _research() -> Iterator[str]:
    yield "\n## Research 研究指标\n"
    yield f"{LABEL.means_zh}\n"
    yield f"{LABEL.means_en} `taxhall report research` shows them; null with `{NOT_RECORDED}` where"
    yield "no fact holds what they are computed of.\n"
    yield "| id | 名称 | name | 含义 | what it is |"
    yield "|---|---|---|---|---|"
    for id, words in RESEARCH.items():
        yield f"| `{id}` | {words.zh} | {words.en} | {words.means_zh} | {words.means_en} |"
    yield ""


def _span(ms: int) -> str:
    seconds = ms // 1000
    return f"{seconds // 60} min" if seconds >= 60 else f"{seconds} s"


def main(argv: Sequence[str] | None = None) -> int:
    """Write the page or check it; 0, or 1 where it has drifted."""
    parser = argparse.ArgumentParser(prog="python -m tools.measures", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(argv)
    if options.check:
        if PAGE.read_text("utf-8") == page():
            return 0
        print("docs/measures.md has drifted; run `python -m tools.measures`.", file=sys.stderr)
        return 1
    PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
