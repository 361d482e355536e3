"""Rows of the table `command`, and what they mean."""

from typing import Any, Final

from central.commands.rules import Standing
from protocol.commands import Reply

COLUMNS: Final = ", ".join(
    f"command.{name}"
    for name in (
        *("hall", "id", "expires_ms", "due_ms", "sent_ms", "replaced"),
        *("outcome", "stream", "n", "zh", "en", "code"),
    )
)
"""What standing_of() wants, in its order."""


def standing_of(row: tuple[Any, ...]) -> Standing:
    """Of one row of COLUMNS."""
    _, id, expires_ms, due_ms, sent_ms, replaced, outcome, *said = row
    reply = None if outcome is None else Reply(id, outcome, *said)
    return Standing(expires_ms, due_ms, sent_ms, bool(replaced), reply)
