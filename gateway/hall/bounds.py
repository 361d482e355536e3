"""Bounds of what hall.toml and wishes may say, where several tables share them."""

from typing import Annotated, Any

from pydantic import Field

Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
"""An ISO date such as 2026-11-22; whether the calendar has it, `date.fromisoformat` says."""

Month = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A month such as 2026-11."""


def whole(least: int, most: int) -> Any:
    """A whole number in these bounds, both included; `true` and "3" are none."""
    return Field(strict=True, ge=least, le=most)
