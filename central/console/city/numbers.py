"""How numbers are written for people: what is not known is a dash, never a zero."""

from typing import Final

from insight.figures import Unit
from screens.languages import Words

NONE: Final = "—"


def count(number: int | None) -> str:
    """A whole number."""
    return NONE if number is None else f"{number:,}"


def duration(say: Words, ms: float | None) -> str:
    """Minutes and seconds, or hours and minutes."""
    if ms is None:
        return NONE
    seconds = round(ms / 1000)
    if seconds < 60:
        return say("{s} s", s=seconds)
    if seconds < 3600:
        return say("{m} min {s} s", m=seconds // 60, s=f"{seconds % 60:02d}")
    return say("{h} h {m} min", h=seconds // 3600, m=f"{seconds % 3600 // 60:02d}")


def minutes(say: Words, ms: int | None) -> str:
    """Whole minutes, for what changes while one looks."""
    if ms is None:
        return NONE
    whole = ms // 60_000
    if whole < 60:
        return say("{m} min", m=whole)
    return say("{h} h {m} min", h=whole // 60, m=f"{whole % 60:02d}")


def value(say: Words, number: float | None, unit: Unit) -> str:
    """A figure with its unit."""
    if number is None:
        return NONE
    if unit == "s":
        return duration(say, number * 1000)
    if unit == "share":
        return f"{100 * number:.1f} %"
    if unit == "people":
        return f"{number:,.0f}" if number == round(number) else f"{number:,.1f}"
    return f"{number:.2f}"


def on_axis(say: Words, number: float, unit: Unit) -> str:
    """The same, as short as an axis wants it."""
    if unit == "s":
        return say("{m} min", m=f"{number / 60:.3g}")
    if unit == "share":
        return f"{100 * number:.3g} %"
    return f"{number:.3g}" if number < 1000 else f"{number:,.0f}"
