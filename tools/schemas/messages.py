"""A JSON Schema (draft 2020-12) of every message that a hall and central exchange."""

from typing import Any, Final

from pydantic import TypeAdapter

from protocol import commands, facts, uplink
from protocol.envelope import TYPE_PREFIX, TYPE_SUFFIX

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"

BATCH: Final = "events"
"""Name of the schema of an array of events."""

CONTROL: Final = {
    uplink.Ack: "ack",
    uplink.HallState: "hall-state",
    uplink.DeviceState: "device-state",
    uplink.CentralState: "central-state",
}
"""Name of the schema of each kind of message of protocol.uplink."""

REPLY: Final = "reply"

Schema = dict[str, Any]


def schemas() -> dict[str, Schema]:
    """By name, which is the file's and its `$id` without `.json`."""
    found = {name: _event(name, kind) for name, kind in sorted(facts.TYPES.items())}
    found[BATCH] = _batch()
    found |= {name: uplink.ADAPTERS[kind].json_schema() for kind, name in CONTROL.items()}
    found |= {command_schema(name): _command(name) for name in sorted(commands.COMMANDS)}
    found[REPLY] = TypeAdapter(commands.Reply).json_schema()
    return {name: {"$schema": DRAFT, "$id": f"{name}.json"} | body for name, body in found.items()}


def command_schema(name: str) -> str:
    """Name of the schema of a command, framed; `name` is its NAME."""
    return f"cmd.{name}"


def _event(name: str, kind: type[facts.Fact]) -> Schema:
    """The CloudEvent that carries this fact."""
    data = TypeAdapter(kind).json_schema() | {"additionalProperties": False}
    text = {"type": "string", "minLength": 1, "maxLength": 200}
    fields: Schema = {
        "specversion": {"const": "1.0"},
        "id": text | {"description": "Identity of the fact; the same id is the same fact."},
        "source": {"type": "string", "pattern": "^/tax/[A-Za-z0-9_-]{1,64}$"},
        "type": {"const": f"{TYPE_PREFIX}{name}{TYPE_SUFFIX}"},
        "time": {"type": "string", "format": "date-time", "description": "A label, no order."},
        "datacontenttype": {"const": "application/json"},
        "hall": {"type": "string", "pattern": f"^{uplink.HALL_ID.pattern}$"},
        "stream": {"type": "string", "pattern": "^[0-9a-f]{8}$"},
        "n": {"type": "integer", "minimum": 1, "description": "Row of the stream, no holes."},
        "boot": text,
        "mono": {"type": "integer", "minimum": 0, "description": "Milliseconds since boot."},
        "data": data,
    }
    optional = {"cause": text | {"description": "The record that this is the outcome of."}}
    return _with_definitions(
        {
            "title": kind.__name__,
            "type": "object",
            "properties": fields | optional,
            "required": list(fields),
            "additionalProperties": False,
        },
        data,
    )


def _batch() -> Schema:
    return {
        "title": "Events",
        "description": "Facts in backlog, in order of n; each a CloudEvent as it would be alone.",
        "type": "array",
        "minItems": 1,
        "maxItems": uplink.BATCH,
        "items": {"oneOf": [{"$ref": f"{name}.json"} for name in sorted(facts.TYPES)]},
    }


def _command(name: str) -> Schema:
    """The frame with the data of this command."""
    data = commands.ADAPTERS[name].json_schema() | {"additionalProperties": False}
    unix_ms = TypeAdapter(commands.UnixMs).json_schema()
    fields: Schema = {
        "id": TypeAdapter(uplink.Token).json_schema()
        | {"description": "The same id is the same command."},
        "at_ms": unix_ms | {"description": "When central was asked, unix milliseconds."},
        "expires_ms": unix_ms | {"description": "Who reads it later does nothing and says so."},
        "data": data,
    }
    return _with_definitions(
        {
            "title": data.pop("title"),
            "type": "object",
            "properties": fields,
            "required": list(fields),
        },
        data,
    )


def _with_definitions(whole: Schema, data: Schema) -> Schema:
    """Definitions stand where `#/$defs` points to: at the top."""
    definitions = data.pop("$defs", None)
    return whole if definitions is None else whole | {"$defs": definitions}
