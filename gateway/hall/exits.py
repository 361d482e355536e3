"""The question at the way out (离厅提问): why was it not done without coming? (17.4)"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gateway.hall import reasons
from gateway.hall.here import Here
from gateway.hall.nouns import Stage
from gateway.hall.reasons import Reason
from gateway.hall.reasons import triage as refusals
from gateway.hall.state import HallState
from gateway.hall.wish import TicketN
from protocol.facts import ExitAnswered
from protocol.facts.triage import OtherChannel, WhyNot
from protocol.stamp import Stamp

CHANNELS: Final[Mapping[OtherChannel, tuple[str, str]]] = {
    "online": ("网上或手机办理", "on the web or in the app"),
    "phone": ("电话咨询", "by phone"),
    "other": ("其他渠道", "another way"),
}

WHY: Final[Mapping[WhyNot, tuple[str, str]]] = {
    "not_known": ("不知道可以这样办", "I did not know of it"),
    "not_offered": ("那里办不了", "it cannot be done there"),
    "no_account": ("无法登录或认证", "I could not sign in"),
    "too_complicated": ("操作太复杂", "it is too complicated"),
    "tried_and_failed": ("试过，没办成", "I tried, in vain"),
    "paper_needed": ("需要纸质材料", "papers are needed"),
    "rather_a_person": ("更愿意当面办", "I would rather speak to somebody"),
    "other": ("其他原因", "another reason"),
}


@dataclass(frozen=True, kw_only=True)
class AnswerExit:
    """Say why it was not done in another way."""

    ticket: TicketN
    channel: OtherChannel
    reason: WhyNot


def decide_exit(here: Here, wish: AnswerExit) -> ExitAnswered | Reason:
    """Whoever was served today, once."""
    ticket = here.state.tickets.get(wish.ticket)
    if ticket is None:
        return reasons.NO_SUCH_TICKET
    if ticket.stage is not Stage.SERVED:
        return refusals.NOT_SERVED_YET
    if ticket.exit_answered:
        return refusals.EXIT_ANSWERED_ALREADY
    return ExitAnswered(wish.ticket, wish.channel, wish.reason)


def apply_exit(state: HallState, stamp: Stamp, fact: ExitAnswered) -> HallState:
    """It is said."""
    return state.with_ticket(fact.ticket, exit_answered=True)
