"""Writes protocol/asyncapi.yaml and protocol/schemas/*.json from the definitions in protocol/.

`python -m tools.schemas` writes them, `--check` only says whether they have drifted (exit 1).
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from protocol import facts
from protocol.envelope import TYPE_PREFIX, TYPE_SUFFIX
from protocol.uplink import (
    ADAPTERS,
    BATCH,
    CENTRAL_STATE,
    HALL_ID,
    Ack,
    CentralState,
    HallState,
    ack_topic,
    batch_topic,
    event_topic,
    state_topic,
)

PROTOCOL: Final = Path(__file__).parents[1] / "protocol"
DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"

CONTROL: Final = {Ack: "ack", HallState: "hall-state", CentralState: "central-state"}


def generate() -> dict[str, str]:
    """Text of each file by its path below protocol/."""
    files = {f"schemas/{name}.json": _json(schema) for name, schema in _schemas().items()}
    # JSON is YAML: what reads AsyncAPI reads this, and no YAML writer is needed to make it.
    return files | {"asyncapi.yaml": _json(_asyncapi())}


def _schemas() -> dict[str, dict[str, Any]]:
    events = {name: _event(name, kind) for name, kind in sorted(facts.TYPES.items())}
    control = {
        name: {"$schema": DRAFT, "$id": f"{name}.json"} | ADAPTERS[kind].json_schema()
        for kind, name in CONTROL.items()
    }
    return events | control


def _event(name: str, kind: type[facts.Fact]) -> dict[str, Any]:
    """The CloudEvent that carries this fact."""
    data = TypeAdapter(kind).json_schema() | {"additionalProperties": False}
    text = {"type": "string", "minLength": 1, "maxLength": 200}
    fields: dict[str, Any] = {
        "specversion": {"const": "1.0"},
        "id": text | {"description": "Identity of the fact; the same id is the same fact."},
        "source": {"type": "string", "pattern": "^/tax/[A-Za-z0-9_-]{1,64}$"},
        "type": {"const": f"{TYPE_PREFIX}{name}{TYPE_SUFFIX}"},
        "time": {"type": "string", "format": "date-time", "description": "A label, no order."},
        "datacontenttype": {"const": "application/json"},
        "hall": {"type": "string", "pattern": f"^{HALL_ID.pattern}$"},
        "stream": {"type": "string", "pattern": "^[0-9a-f]{8}$"},
        "n": {"type": "integer", "minimum": 1, "description": "Row of the stream, no holes."},
        "boot": text,
        "mono": {"type": "integer", "minimum": 0, "description": "Milliseconds since boot."},
        "data": data,
    }
    optional = {"cause": text | {"description": "The record that this is the outcome of."}}
    return {
        "$schema": DRAFT,
        "$id": f"{name}.json",
        "title": kind.__name__,
        "type": "object",
        "properties": fields | optional,
        "required": list(fields),
        "additionalProperties": False,
    }


def _asyncapi() -> dict[str, Any]:
    hall = "{hall}"
    names = sorted(facts.TYPES)
    events = {name: {"$ref": f"#/components/messages/{_key(name)}"} for name in names}
    channels = {
        "event": _channel(event_topic(hall, "{type}"), events, "One fact.", parameters=True),
        "events": _channel(batch_topic(hall), {"batch": _message("batch")}, "Facts in backlog."),
        "ack": _channel(ack_topic(hall), {"ack": _message("ack")}, "Retained."),
        "hallState": _channel(
            state_topic(hall), {"hall-state": _message("hall-state")}, "Retained; also the will."
        ),
        "centralState": _channel(
            CENTRAL_STATE, {"central-state": _message("central-state")}, "Retained; also the will."
        ),
    }
    batch = {
        "type": "array",
        "minItems": 1,
        "maxItems": BATCH,
        "items": {"oneOf": [{"$ref": f"./schemas/{name}.json"} for name in names]},
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "taxhall uplink",
            "version": "1",
            "description": "What halls and central say over MQTT 3.1.1, all at QoS 1. Written by "
            "tools/schemas.py from protocol/facts and protocol/uplink.py; a test fails on drift.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": {
            name: {
                "action": action,
                "channel": {"$ref": f"#/channels/{name}"},
                "bindings": {"mqtt": {"qos": 1, "retain": retain}},
            }
            for name, action, retain in _OPERATIONS
        },
        "components": {
            "messages": {
                _key(name): {
                    "name": f"{TYPE_PREFIX}{name}{TYPE_SUFFIX}",
                    "contentType": "application/cloudevents+json",
                    "payload": {"$ref": f"./schemas/{name}.json"},
                }
                for name in names
            }
            | {
                "batch": {
                    "contentType": "application/cloudevents-batch+json",
                    "payload": batch,
                }
            }
            | {
                _key(name): {"payload": {"$ref": f"./schemas/{name}.json"}}
                for name in CONTROL.values()
            }
        },
    }


_OPERATIONS: Final = (
    ("event", "send", False),
    ("events", "send", False),
    ("hallState", "send", True),
    ("ack", "receive", True),
    ("centralState", "receive", True),
)
"""As a hall sees them."""


def _channel(
    address: str, messages: dict[str, Any], description: str, parameters: bool = False
) -> dict[str, Any]:
    channel: dict[str, Any] = {"address": address, "description": description}
    if "{hall}" in address:
        channel["parameters"] = {"hall": {"description": "Id of the hall."}}
    if parameters:
        channel["parameters"]["type"] = {"description": "TYPE of the fact, e.g. ticket.issued."}
    return channel | {"messages": {_key(name): value for name, value in messages.items()}}


def _message(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/messages/{_key(name)}"}


def _key(name: str) -> str:
    head, *rest = name.replace(".", "_").replace("-", "_").split("_")
    return head + "".join(part.capitalize() for part in rest)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def drift() -> list[str]:
    """Files below protocol/ that are missing, different or left over."""
    files = generate()
    there = {f"schemas/{path.name}" for path in (PROTOCOL / "schemas").glob("*.json")}
    changed = [
        name
        for name, text in files.items()
        if not (PROTOCOL / name).is_file() or (PROTOCOL / name).read_text("utf-8") != text
    ]
    return sorted({*changed, *(there - files.keys())})


def main(argv: Sequence[str] | None = None) -> int:
    """Write the files, or with --check compare them."""
    parser = argparse.ArgumentParser(prog="python -m tools.schemas", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    options = parser.parse_args(argv)
    drifted = drift()
    if options.check:
        for name in drifted:
            print(f"protocol/{name} is not what protocol/ defines: run python -m tools.schemas")
        return 1 if drifted else 0
    files = generate()
    (PROTOCOL / "schemas").mkdir(exist_ok=True)
    for name in drifted:
        if name in files:
            (PROTOCOL / name).write_text(files[name], "utf-8")
        else:
            (PROTOCOL / name).unlink()
        print(f"protocol/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
