"""What the rules of `insight.advice` say, in words: what to do, why, and what to expect of it.

Every screen and the API take their sentences from here. A name in braces is `about`, or one of the
numbers that the rule gives; numbers are shown as people say them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Final

from insight.advice import Kind
from insight.measures import BY_ID


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class AdviceWords:
    """What a rule says."""

    what: Sentence
    why: Sentence
    also: tuple[Sentence, ...] = ()
    """More reasons: each is said where the rule gives its numbers."""


_SERVICES: Final = Sentence("近几周办理{n}次。", "{n} services in the last weeks.")
_TRAINING: Final = (
    Sentence(
        "中位时长{median_s}，同类为{peers_s}。",
        "Their median is {median_s}, where peers take {peers_s}.",
    ),
    Sentence("抽查准确率{accuracy}。", "Reviews found {accuracy} of them right."),
    Sentence("好评率至多{good}。", "At most {good} of the ratings are good."),
)


ADVICE_WORDS: Final[Mapping[Kind, AdviceWords]] = {
    "open_window": AdviceWords(
        Sentence("请开{about}号窗口。", "Open window {about}."),
        Sentence(
            "可办同样业务的窗口现开{windows}个，来人平均要占用{erlangs}个，等候将超过{target_s}。",
            "Open windows that serve the same business: {windows}. What comes keeps {erlangs} of"
            " them busy, so people will wait longer than {target_s}.",
        ),
    ),
    "close_window": AdviceWords(
        Sentence("可关{about}号窗口。", "Window {about} may close."),
        Sentence(
            "无人等候，少一个窗口也不致久等。",
            "Nobody waits, and with a window less nobody would wait long.",
        ),
    ),
    "move_window": AdviceWords(
        Sentence("请将空闲人员调到{about}号窗口。", "Move an idle clerk to window {about}."),
        Sentence(
            "{waiting}人等候而无开放窗口可即办，同时有{idle}个窗口空闲。",
            "People whom no open window can serve at once: {waiting}. Windows that idle: {idle}.",
        ),
    ),
    "call_leader": AdviceWords(
        Sentence("请值班领导到场。", "Call the duty leader."),
        Sentence(
            "最久已等{longest_s}，无人确认的最高级告警{unseen_alarms}条。",
            "The longest wait is {longest_s}. Alarms of the worst kind that nobody has"
            " acknowledged: {unseen_alarms}.",
        ),
    ),
    "train": AdviceWords(
        Sentence("建议培训人员：{about}。", "Train this person: {about}."),
        _SERVICES,
        _TRAINING,
    ),
    "train_item": AdviceWords(
        Sentence("建议就此事项培训：{about}。", "Train people in this item: {about}."),
        _SERVICES,
        _TRAINING,
    ),
    "more_windows": AdviceWords(
        Sentence("{about}起一小时请增开窗口。", "Open more windows in the hour of {about}."),
        Sentence(
            "近5个同日同时段有{over}个等候超标，而窗口开通率为{open_rate}。",
            "In {over} of the last 5 like hours the wait was over target, with {open_rate} of the"
            " windows open.",
        ),
    ),
    "refurbish": AdviceWords(
        Sentence("建议改造大厅布局或扩容。", "Refurbish or enlarge the hall."),
        Sentence(
            "窗口已开足，仍有{slots}个钟点拥堵：缺的是场地。",
            "Congested hours with the windows open: {slots}. It is space that is lacking.",
        ),
    ),
    "booking_share": AdviceWords(
        Sentence("请将预约引导到{about}起一小时。", "Book people into the hour of {about}."),
        Sentence(
            "最忙一小时来{peak}人，最闲仅{valley}人。",
            "The busiest hour sees {peak}, the quietest only {valley}.",
        ),
    ),
}

_BY_NAME: Final[Mapping[str, AdviceWords]] = {
    str(rule): said for rule, said in ADVICE_WORDS.items()
}
"""By whatever name a fact of another version may bring."""

_NONE_OPEN: Final = Sentence(
    "有人来办的业务没有开着的窗口可办。", "People come for a business that no open window serves."
)
"""Why `open_window`, where none is: whoever sees other windows open would not believe a zero."""
_HOURLY: Final = frozenset({"more_windows", "booking_share"})

_WEEKDAYS: Final[Mapping[str, Sentence]] = {
    "1": Sentence("周一", "Monday"),
    "2": Sentence("周二", "Tuesday"),
    "3": Sentence("周三", "Wednesday"),
    "4": Sentence("周四", "Thursday"),
    "5": Sentence("周五", "Friday"),
    "6": Sentence("周六", "Saturday"),
    "7": Sentence("周日", "Sunday"),
}

_SHARES: Final = frozenset({"open_rate", "accuracy", "good"})


def what(rule: str, about: str) -> Sentence | None:
    """What to do; None: this version has no such rule."""
    words = _BY_NAME.get(rule)
    if words is None:
        return None
    weekday, hour = _hour(about) if rule in _HOURLY else (None, about)
    zh, en = (hour, hour) if weekday is None else (weekday.zh + hour, f"{weekday.en} {hour}")
    return Sentence(words.what.zh.format(about=zh), words.what.en.format(about=en))


def _hour(about: str) -> tuple[Sentence | None, str]:
    """`1|09:00` is an hour of Mondays."""
    weekday, _, hour = about.rpartition("|")
    return _WEEKDAYS.get(weekday), hour


def why(rule: str, reasons: Mapping[str, float]) -> Sentence | None:
    """What it rests on; None where another version's rule gave other numbers."""
    words = _BY_NAME.get(rule)
    if words is None or not numbers_of(words.why) <= set(reasons):
        return None
    if rule == "open_window" and not reasons["windows"]:
        return _NONE_OPEN
    more = [one for one in words.also if numbers_of(one) <= set(reasons)]
    each = [_filled(one, reasons) for one in (words.why, *more)]
    return Sentence("".join(one.zh for one in each), " ".join(one.en for one in each))


def numbers_of(sentence: Sentence) -> set[str]:
    """Names of the numbers that it shows."""
    texts = (sentence.zh, sentence.en)
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


def _filled(words: Sentence, reasons: Mapping[str, float]) -> Sentence:
    zh = {name: _shown(name, value, "zh") for name, value in reasons.items()}
    en = {name: _shown(name, value, "en") for name, value in reasons.items()}
    return Sentence(words.zh.format(**zh), words.en.format(**en))


def expect(measure: str, now: float, then: float) -> Sentence | None:
    """What should come of it; None: this version has no such measure."""
    known = BY_ID.get(measure)
    if known is None:
        return None
    name = "wait_s" if known.unit == "s" else "open_rate" if known.unit == "share" else ""
    zh, en = ((_shown(name, now, of), _shown(name, then, of)) for of in ("zh", "en"))
    return Sentence(
        f"预计{known.words.zh}由{zh[0]}变为{zh[1]}。",
        f"{known.words.en} should go from {en[0]} to {en[1]}.",
    )


def _shown(name: str, value: float, language: str) -> str:
    """As people say it: minutes, per cent, or a number."""
    if name.endswith("_s"):
        return _minutes(value, language)
    if name in _SHARES:
        return f"{100 * value:.0f}%" if language == "zh" else f"{100 * value:.0f} %"
    return f"{value:.1f}".removesuffix(".0")


def _minutes(seconds: float, language: str) -> str:
    if seconds < 60:
        return f"{seconds:.0f}秒" if language == "zh" else f"{seconds:.0f} s"
    minutes = f"{seconds / 60:.1f}".removesuffix(".0")
    return f"{minutes}分钟" if language == "zh" else f"{minutes} min"
