"""What a request has wrong is told in both languages, by the field's name, and at no length."""

from typing import Any

import httpx
import pydantic
import pytest
from fastapi import FastAPI, Request

from gateway.web import faults, problem
from gateway.web.body import DayToOpen, PlaceToTake, read_body
from gateway.web.people_bodies import AccountChange, NewToken
from gateway.web.ways import WAYS
from gateway.web.wish_fields import fields_of
from tests.asgi import inside

MODELS: dict[str, type[pydantic.BaseModel]] = {
    one.__name__: one for one in (DayToOpen, PlaceToTake, AccountChange, NewToken)
} | {way.wish.__name__: fields_of(way).body for way in WAYS}


@pytest.fixture
def client() -> httpx.Client:
    app = FastAPI()
    problem.install(app)

    @app.post("/{name}")
    async def ask(name: str, request: Request) -> dict[str, Any]:
        await read_body(request, MODELS[name])
        return {}

    return inside(app)


@pytest.mark.parametrize(
    ("model", "body", "field", "zh"),
    [
        ("DayToOpen", {"day": "23.11.2026"}, "body.day", "日期应写成"),
        ("DayToOpen", {}, "body.day", "缺少此项"),
        ("DayToOpen", {"day": "2026-11-23", "tea": 1}, "body.tea", "没有这一项"),
        ("DayToOpen", {"day": "2026-11-23", "from_one": "yes"}, "body.from_one", "true 或 false"),
        ("PlaceToTake", {"place": "x" * 41}, "body.place", "至多 40 个字符"),
        ("PlaceToTake", {"place": 7}, "body.place", "应为文本"),
        ("AccountChange", {}, "body", "没有要改的内容"),
        ("NewToken", {"name": "door", "duty": "kiosk", "days": 0}, "body.days", "不得小于 1"),
        ("TakeTicket", {"business": "?"}, "body.business", "应符合格式"),
        ("TakeTicket", {"business": "A", "priority": "vip"}, "body.priority", "应为 'special'"),
        ("Triage", {"path": []}, "body.path", "至少 1 项"),
        ("TakeTicket", [], "body", "应为 JSON 对象"),
    ],
)
def test_a_fault_is_told_in_chinese_and_english_by_its_field(
    client: httpx.Client, model: str, body: object, field: str, zh: str
) -> None:
    answer = client.post(f"/{model}", json=body)
    assert answer.status_code == 422
    told = answer.json()
    (fault,) = told["errors"]
    assert fault["field"] == field
    assert zh in fault["zh"]
    assert fault["fault"].isascii()
    assert f"{field} " in told["zh"]
    assert field in told["en"]
    assert told["detail"] == f"{told['zh']} {told['en']}"


def test_no_json_is_told_too(client: httpx.Client) -> None:
    told = client.post("/DayToOpen", content=b"{day").json()
    assert "不是有效的 JSON" in told["zh"]


@pytest.mark.parametrize(
    "body",
    [
        {"x" * 12_000: 1},
        {f"{n}": 1 for n in range(1500)},
        {"day": "长" * 2000, "after": {"长" * 2000: 1}},
        {"day": "2026-11-23", "after": {"?" * 60 + str(n): "x" * 50 for n in range(64)}},
    ],
)
def test_whatever_comes_little_is_sent_back(client: httpx.Client, body: dict[str, object]) -> None:
    answer = client.post("/DayToOpen", json=body)
    assert answer.status_code == 422
    assert len(answer.content) < 8_000
    assert len(answer.json()["errors"]) <= faults.MOST_TOLD


def test_of_many_faults_the_rest_is_counted(client: httpx.Client) -> None:
    told = client.post("/DayToOpen", json={f"tea{n}": 1 for n in range(20)}).json()
    assert "等共 21 处" in told["zh"]
    assert "and 13 more" in told["en"]


def _kinds(schema: Any) -> set[str]:
    """pydantic's names for what may be wrong with values of this schema."""
    found: set[str] = set()
    if isinstance(schema, dict):
        names = {
            "minLength": "string_too_short",
            "maxLength": "string_too_long",
            "pattern": "string_pattern_mismatch",
            "minItems": "too_short",
            "maxItems": "too_long",
            "minimum": "greater_than_equal",
            "maximum": "less_than_equal",
            "exclusiveMinimum": "greater_than",
            "exclusiveMaximum": "less_than",
            "enum": "enum",
        }
        found |= {kind for name, kind in names.items() if name in schema}
        types = {
            "string": "string_type",
            "integer": "int_type",
            "boolean": "bool_type",
            "array": "list_type",
            "object": "model_type",
        }
        found |= {types[schema["type"]]} if schema.get("type") in types else set()
        for value in schema.values():
            found |= _kinds(value)
    if isinstance(schema, list):
        for value in schema:
            found |= _kinds(value)
    return found


@pytest.mark.parametrize("name", sorted(MODELS))
def test_whatever_may_be_wrong_with_a_body_has_chinese_words(name: str) -> None:
    assert _kinds(MODELS[name].model_json_schema()) <= set(faults._ZH)
