"""The table of ways: where each wish of the hall is asked for over HTTP. All are POST."""

from dataclasses import dataclass
from typing import Any, Final

from gateway.codes import Kind
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
    recommendations,
    reviews,
    scores,
    services,
    slips,
    tickets,
    triage,
    windows,
)


@dataclass(frozen=True)
class Way:
    """One of them. A name in braces is a field of the wish; the others come in the body."""

    path: str
    wish: type[Any]
    summary: str
    keyed: bool = False
    """It needs an Idempotency-Key: asked twice, it would be done twice."""
    personal: bool = False
    """It may name the taxpayer by a keyed hash, `subject`."""
    of_owner: Kind | None = None
    """Whoever has the code of this ticket, booking or opinion may wish it too, by a path of its own
    and without signing in; nobody of the hall may by that path. A kiosk may by that path alone."""
    in_hall: bool = False
    """With `of_owner`: it says that the owner stands in the hall, which no code can say. So that
    path too is for somebody who says who that is: a kiosk, which has read the code."""


PREFIX: Final = "/api/v1"

_TICKET: Final = "/tickets/{ticket}"
_WINDOW: Final = "/windows/{window}"
_BOOKING: Final = "/bookings/{booking}"
_SERVICE: Final = "/services/{service}"
_CASE: Final = "/cases/{case}"
_OPINION: Final = "/opinions/{opinion}"
_REVIEW: Final = "/reviews/{service}"
_RECOMMENDATION: Final = "/recommendations/{recommendation}"

WAYS: Final = (
    Way("/tickets", tickets.TakeTicket, "Take a number.", keyed=True, personal=True),
    Way(
        f"{_TICKET}/check-in",
        tickets.CheckIn,
        "Say that the owner is in the hall.",
        of_owner="ticket",
        in_hall=True,
    ),
    Way(
        f"{_TICKET}/cancel",
        tickets.CancelTicket,
        "Give a number back before it is called.",
        of_owner="ticket",
    ),
    Way(f"{_TICKET}/reprint", papers.ReprintTicket, "Print the paper of a number once more."),
    Way(f"{_TICKET}/paper-seen", papers.SeePaper, "Say that the person holds the paper."),
    Way(
        f"{_BOOKING}/slip",
        slips.PrintBooking,
        "Print the slip of a booking.",
        of_owner="booking",
        in_hall=True,
    ),
    Way(f"{_SERVICE}/checklist", slips.PrintChecklist, "Print what is to be brought."),
    Way(f"{_SERVICE}/card", slips.PrintCard, "Print the second-priority card of a service."),
    Way("/blank-cards", slips.PrintBlankCards, "Print cards to be filled in by hand."),
    Way("/staff-days", slips.PrintStaffDay, "Print the counts of one person's day."),
    Way("/self-tests", slips.PrintSelfTest, "Print the test page of a printer."),
    Way("/boards/{board}/label", slips.PrintLabel, "Print the label of a board."),
    Way(f"{_TICKET}/reinstate", tickets.Reinstate, "Let a missed number wait again."),
    Way(f"{_WINDOW}/call-next", calls.CallNext, "Call whoever is next."),
    Way(f"{_WINDOW}/call", calls.CallThis, "Call one ticket out of turn, and say why."),
    Way(f"{_WINDOW}/recall", calls.Recall, "Call the same number once more."),
    Way(f"{_WINDOW}/no-show", calls.NoShow, "Say that the called person does not come."),
    Way(f"{_WINDOW}/start", services.Start, "Say that the called person is here."),
    Way(f"{_WINDOW}/finish", services.Finish, "End the service, with what it was about."),
    Way(f"{_WINDOW}/hold", services.Hold, "Let the service rest until the person is back."),
    Way(f"{_WINDOW}/resume-ticket", services.ResumeTicket, "Go on with a held service here."),
    Way(f"{_WINDOW}/transfer", services.Transfer, "Send the person on, seniority kept."),
    Way(f"{_WINDOW}/log-in", windows.LogIn, "Sit down at a window."),
    Way(f"{_WINDOW}/log-out", windows.LogOut, "Leave the window, which closes."),
    Way(f"{_WINDOW}/open", windows.OpenWindow, "Serve from now on."),
    Way(f"{_WINDOW}/pause", windows.PauseWindow, "Call nobody for a while, and say why."),
    Way(f"{_WINDOW}/resume", windows.ResumeWindow, "Call again."),
    Way(f"{_WINDOW}/close", windows.CloseWindow, "Serve no more today."),
    Way("/staff/{staff}/skills", windows.SetSkills, "Say what somebody may serve."),
    Way(
        f"{_TICKET}/rating",
        ratings.RateByTicket,
        "Rate the service of a ticket.",
        of_owner="ticket",
    ),
    Way(
        f"{_TICKET}/rating-reasons",
        ratings.TagByTicket,
        "Say what a bad rating is about.",
        of_owner="ticket",
    ),
    Way(
        f"{_TICKET}/exit-answer",
        exits.AnswerExit,
        "Say why it was not done without coming.",
        of_owner="ticket",
    ),
    Way(
        f"{_TICKET}/redeem-card",
        cards.RedeemCard,
        "Come again with a second-priority card.",
        personal=True,
        of_owner="ticket",
        in_hall=True,
    ),
    Way(
        "/back-entries",
        back_entries.BackEntry,
        "Enter a number that was written by hand while the system stood.",
    ),
    Way(
        "/numbers",
        numbers.ContinueNumbers,
        "Go on after a number that was given out before this store knew of the day.",
    ),
    Way("/bookings", bookings.MakeBooking, "Hold a place of a slot.", keyed=True, personal=True),
    Way(
        f"{_BOOKING}/cancel",
        bookings.CancelBooking,
        "Give a booked place back.",
        of_owner="booking",
    ),
    Way(
        f"{_BOOKING}/arrive",
        bookings.ArriveBooked,
        "Take the number of a booking, in the hall.",
        personal=True,
        of_owner="booking",
        in_hall=True,
    ),
    Way(
        "/bookings/unblock",
        blocks.Unblock,
        "Let somebody book again whose document was seen.",
        personal=True,
    ),
    Way(f"{_CASE}/verify", cases.VerifyCase, "Say what was found out about a bad rating."),
    Way(f"{_CASE}/fix", cases.FixCase, "Say what was put right."),
    Way(f"{_CASE}/call-back", cases.CallBackCase, "Say how the call went.", keyed=True),
    Way(f"{_CASE}/appeal", cases.AppealCase, "Say, as the rated clerk, why it should not count."),
    Way(f"{_CASE}/review", cases.ReviewCase, "Decide upon the appeal."),
    Way(
        f"{_TICKET}/follow-up-rating",
        cases.RateFollowUp,
        "Rate how a bad rating was handled.",
        of_owner="ticket",
    ),
    Way(f"{_CASE}/close", cases.CloseCase, "Close a case."),
    Way(
        "/opinions",
        opinions.SubmitOpinion,
        "Write into the comment book.",
        keyed=True,
        personal=True,
    ),
    Way(f"{_OPINION}/route", opinions.RouteOpinion, "Give an opinion to a desk or a person."),
    Way(f"{_OPINION}/reply", opinions.ReplyToOpinion, "Answer an opinion."),
    Way(f"{_OPINION}/call-back", opinions.CallBackOpinion, "Say how the call went.", keyed=True),
    Way(f"{_OPINION}/close", opinions.CloseOpinion, "Close an opinion."),
    Way(f"{_OPINION}/reopen", opinions.ReopenOpinion, "Open it again, and say why."),
    Way(f"{_OPINION}/concerns", concerned.NameConcerned, "Say whom of the hall it is about."),
    Way("/alarms/{alarm}/acknowledge", alarms.AcknowledgeAlarm, "Say that an alarm was seen."),
    Way("/triages", triage.Triage, "Answer the hall's questions before a number.", keyed=True),
    Way("/days/{day}/review-sample", reviews.DrawSample, "Draw the services to be looked at."),
    Way(f"{_REVIEW}/accurate", reviews.JudgeAccurate, "Say that a service was done right."),
    Way(f"{_REVIEW}/wrong", reviews.JudgeWrong, "Say what was wrong with a service."),
    Way(f"{_REVIEW}/correct", reviews.CorrectVerdict, "Correct a verdict, and say why."),
    Way(
        "/recommendations",
        recommendations.GiveRecommendation,
        "Recommend something to the hall.",
        keyed=True,
    ),
    Way(
        "/recommendations-from-paper",
        recommendations.EnterRecommendation,
        "Write one of before down, with what had become of it.",
        keyed=True,
    ),
    Way(
        f"{_RECOMMENDATION}/answer",
        recommendations.AnswerRecommendation,
        "Answer it, and say what will be done by when.",
        keyed=True,
    ),
    Way(
        f"{_RECOMMENDATION}/reply",
        recommendations.ReplyToRecommendation,
        "Say, as the reviewer, what was taken up.",
        keyed=True,
    ),
    Way(
        f"{_RECOMMENDATION}/close",
        recommendations.CloseRecommendation,
        "Say that nothing more is to be done, and how it was done.",
    ),
    Way(
        "/score-appeals",
        scores.AppealScore,
        "Say, as the person scored, why a fact should not count.",
    ),
    Way(
        "/score-appeals/{appeal}/decide",
        scores.DecideScore,
        "Decide upon an appeal against a score.",
    ),
)
