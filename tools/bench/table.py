"""Rows of a bench for a person: a table, and under it what each floor is."""

import textwrap
from collections.abc import Sequence
from typing import Final

from tools.bench.case import Row, rounded

HEAD: Final = ("case", "figure", "floor", "ratio", "unit", "aim", "void")
WIDTH: Final = 100


def words(rows: Sequence[Row]) -> str:
    """Everything of the rows, as text."""
    lines = [HEAD, *(_line(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    table = ["  ".join(map(_set, line, widths, HEAD)).rstrip() for line in lines]
    return "\n".join([*table, "", *(_explained(row) for row in rows)])


def _line(row: Row) -> tuple[str, ...]:
    return (
        row.case,
        _number(row.figure),
        _number(row.floor),
        "-" if row.ratio is None else f"{row.ratio:.2f}",
        row.unit,
        _judged(row),
        str(row.more.get("void", "-")),
    )


def _judged(row: Row) -> str:
    if row.aim is None:
        return "-"
    if row.met is None:
        return str(row.aim)
    return f"{row.aim} {'met' if row.met else 'MISSED'}"


def _explained(row: Row) -> str:
    more = ", ".join(f"{name} {value}" for name, value in row.more.items() if name != "void")
    text = f"{row.case}: {row.floor_is}{f' ({more})' if more else ''}"
    return textwrap.fill(text, WIDTH, subsequent_indent="  ")


def _number(figure: float | None) -> str:
    return "-" if figure is None else f"{rounded(figure):g}"


def _set(text: str, width: int, column: str) -> str:
    return (
        text.rjust(width) if column in ("figure", "floor", "ratio", "void") else text.ljust(width)
    )
