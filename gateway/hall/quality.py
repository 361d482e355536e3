"""What a hall sets about ratings, cases, its comment book, triage, reviews and scores.

Their sources and their words for people stand in docs/hall-rules.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, ClassVar, Final

from pydantic import ConfigDict, Field

from gateway.hall.bounds import whole
from gateway.hall.questions import Question, fault_of
from gateway.hall.scoring import ScoreGroup, ScoreRules, fault_of_groups

MOST_APPEAL_DAYS: Final = 60
"""A state remembers closed cases for so long, whatever the rule of the hall is."""


@dataclass(frozen=True)
class RatingRules:
    """[rating] of hall.toml."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    by_ticket_days: Annotated[int, whole(0, 29)] = 7
    """So many days after the day of a service it may be rated by the code of its ticket; 0: on
    that day alone."""


@dataclass(frozen=True)
class CaseRules:
    """[case] of hall.toml: calendar days."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    verify_days: Annotated[int, whole(1, 60)] = 1
    """From the rating: somebody has looked into it."""
    fix_days: Annotated[int, whole(1, 60)] = 7
    """From the rating: what was wrong is put right."""
    close_days: Annotated[int, whole(1, 60)] = 15
    """From the rating: the person was called back and the case is closed."""
    appeal_days: Annotated[int, whole(1, MOST_APPEAL_DAYS)] = 15
    """From the verification: so long the rated clerk may appeal."""
    review_days: Annotated[int, whole(1, 60)] = 15
    """From the appeal: another leader has decided."""


@dataclass(frozen=True)
class OpinionRules:
    """[opinion] of hall.toml."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    reply_days: Annotated[int, whole(1, 60)] = 10
    """Calendar days until the answer."""
    most_hops: Annotated[int, whole(1, 20)] = 3
    """So often an opinion is sent on; then whoever has it answers (首问责任)."""
    most_a_day: Annotated[int, whole(0, 10_000)] = 300
    """Entries in a day from screens and phones, so that a prank fills no book; 0: any number."""


@dataclass(frozen=True)
class ReviewRules:
    """[review] of hall.toml."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    sample: Annotated[int, whole(1, 200)] = 5
    """Services of a day that are looked at; never fewer than one of each clerk who served."""


@dataclass(frozen=True)
class AdviceRules:
    """[advice] of hall.toml: what rules recommend by themselves, and terms of recommendations."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    automatic: Annotated[bool, Field(strict=True)] = True
    """Rules look at the hall and recommend; False: people alone do."""
    weekly: Annotated[bool, Field(strict=True)] = True
    """Of these, rules about the last weeks recommend once a day; False: those of the moment alone
    do."""
    stands_min: Annotated[int, whole(0, 60)] = 2
    """A rule speaks once what it says has held for so long, and takes it back in the same way."""
    quiet_min: Annotated[int, whole(0, 1440)] = 30
    """What people have closed no rule recommends again for so long."""
    target_min: Annotated[int, whole(1, 600)] = 10
    """Mean wait that the hall wants of each business."""
    patience_min: Annotated[int, whole(1, 600)] = 45
    """Mean time after which people leave unserved (F20), until the hall's own is measured."""
    answer_days: Annotated[int, whole(1, 365)] = 15
    """Calendar days until a recommendation is answered."""
    most_open: Annotated[int, whole(20, 1000)] = 200
    """So many are open at a time."""


@dataclass(frozen=True)
class Topic:
    """What an opinion may be about."""

    code: str
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class Desk:
    """Where opinions are answered."""

    code: str
    name: str
    name_en: str = ""


USUAL_TOPICS: Final = (
    Topic("conduct", "服务态度", "Conduct"),
    Topic("quality", "服务质效", "Quality and speed"),
    Topic("rights", "侵害权益", "Rights infringed"),
    Topic("other", "其他", "Other"),
)
"""Where a hall names none."""


@dataclass(frozen=True)
class Quality:
    """All of it."""

    rating: RatingRules = RatingRules()
    case: CaseRules = CaseRules()
    opinion: OpinionRules = OpinionRules()
    review: ReviewRules = ReviewRules()
    advice: AdviceRules = AdviceRules()
    topics: tuple[Topic, ...] = USUAL_TOPICS
    desks: tuple[Desk, ...] = ()
    questions: tuple[Question, ...] = ()
    """Before a ticket; the first one is asked first."""
    scores: ScoreRules = field(default_factory=ScoreRules)
    score_groups: tuple[ScoreGroup, ...] = ()
    """Without any everybody is compared with everybody."""

    @cached_property
    def topic(self) -> Mapping[str, Topic]:
        """Topics by code."""
        return {topic.code: topic for topic in self.topics}

    @cached_property
    def desk(self) -> Mapping[str, Desk]:
        """Desks by code."""
        return {desk.code: desk for desk in self.desks}

    @cached_property
    def question(self) -> Mapping[str, Question]:
        """Questions by code."""
        return {question.code: question for question in self.questions}

    def fault(self, businesses: frozenset[str]) -> str | None:
        """What does not fit together, in a sentence; None: all does."""
        return (
            _twice("topic", [topic.code for topic in self.topics])
            or _twice("desk", [desk.code for desk in self.desks])
            or fault_of(self.questions, businesses)
            or fault_of_groups(self.score_groups)
        )


USUAL_QUALITY: Final = Quality()
"""What holds where a hall sets nothing."""


def _twice(noun: str, codes: Sequence[str]) -> str | None:
    for code in codes:
        if codes.count(code) > 1:
            return f"There are two entries for {noun} {code}; give each its own code."
    return None
