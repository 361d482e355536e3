"""What the parts of a score are, in words: for docs/measures.md and the dictionary of exports."""

from typing import Final

from insight.scores import CAP, LEAST_RATINGS, RUSH


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


_TIMES: Final = [f"{_clock(begins)}–{_clock(ends)}" for begins, ends in RUSH]

PART_MEANS: Final[dict[str, tuple[str, str]]] = {
    "volume": (
        "开窗每小时的计入用时÷本考核组的中位数。计入用时（F11）：一次办理至少计同类平均 m，"
        f"更长的计 m(1+ln(用时/m))；{'、'.join(_TIMES)} 开始的加倍。",
        "What counts of the services per open hour / the group's median. A service counts (F11) for"
        " the mean m of its kind, a longer one for m(1 + ln(time / m)); twice where it began in"
        f" {', '.join(_TIMES)}.",
    ),
    "efficiency": (
        "各次办理的同类平均用时之和÷实际用时之和。",
        "Mean times of the kinds of its services, summed / the time that they took.",
    ),
    "rating": (
        f"好评率的威尔逊95%下限；计入的评价不足{LEAST_RATINGS}个则无此项。申诉成立的评价不计。",
        f"Wilson's lower bound (95 %) of the good ratings; none of fewer than {LEAST_RATINGS}."
        " Ratings that an appeal took out do not count.",
    ),
    "accuracy": ("抽查中办对的÷抽查的。", "Found right / reviewed."),
    "attendance": (
        "开窗时长÷排班时长；无排班则无此项。",
        "Hours open / hours of the roster; none where there is no roster.",
    ),
}
"""Part → what it is, before it is made per cent and cut at the cap."""

CAPPED: Final = (
    f"各项为百分数，至多{CAP:.0f}；得分为有数各项按权重的平均。",
    f"Each part is per cent, at most {CAP:.0f}; the score is the mean by weight of those that are"
    " known.",
)
