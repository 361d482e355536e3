"""A curve as SVG: axes, the line, what is usual beside it, peak and valley marked in words.

Pure, and drawn by the server: a page needs no script for it. Colours and widths are the page's, by
the classes that parts have; whoever sees no colours has the words, and readers have the table that
stands beside it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10
from typing import Final

WIDTH: Final = 960
HEIGHT: Final = 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 78, 18, 34, 40
_TICKS: Final = 5
_MOST_LABELS: Final = 8
_LETTER: Final = 9.0
"""Width of a letter of a mark, about, so that no mark leaves the picture."""


@dataclass(frozen=True)
class Mark:
    """Words at a point."""

    place: int
    text: str
    above: bool


@dataclass(frozen=True)
class Chart:
    """What is drawn. Lines break where nothing is known."""

    title: str
    told: str
    """The same in a sentence, for readers."""
    labels: Sequence[str]
    """Of the points, along the axis."""
    values: Sequence[float | None]
    usual: Sequence[float | None] = ()
    """Of the same points."""
    marks: Sequence[Mark] = ()
    axis: Callable[[float], str] = str
    """How a value is written."""


def svg(chart: Chart) -> str:
    """The picture; everything in it that anybody wrote is escaped."""
    known = [value for value in (*chart.values, *chart.usual) if value is not None]
    top = nice(max(known, default=1.0) or 1.0)
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' aria-labelledby="chart-title chart-told">',
        f'<title id="chart-title">{escape(chart.title)}</title>',
        f'<desc id="chart-told">{escape(chart.told)}</desc>',
        *_grid(chart, top),
        *_line(chart.usual, top, "usual"),
        *_line(chart.values, top, "line"),
        *_dots(chart.values, top),
        *_marks(chart, top),
        "</svg>",
    ]
    return "".join(parts)


def nice(most: float) -> float:
    """The round number at the top of an axis that goes as far as `most`."""
    size = float(10 ** floor(log10(most)))
    return next(size * step for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if size * step >= most)


def _x(place: int, points: int) -> float:
    wide = WIDTH - _LEFT - _RIGHT
    return round(_LEFT + (wide * (place + 0.5) / points if points else 0), 1)


def _y(value: float, top: float) -> float:
    return round(HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * value / top, 1)


def _grid(chart: Chart, top: float) -> Iterator[str]:
    for tick in range(_TICKS + 1):
        value = top * tick / _TICKS
        y = _y(value, top)
        yield f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
        text = escape(chart.axis(value))
        yield f'<text class="axis" x="{_LEFT - 8}" y="{y + 5}" text-anchor="end">{text}</text>'
    points = len(chart.labels)
    every = max(1, -(-points // _MOST_LABELS))
    for place in range(0, points, every):
        x, y = _x(place, points), HEIGHT - _BOTTOM + 22
        text = escape(chart.labels[place])
        yield f'<text class="axis" x="{x}" y="{y}" text-anchor="middle">{text}</text>'


def _line(values: Sequence[float | None], top: float, worn: str) -> Iterator[str]:
    run: list[str] = []
    for place, value in enumerate([*values, None]):
        if value is not None:
            run.append(f"{_x(place, len(values))},{_y(value, top)}")
        elif run:
            yield f'<polyline class="{worn}" points="{" ".join(run)}"/>'
            run = []


def _dots(values: Sequence[float | None], top: float) -> Iterator[str]:
    for place, value in enumerate(values):
        if value is not None:
            x, y = _x(place, len(values)), _y(value, top)
            yield f'<circle class="dot" cx="{x}" cy="{y}" r="3"/>'


def _marks(chart: Chart, top: float) -> Iterator[str]:
    for mark in chart.marks:
        value = chart.values[mark.place]
        if value is None:
            continue
        x, y = _x(mark.place, len(chart.values)), _y(value, top)
        half = len(mark.text) * _LETTER / 2 * (1.6 if not mark.text.isascii() else 1)
        within = min(max(x, _LEFT + half), WIDTH - _RIGHT - half)
        beside = y - 14 if mark.above else min(y + 24, HEIGHT - _BOTTOM - 6)
        yield f'<circle class="mark" cx="{x}" cy="{y}" r="7"/>'
        yield (
            f'<text class="mark" x="{round(within, 1)}" y="{round(beside, 1)}"'
            f' text-anchor="middle">{escape(mark.text)}</text>'
        )
