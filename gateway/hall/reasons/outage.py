"""Refusals after an outage: numbers that go on, and what was written by hand."""

from typing import Final

from gateway.hall.reasons.reason import Reason

NUMBERS_GIVEN: Final = Reason(
    "numbers_given",
    "该业务今日已有号",
    "This business has numbers of today already, and goes on after them; nothing was changed.",
)
