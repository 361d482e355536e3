"""Papers for the hall itself. Pure."""

from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from gateway.printing.slips.slip import Named, Slip, grouped

LEVELS: Final = 5
"""Levels of a rating, from 非常满意 down to 非常不满意."""


@dataclass(frozen=True, kw_only=True)
class StaffDaySlip(Slip):
    """Somebody's day, for themselves (个人日报): counts, and no percent of a few."""

    KIND: ClassVar = "staff_day"

    hall_name: str
    """Of hall.toml, as are the names of businesses and items."""
    staff: str
    """Display name or number."""
    day: str
    """E.g. `2026-11-22`."""
    printed_at: str
    """Local date and time."""
    calls: int
    """Numbers called."""
    services: int
    """Services finished."""
    mean_handling: str
    """Minutes and seconds, e.g. `6:40`; empty where nothing was finished."""
    ratings: tuple[int, ...]
    """How many of each level, from 非常满意 down; empty while they are not to be told."""
    least_ratings: int
    """With fewer ratings in all there is no percent."""
    hall_name_en: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._needs("staff", "day")
        if self.ratings and (len(self.ratings) != LEVELS or min(self.ratings) < 0):
            raise ValueError(
                f"ratings of a staff day are {LEVELS} counts, from the best level down"
            )

    @property
    def rated(self) -> int:
        """Ratings in all (n)."""
        return sum(self.ratings)

    @property
    def told(self) -> bool:
        """Whether ratings stand on it."""
        return bool(self.ratings)

    @property
    def few(self) -> bool:
        """Whether they are told, and too few for percents."""
        return self.told and self.rated < max(1, self.least_ratings)

    @property
    def level_5(self) -> str:
        """How many 非常满意, and their share where there is one."""
        return self._counted(5)

    @property
    def level_4(self) -> str:
        """How many 满意."""
        return self._counted(4)

    @property
    def level_3(self) -> str:
        """How many 基本满意."""
        return self._counted(3)

    @property
    def level_2(self) -> str:
        """How many 不满意."""
        return self._counted(2)

    @property
    def level_1(self) -> str:
        """How many 非常不满意."""
        return self._counted(1)

    def _counted(self, level: int) -> str:
        if not self.ratings:
            return ""
        count = self.ratings[LEVELS - level]
        return str(count) if self.few else f"{count} ({count / self.rated:.0%})"


CASES: Final = (
    "等候人数：5",
    "：，。（）",
    "¥ ￥100 €",
    "㛃 𠮷 䶮",
    "Á税 税é",
    "税 VAT 票",
    "增值税专用发票和增值税普通发票以及电子发票最高开票限额变更申请",
)
"""What heads have got wrong: H10 in the domain reference."""


@dataclass(frozen=True, kw_only=True)
class SelfTestSlip(Slip):
    """What a printer can do, to be compared with what it should (打印机自检页)."""

    KIND: ClassVar = "self_test"

    printer: str
    """Its name in hall.toml."""
    profile: str
    """The model of its head."""
    coding: str
    """How text is sent to it."""
    printed_at: str
    """Local date and time."""
    version: str
    """Of the program."""
    cases: tuple[Named, ...] = tuple(Named(case) for case in CASES)
    """Texts that heads have got wrong."""
    sample: str = "税A"
    """Printed in each size."""

    @property
    def code(self) -> str:
        """What its QR code says."""
        return f"taxhall {self.version} {self.printed_at}"


Role = Literal["dispenser", "call_pad", "rating_pad"]


@dataclass(frozen=True, kw_only=True)
class DeviceLabelSlip(Slip):
    """A label to stick on a board (设备标签)."""

    KIND: ClassVar = "device_label"
    MUST: ClassVar = ("uid",)
    BY_CODE: ClassVar = True

    hall_name: str
    """Of hall.toml, as are the names of businesses and items."""
    uid: str
    """Of the chip, 16 hex digits; also what the QR code says."""
    role: Role
    """What it is there for."""
    hall_name_en: str = ""
    window: str = ""
    """Where it stands; empty for a dispenser."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._needs("uid")

    @property
    def uid_grouped(self) -> str:
        """In groups of four."""
        return grouped(self.uid, " ")
