"""What a hall keeps in mind of an entry in the comment book."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from protocol.facts import (
    Fact,
    OpinionCalledBack,
    OpinionReopened,
    OpinionReplied,
    OpinionSubmitted,
)
from protocol.facts.opinion import OpinionChannel
from protocol.stamp import Moment

OWN: Final[frozenset[OpinionChannel]] = frozenset({"kiosk", "phone"})
"""Channels on which people write themselves; the others are entered for them."""


class OpinionStage(StrEnum):
    """How far an opinion has come."""

    NEW = "new"
    """In the book; nobody has it."""
    ROUTED = "routed"
    REPLIED = "replied"
    CLOSED = "closed"
    REOPENED = "reopened"
    """The answer was none; whoever had it last has it again."""


@dataclass(frozen=True, slots=True)
class Hop:
    """Somebody had the opinion to answer."""

    desk: str | None
    staff: str | None
    """Neither: it lay in the book."""
    since: Moment
    until: Moment | None = None
    """None: still."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """An entry of the book, named by the n of its `opinion.submitted`."""

    submitted: OpinionSubmitted
    day: str
    """Business day on which it came, or on which something was done about it last."""
    hops: tuple[Hop, ...]
    """Since it came, or since it was opened again; those before stand in the facts."""
    stage: OpinionStage = OpinionStage.NEW
    reply: str | None = None
    """Token of the answer that counts."""
    calls: int = 0
    reached: bool = False
    """Some call reached the person."""
    reopened: int = 0
    about: str | None = None
    """Token of the one person of the hall whom it is about, who has no hand in it (回避)."""
    steps: tuple[int, ...] = ()
    """n of each fact about it, its `opinion.submitted` first."""

    @property
    def holder(self) -> str | None:
        """Token of the person to whom it was sent last, whoever has answered it, until it is
        closed; None while it is a desk's or nobody's."""
        return None if self.stage is OpinionStage.CLOSED else self.hops[-1].staff

    def lies_still(self, members: Collection[str] | None) -> bool:
        """Whether it waits for an answer of somebody who may give none: who is none of `members`
        (as in `Here`) any more, or whom it is about."""
        holder, waits = self.holder, self.stage is not OpinionStage.REPLIED
        if not waits or holder is None:
            return False
        return holder == self.about or (members is not None and holder not in members)


def entry_of(n: int, fact: Fact) -> int | None:
    """The entry of the book that fact n is about, as are its words; None: it is about none."""
    match fact:
        case OpinionSubmitted():
            return n
        case OpinionReplied() | OpinionCalledBack() | OpinionReopened():
            return fact.opinion
    return None
