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

LEAST_ANSWERS: Final = 30
"""Fewer say nothing of a kind of business, and could say something of a person."""

SCALE: Final = (1, 5)
"""Each of the three questions is answered from 1, no burden, to 5."""


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


def anxiety(business: str, answers: Sequence[Burden]) -> Anxiety:
    """The mean of the three, on 0 to 100. Raises ValueError for an answer off the scale."""
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
