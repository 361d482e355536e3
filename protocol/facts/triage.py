"""Triage before the ticket (导税分流), and the question at the way out (离厅提问)."""

from dataclasses import dataclass
from typing import ClassVar, Literal

TriageChannel = Literal["kiosk", "phone", "guide"]
"""Where the questions were answered."""

Advice = Literal["online", "other_office"]
"""Instead of a number: do it online, or go to another office."""

OtherChannel = Literal["online", "phone", "other"]
"""How the person might have done it without coming: web or app, by phone, any other way."""

WhyNot = Literal[
    "not_known",
    "not_offered",
    "no_account",
    "too_complicated",
    "tried_and_failed",
    "paper_needed",
    "rather_a_person",
    "other",
]
"""Why not: did not know of it, it does not do that, could not sign in, too complicated, tried in
vain, papers are needed here, would rather speak to somebody, another reason."""


@dataclass(frozen=True)
class TriageAnswered:
    """Somebody answered the hall's questions to their end. Named by its n."""

    TYPE: ClassVar[str] = "triage.answered"
    path: tuple[str, ...]
    """Codes of the answers, the first question's first."""
    business: str | None
    """Where it led to; None: to an advice."""
    advice: Advice | None
    channel: TriageChannel
    staff: str | None = None
    """Token of the guide who asked."""
    took_s: int | None = None
    """Seconds from the first question to the last answer (F29), where the page has told them."""
    program: str = ""
    """Name of the kiosk or program that asked: it alone, or somebody of the hall, may take the
    number of it. Empty for people who have signed in."""


@dataclass(frozen=True)
class ExitAnswered:
    """Whoever was served said why it was not done without coming; once for a ticket."""

    TYPE: ClassVar[str] = "exit.answered"
    ticket: int
    channel: OtherChannel
    reason: WhyNot


TriageFact = TriageAnswered | ExitAnswered
