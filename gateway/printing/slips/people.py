"""Papers that people take along. Pure."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from gateway.printing.slips.slip import Copied, Named, grouped

Missed = Literal["void", "tail", "after_n"]
"""What a missed number is worth: nothing, the end of the queue, a place soon."""


@dataclass(frozen=True, kw_only=True)
class TicketSlip(Copied):
    """A number (号票)."""

    KIND: ClassVar = "ticket"
    MUST: ClassVar = ("number",)

    hall_name: str
    """Of hall.toml, as are the names of businesses and items."""
    business_name: str
    """What it is for."""
    number: str
    """As people read it, e.g. `A001`."""
    ahead: int
    """People waiting ahead when the ticket was issued."""
    issued_at: str
    """Local date and time, e.g. `2026-11-22 09:15`."""
    code: str
    """The ticket's code, printed as QR and as letters."""
    hall_name_en: str = ""
    business_name_en: str = ""
    area: str = ""
    """Where in the building, e.g. `二楼东区`."""
    area_en: str = ""
    department: str = ""
    """Of the office that does it."""
    department_en: str = ""
    window_hint: str | None = None
    """Windows that serve this business, e.g. `3、4`, or None to leave the line out."""
    eta: str = ""
    """Minutes until the call, as a range such as `10-20`; empty where nobody can tell."""
    reserved: str = ""
    """The booked slot that it is for, e.g. `09:30-10:00`."""
    code_url: str = ""
    """Address of the ticket's page: the QR code then leads there."""
    missed: Missed = "void"
    """What a missed number is worth, by the hall's rule."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.ahead < 0:
            raise ValueError(f"ticket {self.number}: {self.ahead} people ahead is no count")
        self._needs("number", "code")

    @property
    def window_hint_en(self) -> str:
        """The windows as English lists them, e.g. `3, 4`."""
        return (self.window_hint or "").replace("、", ", ")

    @property
    def several_ahead(self) -> bool:
        """Whether more than one person waits ahead."""
        return self.ahead > 1

    @property
    def several_windows(self) -> bool:
        """Whether more than one window serves the business."""
        return "、" in (self.window_hint or "")

    @property
    def code_grouped(self) -> str:
        """The code in fours, so that it can be read out and typed."""
        return grouped(self.code)


@dataclass(frozen=True, kw_only=True)
class BookingSlip(Copied):
    """A place of a slot (预约单)."""

    KIND: ClassVar = "booking"
    MUST: ClassVar = ("day", "slot")

    hall_name: str
    """Of hall.toml, as are the names of businesses and items."""
    business_name: str
    """What it is for."""
    day: str
    """E.g. `2026-11-24`."""
    slot: str
    """E.g. `09:30-10:00`."""
    code: str
    """The booking's code."""
    hall_name_en: str = ""
    business_name_en: str = ""
    early_min: int = 15
    """Minutes before the slot from which its owner may come."""
    where: str = ""
    """Where to show it: an address, a floor, a machine."""
    where_en: str = ""
    bring: tuple[Named, ...] = ()
    """What to bring, if the hall's list knows it."""
    cancel_hours: str = ""
    """Hours before the slot until which its owner may cancel, e.g. `3`; empty: until it begins."""
    code_url: str = ""
    """Address of the booking's page, where it can be cancelled; the QR code then leads there."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._needs("day", "slot", "code")

    @property
    def code_grouped(self) -> str:
        """The code in fours."""
        return grouped(self.code)


@dataclass(frozen=True, kw_only=True)
class ChecklistSlip(Copied):
    """What is still to be brought, told once and as a whole (一次性告知单)."""

    KIND: ClassVar = "checklist"
    MUST: ClassVar = ("papers",)

    hall_name: str
    """Of hall.toml, as are the names of businesses and items."""
    business_name: str
    """What it is for."""
    papers: tuple[Named, ...]
    """The papers to bring; at least one."""
    told_at: str
    """Local date and time."""
    code: str
    """Of the ticket of this visit."""
    hall_name_en: str = ""
    business_name_en: str = ""
    item_name: str = ""
    """What exactly it is for, the third level under the business."""
    item_name_en: str = ""
    number: str = ""
    """The number of this visit."""
    first_contact: str = ""
    """Who answers for it until it is done (首问责任): window, and the number or the display name of
    the clerk."""
    first_contact_en: str = ""
    card_days: int = 0
    """The number of this visit goes first next time, for so many business days; 0: no card."""
    code_url: str = ""
    """Address of the visit's page; the QR code then leads there."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._needs("papers", "code")


@dataclass(frozen=True, kw_only=True)
class CardSlip(Copied):
    """The card of who has to come again (二次优先卡).

    The blank one is filled in by hand while the system stands.
    """

    KIND: ClassVar = "card"

    hall_name: str
    """Of hall.toml, as are the names of businesses and items."""
    hall_name_en: str = ""
    blank: bool = False
    """True for the one with lines to write on, which has no values of its own."""
    business_name: str = ""
    """What it is for."""
    business_name_en: str = ""
    number: str = ""
    """Of the visit that it was given for."""
    given_at: str = ""
    """Local date and time."""
    valid_days: int = 5
    """Business days for which it is good, once."""
    code: str = ""
    """Of that visit's ticket."""
    code_url: str = ""
    """Address of the visit's page; the QR code then leads there."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.blank:
            self._needs("number", "code")
