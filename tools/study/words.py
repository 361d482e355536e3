"""The result of a study as text: what was found, whatever it is, and what it is not."""

from collections.abc import Iterator
from typing import Final

from tools.study.compare import BASE, CLAIM, FIGURES, SAME_HOURS, Difference, Study

ARM_WORDS: Final = {
    "ignored": "the roster stands, whatever is advised",
    "followed": "advice is followed",
    "one_more": "no advice, one window more all day",
    "two_more": "no advice, two windows more all day",
    "told": "no advice; near turns told, numbers easily given back, phones check in",
    "both": "followed and told",
}

FIGURE_WORDS: Final = {
    "wait_min": "mean wait, min",
    "p90_min": "P90 of waits, min",
    "invalid": "invalid calls a day",
    "left": "left unserved, %",
    "hours": "window hours a day",
}


def words(study: Study) -> str:
    """A table of Markdown, the advice given, and the claim beside it."""
    parts = (_table, _arms, _hours, _advice, _claim)
    return "\n\n".join("\n".join(part(study)) for part in parts)


def _table(study: Study) -> Iterator[str]:
    yield "| arm | " + " | ".join(FIGURE_WORDS[figure] for figure in FIGURES) + " |"
    yield "|---" * (len(FIGURES) + 1) + "|"
    for arm in study.outcomes:
        cells = [_cell(study, arm, figure) for figure in FIGURES]
        yield f"| {arm} | " + " | ".join(cells) + " |"


def _cell(study: Study, arm: str, figure: str) -> str:
    factor = _factor(figure)
    mean = f"{factor * study.mean(arm, figure):.1f}"
    return mean if arm == BASE else f"{mean} ({_bounds(study.difference(arm, figure), factor)})"


def _bounds(found: Difference, factor: int) -> str:
    return f"{factor * found.mean:+.1f}: {factor * found.low:+.1f} to {factor * found.high:+.1f}"


def _arms(study: Study) -> Iterator[str]:
    for arm in study.outcomes:
        yield f"{arm}: {ARM_WORDS[arm]}"
    days = len(study.outcomes[BASE])
    yield (
        f"{days} days, the same people in each arm. In brackets: the difference to `{BASE}` and its"
        " 95 % interval (t of the daily differences)."
    )


def _hours(study: Study) -> Iterator[str]:
    """The advice beside a roster of about as many hours."""
    arm, other = SAME_HOURS
    parts = [
        f"{FIGURE_WORDS[figure]} {_bounds(study.difference(arm, figure, other), _factor(figure))}"
        for figure in FIGURES
    ]
    yield f"{arm} less {other}: {'; '.join(parts)}"


def _factor(figure: str) -> int:
    """Shares are told in percent."""
    return 100 if figure == "left" else 1


def _advice(study: Study) -> Iterator[str]:
    for arm in study.outcomes:
        for rule, counts in study.advice(arm).items():
            yield (
                f"{arm}: {rule} advised {counts['given']:.1f} times a day,"
                f" done {counts['followed']:.1f} times"
            )


def _claim(study: Study) -> Iterator[str]:
    for figure, (before, after) in CLAIM.items():
        found = study.mean("both", figure)
        yield (
            f"{FIGURE_WORDS[figure]}: Shijiazhuang tells of {before:g} and then {after:g};"
            f" this hall has {study.mean(BASE, figure):.1f} and then {found:.1f}."
        )
    yield (
        "This hall is a model: its people, their patience and its staff are made up"
        " (tools/study/model.py). What it shows is what the rules do there, not what a city gains."
    )
