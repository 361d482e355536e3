"""Opening a business day, and the token of all that may be written over the web."""

import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from pathlib import Path

from gateway.hall.here import Actor
from gateway.hall.nouns import OPEN
from gateway.hall.state import HallState
from runtime.secret_file import load_or_make


@dataclass(frozen=True)
class DayWanted:
    """What somebody wants to be opened."""

    day: date | None
    """None: today, as the hall's wall has it."""
    after: Mapping[str, int] = field(default_factory=dict)
    """Business → the last number that was given out on this day already, 0 for none."""
    from_one: bool = False
    """Of businesses that are not named no number was given out."""
    by: Actor | None = field(default=None, compare=False)
    """Who asks, which is no part of what is asked for; None: the gateway itself."""


OpenDay = Callable[[DayWanted], date]
"""Opens the day, and gives it once it is committed. Raises DayNotOpenedError; WishRefusedError when
whoever asks has the right no more."""

MOST_DAYS_AHEAD = 7
"""A day cannot be taken back, and every day before it is refused from then on: so a slip of the
hand must not reach far. A week is enough to open the first day after a holiday on its eve."""

_TOKEN_BYTES = 32
_FILE = "web-token"


class DayNotOpenedError(Exception):
    """The hall's rules refuse the day; the text is a sentence for the person who asked."""


class NoTodayError(DayNotOpenedError):
    """The clock was never set, so today's date is not known."""

    def __init__(self, today: date) -> None:
        super().__init__(
            f"网关时钟是 {today}，显然不对，不知道今天是几号；未开业。请校准时钟，或写明日期。"
            f" The gateway's clock says {today} and was never set, so today's date is not known;"
            " nothing was changed. Set the clock, or name the day."
        )


class NotNowError(DayNotOpenedError):
    """The same day may be asked for again later: nothing is wrong with it."""


def wall_date(wall_ms: int, zone: tzinfo) -> date:
    """The date on the hall's wall at this Unix time in milliseconds."""
    return datetime.fromtimestamp(wall_ms / 1000, zone).date()


def check_day(day: date, today: date) -> None:
    """Raises DayNotOpenedError when `day` is too far ahead of `today`, the hall's wall date."""
    if (day - today).days > MOST_DAYS_AHEAD:
        raise DayNotOpenedError(
            f"The day {day} is more than {MOST_DAYS_AHEAD} days after {today}, which is today by"
            " the gateway's clock; nothing was changed. Correct the day, or set the clock."
        )


def check_first_day(wanted: DayWanted, not_named: Sequence[str]) -> None:
    """For a store without a day. Raises DayNotOpenedError until the numbers of today are settled.

    not_named: businesses that `wanted.after` says nothing of.
    """
    if not_named and not wanted.from_one:
        named = ", ".join(not_named)
        raise DayNotOpenedError(
            f"网关的数据库是新的：请说明业务 {'、'.join(not_named)} 今天已取到几号"
            "（taxhall day --after A=57），今天没有取过号的用 --from-one。"
            f" This gateway's store is new: say how far the numbers of {named} went today, as in"
            " taxhall day --after A=57; where none was given out, say --from-one. Nothing was"
            " changed."
        )


def check_nobody_is_here(state: HallState, today: date) -> None:
    """Raises DayNotOpenedError while somebody has a number of the open day: a day that is opened
    before its date begins at 001 again beside them, and cannot be taken back.
    """
    here = sum(ticket.stage in OPEN for ticket in state.tickets.values())
    if here:
        raise DayNotOpenedError(
            f"还有 {here} 人的号未办完，今天是 {today}，不能提前开日。 {here} open numbers are of"
            f" the open day, and today is {today}: a later day opens once nobody has one, or on its"
            " date. If the date is wrong, set the clock."
        )


def load_or_make_token(directory: Path) -> str:
    """The bearer token of this gateway, from `web-token` in its data directory.

    Made at the first start, readable by the gateway's user alone. Raises SecretError.
    """
    return load_or_make(directory / _FILE, "web token", lambda: secrets.token_urlsafe(_TOKEN_BYTES))


def may_write(authorization: str | None, token: str) -> bool:
    """Whether an Authorization header carries the token; takes the same time for any wrong one."""
    scheme, _, given = (authorization or "").partition(" ")
    same = hmac.compare_digest(given.strip().encode(), token.encode())
    return same and scheme.lower() == "bearer"
