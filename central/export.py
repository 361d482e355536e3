"""The city's export: figures of a day or month by hall, as tables with their dictionary."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Final, Literal

from fastapi import FastAPI, Query, Request, Response

from central.asking import must_be
from central.city import City, CityDays
from central.config import Config
from central.figures import period_of
from central.people.people import People
from central.reader import Reader, ReaderError
from central.rights import READERS, names_of, own
from insight.columns import DAY, Cell, Column, Table, cells_of, dictionary_of, measured, with_empty
from insight.figures import RULES
from insight.measures import MEASURES
from insight.scope import HALL
from insight.tally import Tally
from runtime.kept_up import NotCountedError
from screens.problem import Problem
from screens.table_files import write_csv, write_xlsx

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_HALL: Final = Column("hall", "大厅编号", "Hall", "text", means="central.toml [[hall]] id")
_NAME: Final = Column("name", "大厅", "Name of the hall", "text")
_SILENT: Final = "该厅此期无数据 · this hall has told nothing of it"

Names = Mapping[str, tuple[str, str]]


def tables_of(told: CityDays, days: Sequence[CityDays], names: Names, first: str) -> list[Table]:
    """told: the period as a whole; days: each of its days that any hall has opened, if it is a
    month. A hall that has told nothing has empty cells, and no zeros."""
    columns = [column for measure in MEASURES for column in measured(measure)]
    columns = [with_empty(column, _SILENT) for column in columns]
    found = [_about(told, names, first)]
    rows = [[*_who(one.hall, names), *_figures(told, at)] for at, one in enumerate(told.halls)]
    found.append(Table("hall", "大厅指标", "Figures of halls", [_HALL, _NAME, *columns], rows))
    by_day: list[list[Cell]] = []
    for day in days:
        for at, one in enumerate(day.halls):
            if one.days:
                by_day.append(
                    [date.fromisoformat(day.days[0]), *_who(one.hall, names), *_figures(day, at)]
                )
    if by_day:
        heads = [DAY, _HALL, _NAME, *columns]
        found.append(Table("day", "日指标", "Figures of days", heads, by_day))
    return [*found, dictionary_of(found)]


def _who(hall: str, names: Names) -> list[Cell]:
    return [hall, names[hall][0]]


def _figures(told: CityDays, at: int) -> list[Cell]:
    one = told.halls[at]
    cells: list[Cell] = []
    for measure in MEASURES:
        if one.days:
            period = one.days[0], one.days[-1]
            figure = measure.figure(one.tallies.get(HALL, Tally()), HALL, period)
            cells += cells_of(measure, figure)
        else:
            cells += [None] * len(list(measured(measure)))
    return cells


def _about(told: CityDays, names: Names, first: str) -> Table:
    columns = (Column("key", "项目", "What", "text"), Column("value", "内容", "Value", "text"))
    rows: list[list[Cell]] = [
        ["时段 period", first],
        ["大厅 halls", " ".join(names)],
        ["营业日 business days", " ".join(told.days) or "无 none"],
        ["指标口径 rules of the measures", RULES],
    ]
    for one in told.halls:
        lacks = told.missing(one) or (() if one.days else ("全部 all",))
        if lacks:
            rows.append([f"无数据 nothing told: {one.hall}", " ".join(lacks)])
    return Table("about", "说明", "About", columns, rows)


def install(app: FastAPI, config: Config, reader: Reader, city: City, people: People) -> None:
    """Let `app` give it."""

    @app.get("/api/v1/export")
    def export(
        request: Request,
        format: Literal["xlsx", "csv"],
        day: Annotated[str, Query(max_length=10)] = "",
        month: Annotated[str, Query(max_length=7)] = "",
    ) -> Response:
        """Of the halls that whoever asks may see: a workbook, or CSV files in one .zip."""
        account = must_be(request, people, READERS)
        period = period_of(day or None, month or None)
        if period is None:
            told = "请选一天或一个月。 Name a day as 2026-11-23, or a month as 2026-11."
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, told)
        try:
            names = names_of(config, [view.hall for view in reader.halls()])
            theirs = {hall: names[hall] for hall in own(config, account, names)}
            told_by = city.of(list(theirs), *period)
            days = [city.of(list(theirs), one, one) for one in told_by.days] if month else []
        except (NotCountedError, ReaderError) as error:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error)) from error
        tables = tables_of(told_by, days, theirs, day or month)
        return _file(tables, f"city-{day or month}", format, f"{config.city.name} {day or month}")


def _file(tables: Sequence[Table], stem: str, format: str, title: str) -> Response:
    with TemporaryDirectory(prefix="taxhall-export-") as folder:
        if format == "xlsx":
            body, kind = write_xlsx(tables, Path(folder), stem, title).read_bytes(), XLSX
        else:
            body, kind = _zipped(write_csv(tables, Path(folder), stem)), "application/zip"
    name = f"{stem}.{'xlsx' if format == 'xlsx' else 'zip'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=kind, headers=headers)


def _zipped(files: Sequence[Path]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
    return packed.getvalue()
