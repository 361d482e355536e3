"""What a model of print head knows and what it does not: one file of `profiles/` for each.

A hall names the model in hall.toml; a model that is not there is a copy of the nearest file beside
hall.toml. Everything that differs from head to head is asked here and nowhere else.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from gateway.printing.blocks import ROLL_58, ROLL_80, Roll

FOLDER: Final = Path(__file__).with_name("profiles")


class Coding(StrEnum):
    """How a head wants text that is not ASCII."""

    GBK = "gbk"
    """Two bytes a character: what every Chinese head knows."""
    GB18030 = "gb18030"
    """The four-byte forms too."""
    UTF_8 = "utf-8"
    RASTER = "raster"
    """Not at all: as a picture."""


class Done(StrEnum):
    """How a head says that a job is on paper."""

    PROCESS_ID = "process_id"
    """GS ( H: it repeats the number of the job that it has printed."""
    PAPER_STATUS = "paper_status"
    """GS r: one byte in the order of printing, which does not say what it answers."""
    NEVER = "never"
    """Mute: every one of its papers is uncertain."""


@dataclass(frozen=True)
class Profile:
    """One model. The defaults are those of the plainest head there is."""

    title: str
    """Maker and model, as people know it."""
    width_mm: int = 80
    coding: Coding = Coding.GBK
    qr: bool = True
    """It draws QR codes itself (GS ( k); otherwise they are sent as a picture."""
    cut: bool = True
    """It has a knife; otherwise the paper is fed to the edge and torn off."""
    real_time: bool = True
    """It answers DLE EOT."""
    asb: bool = False
    """It tells of changes unasked (GS a). It is let only where its jobs have numbers."""
    clears: bool = False
    """It forgets at once what it has not printed (DLE DC4, function 8), and says that it did."""
    done: Done = Done.PAPER_STATUS
    baud: int = 9600
    """Of its serial port, as it leaves the factory."""
    mm_per_s: int = 60
    """The slowest that it prints."""

    @property
    def roll(self) -> Roll:
        """The paper that it takes."""
        return ROLL_58 if self.width_mm == 58 else ROLL_80


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
    known = ", ".join(sorted(file.stem for file in FOLDER.glob("*.toml")))
    raise ProfileError(f"there is no printer profile {name!r}: name one of {known}")


def _read(file: Path) -> Profile:
    try:
        return _READ.validate_python(tomllib.loads(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise ProfileError(f"{file} is no printer profile: {error}") from error
