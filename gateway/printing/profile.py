"""What a model of print head knows and what it does not: one file of `profiles/` for each.

A hall names the model in hall.toml; a model that is not there is a copy of the nearest file beside
hall.toml. Everything that differs from head to head is asked here and nowhere else.
"""

import tomllib
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError

from gateway.printing.blocks import ROLL_58, ROLL_80, Roll
from gateway.printing.text import Coding, Mode
from protocol.settings import Text, decode

FOLDER: Final = Path(__file__).with_name("profiles")


class Done(StrEnum):
    """How a head says that a job is on paper."""

    PROCESS_ID = "process_id"
    """GS ( H: it repeats the number of the job that it has printed."""
    PAPER_STATUS = "paper_status"
    """GS r: one byte in the order of printing, which does not say what it answers."""
    NEVER = "never"
    """Mute: every one of its papers is uncertain."""


class Knife(StrEnum):
    """What `Cut` does."""

    FULL = "full"
    """GS V 0: the slip falls or is held by a presenter."""
    PARTIAL = "partial"
    """GS V 1: it hangs on by a point, so that it does not fall on the floor."""
    FED = "fed"
    """GS V 66: the head feeds as far as its own knife and no further, 10 mm of paper less."""
    NONE = "none"
    """Fed to the edge and torn off by whoever takes it."""


def _hex(text: str) -> str:
    try:
        bytes.fromhex(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is not bytes in hexadecimal, such as '1c 26'") from error
    return text


Flag = Annotated[bool, Field(strict=True)]
Hex = Annotated[str, AfterValidator(_hex)]
"""Bytes as people write them in manuals: `1c 43 ff`."""


@dataclass(frozen=True)
class Profile:
    """One model. The defaults are those of the plainest head there is."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    title: Annotated[Text, Field(min_length=1, max_length=60)]
    """Maker and model, as people know it."""
    width_mm: Literal[58, 80] = 80
    """Of its roll."""
    columns: Annotated[int, Field(strict=True, ge=0, le=48)] = 0
    """Latin letters on a line, where it is not 48 on 80 mm and 32 on 58 mm: 42 at 180 dpi."""
    coding: Coding = Coding.GBK
    hanzi_on: Hex = "1c 26"
    hanzi_off: Hex = "1c 2e"
    utf8_on: Hex = ""
    """Needed, with the next one, where the coding is utf-8; there is no standard for it."""
    utf8_off: Hex = ""
    setup: Hex = ""
    """Said after the head was initialised."""
    raster_rows: Annotated[int, Field(strict=True, ge=1, le=2303)] = 48
    """Most rows of one picture: 48 of full width fit into a buffer of 4 KB."""
    qr: Flag = True
    """It draws QR codes itself (GS ( k); otherwise they are sent as a picture."""
    cut: Knife = Knife.FULL
    real_time: Flag = True
    """It answers DLE EOT."""
    asb: Flag = False
    """It tells of changes unasked (GS a). It is let only where its jobs have numbers."""
    clears: Flag = False
    """It forgets at once what it has not printed (DLE DC4, function 8), and says that it did."""
    done: Done = Done.PAPER_STATUS
    baud: Annotated[int, Field(strict=True, ge=1200, le=921_600)] = 9600
    """Of its serial port, as it leaves the factory."""
    mm_per_s: Annotated[int, Field(strict=True, ge=1)] = 60
    """The slowest that it prints."""

    def __post_init__(self) -> None:
        """Refuse what cannot print. Raises ValueError."""
        if self.coding is Coding.UTF_8 and not self.utf8_on:
            raise ValueError("coding utf-8 needs utf8_on, the bytes that the maker's manual gives")

    @property
    def roll(self) -> Roll:
        """The paper that it takes."""
        roll = ROLL_58 if self.width_mm == 58 else ROLL_80
        return replace(roll, cells=self.columns) if self.columns else roll

    @property
    def mode(self) -> Mode:
        """What goes around text that is not ASCII."""
        enter, leave = self.hanzi_on, self.hanzi_off
        if self.coding is Coding.UTF_8:
            enter, leave = self.utf8_on, self.utf8_off
        return Mode(bytes.fromhex(enter), bytes.fromhex(leave))


_READ: Final = TypeAdapter(Profile)
GENERIC: Final = Profile("ESC/POS")


class ProfileError(ValueError):
    """Raised with a sentence when there is no such profile, or it is not one."""


def load(name: str, *folders: Path) -> Profile:
    """The profile of this name, looked for in the hall's own folders first. Raises ProfileError."""
    for folder in (*folders, FOLDER):
        file = folder / f"{name}.toml"
        if file.is_file():
            return _read(file)
    raise ProfileError(f"there is no printer profile {name!r}: name one of {', '.join(names())}")


def names(*folders: Path) -> tuple[str, ...]:
    """What `load` knows, in alphabetical order."""
    return tuple(
        sorted({file.stem for folder in (*folders, FOLDER) for file in folder.glob("*.toml")})
    )


def _read(file: Path) -> Profile:
    try:
        return _READ.validate_python(tomllib.loads(decode(file.read_bytes())))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the profile"
        raise ProfileError(f"{file} is no printer profile: {where}: {first['msg']}") from error
    except RecursionError as error:
        raise ProfileError(f"{file} is no printer profile: it is nested too deeply") from error
    except (OSError, ValueError) as error:  # no TOML, no UTF-8, a number of thousands of digits
        raise ProfileError(f"{file} is no printer profile: {error}") from error
