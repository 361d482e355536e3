"""What the screens show: one reading of the hall, made by whoever knows it.

Moments named `*_mono` are seconds of the clock that `create_app` is given (time.monotonic).
Moments named `*_ms` are wall time, Unix milliseconds: labels, never subtracted.
What is not known is None, never 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from protocol.facts.alarm import Severity


class WindowState(StrEnum):
    """What a window is doing."""

    IDLE = "idle"
    CALLED = "called"
    SERVING = "serving"


class WindowMode(StrEnum):
    """Whether it serves."""

    UNSTAFFED = "unstaffed"
    """Nobody has logged in."""
    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


class Link(StrEnum):
    """Whether a board answers."""

    ONLINE = "online"
    SILENT = "silent"
    REFUSED = "refused"
    """It answers, but is not served: the sentence says why."""
    ISOLATED = "isolated"
    """It spoke out of turn and is not asked for a while."""
    NEVER = "never"
    """Not once since the gateway started."""


class Health(StrEnum):
    """A verdict on a part; `UNKNOWN` is not `OK`."""

    OK = "ok"
    FAULT = "fault"
    UNKNOWN = "unknown"
    ABSENT = "absent"
    """The hall has none, by its configuration."""


@dataclass(frozen=True, slots=True)
class BusinessView:
    """The queue of one business."""

    code: str
    name: str
    name_en: str
    waiting: int


@dataclass(frozen=True, slots=True)
class WindowView:
    """One window; `ticket` as people read it (`A001`), None while idle."""

    id: str
    name: str
    state: WindowState
    ticket: str | None = None
    mode: WindowMode = WindowMode.OPEN
    training: bool = False
    """Somebody learns here."""
    pause_zh: str = ""
    pause_en: str = ""
    """Why it is paused, while it is."""


@dataclass(frozen=True, slots=True)
class CallView:
    """A call of this day; `again` when it was repeated."""

    ticket: str
    window: str
    """Id of the window."""
    at_ms: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A place of the hall and the board in it.

    `journal`, `mark`, `firmware` and `sealed` are None until the board has told them.
    """

    uid: str
    """Of the board that stands there; of the place while none does."""
    role: str
    """dispenser, call_pad or rating_pad."""
    window: str | None
    link: Link
    since_mono: float | None
    """When it came online or fell silent; None for a board never heard."""
    zh: str = ""
    """A sentence, where the gateway knows why the board is not served."""
    en: str = ""
    replaces: str | None = None
    """The uid that hall.toml has for this place, where another board stands in it."""
    sealed: bool | None = None
    """Whether all that it says is sealed with its key."""
    firmware: str | None = None
    journal: int | None = None
    mark: int | None = None
    """Highest seq of that journal which is stored here."""


@dataclass(frozen=True, slots=True)
class FoundView:
    """A board that answers and has no place in the hall, with what may be done about it."""

    uid: str
    role: str | None
    """As it says of itself; None for one that is not believed, or of a kind unknown here."""
    port: str
    sealed: bool | None
    firmware: str | None
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One serial line; counts since the gateway started."""

    port: str
    health: Health
    zh: str = ""
    en: str = ""
    repeats: int = 0
    """Requests that had to be asked again."""
    bad_frames: int = 0
    noise_bytes: int = 0
    unasked_bytes: int = 0
    """Came while nobody had been asked."""


@dataclass(frozen=True, slots=True)
class PartView:
    """The store, all printers or the uplink: a verdict and its sentence in both languages."""

    health: Health
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class PrintsView:
    """How many papers of a printer ended in one way."""

    outcome: str
    """confirmed, uncertain or failed; of what failed here another printer may have done it."""
    reason: str
    """In the words of the facts; empty where it is confirmed."""
    count: int


@dataclass(frozen=True, slots=True)
class PrinterView:
    """One ticket printer; counts since the gateway started."""

    name: str
    health: Health
    zh: str
    en: str
    condition: str
    """What it says of itself, such as `ok`, `near_end` or `cover_open`."""
    prints: tuple[PrintsView, ...] = ()
    reprinted: int = 0
    """Papers with 补打 that were sent."""
    substituted: int = 0
    """Papers with a character that only 〓 could stand for."""
    well: bool = True
    """There is nothing to tell of it. One that prints may run out of paper soon."""


@dataclass(frozen=True, slots=True)
class AlarmView:
    """An open alarm."""

    alarm: int
    """Its n."""
    kind: str
    severity: Severity
    """1 look at it, 2 do something, 3 do it now."""
    zh: str
    en: str
    since_mono: float
    """When it was raised."""
    seen: bool
    """Somebody has acknowledged it since it became worse last."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody has to see to, as a sentence in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class LiveView:
    """The hall at one moment. `day` is None before any business day was opened."""

    hall: str
    name: str
    name_en: str
    day: str | None
    as_of_mono: float
    """When this was read from what is committed."""
    businesses: tuple[BusinessView, ...]
    windows: tuple[WindowView, ...]
    calls: tuple[CallView, ...]
    """Newest first."""
    devices: tuple[DeviceView, ...]
    found: tuple[FoundView, ...]
    lines: tuple[LineView, ...]
    store: PartView
    """Figures stay true while it fails: they are what is committed. Nothing new comes."""
    notices: tuple[Notice, ...]
    """Shown above all figures."""
    printer: PartView
    uplink: PartView
    outbox: int | None
    """Facts that central has not confirmed; None when not known or when there is no uplink."""
    tickets: int
    """Issued on this business day."""
    commits: int
    """Transactions of the store since the gateway started."""
    failed_groups: int
    """Transactions that the database did not take since the gateway started."""
    printers: tuple[PrinterView, ...] = ()
    """Each of those that `printer` tells of, in the order of hall.toml."""
    alarms: tuple[AlarmView, ...] = ()
    """The worst first, then the oldest."""
    counted: Mapping[str, int] = field(default_factory=dict)
    """What happened since the gateway started and calls for a look when it grows, by name."""
    facts: Mapping[str, int] = field(default_factory=dict)
    """Facts in the store by type."""
