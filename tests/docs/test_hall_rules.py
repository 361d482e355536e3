"""The page of the hall's rules says what the code says: settings, reasons of a call, and duties."""

import re
from dataclasses import MISSING, fields
from pathlib import Path
from typing import get_args

from gateway.hall import queue, wishes
from gateway.hall.here import Duty
from gateway.hall.plan import Business
from gateway.hall.rules import Rules
from gateway.hall.windows import PAUSES
from protocol.facts.ticket import Why

PAGE = Path("docs/hall-rules.md").read_text("utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in PAGE.splitlines()
    if line.startswith("|") and not line.startswith("|---")
]


def shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def test_every_setting_of_the_rules_stands_once_with_its_default() -> None:
    for field in fields(Rules):
        assert field.default is not MISSING
        entry = f"`{field.name}` ({shown(field.default)})"
        assert PAGE.count(entry) == 1, entry


def test_the_limits_of_a_business_stand_with_their_defaults() -> None:
    limits = [field for field in fields(Business) if field.name.startswith("most_")]
    assert limits
    for field in limits:
        assert f"`[[business]] {field.name}` ({shown(field.default)})" in PAGE


def test_the_page_names_no_setting_of_the_rules_that_is_not_there() -> None:
    named = {row[2] for row in ROWS if len(row) == 4} - {"setting (default)", "–"}
    alone = {match[1] for cell in named if (match := re.match(r"`(\w+)` \(", cell))}
    assert {field.name for field in fields(Rules)} <= alone
    assert all(cell.startswith("`") for cell in named), named


def test_every_rule_stands_in_both_languages_and_has_a_source() -> None:
    rules = [row for row in ROWS if len(row) == 4 and row[0] != "规则"]
    assert len(rules) > 50
    for zh, en, _, source in rules:
        assert re.search(r"[\u4e00-\u9fff]", zh), zh
        assert re.search(r"[a-z]", en), en
        assert re.match(r"[LSR]\b", source), source


def test_every_reason_of_a_call_stands_in_words() -> None:
    assert set(queue.WORDS) == set(get_args(Why))
    for why, (zh, en) in queue.WORDS.items():
        assert (f"`{why}`", zh, en) in ROWS


def test_every_reason_of_a_pause_is_named() -> None:
    (row,) = [row for row in ROWS if row[0].startswith("暂停须有理由")]
    for reason, (zh, _) in PAUSES.items():
        assert zh in row[0]
        assert reason.replace("_", " ") in row[1]


def test_the_table_of_duties_is_the_one_that_decides() -> None:
    (header,) = [row for row in ROWS if row[:2] == ("事项", "wish")]
    assert list(header[2:]) == list(Duty)
    told = {row[1]: row[2:] for row in ROWS if len(row) == len(header) and row != header}
    for kind, rule in wishes.RULES.items():
        marks = tuple("✓" if duty in rule.duties else "–" for duty in Duty)
        name = f"`{kind.__name__}`"
        assert told.pop(name, None) == marks, f"| … | {name} | {' | '.join(marks)} |"
    assert not told, "no such wish"
