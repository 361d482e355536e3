"""The published description of the uplink is what the code says, and what the code sends."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from protocol import facts
from protocol.envelope import to_cloudevent
from tests.uplink.harness import row
from tools import schemas


def test_the_files_are_what_the_definitions_give():
    assert schemas.drift() == [], "run python -m tools.schemas and commit what it writes"


def test_a_changed_a_missing_and_a_left_over_file_are_drift(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(schemas, "PROTOCOL", tmp_path)
    assert schemas.main(["--check"]) == 1
    assert schemas.main([]) == 0
    assert schemas.main(["--check"]) == 0
    (tmp_path / "schemas" / "ack.json").write_text("{}")
    (tmp_path / "schemas" / "day.opened.json").unlink()
    (tmp_path / "schemas" / "gone.json").write_text("{}")
    assert schemas.drift() == ["schemas/ack.json", "schemas/day.opened.json", "schemas/gone.json"]
    assert schemas.main([]) == 0
    assert schemas.drift() == []


def test_every_fact_has_its_schema_and_its_message():
    document = yaml.safe_load((schemas.PROTOCOL / "asyncapi.yaml").read_text("utf-8"))
    assert document["asyncapi"] == "3.0.0"
    names = {message.get("name") for message in document["components"]["messages"].values()}
    assert {f"tax.{name}.v1" for name in facts.TYPES} <= names
    for reference in references(document):
        assert resolves(document, reference), reference


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_what_a_hall_sends_has_just_the_fields_of_its_schema(n: int):
    event = to_cloudevent(row(n))
    path = schemas.PROTOCOL / "schemas" / f"{row(n).fact.TYPE}.json"
    schema = json.loads(path.read_text("utf-8"))
    assert set(schema["required"]) <= event.keys() <= schema["properties"].keys()
    data = schema["properties"]["data"]
    assert set(data["required"]) <= event["data"].keys() <= data["properties"].keys()
    assert event["type"] == schema["properties"]["type"]["const"]


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if "$ref" in part else []
        return own + [found for value in part.values() for found in references(value)]
    if isinstance(part, list):
        return [found for value in part for found in references(value)]
    return []


def resolves(document: Any, reference: str) -> bool:
    if reference.startswith("./"):
        return (schemas.PROTOCOL / reference[2:]).is_file()
    for step in reference.removeprefix("#/").split("/"):
        if step not in document:
            return False
        document = document[step]
    return True
