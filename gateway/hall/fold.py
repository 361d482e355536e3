"""The table from a fact's type to what it changes."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from gateway.hall import (
    alarms,
    back_entries,
    blocks,
    booking_life,
    calls,
    carried,
    case_life,
    city,
    closings,
    concerned,
    day,
    exits,
    numbers,
    opinion_life,
    papers,
    places,
    ratings,
    recommendation_life,
    requests,
    reviews,
    scores,
    services,
    slips,
    tickets,
    triage,
    windows,
)
from gateway.hall.state import EMPTY, HallState
from protocol import facts
from protocol.stamp import Stamp

_APPLY: Final[dict[type[facts.Fact], Callable[[HallState, Stamp, Any], HallState]]] = {
    facts.DayOpened: day.apply_opened,
    facts.NumbersContinued: numbers.apply_continued,
    facts.TicketIssued: tickets.apply_issued,
    facts.TicketCheckedIn: tickets.apply_checked_in,
    facts.TicketCancelled: tickets.apply_cancelled,
    facts.TicketReinstated: tickets.apply_reinstated,
    facts.TicketCalled: calls.apply_called,
    facts.TicketRecalled: calls.apply_recalled,
    facts.TicketNoShow: calls.apply_no_show,
    facts.TicketTransferred: services.apply_transferred,
    facts.TicketHeld: services.apply_held,
    facts.TicketResumed: services.apply_resumed,
    facts.ServiceStarted: services.apply_started,
    facts.ServiceFinished: services.apply_finished,
    facts.TicketBackEntered: back_entries.apply_back_entered,
    facts.PrintConfirmed: papers.apply_there,
    facts.PrintUncertain: papers.apply_uncertain,
    facts.PrintFailed: papers.apply_failed,
    facts.PrintAsked: papers.apply_asked,
    facts.PrintSeen: papers.apply_there,
    facts.SlipAsked: slips.apply_asked,
    facts.SlipDone: slips.apply_done,
    facts.StaffLoggedIn: windows.apply_logged_in,
    facts.StaffLoggedOut: windows.apply_logged_out,
    facts.StaffSkilled: windows.apply_skilled,
    facts.WindowOpened: windows.apply_opened,
    facts.WindowPaused: windows.apply_paused,
    facts.WindowResumed: windows.apply_resumed,
    facts.WindowClosed: windows.apply_closed,
    facts.RatingPrompted: ratings.apply_prompted,
    facts.RatingGiven: ratings.apply_given,
    facts.RatingTagged: ratings.apply_tagged,
    facts.RatingDefaulted: ratings.apply_defaulted,
    facts.CaseVerified: case_life.apply_verified,
    facts.CaseFixed: case_life.apply_fixed,
    facts.CaseCalledBack: case_life.apply_called_back,
    facts.CaseAppealed: case_life.apply_appealed,
    facts.CaseReviewed: case_life.apply_reviewed,
    facts.CaseFollowUpRated: case_life.apply_follow_up_rated,
    facts.CaseClosed: case_life.apply_closed,
    facts.OpinionSubmitted: opinion_life.apply_submitted,
    facts.OpinionRouted: opinion_life.apply_routed,
    facts.OpinionReplied: opinion_life.apply_replied,
    facts.OpinionCalledBack: opinion_life.apply_called_back,
    facts.OpinionClosed: opinion_life.apply_closed,
    facts.OpinionReopened: opinion_life.apply_reopened,
    facts.OpinionConcerns: concerned.apply_concerns,
    facts.TriageAnswered: triage.apply_answered,
    facts.ExitAnswered: exits.apply_exit,
    facts.ReviewSampled: reviews.apply_sampled,
    facts.ReviewJudged: reviews.apply_judged,
    facts.ReviewCorrected: reviews.apply_corrected,
    facts.RecommendationGiven: recommendation_life.apply_given,
    facts.RecommendationEntered: recommendation_life.apply_entered,
    facts.RecommendationAnswered: recommendation_life.apply_answered,
    facts.RecommendationReplied: recommendation_life.apply_replied,
    facts.RecommendationClosed: recommendation_life.apply_closed,
    facts.RecommendationLapsed: recommendation_life.apply_lapsed,
    facts.AlarmRaised: alarms.apply_raised,
    facts.AlarmEscalated: alarms.apply_escalated,
    facts.AlarmAcknowledged: alarms.apply_acknowledged,
    facts.AlarmCleared: alarms.apply_cleared,
    facts.ScoreFrozen: scores.apply_frozen,
    facts.ScoreAppealed: scores.apply_appealed,
    facts.ScoreDecided: scores.apply_decided,
    facts.DeviceAdopted: places.apply_adopted,
    facts.BookingMade: booking_life.apply_made,
    facts.BookingCancelled: booking_life.apply_cancelled,
    facts.BookingExpired: booking_life.apply_expired,
    facts.BookingUnblocked: blocks.apply_unblocked,
    facts.TicketCarried: carried.apply_ticket,
    facts.BookingCarried: carried.apply_booking,
    facts.DayRestored: carried.apply_restored,
    facts.HallClosedDays: closings.apply_closed_days,
    facts.NoticesSet: city.apply_notices,
    facts.ThresholdsSet: city.apply_thresholds,
    facts.CreditSet: city.apply_credit,
    facts.FirmwareOffered: city.apply_offered,
    facts.RequestExpired: requests.apply_expired,
    facts.RequestRefused: requests.apply_refused,
}

MOVING: Final = frozenset(kind.TYPE for kind in _APPLY)
"""Types that change the state. The others are kept, printed from and forwarded, but not folded."""


def apply(state: HallState, stamp: Stamp, fact: facts.Fact) -> HallState:
    """The state after a fact that stands there."""
    change = _APPLY.get(type(fact))
    return change(state, stamp, fact) if change else state


def fold(stamped: Iterable[tuple[Stamp, facts.Fact]], state: HallState = EMPTY) -> HallState:
    """The state after all of these facts, given in the order of n."""
    for stamp, fact in stamped:
        state = apply(state, stamp, fact)
    return state
