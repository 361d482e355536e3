"""Names of what stands in facts, to be said in the language of the page."""

from collections.abc import Mapping
from typing import Final

from gateway.hall.case_life import CaseStep
from gateway.hall.case_nouns import Appeal, CaseStage
from gateway.hall.here import Duty
from gateway.hall.opinion_nouns import OpinionStage
from gateway.hall.recommendation_nouns import RecommendationStage
from insight.live import Level
from protocol.facts.opinion import OpinionChannel, OpinionKind
from protocol.facts.rating import Tag
from protocol.facts.recommendation import Giver, Position, Status
from screens.languages import later

LEVELS: Final[Mapping[Level, tuple[str, str, str]]] = {
    "green": ("○", later("Quiet"), "good"),
    "yellow": ("◔", later("Lively"), ""),
    "orange": ("◑", later("Crowded"), "care"),
    "red": ("●", later("Congested"), "bad"),
}
"""Of congestion: a sign that fills, a word and its dress."""

RATINGS: Final[Mapping[int, str]] = {
    5: later("Very satisfied"),
    4: later("Satisfied"),
    3: later("Basically satisfied"),
    2: later("Dissatisfied"),
    1: later("Very dissatisfied"),
}

TAGS: Final[Mapping[Tag, str]] = {
    "efficiency": later("efficiency"),
    "skill": later("skill"),
    "attitude": later("attitude"),
    "integrity": later("integrity"),
    "other": later("other"),
}

CASE_STAGES: Final[Mapping[CaseStage, str]] = {
    CaseStage.OPEN: later("to be verified"),
    CaseStage.CONFIRMED: later("confirmed"),
    CaseStage.UNFOUNDED: later("unfounded"),
    CaseStage.FIXED: later("put right"),
    CaseStage.CALLED_BACK: later("called back"),
    CaseStage.CLOSED: later("closed"),
}

CASE_STEPS: Final[Mapping[CaseStep, str]] = {
    CaseStep.CONFIRM: later("Verify"),
    CaseStep.DISMISS: later("Verify"),
    CaseStep.FIX: later("Put right"),
    CaseStep.CALL_BACK: later("Call back"),
    CaseStep.FOLLOW_UP: later("Follow-up rating"),
    CaseStep.CLOSE: later("Close"),
    CaseStep.REVIEW: later("Decide the appeal"),
}

APPEALS: Final[Mapping[Appeal, str]] = {
    Appeal.NONE: "",
    Appeal.PENDING: later("appeal waits"),
    Appeal.UPHELD: later("appeal upheld"),
    Appeal.REJECTED: later("appeal rejected"),
}

OPINION_STAGES: Final[Mapping[OpinionStage, str]] = {
    OpinionStage.NEW: later("new"),
    OpinionStage.ROUTED: later("sent on"),
    OpinionStage.REPLIED: later("answered"),
    OpinionStage.CLOSED: later("closed"),
    OpinionStage.REOPENED: later("opened again"),
}

OPINION_KINDS: Final[Mapping[OpinionKind, str]] = {
    "complaint": later("complaint"),
    "suggestion": later("suggestion"),
    "praise": later("praise"),
    "question": later("question"),
}

CHANNELS: Final[Mapping[OpinionChannel, str]] = {
    "kiosk": later("at a screen"),
    "phone": later("by phone page"),
    "staff_note": later("note of the staff"),
    "paper": later("on paper"),
}

ADVICE_STAGES: Final[Mapping[RecommendationStage, str]] = {
    RecommendationStage.GIVEN: later("to be answered"),
    RecommendationStage.ANSWERED: later("answered"),
    RecommendationStage.REPLIED: later("replied to"),
    RecommendationStage.CLOSED: later("closed"),
    RecommendationStage.LAPSED: later("lapsed"),
}

GIVERS: Final[Mapping[Giver, str]] = {
    "rule": later("by a rule"),
    "leader": later("by a leader"),
    "headquarters": later("by the office above"),
}

POSITIONS: Final[Mapping[Position, str]] = {
    "agreed": later("Agreed"),
    "partly": later("Partly agreed"),
    "not_agreed": later("Not agreed"),
}

STATUSES: Final[Mapping[Status, str]] = {
    "adopted": later("Adopted"),
    "partly": later("Partly adopted"),
    "not_adopted": later("Not adopted"),
}

DUTIES: Final[Mapping[Duty, str]] = {
    Duty.CLERK: later("clerk"),
    Duty.GUIDE: later("guide"),
    Duty.LEADER: later("leader"),
}

STEPS: Final[Mapping[str, str]] = {
    "rating.given": later("Rated badly"),
    "rating.tagged": later("Said what it was about"),
    "case.verified": later("Verified"),
    "case.fixed": later("Put right"),
    "case.called_back": later("Called back"),
    "case.appealed": later("Appealed"),
    "case.reviewed": later("Decided the appeal"),
    "case.follow_up_rated": later("Rated how it was handled"),
    "case.closed": later("Closed"),
    "opinion.submitted": later("Written into the book"),
    "opinion.routed": later("Sent on"),
    "opinion.concerns": later("Said whom it is about"),
    "opinion.replied": later("Answered"),
    "opinion.called_back": later("Called back"),
    "opinion.closed": later("Closed"),
    "opinion.reopened": later("Opened again"),
    "recommendation.given": later("Recommended"),
    "recommendation.entered": later("Entered from paper"),
    "recommendation.answered": later("Answered"),
    "recommendation.replied": later("Replied to"),
    "recommendation.closed": later("Closed"),
    "recommendation.lapsed": later("Lapsed"),
}
"""By the type of the fact."""
