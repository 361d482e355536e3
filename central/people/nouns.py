"""The nouns of this room, as the tables of migrations/003_people.sql hold them."""

from dataclasses import dataclass, field
from enum import StrEnum


class Duty(StrEnum):
    """What somebody of the city is there for."""

    CITY = "city"
    """All halls."""
    COUNTY = "county"
    """The halls of one county, and nothing of the others."""
    ADMINISTRATOR = "administrator"
    """Accounts, and the halls' technical state; no figures of people's work."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in."""

    token: str
    name: str
    """To sign in with."""
    shown: str
    """As colleagues read it."""
    duty: Duty
    county: str | None
    """Id of the county, of who has that duty."""
    password: str = field(repr=False)
    """argon2id."""
    active: bool
    failures: int
    """Wrong passwords in a row."""
    failed_ms: int
    """Wall clock of the last one; 0: none."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody has signed in; from one wall clock's label to another."""

    account: str
    from_ms: int
    until_ms: int
