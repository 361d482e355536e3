"""Facts: what happened in a hall, each kind defined once, one module per noun.

A fact is a frozen dataclass with a `TYPE`, its name on the wire without prefix and version
(`ticket.issued` travels as `tax.ticket.issued.v1`). It holds no identity of a person and no free
text: those live in tables that retention may empty.
"""

from typing import Any

from protocol.facts.alarm import (
    AlarmAcknowledged,
    AlarmCleared,
    AlarmEscalated,
    AlarmFact,
    AlarmRaised,
)
from protocol.facts.booking import (
    BookingCancelled,
    BookingExpired,
    BookingFact,
    BookingMade,
    BookingUnblocked,
)
from protocol.facts.carried import BookingCarried, CarriedFact, TicketCarried
from protocol.facts.case import (
    CaseAppealed,
    CaseCalledBack,
    CaseClosed,
    CaseFact,
    CaseFixed,
    CaseFollowUpRated,
    CaseReviewed,
    CaseVerified,
)
from protocol.facts.city import (
    CityFact,
    CreditSet,
    FirmwareOffered,
    HallClosedDays,
    NoticesSet,
    ThresholdsSet,
)
from protocol.facts.day import DayFact, DayOpened, DayRestored, NumbersContinued, StreamOpened
from protocol.facts.device import (
    DeviceAdopted,
    DeviceContinued,
    DeviceFact,
    DeviceGap,
    DeviceMet,
    DeviceRecord,
)
from protocol.facts.fields import json_of, to_data
from protocol.facts.opinion import (
    OpinionCalledBack,
    OpinionClosed,
    OpinionConcerns,
    OpinionFact,
    OpinionReopened,
    OpinionReplied,
    OpinionRouted,
    OpinionSubmitted,
)
from protocol.facts.printing import (
    PrintAsked,
    PrintConfirmed,
    PrintFailed,
    PrintingFact,
    PrintSeen,
    PrintUncertain,
)
from protocol.facts.rating import (
    RatingDefaulted,
    RatingFact,
    RatingGiven,
    RatingPrompted,
    RatingRefused,
    RatingTagged,
    RatingUnbound,
    TagsRefused,
    TagsUnbound,
)
from protocol.facts.recommendation import (
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationEntered,
    RecommendationFact,
    RecommendationGiven,
    RecommendationLapsed,
    RecommendationReplied,
)
from protocol.facts.request import RequestExpired, RequestFact, RequestRefused
from protocol.facts.review import ReviewCorrected, ReviewFact, ReviewJudged, ReviewSampled
from protocol.facts.score import ScoreAppealed, ScoreDecided, ScoreFact, ScoreFrozen
from protocol.facts.service import ServiceFact, ServiceFinished, ServiceStarted
from protocol.facts.slip import SlipAsked, SlipDone, SlipFact
from protocol.facts.ticket import (
    TicketBackEntered,
    TicketCalled,
    TicketCancelled,
    TicketCheckedIn,
    TicketFact,
    TicketHeld,
    TicketIssued,
    TicketNoShow,
    TicketRecalled,
    TicketReinstated,
    TicketResumed,
    TicketTransferred,
)
from protocol.facts.triage import ExitAnswered, TriageAnswered, TriageFact
from protocol.facts.window import (
    StaffLoggedIn,
    StaffLoggedOut,
    StaffSkilled,
    WindowClosed,
    WindowFact,
    WindowOpened,
    WindowPaused,
    WindowResumed,
)

Fact = (
    DayFact
    | DeviceFact
    | TicketFact
    | WindowFact
    | ServiceFact
    | RatingFact
    | CaseFact
    | OpinionFact
    | TriageFact
    | ReviewFact
    | RecommendationFact
    | ScoreFact
    | RequestFact
    | AlarmFact
    | BookingFact
    | CarriedFact
    | PrintingFact
    | SlipFact
    | CityFact
)

TYPES: dict[str, type[Fact]] = {kind.TYPE: kind for kind in Fact.__args__}


def from_data(type_name: str, data: dict[str, Any]) -> Fact:
    """Rebuild a fact that our own store wrote. Raises KeyError for an unknown type.

    What comes from the wire goes through `protocol.envelope`, which also checks the fields' types.
    """
    if not isinstance(data, dict):
        raise TypeError("the data of a fact are a mapping of its fields")
    whole: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
    }
    return TYPES[type_name](**whole)


__all__ = [
    "TYPES",
    "AlarmAcknowledged",
    "AlarmCleared",
    "AlarmEscalated",
    "AlarmRaised",
    "BookingCancelled",
    "BookingCarried",
    "BookingExpired",
    "BookingMade",
    "BookingUnblocked",
    "CaseAppealed",
    "CaseCalledBack",
    "CaseClosed",
    "CaseFixed",
    "CaseFollowUpRated",
    "CaseReviewed",
    "CaseVerified",
    "CreditSet",
    "DayOpened",
    "DayRestored",
    "DeviceAdopted",
    "DeviceContinued",
    "DeviceGap",
    "DeviceMet",
    "DeviceRecord",
    "ExitAnswered",
    "Fact",
    "FirmwareOffered",
    "HallClosedDays",
    "NoticesSet",
    "NumbersContinued",
    "OpinionCalledBack",
    "OpinionClosed",
    "OpinionConcerns",
    "OpinionReopened",
    "OpinionReplied",
    "OpinionRouted",
    "OpinionSubmitted",
    "PrintAsked",
    "PrintConfirmed",
    "PrintFailed",
    "PrintSeen",
    "PrintUncertain",
    "RatingDefaulted",
    "RatingGiven",
    "RatingPrompted",
    "RatingRefused",
    "RatingTagged",
    "RatingUnbound",
    "RecommendationAnswered",
    "RecommendationClosed",
    "RecommendationEntered",
    "RecommendationGiven",
    "RecommendationLapsed",
    "RecommendationReplied",
    "RequestExpired",
    "RequestRefused",
    "ReviewCorrected",
    "ReviewJudged",
    "ReviewSampled",
    "ScoreAppealed",
    "ScoreDecided",
    "ScoreFrozen",
    "ServiceFinished",
    "ServiceStarted",
    "SlipAsked",
    "SlipDone",
    "StaffLoggedIn",
    "StaffLoggedOut",
    "StaffSkilled",
    "StreamOpened",
    "TagsRefused",
    "TagsUnbound",
    "ThresholdsSet",
    "TicketBackEntered",
    "TicketCalled",
    "TicketCancelled",
    "TicketCarried",
    "TicketCheckedIn",
    "TicketHeld",
    "TicketIssued",
    "TicketNoShow",
    "TicketRecalled",
    "TicketReinstated",
    "TicketResumed",
    "TicketTransferred",
    "TriageAnswered",
    "WindowClosed",
    "WindowOpened",
    "WindowPaused",
    "WindowResumed",
    "from_data",
    "json_of",
    "to_data",
]
