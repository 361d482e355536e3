"""hall.toml, checked whole before anything starts.

Every error is one sentence that names the file, the key and the remedy.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from gateway.hall.plan import (
    MOST_KEYS,
    Board,
    Business,
    CallPad,
    Dispenser,
    HallPlan,
    RatingPad,
    Role,
    Window,
)
from protocol.settings import (
    HallId,
    Host,
    NamesAFile,
    Port,
    Table,
    Text,
    Timezone,
    decode,
    no_twice,
    parse,
)

Name = Annotated[Text, Field(min_length=1, max_length=40)]
Uid = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]

MOST_BOARDS = 32
"""Unit loads of an RS-485 line, and what the schedule is made for."""


class ConfigError(Exception):
    """hall.toml cannot be used; one sentence names the file, the key and the remedy."""


class Hall(Table):
    """Which hall this is. `id` is a level of its MQTT topics."""

    id: HallId
    name: Name
    name_en: Text = ""
    timezone: Timezone = "Asia/Shanghai"
    """Of the hall: what is printed on tickets, and the date of its first day."""


class BusinessTable(Table):
    """A kind of matter with its own numbers; `code` is their prefix."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{1,2}$")]
    name: Name
    name_en: Text = ""


class WindowTable(Table):
    """A counter. `id` is spoken and shown: `3` in 请到3号窗口."""

    id: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,8}$")]
    name: Name
    businesses: Annotated[tuple[Text, ...], Field(min_length=1)]


class LineTable(Table):
    """A serial port with boards on it. Name it by /dev/serial/by-id, which survives replugging."""

    port: Annotated[Text, Field(min_length=1, max_length=200)]
    baud: Literal[9600, 19200, 38400, 57600, 115200, 230400] = 115200
    name: Text = ""


class BoardTable(Table):
    """A board by the id of its chip; `line` is the name of a [[line]], or its number from 1."""

    uid: Uid
    line: Text | int = 1
    role: Literal["dispenser", "call_pad", "rating_pad"]
    keys: Annotated[tuple[Text, ...], Field(max_length=MOST_KEYS)] = ()
    window: Text = ""

    @field_validator("line", mode="before")
    @classmethod
    def _names_a_line(cls, value: object) -> object:
        if type(value) not in (str, int):  # by type: `true` would be line 1
            raise ValueError("give the name of a [[line]], or its number from 1")
        return value


class AdoptTable(Table):
    """Boards that take the place of others."""

    automatic: Annotated[bool, Field(strict=True)] = True
    """A spare takes the place of a board that died by itself, where there is no doubt. False: only
    `taxhall adopt` moves boards."""


class PrinterTable(Table):
    """The ticket printer on the network; leave the table out where there is none."""

    host: Host
    port: Port = 9100
    width_mm: Literal[58, 80] = 80
    reprint_uncertain: Annotated[bool, Field(strict=True)] = True
    """Print a ticket once more, marked 补打, when nobody knows whether it came out. False for a
    head that never answers, which would print each ticket twice."""


class UplinkTable(Table):
    """The broker of the city; leave the table out for a hall that stands alone."""

    host: Host
    port: Port = 1883
    username: Text | None = None
    password: str | None = None


class WebTable(Table):
    """Where the live page is served."""

    host: Host = "127.0.0.1"
    port: Annotated[int, Field(strict=True, ge=0, le=65535)] = 8081
    """0 takes a free one."""


class StoreTable(Table):
    """The hall's database, and the folder of its secrets beside it."""

    path: Annotated[Path, NamesAFile] = Path("gateway.db")


class Config(Table):
    """All of hall.toml."""

    hall: Hall
    business: Annotated[tuple[BusinessTable, ...], Field(min_length=1)]
    window: Annotated[tuple[WindowTable, ...], Field(min_length=1)]
    line: Annotated[tuple[LineTable, ...], Field(min_length=1)]
    board: tuple[BoardTable, ...] = ()
    adopt: AdoptTable = AdoptTable()
    printer: PrinterTable | None = None
    uplink: UplinkTable | None = None
    web: WebTable = WebTable()
    store: StoreTable = StoreTable()

    def line_of(self, board: BoardTable) -> int:
        """Index of the board's line. Raises ValueError with a sentence."""
        for index, line in enumerate(self.line):
            if board.line in (index + 1, line.name or None):
                return index
        raise ValueError(
            f"board {board.uid} is on line {board.line!r}, which is not there:"
            " give the name of a [[line]], or its number from 1"
        )

    def uids_on(self, index: int) -> list[str]:
        """Boards of the line with this index, in the order of the file."""
        return [board.uid for board in self.board if self.line_of(board) == index]

    def plan(self) -> HallPlan:
        """The hall as its rules see it. Raises ValueError with a sentence."""
        return HallPlan(
            hall=self.hall.id,
            name=self.hall.name,
            name_en=self.hall.name_en,
            businesses=tuple(Business(b.code, b.name, b.name_en) for b in self.business),
            windows=tuple(Window(w.id, w.name, w.businesses) for w in self.window),
            boards=tuple(Board(board.uid, _role(board)) for board in self.board),
        )


def load(path: Path) -> Config:
    """Read hall.toml; relative paths in it are relative to the file. Raises ConfigError."""
    try:
        config = parse(Config, decode(path.read_bytes()))
        _check(config)
    except FileNotFoundError as error:
        raise ConfigError(f"{path} does not exist: name a file with --config.") from error
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read ({error.strerror}): name a file with --config that this user"
            " may read."
        ) from error
    except ValueError as error:
        raise ConfigError(f"{path}: {str(error).rstrip('.')}.") from error
    store = StoreTable(path=path.parent / config.store.path)
    lines = tuple(
        line.model_copy(update={"port": str(path.parent / line.port)}) for line in config.line
    )
    return config.model_copy(update={"store": store, "line": lines})


def _check(config: Config) -> None:
    """What no single table can know. Raises ValueError with a sentence."""
    plan = config.plan()
    served = {code for window in plan.windows for code in window.businesses}
    for business in plan.businesses:
        if business.code not in served:
            raise ValueError(
                f"business {business.code} ({business.name}) has no window:"
                f' add "{business.code}" to the businesses of a [[window]], or remove it'
            )
    no_twice("window", "name", [window.name for window in config.window])
    _one_line_a_port([line.port for line in config.line])
    no_twice("line", "name", [line.name for line in config.line if line.name])
    for index, line in enumerate(config.line):
        if len(config.uids_on(index)) > MOST_BOARDS:
            raise ValueError(
                f"line {line.port} has more than {MOST_BOARDS} boards:"
                " move some to another [[line]]"
            )
    rated = [board.role.window for board in plan.boards if isinstance(board.role, RatingPad)]
    for window in rated:
        if rated.count(window) > 1:
            raise ValueError(f"window {window} has two rating pads: keep one of them")


def _one_line_a_port(ports: Sequence[str]) -> None:
    """Raises ValueError for one serial port under two names, such as a link and its goal."""
    first: dict[str, str] = {}
    for port in ports:
        goal = os.path.realpath(port)
        if goal in first:
            raise ValueError(
                f"two [[line]] tables have one port ({first[goal]!r} and {port!r}): give each its"
                " own port"
            )
        first[goal] = port


def _role(board: BoardTable) -> Role:
    if board.role == "dispenser":
        if not any(board.keys) or board.window:
            raise ValueError(
                f"board {board.uid} is a dispenser and needs keys (business codes, from key 1 on)"
                " and no window: correct the [[board]]"
            )
        return Dispenser(tuple(key or None for key in board.keys))
    if board.keys or not board.window:
        raise ValueError(
            f"board {board.uid} is a {board.role} and needs a window and no keys:"
            " correct the [[board]]"
        )
    return CallPad(board.window) if board.role == "call_pad" else RatingPad(board.window)
