"""The nouns of this room, as the tables of migrations/003_outside.sql hold them."""

from dataclasses import dataclass, field
from typing import Final

from gateway.hall.here import Duty

MEMBERS: Final = frozenset(
    {Duty.CLERK, Duty.GUIDE, Duty.LEADER, Duty.TECHNICIAN, Duty.ADMINISTRATOR}
)
"""Duties of somebody who signs in."""

PROGRAMS: Final = frozenset({Duty.KIOSK, Duty.CLERK, Duty.GUIDE, Duty.LEADER, Duty.TECHNICIAN})
"""Duties that an API token may carry: no program decides who somebody is."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the hall who may sign in."""

    token: str
    """What facts call this person."""
    name: str
    """To sign in with."""
    shown: str
    """As taxpayers read it."""
    duty: Duty
    password: str | None = field(repr=False)
    """argon2id; None: cannot sign in."""
    active: bool
    failures: int
    """Wrong passwords in a row."""
    failed_ms: int
    """Wall clock of the last one; 0: none."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody has signed in."""

    account: str
    from_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A program or a kiosk that asks by itself."""

    name: str
    duty: Duty
    account: str | None
    """For whom it acts, while that account is active and of this duty; None: for nobody by name."""
    from_ms: int
    until_ms: int
