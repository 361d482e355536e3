"""What a hall and central say to each other over MQTT, 5 where the broker has it, else 3.1.1; all
at QoS 1.

| topic | from | retained | message |
|---|---|---|---|
| `tax/v1/{hall}/event/{type}` | hall | no | one CloudEvent (protocol.envelope), structured JSON |
| `tax/v1/{hall}/events` | hall | no | a JSON array of at most BATCH of them, when catching up |
| `tax/v1/{hall}/ack` | central | yes | Ack, after central's own commit |
| `tax/v1/{hall}/state` | hall | yes | HallState: birth, farewell, and will of the same session |
| `tax/v1/{hall}/device/{uid}/state` | hall | yes | DeviceState of a board, as it changes |
| `tax/v1/{hall}/cmd/{name}` | central | no | Command (protocol.commands) |
| `tax/v1/{hall}/cmd/{name}/reply` | hall | no | Reply, after the hall's own commit |
| `tax/v1/central/{worker}/state` | central | yes | CentralState, likewise, of each worker |

A PUBACK means that the broker has a message, nothing more: brokers lose queues and drop what
nobody subscribes to. So a row of the hall counts as delivered only by an Ack, a hall sends nothing
while central is not known to be online, and both sides connect with a clean session: the broker
keeps nothing for anyone but the retained messages.
"""

import re
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from protocol.compact_json import json_bytes

BATCH: Final = 64
"""CloudEvents in one message at most."""

IN_FLIGHT: Final = 16
"""Messages without a PUBACK at most. Brokers promise little beyond 20, and paho ignores what they
announce."""

AHEAD: Final = 1024
"""Rows that a hall sends beyond central's `through` at most."""

MOST_BYTES: Final = 1 << 20
"""Longest message that either side reads. A batch of facts is about 40 kB."""

ALL_EVENTS: Final = ("tax/v1/+/event/#", "tax/v1/+/events")
ALL_STATES: Final = "tax/v1/+/state"

HALL_ID: Final = re.compile(r"(?!central$)[A-Za-z0-9_-]{1,64}")
"""A hall's id is one level of a topic; `central` is taken."""

ALL_DEVICE_STATES: Final = "tax/v1/+/device/+/state"
ALL_REPLIES: Final = "tax/v1/+/cmd/+/reply"
ALL_WORKER_STATES: Final = "tax/v1/central/+/state"
"""Central takes facts while any of its workers is online."""

_TOPIC: Final = re.compile(
    r"tax/v1/([^/]+)/(?:event/[^/]+|events|state|device/[0-9a-f]{16}/state|cmd/[a-z_.]+/reply)"
)

_WORKER: Final = re.compile(r"tax/v1/central/([^/]+)/state")
_COMMAND: Final = re.compile(r"tax/v1/[^/]+/cmd/([^/]+)")
_REPLY: Final = re.compile(r"tax/v1/[^/]+/cmd/([a-z_.]+)/reply")
_CENTRALS: Final = re.compile(rf"{_WORKER.pattern}|{_COMMAND.pattern}|tax/v1/[^/]+/ack")


def event_topic(hall: str, type_name: str) -> str:
    """Topic of a single event; `type_name` is a fact's TYPE, e.g. `ticket.issued`."""
    return f"tax/v1/{hall}/event/{type_name}"


def batch_topic(hall: str) -> str:
    """Topic of an array of events."""
    return f"tax/v1/{hall}/events"


def ack_topic(hall: str) -> str:
    """Topic on which central acknowledges to this hall."""
    return f"tax/v1/{hall}/ack"


def state_topic(hall: str) -> str:
    """Topic of a hall's presence."""
    return f"tax/v1/{hall}/state"


def worker_state_topic(worker: str) -> str:
    """Topic of a worker's presence. Workers have lasting names, such as `1`: what is retained for
    one that never comes again would say for ever that central is there."""
    return f"tax/v1/central/{worker}/state"


def device_state_topic(hall: str, uid: str) -> str:
    """Topic of how a board is; `uid` is its chip's id, 16 hex digits."""
    return f"tax/v1/{hall}/device/{uid}/state"


def command_topic(hall: str, name: str) -> str:
    """Topic of a command for this hall; `name` is its NAME, e.g. `notice.set`. With `+` as name,
    all of them."""
    return f"tax/v1/{hall}/cmd/{name}"


def reply_topic(hall: str, name: str) -> str:
    """Topic of the hall's replies to commands of this name."""
    return f"tax/v1/{hall}/cmd/{name}/reply"


def hall_of(topic: str) -> str | None:
    """The hall that may write to this topic; None if it is not a hall's."""
    match = _TOPIC.fullmatch(topic)
    return match[1] if match and HALL_ID.fullmatch(match[1]) else None


def worker_of(topic: str) -> str | None:
    """Central's worker whose presence this is; None if it is none's."""
    match = _WORKER.fullmatch(topic)
    return match[1] if match else None


def command_of(topic: str) -> str | None:
    """Name of the command that a hall gets here, as read_command wants it; None if it gets none."""
    match = _COMMAND.fullmatch(topic)
    return match[1] if match else None


def reply_of(topic: str) -> str | None:
    """Name of the command to which a hall replies here; None if it does not."""
    match = _REPLY.fullmatch(topic)
    return match[1] if match else None


def is_centrals(topic: str) -> bool:
    """Whether central alone writes here."""
    return _CENTRALS.fullmatch(topic) is not None


class UplinkError(ValueError):
    """A message on a topic of ours cannot be read; the text says why."""


Stream = Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]
Place = Annotated[int, Field(ge=0, lt=1 << 62)]
Token = Annotated[str, Field(min_length=1, max_length=64)]


@dataclass(frozen=True)
class Ack:
    """Central has committed every row of `stream` up to `through`; the hall may let go of them."""

    stream: Stream
    through: Place
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """Running SHA-256 at `through` as central computed it (protocol.envelope.chain), hex."""
    highest: Place = 0
    """Highest row that central holds. Beyond `through` it tells of a hole that was passed over."""
    marks: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Per board uid (journal, seq): the last record of the board among the rows up to through."""


@dataclass(frozen=True)
class HallState:
    """A hall's gateway is there, or is not. The will carries the session of its birth."""

    online: bool
    stream: Stream
    session: Token
    version: Token
    empty: bool = False
    """Its store is new and it waits to be told of the open day (protocol.commands.RestoreDay)."""


Online = Literal["online", "silent", "unknown"]


@dataclass(frozen=True)
class DeviceState:
    """How a board of the hall is, as far as its gateway knows."""

    uid: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    role: Annotated[str, Field(max_length=32)]
    """dispenser, rating_pad or call_pad; empty: it has no place in the hall."""
    place: Annotated[str, Field(max_length=64)]
    """Its window, or what the hall calls the place."""
    state: Online
    at_ms: Annotated[int, Field(ge=0)]
    """Wall clock of the gateway when it became so."""
    model: Annotated[str, Field(max_length=64)] = ""
    firmware: Annotated[str, Field(max_length=64)] = ""
    journal: Place = 0
    first: Place = 0
    """The oldest record that its ring still holds."""
    mark: Place = 0
    """The last record of that journal which the gateway has committed."""
    paper: Annotated[str, Field(max_length=64)] = ""
    """Of the printer beside it, e.g. `ok`, `near_end`, `end`; empty: none."""


@dataclass(frozen=True)
class CentralState:
    """Central takes facts now, or does not. Each of its connections has a session of its own: what
    a hall sent in an earlier one may have gone to nobody, and an offline of an earlier one is late.
    """

    online: bool
    session: Token


Message = TypeVar("Message", Ack, HallState, DeviceState, CentralState)

ADAPTERS: Final[dict[type, TypeAdapter[Any]]] = {
    kind: TypeAdapter(kind) for kind in (Ack, HallState, DeviceState, CentralState)
}
"""Check messages of each kind, and describe them as JSON Schema."""


def write(message: Ack | HallState | DeviceState | CentralState) -> bytes:
    """The message as JSON."""
    return json_bytes(asdict(message))


def read(kind: type[Message], payload: bytes) -> Message:
    """Read a message of this kind; unknown fields are left aside. Raises UplinkError."""
    if len(payload) > MOST_BYTES:
        raise UplinkError(f"the message has {len(payload)} bytes, more than {MOST_BYTES}")
    try:
        message: Message = ADAPTERS[kind].validate_json(payload, strict=True)
    except ValidationError as error:
        raise UplinkError(f"the {kind.__name__} cannot be read: {first_of(error)}") from error
    return message


def first_of(error: ValidationError) -> str:
    """The first thing that is wrong with a message: which field, and what."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where} {first['msg']}".strip()
