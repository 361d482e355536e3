"""The table from a wish's type to what decides about it, and to who may have it at all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from gateway.hall import (
    alarms,
    back_entries,
    blocks,
    bookings,
    calls,
    cards,
    cases,
    concerned,
    exits,
    numbers,
    opinions,
    papers,
    ratings,
    reasons,
    recommendations,
    reviews,
    scores,
    services,
    slips,
    tickets,
    triage,
    windows,
)
from gateway.hall.here import Duty, Here
from gateway.hall.reasons import Reason
from protocol.facts import Fact


@dataclass(frozen=True, slots=True)
class Rule:
    """What decides about one kind of wish."""

    decide: Callable[[Here, Any], Fact | Reason]
    duties: frozenset[Duty]
    """Whose it may be; what else it depends on, `decide` says."""


PUBLIC: Final = frozenset({Duty.BOARD, Duty.KIOSK, Duty.GUIDE, Duty.LEADER})
"""What people want for themselves, and what is done for them."""

GUIDES: Final = frozenset({Duty.CLERK, Duty.GUIDE, Duty.LEADER})
"""What is done for people who ask somebody of the hall."""

WINDOWS: Final = frozenset({Duty.BOARD, Duty.CLERK, Duty.LEADER})
"""What is done at a window."""

CLERKS: Final = frozenset({Duty.CLERK, Duty.LEADER})
"""What somebody does at a window under a name."""

LEADERS: Final = frozenset({Duty.LEADER})
"""What the duty leader settles."""

OWNERS: Final = frozenset({Duty.KIOSK})
"""What people do for themselves alone: the asker has checked the code on their ticket."""

ASKED: Final = frozenset({Duty.KIOSK, Duty.GUIDE, Duty.LEADER})
"""What people are asked, at a screen or by a guide."""

EVERYBODY: Final = GUIDES | OWNERS
"""What people write or print themselves, or what is entered or printed for them."""

FLOOR: Final = frozenset({Duty.GUIDE, Duty.LEADER})
"""Who looks after everybody who comes."""

UPKEEP: Final = frozenset({Duty.LEADER, Duty.TECHNICIAN, Duty.ADMINISTRATOR})
"""Who sees to boards and printers."""

AFTER_A_FAILURE: Final = frozenset({Duty.LEADER, Duty.ADMINISTRATOR})
"""What puts a hall back on its feet."""

HEADS: Final = frozenset({Duty.LEADER, Duty.ADMINISTRATOR})
"""Who writes recommendations into the register, those of the office above too."""

RULES: Final[dict[type[Any], Rule]] = {
    tickets.TakeTicket: Rule(tickets.decide_take, PUBLIC),
    tickets.CheckIn: Rule(tickets.decide_check_in, PUBLIC),
    tickets.CancelTicket: Rule(tickets.decide_cancel, PUBLIC),
    tickets.Reinstate: Rule(tickets.decide_reinstate, GUIDES),
    papers.ReprintTicket: Rule(papers.decide_reprint, GUIDES),
    papers.SeePaper: Rule(papers.decide_see, GUIDES),
    slips.PrintBooking: Rule(slips.decide_booking, EVERYBODY),
    slips.PrintChecklist: Rule(slips.decide_checklist, GUIDES),
    slips.PrintCard: Rule(slips.decide_card, GUIDES),
    slips.PrintBlankCards: Rule(slips.decide_blank_cards, FLOOR),
    slips.PrintStaffDay: Rule(slips.decide_staff_day, CLERKS),
    slips.PrintSelfTest: Rule(slips.decide_self_test, UPKEEP),
    slips.PrintLabel: Rule(slips.decide_label, UPKEEP),
    cards.RedeemCard: Rule(cards.decide_redeem, PUBLIC),
    calls.CallNext: Rule(calls.decide_next, WINDOWS),
    calls.CallThis: Rule(calls.decide_this, CLERKS),
    calls.Recall: Rule(calls.decide_recall, WINDOWS),
    calls.NoShow: Rule(calls.decide_no_show, WINDOWS),
    services.Start: Rule(services.decide_start, WINDOWS),
    services.Finish: Rule(services.decide_finish, WINDOWS),
    services.Hold: Rule(services.decide_hold, WINDOWS),
    services.ResumeTicket: Rule(services.decide_resume, WINDOWS),
    services.Transfer: Rule(services.decide_transfer, WINDOWS),
    ratings.RateByTicket: Rule(ratings.decide_by_ticket, OWNERS),
    ratings.TagByTicket: Rule(ratings.decide_tag_by_ticket, OWNERS),
    cases.VerifyCase: Rule(cases.decide_verify, LEADERS),
    cases.FixCase: Rule(cases.decide_fix, LEADERS),
    cases.CallBackCase: Rule(cases.decide_call_back, GUIDES),
    cases.AppealCase: Rule(cases.decide_appeal, GUIDES),
    cases.ReviewCase: Rule(cases.decide_review, LEADERS),
    cases.RateFollowUp: Rule(cases.decide_follow_up, OWNERS),
    cases.CloseCase: Rule(cases.decide_close, LEADERS),
    opinions.SubmitOpinion: Rule(opinions.decide_submit, EVERYBODY),
    opinions.RouteOpinion: Rule(opinions.decide_route, GUIDES),
    opinions.ReplyToOpinion: Rule(opinions.decide_reply, GUIDES),
    opinions.CallBackOpinion: Rule(opinions.decide_call_back, GUIDES),
    opinions.CloseOpinion: Rule(opinions.decide_close, GUIDES),
    opinions.ReopenOpinion: Rule(opinions.decide_reopen, GUIDES),
    concerned.NameConcerned: Rule(concerned.decide_concerned, GUIDES),
    triage.Triage: Rule(triage.decide_triage, ASKED),
    exits.AnswerExit: Rule(exits.decide_exit, ASKED),
    reviews.DrawSample: Rule(reviews.decide_draw, LEADERS),
    reviews.JudgeAccurate: Rule(reviews.decide_accurate, CLERKS),
    reviews.JudgeWrong: Rule(reviews.decide_wrong, CLERKS),
    reviews.CorrectVerdict: Rule(reviews.decide_correct, LEADERS),
    recommendations.GiveRecommendation: Rule(recommendations.decide_give, HEADS),
    recommendations.EnterRecommendation: Rule(recommendations.decide_enter, HEADS),
    recommendations.AnswerRecommendation: Rule(recommendations.decide_answer, LEADERS),
    recommendations.ReplyToRecommendation: Rule(recommendations.decide_reply, LEADERS),
    recommendations.CloseRecommendation: Rule(recommendations.decide_close, LEADERS),
    alarms.AcknowledgeAlarm: Rule(alarms.decide_acknowledge, alarms.SEE_SOME),
    scores.AppealScore: Rule(scores.decide_appeal, GUIDES),
    scores.DecideScore: Rule(scores.decide_decision, LEADERS),
    windows.LogIn: Rule(windows.decide_log_in, CLERKS),
    windows.LogOut: Rule(windows.decide_log_out, CLERKS),
    windows.OpenWindow: Rule(windows.decide_open, CLERKS),
    windows.PauseWindow: Rule(windows.decide_pause, WINDOWS),
    windows.ResumeWindow: Rule(windows.decide_resume, WINDOWS),
    windows.CloseWindow: Rule(windows.decide_close, CLERKS),
    windows.SetSkills: Rule(windows.decide_skills, LEADERS),
    bookings.MakeBooking: Rule(bookings.decide_make, PUBLIC),
    bookings.CancelBooking: Rule(bookings.decide_cancel, PUBLIC),
    bookings.ArriveBooked: Rule(bookings.decide_arrive, PUBLIC),
    blocks.Unblock: Rule(blocks.decide_unblock, GUIDES),
    back_entries.BackEntry: Rule(back_entries.decide_back_entry, GUIDES),
    numbers.ContinueNumbers: Rule(numbers.decide_continue, AFTER_A_FAILURE),
}


def decide(here: Here, wish: Any) -> Fact | Reason:
    """The one fact that follows from the wish, or why none does."""
    rule = RULES[type(wish)]
    return rule.decide(here, wish) if here.by.duty in rule.duties else reasons.NOT_YOUR_DUTY
