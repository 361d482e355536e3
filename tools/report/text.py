"""Reports as people read them, in Chinese and English."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from insight.figures import TOO_FEW
from insight.measures import BY_ID
from insight.nothing import WHY
from insight.scores import LEAST_OPEN_H, LEAST_SERVED
from tools.report.figures import PARTS, SHORT

Names = Mapping[str, str]
"""Token of a person → name; none unless somebody asked for them."""

Told = dict[str, Any]


_PARTS_ZH: Final = {"business": "业务", "window": "窗口", "staff": "人员"}

_NO_PARTS: Final = {
    "business": "业务：无人取号。 No business had a number.",
    "window": "窗口：无办理。 No window served anybody.",
    "staff": "人员：无人登录办理。 Nobody served under a name: people log in at a window.",
}
"""Where a table would be empty: what is not there has its reason."""


def _figures(told: Told, names: Names) -> Iterator[str]:
    for one in told["hall"]:
        words = BY_ID[one["measure"]].words
        yield (f"{_fit(words.zh, 22)}{_value(one):>10}  n {one['n']:<6} {words.en}{_inferred(one)}")
    structure = told["structure"]
    index = "–" if structure["index"] is None else f"{structure['index']:.0f}"
    yield f"{_fit('结构压力', 22)}{index:>10}  Active taxpayers a window (F7)"
    if structure["reason"]:
        yield "  " + " ".join(WHY[structure["reason"]])
    short = [BY_ID[id].words for id in SHORT]
    heads = [words.en for words in short]
    above = "".join(f"  {_right(words.zh, len(words.en))}" for words in short)
    for kind in PARTS:
        yield ""
        if not told[kind]:
            yield _NO_PARTS[kind]
            continue
        yield _fit(_PARTS_ZH[kind], 20) + above
        yield f"{kind:<20}" + "".join(f"  {head}" for head in heads)
        for id, figures in told[kind].items():
            values = (
                f"  {_value(one):>{len(head)}}" for head, one in zip(heads, figures, strict=True)
            )
            yield _fit(names.get(id, id) if kind == "staff" else id, 20) + "".join(values)


def _scores(told: Told, names: Names) -> Iterator[str]:
    if not told["scores"]:
        yield _NO_PARTS["staff"]
        return
    yield f"{'rank':<6}{'staff':<20}{'score':>8}{'served':>8}{'open h':>8}{'rated':>7}  parts"
    for one in told["scores"]:
        total = "–" if one["total"] is None else f"{one['total']:.1f}"
        parts = ", ".join(
            f"{name} {value:.0f}" for name, value in one["parts"].items() if value is not None
        )
        rank = one["rank"] or "–"
        why = f"  ({one['reason']})" if one["reason"] else ""
        yield (
            f"{rank!s:<6}{_fit(names.get(one['staff'], one['staff']), 20)}{total:>8}"
            f"{one['served']:>8}{one['open_h']:>8.1f}{one['rated']:>7}  {parts}{why}"
        )
    if any(one["reason"] == TOO_FEW for one in told["scores"]):
        least = f"办件少于{LEAST_SERVED}或开窗少于{LEAST_OPEN_H:.0f}小时，不排名。"
        yield (
            f"too_few：{least} Served fewer than {LEAST_SERVED}, or open for less than"
            f" {LEAST_OPEN_H:.0f} hours: not ranked."
        )


def _series(told: Told, names: Names) -> Iterator[str]:
    words = BY_ID[told["measure"]].words
    yield f"{words.zh} {words.en}"
    if told["alike"]:
        yield f"同类日 usual: {', '.join(told['alike'])}"
    yield f"{'':<12}{'':>10}{'curve':>10}{'usual':>10}{'n':>8}"
    for one in told["points"]:
        yield (
            f"{one['at']:<12}{_of(told, one['value']):>10}{_of(told, one['curve']):>10}"
            f"{_of(told, one['usual']):>10}{one['n']:>8}"
        )
    for zh, name in (("峰", "peak"), ("谷", "valley")):
        at = told[name]
        value = "–" if at is None else f"{at['at']} {_of(told, at['value'])}, n {at['n']}"
        yield f"{zh} {name}: {value}"
    yield f"趋势 trend: {_trend(told)}"


def _trend(told: Told) -> str:
    trend = told["trend"]
    if trend is None:
        return "– (fewer than 8 points)"
    real = "" if trend["is_real"] else ", not certain"
    return (
        f"{trend['per_point']:+.3g} a point ({trend['low']:+.3g} to {trend['high']:+.3g},"
        f" p {trend['p']:.3f}{real})"
    )


_KINDS: Final = {
    "complaint": "投诉",
    "suggestion": "建议",
    "praise": "表扬",
    "question": "咨询",
}


def _opinions(told: Told, names: Names) -> Iterator[str]:
    for kind, one in told["opinions"].items():
        yield (
            f"{_KINDS[kind]} {kind}: {one['n']}, {_plain(one['per_1000'])} per 1,000 of"
            f" {one['contacts']} numbers"
        )
        if not one["n"]:
            continue
        yield (
            f"  answered {one['replied']}, median {_hours(one['reply_median_s'])}, P90"
            f" {_hours(one['reply_p90_s'])}; closed in time {_share(one['in_time'])} of"
            f" {one['in_time_n']}; opened again {_share(one['reopened'])}"
        )
        for cell in one["cells"]:
            rate = _plain(cell["per_1000"])
            yield f"  {cell['topic']:<14}{cell['channel']:<12}{cell['n']:>6}{rate:>8}"
    triage, reviews = told["triage"], told["reviews"]
    ends = ", ".join(f"{name} {n}" for name, n in sorted(triage["ends"].items()))
    yield (
        f"分流 triage: {triage['answered']} ({ends or '–'}), median"
        f" {_seconds(triage['median_s'])}, P90 {_seconds(triage['p90_s'])} of {triage['timed']}"
    )
    mistakes = ", ".join(f"{name} {n}" for name, n in sorted(reviews["mistakes"].items()))
    yield (
        f"抽查 reviews: drawn {reviews['drawn']} of {reviews['of']}, reviewed"
        f" {reviews['reviewed']}, corrected {reviews['corrected']}; mistakes: {mistakes or '–'}"
    )


def _channels(told: Told, names: Names) -> Iterator[str]:
    yield f"{'business':<10}{'channel':<16}{'n':>7}{'share':>9}{'known':>8}{'leak':>9}"
    for one in told["channels"]:
        yield (
            f"{one['business']:<10}{one['channel']:<16}{one['n']:>7}{_share(one['share']):>9}"
            f"{one['known']:>8}{_share(one['leak']):>9}"
            + (f"  {one['provisional']} may follow yet" if one["provisional"] else "")
        )
    yield ""
    for one in told["first_contact"]:
        yield (
            f"首次办结 done the first time, nobody again in {one['days']} days:"
            f" {_share(one['share'])} of {one['known']} known ({_share(one['coverage'])} of all;"
            f" {one['provisional']} may come yet)"
        )
    yield ""
    yield "为何没有走其他渠道 why not another way"
    for one in told["why_not"]:
        yield f"{one['business']:<10}{one['channel']:<16}{one['reason']:<20}{one['n']:>7}"


def _research(told: Told, names: Names) -> Iterator[str]:
    yield from _meant(told["label"])
    for id in ("F24", "F30"):
        yield ""
        yield from _meant(told[id]["words"], id)
        if id == "F30":
            yield f"  –  ({told[id]['reason']})"
            continue
        for one in told[id]["businesses"]:
            index = "–" if one["index"] is None else f"{one['index']:.0f}"
            why = f"  ({one['reason']})" if one["reason"] else ""
            yield f"  {one['business']:<10}{index:>6}  n {one['n']}  [{one['label']}]{why}"
            for beside, signal in one["beside"].items():
                words = BY_ID[beside].words
                yield f"    {_fit(words.zh, 20)}{_value(signal):>9}  n {signal['n']}  {words.en}"


def _meant(words: Told, id: str = "") -> Iterator[str]:
    yield " ".join(part for part in (words["zh"], words["en"], id and f"({id})") if part)
    yield f"  {words['means_zh']}"
    yield f"  {words['means_en']}"


def _words(lines: Callable[[Told, Names], Iterable[str]]) -> Callable[[Told, Names], str]:
    def told_in_words(told: Told, names: Names) -> str:
        first, last = told["period"]
        head = f"{first} – {last}" if first != last else first
        return "\n".join([head, "", *lines(told, names)])

    return told_in_words


WORDS: Final = {
    "day": _words(_figures),
    "month": _words(_figures),
    "staff": _words(_scores),
    "series": _words(_series),
    "opinions": _words(_opinions),
    "channels": _words(_channels),
    "research": _words(_research),
}
"""Each report as text."""


def _value(figure: Told) -> str:
    return _of(figure, figure["value"])


def _of(told: Told, value: float | None) -> str:
    if value is None:
        return "–"
    match told["unit"]:
        case "s":
            return f"{int(value) // 60}:{int(value) % 60:02d}"
        case "share":
            return f"{100 * value:.1f} %"
        case "people":
            return f"{value:.0f}" if value == int(value) else f"{value:.1f}"
    return f"{value:.2f}"


def _inferred(figure: Told) -> str:
    return f"  (推断 inferred {_share(figure['inferred'])})" if figure["inferred"] else ""


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %"


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _hours(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds / 3600:.1f} h"


def _seconds(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds:.0f} s"


def _fit(text: str, cells: int) -> str:
    """Padded to so many cells of a terminal, where Hanzi take two."""
    return text + " " * max(1, cells - _width(text))


def _right(text: str, cells: int) -> str:
    """The same, at the right."""
    return " " * max(0, cells - _width(text)) + text


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
