"""The steps of a case, each by whom it is usually taken."""

from gateway.hall.cases import (
    AppealCase,
    CallBackCase,
    CloseCase,
    FixCase,
    ReviewCase,
    VerifyCase,
)
from gateway.hall.quality import CaseRules
from gateway.hall.reasons import Reason
from protocol.facts import Fact
from tests.hall.people import LI, QIAN, WANG, ZHAO, PeopledHall

RULES = CaseRules()


def ticket_of(hall: PeopledHall, service: int) -> int:
    """Whose code its owner has."""
    return hall.state.services[service].ticket


def verify(hall: PeopledHall, case: int, by: str = ZHAO, confirmed: bool = True) -> Fact | Reason:
    return hall.ask(VerifyCase(case=case, confirmed=confirmed, words="查"), by)


def fix(hall: PeopledHall, case: int, by: str = ZHAO) -> Fact | Reason:
    return hall.ask(FixCase(case=case, words="改"), by)


def call(hall: PeopledHall, case: int, by: str = LI, reached: bool = False) -> Fact | Reason:
    return hall.ask(CallBackCase(case=case, reached=reached, words="访"), by)


def appeal(hall: PeopledHall, case: int, by: str = WANG) -> Fact | Reason:
    return hall.ask(AppealCase(case=case, words="诉"), by)


def review(hall: PeopledHall, case: int, by: str = QIAN, upheld: bool = True) -> Fact | Reason:
    return hall.ask(ReviewCase(case=case, upheld=upheld, words="核"), by)


def close(hall: PeopledHall, case: int, by: str = ZHAO) -> Fact | Reason:
    return hall.ask(CloseCase(case=case), by)


def settle(hall: PeopledHall, case: int) -> None:
    verify(hall, case)
    fix(hall, case)
    call(hall, case)
    close(hall, case)
