"""What a client is told where the hall says no."""

from http import HTTPStatus
from typing import Final

from gateway.hall import reasons
from gateway.hall.reasons import Reason
from gateway.web.problem import Problem

FORBIDDEN: Final = (
    reasons.NOT_YOUR_DUTY,
    reasons.NOT_YOUR_WINDOW,
    reasons.NOT_YOURS_TO_SAY,
    reasons.NOT_YOURS_TO_ENTER,
    reasons.NOT_A_PERSON,
    reasons.ONLY_BY_CODE,
    reasons.ONLY_BY_STAFF,
    reasons.NOT_AS_OWNER,
    reasons.alarm.NOT_YOUR_ALARM,
    reasons.case.SIGN_IN_FIRST,
    reasons.case.YOUR_OWN_CASE,
    reasons.case.YOUR_OWN_CALL,
    reasons.case.NOT_YOUR_CASE,
    reasons.case.VERIFIED_BY_YOU,
    reasons.opinion.NOT_YOUR_CHANNEL,
    reasons.opinion.NOT_YOUR_OPINION,
    reasons.opinion.ABOUT_YOU,
    reasons.review.YOUR_OWN_SERVICE,
    reasons.recommendation.YOUR_OWN_ANSWER,
    reasons.score.NOT_YOUR_SCORE,
    reasons.score.YOUR_OWN_SCORE,
    reasons.slip.NOT_YOUR_SERVICE,
    reasons.slip.NOT_YOUR_DAY,
)
"""Reasons that lie in whoever asks: HTTP 403."""


def refusal(reason: Reason) -> Problem:
    """A reason of the hall as a problem: who may not, what is not there, what cannot be now."""
    if reason in FORBIDDEN:
        status = HTTPStatus.FORBIDDEN
    elif reason.code.startswith("no_such_"):
        status = HTTPStatus.NOT_FOUND
    else:
        status = HTTPStatus.CONFLICT
    told = {"code": reason.code, "zh": reason.zh, "en": reason.en}
    if reason.about:
        told["about"] = reason.about
    return Problem(status, f"{reason.zh} {reason.en}", more=told)


def only_by_code(path: str) -> Problem:
    """A kiosk serves whoever stands before it, and cannot say whose an n is: n are counted up, and
    anybody can guess them. The code cannot be guessed. path: where it is asked by the code."""
    told = refusal(reasons.ONLY_BY_CODE)
    return Problem(told.status, f"{told.detail} {path}", more={**told.more, "path": path})
