"""Words of the public pages that stand in tables: levels, tags, stages, kinds. Their Chinese and
Korean are in locale/."""

from collections.abc import Mapping
from typing import Final

from gateway.hall.booking_nouns import BookingStage
from gateway.hall.opinion_nouns import OpinionStage
from protocol.facts.opinion import OpinionKind
from protocol.facts.rating import Tag
from protocol.facts.triage import OtherChannel, WhyNot
from screens.languages import later

LEVELS: Final[Mapping[int, str]] = {
    5: later("Very satisfied"),
    4: later("Satisfied"),
    3: later("Fairly satisfied"),
    2: later("Dissatisfied"),
    1: later("Very dissatisfied"),
}
"""The best one first, as on a pad."""

TAGS: Final[Mapping[Tag, str]] = {
    "efficiency": later("It took too long"),
    "skill": later("They did not know how"),
    "attitude": later("They were unfriendly"),
    "integrity": later("They were not honest"),
    "other": later("Another reason"),
}
"""The rules' words for them (gateway.hall.ratings), as a sentence begins."""

CHANNELS: Final[Mapping[OtherChannel, str]] = {
    "online": later("On the web or in the app"),
    "phone": later("By phone"),
    "other": later("Another way"),
}

WHY: Final[Mapping[WhyNot, str]] = {
    "not_known": later("I did not know of it"),
    "not_offered": later("It cannot be done there"),
    "no_account": later("I could not sign in"),
    "too_complicated": later("It is too complicated"),
    "tried_and_failed": later("I tried, in vain"),
    "paper_needed": later("Papers are needed"),
    "rather_a_person": later("I would rather speak to somebody"),
    "other": later("Some other reason"),
}

KINDS: Final[Mapping[OpinionKind, str]] = {
    "complaint": later("Complaint"),
    "suggestion": later("Suggestion"),
    "praise": later("Praise"),
    "question": later("Question"),
}

BOOKED: Final[Mapping[BookingStage, str]] = {
    BookingStage.MADE: later("Booked"),
    BookingStage.ARRIVED: later("You have come and have your number"),
    BookingStage.CANCELLED: later("Cancelled"),
    BookingStage.EXPIRED: later("The time is over: take a number in the hall"),
}

WRITTEN: Final[Mapping[OpinionStage, str]] = {
    OpinionStage.NEW: later("Received. The hall will look at it."),
    OpinionStage.ROUTED: later("Somebody of the hall is dealing with it."),
    OpinionStage.REPLIED: later("Answered."),
    OpinionStage.CLOSED: later("Answered and closed."),
    OpinionStage.REOPENED: later("It is being looked at once more."),
}
