"""What central asks of a hall, and what the hall answers. See protocol.uplink for the topics.

A command is sent until its reply has come or its time is over: at once, at each birth of the hall,
and now and then. The hall keeps its reply durably with what came of it, so the same command, by its
id, is done once and answered alike however often it comes. Settings replace what was set before as
a whole and have a rising version, so that one which comes late changes nothing; a hall that hears
nothing any more keeps those it has.
"""

import json
from dataclasses import asdict, dataclass, field
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import Field, JsonValue, TypeAdapter, ValidationError

from protocol.compact_json import json_bytes
from protocol.facts.city import ClosingCause
from protocol.uplink import MOST_BYTES, Place, Stream, Token, UplinkError, first_of

Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""ISO date of the hall's own calendar."""

UnixMs = Annotated[int, Field(ge=1, lt=1 << 53)]
Code = Annotated[str, Field(pattern=r"^[0-9A-Za-z_.-]{1,32}$")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256, hex."""
Version = Annotated[int, Field(ge=1, lt=1 << 53)]
Part = Annotated[int, Field(ge=1, le=10_000)]

MOST_HASHES: Final = 10_000
"""Of one part of a list: 350 kB."""

MOST_PIECE: Final = 512 * 1024
"""Characters of base64 in one part of a file."""


@dataclass(frozen=True)
class MakeBooking:
    """Hold a place of a slot for somebody who asked central for it."""

    NAME: ClassVar[str] = "booking.make"
    business: Code
    day: Day
    starts_ms: UnixMs
    """Which slot: its start."""
    subject: Annotated[str, Field(pattern=r"^([0-9a-f]{24})?$")] = ""
    """Keyed hash of whose it is, 12 bytes as hex; empty: nobody is named. Never an identity."""


@dataclass(frozen=True)
class CancelBooking:
    """Its owner will not come, and has told central."""

    NAME: ClassVar[str] = "booking.cancel"
    stream: Stream
    booking: Annotated[int, Field(ge=1, lt=1 << 53)]
    """n of the `booking.made` in that stream."""


@dataclass(frozen=True)
class CloseHall:
    """On these days, and on no others from now on, the hall serves nobody."""

    NAME: ClassVar[str] = "hall.close"
    version: Version
    days: Annotated[tuple[Day, ...], Field(max_length=400)]
    cause: ClosingCause = "holiday"


@dataclass(frozen=True)
class Notice:
    """A sentence for everybody in the hall."""

    zh: Annotated[str, Field(min_length=1, max_length=120)]
    en: Annotated[str, Field(max_length=240)] = ""
    until_ms: UnixMs | None = None


@dataclass(frozen=True)
class SetNotices:
    """These notices of the city stand in the hall, and no others of it."""

    NAME: ClassVar[str] = "notice.set"
    version: Version
    notices: Annotated[tuple[Notice, ...], Field(max_length=8)]


@dataclass(frozen=True)
class SetThresholds:
    """From how much on something is an alarm; what is not named is as in the hall's own file."""

    NAME: ClassVar[str] = "threshold.set"
    version: Version
    limits: Annotated[dict[Code, Annotated[int, Field(ge=0, le=100_000)]], Field(max_length=32)]
    """By their names: protocol.thresholds."""


@dataclass(frozen=True)
class SetCredit:
    """Who has the best tax credit and comes first: keyed hashes, and nothing else of them.

    A list comes in parts and takes effect when the last of its version is there.
    """

    NAME: ClassVar[str] = "credit.set"
    version: Version
    part: Part
    parts: Part
    hashes: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{24}$")], ...], Field(max_length=MOST_HASHES)
    ]
    """HMAC-SHA256 of each taxpayer's number under the city's key, the first 12 bytes as hex."""


@dataclass(frozen=True)
class OfferFirmware:
    """A bundle for boards, to be had from the hall. It comes in parts, as a list does."""

    NAME: ClassVar[str] = "firmware.offer"
    version: Version
    name: Annotated[str, Field(pattern=r"^[0-9A-Za-z_.+-]{1,40}$")]
    """Its own version, such as `1.4.0`."""
    digest: Digest
    """Of the whole bundle."""
    part: Part
    parts: Part
    piece: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=MOST_PIECE)]


@dataclass(frozen=True)
class RestoreDay:
    """What central holds of the open day of a hall whose disk is new. In parts, in order of n."""

    NAME: ClassVar[str] = "day.restore"
    to: Stream
    """The hall's new stream, that it is meant for."""
    stream: Stream | None
    """Whose facts they are; None: central knows of no day of this hall."""
    through: Place
    """Row of that stream up to which central has them without a hole."""
    marks: dict[str, tuple[int, int]]
    """Per board uid (journal, seq): central holds the board's records up to there."""
    part: Part
    parts: Part
    events: Annotated[tuple[dict[str, JsonValue], ...], Field(max_length=1024)]
    """CloudEvents (protocol.envelope)."""


Wanted = (
    MakeBooking
    | CancelBooking
    | CloseHall
    | SetNotices
    | SetThresholds
    | SetCredit
    | OfferFirmware
    | RestoreDay
)

COMMANDS: Final[dict[str, type[Wanted]]] = {kind.NAME: kind for kind in Wanted.__args__}


@dataclass(frozen=True)
class Command:
    """Something that central wants, with its id and its end."""

    id: Token
    """The same id is the same command."""
    at_ms: UnixMs
    expires_ms: UnixMs
    """Central's wall clock. Who reads it later than this does nothing and says so."""
    wanted: Wanted


Outcome = Literal["done", "refused", "expired", "unreadable"]


@dataclass(frozen=True)
class Reply:
    """What came of a command. Said after the hall's commit, and again when it comes again."""

    id: Token
    outcome: Outcome
    stream: Stream
    n: Place = 0
    """The fact that it became; 0: none."""
    zh: Annotated[str, Field(max_length=400)] = ""
    en: Annotated[str, Field(max_length=400)] = ""
    """Why not, for people."""
    code: Annotated[str, Field(max_length=64)] = ""
    """Of a booking: what its owner shows in the hall."""


@dataclass(frozen=True)
class _Frame:
    id: Token
    at_ms: UnixMs
    expires_ms: UnixMs
    data: dict[str, JsonValue] = field(default_factory=dict)


_FRAME: Final = TypeAdapter(_Frame)
_REPLY: Final = TypeAdapter(Reply)
ADAPTERS: Final[dict[str, TypeAdapter[Any]]] = {
    name: TypeAdapter(kind) for name, kind in COMMANDS.items()
}
"""Check the data of each command, and describe them as JSON Schema."""


def write_command(command: Command) -> bytes:
    """The command as JSON; its NAME is in the topic."""
    frame = _Frame(command.id, command.at_ms, command.expires_ms, asdict(command.wanted))
    return json_bytes(asdict(frame))


def read_command(name: str, payload: bytes) -> Command:
    """Read a command that came under this name. Raises UplinkError."""
    if len(payload) > MOST_BYTES:
        raise UplinkError(f"the command has {len(payload)} bytes, more than {MOST_BYTES}")
    adapter = ADAPTERS.get(name)
    if adapter is None:
        raise UplinkError(f"the command {name} is unknown to this version")
    try:
        frame = _FRAME.validate_json(payload, strict=True)
        wanted = adapter.validate_json(json.dumps(frame.data), strict=True)
    except ValidationError as error:
        raise UplinkError(f"the command {name} cannot be read: {first_of(error)}") from error
    return Command(frame.id, frame.at_ms, frame.expires_ms, wanted)


def id_of(payload: bytes) -> str | None:
    """The id of a command that cannot be read otherwise, so that it can be answered; None: it has
    none."""
    if len(payload) > MOST_BYTES:
        return None
    try:
        return _FRAME.validate_json(payload, strict=True).id
    except ValidationError:
        return None


def write_reply(reply: Reply) -> bytes:
    """The reply as JSON."""
    return json_bytes(asdict(reply))


def read_reply(payload: bytes) -> Reply:
    """Read a reply. Raises UplinkError."""
    if len(payload) > MOST_BYTES:
        raise UplinkError(f"the reply has {len(payload)} bytes, more than {MOST_BYTES}")
    try:
        reply: Reply = _REPLY.validate_json(payload, strict=True)
    except ValidationError as error:
        raise UplinkError(f"the reply cannot be read: {first_of(error)}") from error
    if "\0" in reply.id + reply.zh + reply.en + reply.code:
        raise UplinkError("the reply has the character U+0000, which no database keeps")
    return reply
