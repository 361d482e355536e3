"""Rows of the table `command`, and what they mean."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from central.commands.rules import Standing
from protocol.commands import Outcome, Reply


class CommandRow(NamedTuple):
    """One command to one hall; its columns as the migrations have them."""

    hall: str
    id: str
    expires_ms: int | None
    due_ms: int | None
    sent_ms: int | None
    replaced: int
    outcome: Outcome | None
    stream: str
    n: int
    zh: str
    en: str
    code: str

    @property
    def standing(self) -> Standing:
        """What the rules know of it."""
        reply = None
        if self.outcome is not None:
            said = (self.stream, self.n, self.zh, self.en, self.code)
            reply = Reply(self.id, self.outcome, *said)
        return Standing(self.expires_ms, self.due_ms, self.sent_ms, bool(self.replaced), reply)


COLUMNS: Final = ", ".join(f"command.{name}" for name in CommandRow._fields)
"""With these a SELECT begins whose rows are cut()."""


def cut(row: Sequence[Any]) -> tuple[CommandRow, Sequence[Any]]:
    """The command of a row, and what was asked for beside it."""
    width = len(CommandRow._fields)
    return CommandRow._make(row[:width]), row[width:]
