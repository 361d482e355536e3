"""How a wish is read from a request, and how the description of the API tells it.

What a path and a body may hold is read off the wish itself, so that bounds are written once.
"""

import functools
from dataclasses import MISSING, Field, dataclass, fields
from http import HTTPStatus
from typing import Annotated, Any, Final, get_type_hints

import pydantic
from pydantic import BaseModel, ConfigDict, StringConstraints, create_model

from gateway.web.problem import Problem
from gateway.web.ways import Way

Subject = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{24}$")]
"""Keyed hash of a taxpayer: HMAC-SHA256 under the hall's key, 12 bytes, hexadecimal."""

KEY: Final = "Idempotency-Key"
MOST_KEY: Final = 255
KEY_PATTERN: Final = r"^[!-~]([ -~]*[!-~])?$"


@dataclass(frozen=True)
class Fields:
    """How the fields of a wish are read: those of the path, and those of the body."""

    path: type[BaseModel]
    body: type[BaseModel]


@functools.cache
def fields_of(way: Way) -> Fields:
    """Made once in a process: this is what takes longest when a page is put together."""
    hints = get_type_hints(way.wish, include_extras=True)
    in_path: dict[str, Any] = {}
    in_body: dict[str, Any] = {}
    for one in fields(way.wish):
        where = in_path if f"{{{one.name}}}" in way.path else in_body
        where[one.name] = (hints[one.name], _default(one))
    if way.personal:
        in_body["subject"] = (Subject | None, None)
    name = way.wish.__name__
    strict = ConfigDict(extra="forbid", strict=True)
    return Fields(
        create_model(f"{name}Path", **in_path),
        create_model(name, __config__=strict, __doc__=way.wish.__doc__, **in_body),
    )


def _default(one: "Field[Any]") -> Any:
    return ... if one.default is MISSING else one.default


def parse_path(model: type[BaseModel], params: dict[str, str]) -> BaseModel:
    """What the path names. Raises Problem 404: there can be no such thing."""
    given: dict[str, object] = {**params}
    for name, field in model.model_fields.items():
        text = params[name]
        if field.annotation is int and text.isascii() and text.isdecimal() and len(text) < 20:
            given[name] = int(text)
    try:
        return model.model_validate(given)
    except pydantic.ValidationError as error:
        told = "; ".join(f"{one['loc'][0]}: {one['msg']}" for one in error.errors())
        detail = f"没有这个对象（{told}）。 There is no such thing ({told})."
        raise Problem(HTTPStatus.NOT_FOUND, detail) from error


@functools.cache
def described(way: Way, owners: bool) -> dict[str, Any]:
    """What FastAPI cannot see in the endpoint; not to be changed."""
    read = fields_of(way)
    schema = read.body.model_json_schema(ref_template="#/components/schemas/{model}")
    needed = bool(schema.get("required"))
    fields = read.path.model_json_schema().get("properties", {})
    path = {"code": {"type": "string"}} if owners else fields
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": _plain(path[name])}
        for name in path
    ]
    parameters.append(
        {
            "name": KEY,
            "in": "header",
            "required": way.keyed,
            "schema": {"type": "string", "maxLength": MOST_KEY, "pattern": KEY_PATTERN},
            "description": "Whoever asks again with the same key gets the first answer.",
        }
    )
    return {
        "parameters": parameters,
        "requestBody": {"required": needed, "content": {"application/json": {"schema": schema}}},
    }


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in schema.items() if name not in ("title", "default")}
