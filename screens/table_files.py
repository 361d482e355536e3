"""Tables as files: one workbook, or a CSV file each. A file is there whole, or not at all."""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from insight.columns import Cell, Column, Table

FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet takes a text that begins so for a formula, and a formula may ask other hosts. The
wide signs of a Chinese keyboard are the same to it (OWASP, CSV Injection)."""

MOST_ROWS: Final = 1_048_575
"""Of a sheet, beside its head: a library that is given more drops them without a word."""

MOST_TEXT: Final = 32_767
"""Characters of a cell in a workbook."""

_FORMATS: Final = {
    "whole": "0",
    "number": "0.0###",
    "share": "0.0%",
    "date": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm:ss",
}
_WIDTHS: Final = {"text": 18, "date": 12, "time": 20}
_WIDEST: Final = 60


def write_csv(tables: Sequence[Table], folder: Path, stem: str) -> list[Path]:
    """A file each, in UTF-8 with the mark by which Excel knows that. Raises OSError."""
    written = []
    for table in tables:
        path = folder / f"{stem}-{table.id}.csv"
        with (
            _whole(path) as part,
            part.open("w", encoding="utf-8-sig", newline="") as file,
        ):
            lines = csv.writer(file)
            lines.writerow([_plain(column.head) for column in table.columns])
            lines.writerows([[_plain(cell) for cell in row] for row in table.rows])
        written.append(path)
    return written


def _plain(cell: Cell) -> str | int | float:
    """As a CSV cell; a text that would be a formula has an apostrophe before it."""
    match cell:
        case None:
            return ""
        case str():
            return f"'{cell}" if cell.startswith(FORMULAS) else cell
        case datetime():
            return cell.isoformat(" ", "seconds")
        case date():
            return cell.isoformat()
    return cell


def write_xlsx(tables: Sequence[Table], folder: Path, stem: str, title: str) -> Path:
    """One workbook with a sheet each. Raises OSError."""
    path = folder / f"{stem}.xlsx"
    for table in tables:
        if len(table.rows) > MOST_ROWS:
            raise OSError(
                f"{table.name} has {len(table.rows)} rows, more than a sheet holds; write it with"
                " --csv"
            )
    with _whole(path) as part:
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(str(part), options)
        # A fixed time: the same facts give the same file.
        book.set_properties({"title": title, "created": datetime(2000, 1, 1)})
        formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for table in tables:
            _write_sheet(book.add_worksheet(table.name), table, formats, head)
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(f"{path}: {error}") from error
    return path


def _write_sheet(sheet: Any, table: Table, formats: dict[str, Any], head: Any) -> None:
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, _width(table, at, column), formats.get(column.kind))
        sheet.write_string(0, at, column.head, head)
    for y, row in enumerate(table.rows, 1):
        for x, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _write_cell(sheet, y, x, cell, formats.get(column.kind))
    sheet.freeze_panes(1, 1)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _write_cell(sheet: Any, y: int, x: int, cell: Cell, how: Any) -> None:
    """By its type and never by its looks, so that a text stays one."""
    match cell:
        case None:
            pass
        case str():
            sheet.write_string(y, x, cell[:MOST_TEXT])
        case datetime() | date():
            sheet.write_datetime(y, x, cell, how)
        case _:
            sheet.write_number(y, x, cell, how)


def _width(table: Table, at: int, column: Column) -> int:
    if table.id in ("dictionary", "about"):
        longest = max((len(str(row[at] or "")) for row in table.rows), default=0)
        return min(_WIDEST, max(12, 2 * longest))
    return _WIDTHS.get(column.kind, 12)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Write here; it becomes the file when all of it is there."""
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
