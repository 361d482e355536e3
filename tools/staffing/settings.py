"""staffing.toml: what a hall wants of its staffing, its shifts, and who is there."""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from gateway.hall.booking_rules import TimeOfDay
from insight.erlang import Target
from insight.roster import Member, Shift
from insight.staffing import GUIDE, SLOT_MIN, Wanted
from protocol.settings import Table, Text, decode, no_twice, parse

Share = Annotated[int, Field(strict=True, ge=0, le=90)]
Minutes = Annotated[int, Field(strict=True, ge=1, le=600)]
Days = Annotated[int, Field(strict=True, ge=0, le=7)]


class StaffingError(Exception):
    """There is nothing that may be told; the text is a sentence."""


class ShiftTable(Table):
    """A pattern of a day at a window, with its lunch in it."""

    name: Annotated[Text, Field(min_length=1, max_length=40)]
    begins: TimeOfDay
    ends: TimeOfDay
    lunch_from: TimeOfDay = "12:00"
    lunch_to: TimeOfDay = "12:00"
    """The same twice: none."""
    unpopular: Annotated[bool, Field(strict=True)] = False
    """Shared out fairly, like the evening."""

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Minutes of the day in which somebody sits at a window."""
        begins, ends = minute(self.begins), minute(self.ends)
        lunch = (minute(self.lunch_from), minute(self.lunch_to))
        if lunch[0] >= lunch[1]:
            return [(begins, ends)]
        spans = [(begins, min(ends, lunch[0])), (max(begins, lunch[1]), ends)]
        return [(a, b) for a, b in spans if a < b]


class MemberTable(Table):
    """Somebody of the staff."""

    staff: Annotated[Text, Field(min_length=1, max_length=64)]
    """Token of the account, or a name: as the roster is to have it."""
    businesses: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Codes, and `guide`."""
    away: tuple[date, ...] = ()
    """Days of leave."""
    most_days: Days = 5
    unpopular_before: Annotated[int, Field(strict=True, ge=0, le=999)] = 0
    """Unpopular shifts of the weeks before."""


class Staffing(Table):
    """All of staffing.toml."""

    opens: TimeOfDay = "09:00"
    closes: TimeOfDay = "17:00"
    target_wait_min: Minutes = 10
    """Mean wait that is wanted."""
    most_busy_percent: Annotated[int, Field(strict=True, ge=10, le=100)] = 85
    patience_min: Minutes | None = None
    """Mean patience (Erlang A); left out, nobody is taken to leave (Erlang C)."""
    absent_percent: Share = 0
    """Of the staff, away without having said so."""
    handling_min: Minutes = 10
    """Of a business of which the hall has no service yet."""
    guides: Annotated[int, Field(strict=True, ge=0, le=20)] = 0
    """On the hall floor at every hour."""
    shift: Annotated[tuple[ShiftTable, ...], Field(min_length=1)]
    member: Annotated[tuple[MemberTable, ...], Field(min_length=1)]

    @property
    def begins(self) -> list[int]:
        """Minutes of the day at which its half hours begin."""
        return list(range(minute(self.opens), minute(self.closes) - SLOT_MIN + 1, SLOT_MIN))

    @property
    def wanted(self) -> Wanted:
        """As the pure part takes it."""
        patience_s = None if self.patience_min is None else self.patience_min * 60.0
        target = Target(self.target_wait_min * 60.0, self.most_busy_percent / 100)
        return Wanted(target, patience_s, self.absent_percent / 100)

    def shifts(self) -> list[Shift]:
        """A half hour counts where all of it is in the shift."""
        return [
            Shift(
                one.name,
                frozenset(
                    at
                    for at, begin in enumerate(self.begins)
                    if any(a <= begin and begin + SLOT_MIN <= b for a, b in one.spans)
                ),
                one.unpopular,
            )
            for one in self.shift
        ]

    def team(self, days: list[date]) -> list[Member]:
        """Everybody, with leave by place among these days."""
        return [
            Member(
                one.staff,
                frozenset(one.businesses),
                frozenset(at for at, day in enumerate(days) if day in one.away),
                one.most_days,
                one.unpopular_before,
            )
            for one in self.member
        ]


def minute(text: str) -> int:
    """Of the day, of `09:30`."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def load(path: Path, businesses: set[str]) -> Staffing:
    """Read the file. businesses: those of the hall. Raises StaffingError."""
    try:
        settings = parse(Staffing, decode(path.read_bytes()))
        _check(settings, businesses)
    except FileNotFoundError as error:
        raise StaffingError(f"{path} does not exist: name a file with --staff.") from error
    except OSError as error:
        raise StaffingError(f"{path} cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise StaffingError(f"{path}: {str(error).rstrip('.')}.") from error
    return settings


def _check(settings: Staffing, businesses: set[str]) -> None:
    """What no single table can know. Raises ValueError with a sentence."""
    no_twice("member", "staff", [one.staff for one in settings.member])
    no_twice("shift", "name", [one.name for one in settings.shift])
    if len(settings.begins) < 2:
        raise ValueError("closes must be at least an hour after opens")
    for member in settings.member:
        for code in member.businesses:
            if code not in businesses and code != GUIDE:
                raise ValueError(
                    f"member {member.staff} names business {code}, which the hall does not have"
                )
    for shift in settings.shift:
        if minute(shift.begins) >= minute(shift.ends):
            raise ValueError(f"shift {shift.name} ends before it begins")
