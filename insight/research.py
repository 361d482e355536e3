"""Figures for research: how burdensome a kind of business is felt (F24), and signing in (F30).

The anxiety index is told per kind of business and never of a person. No standard measure exists;
the tax agency that was asked for one called it infeasible. It is labelled as research wherever it
is shown, and people take part of their own will.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final

from insight.figures import TOO_FEW, share
from insight.words import Words

LEAST_ANSWERS: Final = 30
"""Fewer say nothing of a kind of business, and could say something of a person."""

SCALE: Final = (1, 5)
"""Each of the three questions is answered from 1, no burden, to 5."""

NOT_RECORDED: Final = "not_recorded"
"""No fact holds what it is computed of: nobody is asked, or nobody tells this hall."""

LABEL: Final = Words(
    "研究指标",
    "Research figure",
    "没有公认的标准；各题等权，权重未经验证。仅按业务类别，绝不按人，不用于考核。",
    "There is no standard for it. Each question counts alike, and these weights are unverified. It"
    " is told per kind of business and never of a person, and is no part of any score.",
)
"""Stands wherever one of these is shown."""

RESEARCH: Final = {
    "F24": Words(
        "办税焦虑指数",
        "Anxiety index",
        "自愿回答的三题（弄清要办什么、办的过程、心里的担忧，各1至5分）的平均，换算为0至100；"
        f"不足{LEAST_ANSWERS}人回答不出数。旁列的离开率、无效叫号率不计入指数。",
        "The mean of three questions that people answer of their own will (finding out what is"
        " needed, doing it, worry; each 1 to 5), on 0 to 100. Of fewer than"
        f" {LEAST_ANSWERS} answers there is none. Who left and calls in vain stand beside it and"
        " are not in it.",
    ),
    "F30": Words(
        "身份认证负担",
        "Burden of signing in",
        "按认证方式：首次即成功、最终成功的比例，成功所需时间中位数，各步放弃人数，转人工比例，"
        "事后查明的错误拒绝。",
        "By method of signing in: in at the first attempt, and in at all, of all who tried; the"
        " median time of those; who gave up at which step; who went to a person; and whom it is"
        " found later to have refused wrongly.",
    ),
}
"""What each is, by its number."""


@dataclass(frozen=True, slots=True)
class Burden:
    """One person's answers about one visit; nothing says whose."""

    learning: int
    """Finding out what is needed."""
    compliance: int
    """Doing it."""
    psychological: int
    """Worry."""


@dataclass(frozen=True, slots=True)
class Anxiety:
    """F24 of one kind of business."""

    business: str
    index: float | None
    """0 to 100."""
    n: int
    reason: str | None
    label: str = "research"


def anxiety(business: str, answers: Sequence[Burden] | None) -> Anxiety:
    """The mean of the three, on 0 to 100. answers: None where nobody is asked. Raises ValueError
    for an answer off the scale."""
    if answers is None:
        return Anxiety(business, None, 0, NOT_RECORDED)
    low, high = SCALE
    each = [(one.learning, one.compliance, one.psychological) for one in answers]
    if any(not low <= item <= high for items in each for item in items):
        raise ValueError(f"An answer is from {low} to {high}.")
    if len(answers) < LEAST_ANSWERS:
        return Anxiety(business, None, len(answers), TOO_FEW)
    mean = fmean(item for items in each for item in items)
    return Anxiety(business, 100 * (mean - low) / (high - low), len(answers), None)


@dataclass(frozen=True, slots=True)
class SignIn:
    """One person's way through proving who they are."""

    method: str
    tries: int
    """Attempts, at least 1."""
    seconds: float
    """From the first to the end."""
    ended: str
    """`in`, or the step at which it was given up."""
    to_a_person: bool = False
    refused_wrongly: bool = False
    """Found later."""


@dataclass(frozen=True, slots=True)
class SignInFigures:
    """F30 of one method."""

    method: str
    n: int
    first: float | None
    """In at the first attempt / all, 0 to 1."""
    any: float | None
    """In at all / all."""
    median_s: float | None
    given_up: dict[str, int]
    """By step."""
    to_a_person: float | None
    refused_wrongly: int


def sign_ins(each: Iterable[SignIn]) -> dict[str, SignInFigures]:
    """F30 by method."""
    methods: dict[str, list[SignIn]] = {}
    for one in each:
        methods.setdefault(one.method, []).append(one)
    return {method: _of(method, ways) for method, ways in methods.items()}


def _of(method: str, ways: list[SignIn]) -> SignInFigures:
    inside = [one for one in ways if one.ended == "in"]
    steps = sorted({one.ended for one in ways} - {"in"})
    return SignInFigures(
        method,
        len(ways),
        share(sum(one.tries == 1 for one in inside), len(ways)),
        share(len(inside), len(ways)),
        median(one.seconds for one in inside) if inside else None,
        {step: sum(one.ended == step for one in ways) for step in steps},
        share(sum(one.to_a_person for one in ways), len(ways)),
        sum(one.refused_wrongly for one in ways),
    )
