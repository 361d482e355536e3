"""Bounds of what hall.toml and wishes may say, where several tables share them."""

from typing import Annotated, Any, Final

from pydantic import Field

DAY_MS: Final = 86_400_000
"""A calendar day in milliseconds."""

Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""An ISO date such as 2026-11-22; whether the calendar has it, `date.fromisoformat` says."""


def whole(least: int, most: int) -> Any:
    """A whole number in these bounds, both included; `true` and "3" are none."""
    return Field(strict=True, ge=least, le=most)
