"""The uplink as an AsyncAPI 3.1.0 document, as a hall sees it.

Central does the opposite of each operation: it receives what the hall sends. What a field of this
document may be is said by the specification: https://www.asyncapi.com/docs/reference/specification/v3.1.0
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from protocol import commands, facts, uplink
from protocol.envelope import TYPE_PREFIX, TYPE_SUFFIX
from tools.schemas.messages import BATCH, CONTROL, REPLY, command_schema

VERSION: Final = "3.1.0"

EVENT: Final = "application/cloudevents+json"
EVENTS: Final = "application/cloudevents-batch+json"

FORMAT: Final = "application/schema+json;version=draft-2020-12"

Node = dict[str, Any]


@dataclass(frozen=True)
class Channel:
    """A topic, and what a hall does there."""

    name: str
    operation: str
    action: str
    """send or receive."""
    address: str
    retained: bool
    messages: tuple[str, ...]
    """Names of schemas."""
    summary: str
    description: str


_FACTS: Final = tuple(sorted(facts.TYPES))
_COMMANDS: Final = tuple(sorted(commands.COMMANDS))

CHANNELS: Final = (
    Channel(
        "event",
        "sendEvent",
        "send",
        uplink.event_topic("{hall}", "{type}"),
        False,
        _FACTS,
        "One fact.",
        "Sent while central is online and the hall has little to catch up with.",
    ),
    Channel(
        "events",
        "sendEvents",
        "send",
        uplink.batch_topic("{hall}"),
        False,
        (BATCH,),
        "Facts in backlog.",
        "An array of events in order of n, each as it would be alone.",
    ),
    Channel(
        "ack",
        "receiveAck",
        "receive",
        uplink.ack_topic("{hall}"),
        True,
        ("ack",),
        "What central has committed of the hall's stream.",
        "The only word that frees a row of the hall. A PUBACK of the broker frees nothing.",
    ),
    Channel(
        "hallState",
        "sendHallState",
        "send",
        uplink.state_topic("{hall}"),
        True,
        ("hall-state",),
        "The hall's gateway is there, or is not.",
        "Birth: `online` true, with a session of this connection. Farewell, before a wanted end,"
        " and will, told by the broker: `online` false with the same session.",
    ),
    Channel(
        "deviceState",
        "sendDeviceState",
        "send",
        uplink.device_state_topic("{hall}", "{uid}"),
        True,
        ("device-state",),
        "How a board of the hall is.",
        "As it changes, and each anew on a new connection.",
    ),
    Channel(
        "workerState",
        "receiveWorkerState",
        "receive",
        uplink.worker_state_topic("{worker}"),
        True,
        ("central-state",),
        "A worker of central takes facts now, or does not. A city has one, or several.",
        "Also the will of its connection. Central takes facts while any worker is online, and a"
        " hall sends none while none is.",
    ),
    Channel(
        "command",
        "receiveCommand",
        "receive",
        uplink.command_topic("{hall}", "{name}"),
        False,
        tuple(map(command_schema, _COMMANDS)),
        "Something that central wants of the hall.",
        "Comes again until the reply is there: at each birth of the hall, and now and then. The"
        " same id is done once and answered alike. With MQTT 5 it has a message expiry: what is"
        " left of its time.",
    ),
    Channel(
        "commandReply",
        "sendReply",
        "send",
        uplink.reply_topic("{hall}", "{name}"),
        False,
        (REPLY,),
        "What came of a command.",
        "Said after the hall's own commit. `id` is the command's.",
    ),
)

_PARAMETERS: Final[dict[str, Node]] = {
    "hall": {
        "description": f"Id of the hall: {uplink.HALL_ID.pattern}",
        "examples": ["demo"],
    },
    "type": {"description": "TYPE of the fact.", "enum": list(_FACTS)},
    "uid": {"description": "The board's chip, 16 hex digits.", "examples": ["e660583883724a32"]},
    "worker": {"description": "Lasting name of a worker.", "examples": ["1"]},
    "name": {"description": "NAME of the command.", "enum": list(_COMMANDS)},
}


def contract() -> Node:
    """The whole document."""
    return {
        "asyncapi": VERSION,
        "info": {
            "title": "taxhall uplink",
            "version": "1.0.0",
            "description": "What a hall and central say to each other over MQTT, as the hall sees"
            " it: 5 where the broker has it, else 3.1.1; all at QoS 1; clean sessions. How it is"
            " meant: docs/uplink.md. Written by tools/schemas from protocol/; a test fails on"
            " drift.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": _servers(),
        "channels": {channel.name: _channel(channel) for channel in CHANNELS},
        "operations": {channel.operation: _operation(channel) for channel in CHANNELS},
        "components": {
            "messages": _messages(),
            "correlationIds": {
                "command": {
                    "description": "A reply carries the id of its command.",
                    "location": "$message.payload#/id",
                }
            },
            "parameters": _PARAMETERS,
            "securitySchemes": {
                "certificate": {
                    "type": "X509",
                    "description": "A certificate for the hall alone; its subject's common name is"
                    " the hall's id, and the broker lets it write to no other hall's topics.",
                },
                "password": {
                    "type": "userPassword",
                    "description": "The user name is the hall's id; the broker lets it write to no"
                    " other hall's topics.",
                },
            },
        },
    }


def key(name: str) -> str:
    """Name of a message within the document: `ticket.issued` is `ticketIssued`."""
    head, *rest = name.replace(".", "_").replace("-", "_").split("_")
    return head + "".join(part.capitalize() for part in rest)


def _servers() -> Node:
    will = uplink.write(uplink.HallState(False, "0a1b2c3d", "a-session", "1.0.0")).decode()
    mqtt = {
        "cleanSession": True,
        "lastWill": {
            "topic": uplink.state_topic("{hall}"),
            "qos": 1,
            "message": will,
            "retain": True,
        },
        "bindingVersion": "0.2.0",
    }
    common = {"protocolVersion": "5.0", "bindings": {"mqtt": mqtt}}
    password = {"$ref": "#/components/securitySchemes/password"}
    certificate = {"$ref": "#/components/securitySchemes/certificate"}
    name = {"broker": {"description": "Name of the city's broker.", "default": "broker.example"}}
    return {
        "secure": {
            "host": "{broker}:8883",
            "protocol": "secure-mqtt",
            "description": "TLS. Across any network that is not one machine's own.",
            "variables": name,
            "security": [certificate, password],
            **common,
        },
        "plain": {
            "host": "localhost:1883",
            "protocol": "mqtt",
            "description": "Within one machine, for trials.",
            "security": [password],
            **common,
        },
    }


def _channel(channel: Channel) -> Node:
    return {
        "address": channel.address,
        "summary": channel.summary,
        "description": channel.description,
        **_parameters(channel.address),
        "messages": {
            key(name): {"$ref": f"#/components/messages/{key(name)}"} for name in channel.messages
        },
    }


def _parameters(address: str) -> Node:
    named = [name for name in _PARAMETERS if f"{{{name}}}" in address]
    if not named:
        return {}
    return {"parameters": {name: {"$ref": f"#/components/parameters/{name}"} for name in named}}


def _operation(channel: Channel) -> Node:
    mqtt: Node = {"qos": 1, "retain": channel.retained, "bindingVersion": "0.2.0"}
    operation: Node = {
        "action": channel.action,
        "channel": {"$ref": f"#/channels/{channel.name}"},
        "summary": channel.summary,
        "messages": _of_channel(channel.name, channel.messages),
        "bindings": {"mqtt": mqtt},
    }
    if channel.name == "command":
        mqtt["messageExpiryInterval"] = {
            "type": "integer",
            "minimum": 1,
            "description": "Seconds: what is left until expires_ms, rounded up.",
        }
        operation["reply"] = {
            "channel": {"$ref": "#/channels/commandReply"},
            "messages": _of_channel("commandReply", (REPLY,)),
        }
    return operation


def _of_channel(channel: str, names: Iterable[str]) -> list[Node]:
    return [{"$ref": f"#/channels/{channel}/messages/{key(name)}"} for name in names]


def _messages() -> Node:
    events = {
        key(name): _message(name, f"{TYPE_PREFIX}{name}{TYPE_SUFFIX}") | {"contentType": EVENT}
        for name in _FACTS
    }
    batch = {key(BATCH): _message(BATCH, BATCH) | {"contentType": EVENTS}}
    control = {key(name): _message(name, name) for name in CONTROL.values()}
    correlation = {"correlationId": {"$ref": "#/components/correlationIds/command"}}
    asked = {
        key(command_schema(name)): _message(command_schema(name), name) | correlation
        for name in _COMMANDS
    }
    return events | batch | control | asked | {key(REPLY): _message(REPLY, REPLY) | correlation}


def _message(schema: str, name: str) -> Node:
    return {
        "name": name,
        "payload": {"schemaFormat": FORMAT, "schema": {"$ref": f"./schemas/{schema}.json"}},
    }
