"""What a hall consists of: businesses, windows and boards. Made from the configuration, frozen."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from gateway.hall.alarm_rules import USUAL_ALARMS, AlarmRules
from gateway.hall.booking_rules import BookingRules
from gateway.hall.quality import USUAL_QUALITY, Quality
from gateway.hall.rules import USUAL, Rules

MOST_KEYS: Final = 8
"""Business keys of a dispenser."""

NAMELESS: Final = "printer"
"""Name of the only printer of a hall that gives it none."""


class PlanError(ValueError):
    """The plan contradicts itself; the text is a sentence for whoever wrote the configuration."""


@dataclass(frozen=True)
class Business:
    """A kind of matter that people come for, with its own numbers."""

    code: str
    """Prefix of its tickets, e.g. `A`."""
    name: str
    name_en: str = ""
    group: str = ""
    """Code of the group that it is shown under, the level above."""
    most_a_day: int = 0
    """Numbers in a day; 0: as many as are wanted."""
    most_a_half_hour: int = 0
    """Numbers in a half hour; 0: as many as are wanted."""
    area: str = ""
    """Where in the building it is done, e.g. `二楼东区`, as papers say it."""
    area_en: str = ""
    department: str = ""
    """Whose matter it is, as papers say it."""
    department_en: str = ""


@dataclass(frozen=True)
class Group:
    """The first level of the tree of businesses: what a taxpayer chooses first."""

    code: str
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class Paper:
    """Something that an item needs: a line of its checklist."""

    code: str
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class Item:
    """The third level: what exactly it was, which only the clerk can say."""

    code: str
    name: str
    business: str
    name_en: str = ""
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True)
class Window:
    """A counter and the businesses it serves."""

    id: str
    name: str
    businesses: tuple[str, ...]


@dataclass(frozen=True)
class Dispenser:
    """Role of a board that gives out numbers; key i stands for `keys[i]`, None for no business."""

    keys: tuple[str | None, ...]


@dataclass(frozen=True)
class CallPad:
    """Role of the clerk's keys at a window."""

    window: str


@dataclass(frozen=True)
class RatingPad:
    """Role of the taxpayer's rating keys at a window."""

    window: str


Role = Dispenser | CallPad | RatingPad


@dataclass(frozen=True)
class Board:
    """A board by its chip id and what it is here for."""

    uid: str
    """16 hex digits, lower case."""
    role: Role


@dataclass(frozen=True)
class HallPlan:
    """One hall. Raises PlanError when its parts do not fit together."""

    hall: str
    """Id of the hall, as in the topics of the uplink."""
    name: str
    businesses: tuple[Business, ...]
    windows: tuple[Window, ...]
    boards: tuple[Board, ...]
    name_en: str = ""
    groups: tuple[Group, ...] = ()
    items: tuple[Item, ...] = ()
    rules: Rules = USUAL
    timezone: str = "Asia/Shanghai"
    """Of the hall: the dates and hours of its bookings."""
    booking: BookingRules | None = None
    """None: this hall takes no bookings."""
    quality: Quality = USUAL_QUALITY
    alarms: AlarmRules = USUAL_ALARMS
    printers: tuple[str, ...] = (NAMELESS,)
    """Names of its printers, the first one first; empty: it has none."""

    def __post_init__(self) -> None:
        _no_twice("business", (business.code for business in self.businesses))
        _no_twice("window", (window.id for window in self.windows))
        _no_twice("board", (board.uid for board in self.boards))
        _no_twice("group", (group.code for group in self.groups))
        _no_twice("item", (item.code for item in self.items))
        self._known_groups()
        for item in self.items:
            self._known_businesses(f"item {item.code}", (item.business,))
            _no_twice(f"item {item.code}: paper", (paper.code for paper in item.papers))
        for window in self.windows:
            self._known_businesses(f"window {window.id}", window.businesses)
        codes = frozenset(business.code for business in self.businesses)
        fault = self.quality.fault(codes) or self.alarms.fault(codes)
        if fault is not None:
            raise PlanError(fault)
        for board in self.boards:
            match board.role:
                case Dispenser(keys) if len(keys) > MOST_KEYS:
                    raise PlanError(f"Board {board.uid} has {len(keys)} keys, not {MOST_KEYS}.")
                case Dispenser(keys):
                    self._known_businesses(f"board {board.uid}", (key for key in keys if key))
                case CallPad(at) | RatingPad(at) if at not in self.window:
                    raise PlanError(f"Board {board.uid} stands at window {at}, which is not there.")
        if self.booking is not None:
            self._known_businesses("capacity of [booking]", self.booking.capacity)
            _in_order(self.booking)

    @property
    def prints(self) -> bool:
        """Whether it has a printer."""
        return bool(self.printers)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The hall's time zone."""
        return ZoneInfo(self.timezone)

    @cached_property
    def business(self) -> Mapping[str, Business]:
        """Businesses by code."""
        return {business.code: business for business in self.businesses}

    @cached_property
    def item(self) -> Mapping[str, Item]:
        """Items by code."""
        return {item.code: item for item in self.items}

    @cached_property
    def window(self) -> Mapping[str, Window]:
        """Windows by id."""
        return {window.id: window for window in self.windows}

    def papers(self, items: Iterable[str], missing: Collection[str]) -> list[tuple[str, str]]:
        """Names of the missing papers of these items, Chinese and English, each once and in the
        order of the checklists."""
        known = {
            paper.code: (paper.name, paper.name_en)
            for item in items
            if item in self.item
            for paper in self.item[item].papers
        }
        return [names for code, names in known.items() if code in missing]

    @cached_property
    def role(self) -> Mapping[str, Role]:
        """Roles by board uid."""
        return {board.uid: board.role for board in self.boards}

    def _known_groups(self) -> None:
        known = {group.code for group in self.groups}
        for business in self.businesses:
            if business.group and business.group not in known:
                raise PlanError(
                    f"Business {business.code} is in group {business.group}, which is not there."
                )

    def _known_businesses(self, owner: str, codes: Iterable[str]) -> None:
        known = {business.code for business in self.businesses}
        for code in codes:
            if code not in known:
                raise PlanError(f"The {owner} names business {code}, which is not there.")


def _no_twice(noun: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise PlanError(f"There are two entries for {noun} {name}; give each its own name.")
        seen.add(name)


def _in_order(rules: BookingRules) -> None:
    hours = (rules.opens, rules.lunch_from, rules.lunch_to, rules.closes)
    if list(hours) != sorted(hours):
        raise PlanError(
            "[booking]: opens, lunch_from, lunch_to and closes must follow each other; they are "
            + ", ".join(hours)
            + "."
        )
    if rules.days_min > rules.days_max:
        raise PlanError(
            f"[booking]: days_min is {rules.days_min}, more than days_max, which is"
            f" {rules.days_max}."
        )
