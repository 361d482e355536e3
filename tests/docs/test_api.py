"""The page of the API has every way, as the table of ways has it, and its answers are real ones."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gateway.codes import LABELS, Codes
from gateway.store import Done
from gateway.web.body import MOST_BYTES
from gateway.web.done_answers import answer_of
from gateway.web.ways import WAYS, Way
from gateway.web.wish_fields import fields_of
from gateway.web.wishing import owners_path
from protocol import codes, facts
from protocol.checks import KEY_BYTES
from tests.api.desk import desk

PAGE = Path("docs/api.md").read_text("utf-8")
ANSWERS = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.S)]

HALL = Codes(bytes(range(KEY_BYTES)), "5e1f9a27")
"""Whose key and stream made the codes that the page shows."""


def row(way: Way) -> str:
    marks = [mark for mark, has in (("key", way.keyed), ("subject", way.personal)) if has]
    own = f"`{owners_path(way)}`" if way.of_owner else ""
    own += " in the hall" if way.in_hall else ""
    return f"| `{way.path}` | {way.summary} | {', '.join(marks)} | {own} |"


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.wish.__name__)
def test_a_way_stands_on_the_page_as_it_is(way: Way) -> None:
    assert row(way) in PAGE.splitlines()


def test_the_page_has_no_way_that_is_not_there() -> None:
    table = PAGE.partition("| path |")[2].partition("\n\n")[0].splitlines()[2:]
    assert len(table) == len(WAYS)


def test_everything_that_is_read_of_the_hall_stands_on_the_page(tmp_path: Path) -> None:
    with desk(tmp_path) as hall:
        described = hall.client.get("/openapi.json").json()["paths"]
    table = PAGE.partition("| GET | for |")[2].partition("\n\n")[0]
    told = {path for path in re.findall(r"^\| `(/[^`?]*)", table, re.M) if path != "/live"}
    assert told == {path.removeprefix("/api/v1") for path, way in described.items() if "get" in way}


EVERYWHERE = {"seen", "subject"}
"""Fields of many wishes, which the page tells once."""


def body(way: Way) -> str | None:
    """The line of a wish's own fields; None: it has none."""
    schema = fields_of(way).body.model_json_schema()
    needed, may = [], []
    for name, field in schema["properties"].items():
        if name in schema.get("required", ()):
            needed.append(f"`{name}`: {kind(field)}")
        elif name not in EVERYWHERE:
            default = json.dumps(field["default"])
            may.append(f"`{name}` = `{default}`: {kind(field)}")
    if not needed + may:
        return None
    return f"| `{way.path}` | {'; '.join(needed)} | {'; '.join(may)} |"


def kind(field: dict[str, Any]) -> str:
    """Of the value, in a word, or the words that it may be."""
    one, *_ = field.get("anyOf", [field])
    if "enum" in one:
        return ", ".join(f'`"{value}"`' for value in one["enum"])
    if one["type"] == "array":
        return f"a list of {kind(one['items'])}"
    return {
        "string": "text",
        "integer": "number",
        "number": "number",
        "boolean": "`true` or `false`",
    }[one["type"]]


BODIES = [line for line in map(body, WAYS) if line]


@pytest.mark.parametrize("line", BODIES, ids=lambda line: line.split("`")[1])
def test_the_fields_of_a_wish_stand_on_the_page_as_they_are(line: str) -> None:
    assert line in PAGE.splitlines()


def test_the_page_has_no_field_that_is_not_there() -> None:
    table = PAGE.partition("| path | needed |")[2].partition("\n\n")[0].splitlines()[2:]
    assert table == BODIES


def test_every_wish_at_a_window_has_seen_and_no_other_one_has() -> None:
    for way in WAYS:
        has = "seen" in fields_of(way).body.model_fields
        assert has == way.path.startswith("/windows/"), way.path


def test_the_bound_of_a_body_is_the_one_that_holds() -> None:
    assert f"{MOST_BYTES:,} bytes" in PAGE


def test_every_code_of_the_page_is_good_and_names_the_n_beside_it() -> None:
    named = {answer["code"]: answer["n"] for answer in ANSWERS}
    shown = re.findall(rf"\b[0-9A-Z]{{{codes.LENGTH}}}\b", PAGE)
    assert shown
    for code in shown:
        assert named[code] in [HALL.read(kind, code) for kind in LABELS]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer["type"])
def test_an_answer_of_the_page_is_what_the_gateway_would_say(answer: dict[str, object]) -> None:
    n, data = answer["n"], answer["data"]
    assert isinstance(n, int)
    assert isinstance(data, dict)
    done = Done(n, facts.from_data(str(answer["type"]), data))
    assert answer == answer_of(done, HALL).model_dump()
