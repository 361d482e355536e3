"""What holds for every history of cases, whoever takes which step when."""

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall.cases import RateFollowUp
from gateway.hall.fold import fold
from gateway.hall.reasons import Reason
from protocol.facts import (
    CaseAppealed,
    CaseCalledBack,
    CaseClosed,
    CaseFixed,
    CaseFollowUpRated,
    CaseReviewed,
    CaseVerified,
    Fact,
)
from tests.hall.case_steps import appeal, call, close, fix, review, ticket_of, verify
from tests.hall.people import LI, QIAN, WANG, ZHAO, PeopledHall

STEPS: dict[str, Any] = {
    "verify": lambda hall, case, by, yes: verify(hall, case, by, yes),
    "fix": lambda hall, case, by, yes: fix(hall, case, by),
    "call": lambda hall, case, by, yes: call(hall, case, by, yes),
    "appeal": lambda hall, case, by, yes: appeal(hall, case, by),
    "review": lambda hall, case, by, yes: review(hall, case, by, yes),
    "follow_up": lambda hall, case, by, yes: hall.ask(
        RateFollowUp(ticket=ticket_of(hall, case), level=4)
    ),
    "close": lambda hall, case, by, yes: close(hall, case, by),
    "wait": lambda hall, case, by, yes: hall.wait(6),
}
STEP = st.tuples(
    st.sampled_from(sorted(STEPS)),
    st.integers(0, 2),
    st.sampled_from([WANG, LI, ZHAO, QIAN]),
    st.booleans(),
)
FORWARD = ["verify", "fix", "call", "close"]
"""So that some histories come far."""

LETTER = {CaseFixed: "F", CaseCalledBack: "C", CaseFollowUpRated: "U", CaseClosed: "X"}
WHOLE_LIFE = re.compile(r"(?:Y(?:F(?:C[CU]*(?:XU*)?)?)?|N(?:C[CU]*(?:XU*)?)?)?")
"""Told apart from the table: confirmed and fixed, or not, then called, and only then closed."""


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(STEP, st.sampled_from(FORWARD)), max_size=40))
def test_no_case_ever_takes_a_step_that_its_life_forbids(steps: list[Any]):
    hall = PeopledHall().staffed()
    services = [hall.rated(1), hall.rated(2, "2"), hall.rated(3)]
    for step in steps:
        what, which, by, yes = (step, 0, QIAN, True) if isinstance(step, str) else step
        before = (hall.n, hall.state)
        answer = STEPS[what](hall, services[which], by, yes)
        if isinstance(answer, Reason):
            assert (hall.n, hall.state) == before
    assert fold(hall.stamped) == hall.state
    for service, clerk in zip(services, (WANG, LI, WANG), strict=True):
        of_it = [fact for _, fact, _ in hall.facts if getattr(fact, "case", None) == service]
        _check_life(of_it, clerk)
        if service == services[2]:
            assert not of_it


def _check_life(of_it: list[Fact], clerk: str) -> None:
    life, appeals, verifier = "", "", ""
    for fact in of_it:
        match fact:
            case CaseVerified(confirmed=confirmed, staff=verifier):
                assert verifier != clerk
                life += "Y" if confirmed else "N"
            case CaseAppealed(staff=staff):
                assert staff == clerk
                assert life
                appeals += "A"
            case CaseReviewed(staff=staff):
                assert staff not in (clerk, verifier)
                appeals += "R"
            case _:
                assert not (isinstance(fact, CaseClosed) and appeals == "A"), "an appeal waits"
                life += LETTER[type(fact)]
    assert WHOLE_LIFE.fullmatch(life), life
    assert life.count("U") <= 1
    assert appeals in ("", "A", "AR")
