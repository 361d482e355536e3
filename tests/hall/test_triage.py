"""Triage before the ticket, and the question at the way out."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall import exits, reasons, wishes
from gateway.hall.calls import CallNext
from gateway.hall.exits import AnswerExit
from gateway.hall.fold import fold
from gateway.hall.here import Actor, Duty, Here
from gateway.hall.plan import PlanError
from gateway.hall.quality import Quality
from gateway.hall.questions import MOST_QUESTIONS_IN_A_ROW, Answer, Question
from gateway.hall.reasons import Reason
from gateway.hall.reasons import triage as refusals
from gateway.hall.services import Finish, Start, Transfer
from gateway.hall.tickets import TakeTicket
from gateway.hall.triage import Triage
from insight.book import Book
from insight.channels import why_not
from insight.kept import whole
from insight.scope import HALL
from insight.tally import Tally
from insight.triage import TriageFigures, figures
from protocol.facts import ExitAnswered, TicketIssued, TriageAnswered
from tests.hall.hall import PLAN
from tests.hall.people import LI, WANG, ZHAO, PeopledHall
from tests.insight.histories import entries_of

TREE = (
    Question(
        "what",
        "您要办什么?",
        answers=(
            Answer("invoice", "发票", question="new"),
            Answer("declare", "申报", business="B"),
            Answer("social", "社保", advice="other_office", text="请到社保厅"),
        ),
    ),
    Question(
        "new",
        "首次领用吗?",
        answers=(
            Answer("yes", "是", business="A"),
            Answer("no", "否", advice="online", text="电子税务局可办"),
        ),
    ),
)
ASKING = replace(PLAN, quality=Quality(questions=TREE))


@pytest.fixture
def hall() -> PeopledHall:
    return PeopledHall(ASKING).staffed()


def test_answers_lead_to_a_business_and_the_ticket_names_them(hall: PeopledHall):
    answered = hall.ask(Triage(path=("invoice", "yes"), took_s=12))
    triage = hall.n
    assert answered == TriageAnswered(("invoice", "yes"), "A", None, "kiosk", took_s=12)
    issued = hall.ask(TakeTicket(business="A", triage=triage))
    assert isinstance(issued, TicketIssued)
    assert issued.triage == triage
    again = hall.ask(TakeTicket(business="A", triage=triage))
    assert again is refusals.NO_SUCH_TRIAGE, "one number for one triage"


@pytest.mark.parametrize(
    ("path", "advice"), [(("invoice", "no"), "online"), (("social",), "other_office")]
)
def test_an_advice_saves_a_number(hall: PeopledHall, path: tuple[str, ...], advice: Any):
    answered = hall.ask(Triage(path=path, phone=True))
    assert answered == TriageAnswered(path, None, advice, "phone")
    taken = hall.ask(TakeTicket(business="A", triage=hall.n))
    assert taken is refusals.NO_SUCH_TRIAGE


def test_a_guide_asks_for_somebody(hall: PeopledHall):
    answered = hall.ask(Triage(path=("declare",)), ZHAO)
    assert answered == TriageAnswered(("declare",), "B", None, "guide", ZHAO)
    assert hall.ask(Triage(path=("declare",)), Duty.BOARD) is reasons.NOT_YOUR_DUTY


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (("invoice",), refusals.NOT_ANSWERED_YET),
        (("tea",), refusals.NO_SUCH_ANSWER),
        (("invoice", "declare"), refusals.NO_SUCH_ANSWER),
        (("declare", "yes"), refusals.NO_SUCH_ANSWER),
    ],
)
def test_answers_that_lead_nowhere_are_refused(hall: PeopledHall, path: Any, reason: Reason):
    assert hall.ask(Triage(path=path)) is reason


def test_a_hall_without_questions_asks_none():
    assert PeopledHall().staffed().ask(Triage(path=("a",))) is refusals.NO_SUCH_ANSWER


def test_a_ticket_for_another_business_does_not_name_the_triage(hall: PeopledHall):
    hall.ask(Triage(path=("invoice", "yes")))
    wish = TakeTicket(business="B", triage=hall.n)
    assert hall.ask(wish) is refusals.TRIAGE_SAYS_OTHERWISE
    assert isinstance(hall.ask(replace(wish, triage=None)), TicketIssued)


def want(hall: PeopledHall, by: Actor, wish: Any) -> Any:
    outcome = wishes.decide(Here(hall.plan, hall.state, hall.now, by), wish)
    if not isinstance(outcome, Reason):
        hall.add(outcome)
    return outcome


@pytest.mark.parametrize("path", [("declare",), ("invoice", "yes")])
def test_no_kiosk_uses_up_what_another_one_asked(hall: PeopledHall, path: tuple[str, ...]):
    door, hallway = (Actor(Duty.KIOSK, program=name) for name in ("door", "hallway"))
    assert want(hall, door, Triage(path=path)).program == "door"
    triage = hall.n
    for business in "AB":
        wish = TakeTicket(business=business, triage=triage)
        assert want(hall, hallway, wish) is refusals.NO_SUCH_TRIAGE
    right = TakeTicket(business="B" if path == ("declare",) else "A", triage=triage)
    assert want(hall, door, right).triage == triage


def test_a_guide_gives_the_number_of_what_a_kiosk_asked_and_no_kiosk_of_what_a_guide_asked(
    hall: PeopledHall,
):
    door, guide = Actor(Duty.KIOSK, program="door"), Actor(Duty.GUIDE, "guide-1")
    want(hall, door, Triage(path=("declare",)))
    asked = hall.n
    assert want(hall, guide, TakeTicket(business="B", triage=asked)).triage == asked
    want(hall, guide, Triage(path=("declare",)))
    wish = TakeTicket(business="B", triage=hall.n)
    assert want(hall, door, wish) is refusals.NO_SUCH_TRIAGE
    assert want(hall, guide, wish).triage == wish.triage


def test_the_answers_of_yesterday_lead_to_no_number(hall: PeopledHall):
    hall.ask(Triage(path=("declare",)))
    triage = hall.n
    hall.next_day()
    assert hall.ask(TakeTicket(business="B", triage=triage)) is refusals.NO_SUCH_TRIAGE
    assert not hall.state.triages


def leaf(code: str, **to: Any) -> Answer:
    return Answer(code, "甲", **to)


def chain(length: int) -> tuple[Question, ...]:
    last = Question(f"q{length}", "?", answers=(leaf("a", business="A"),))
    return (
        *(
            Question(f"q{i}", "?", answers=(leaf("a", question=f"q{i + 1}"),))
            for i in range(1, length)
        ),
        last,
    )


@pytest.mark.parametrize(
    ("questions", "sentence"),
    [
        ((Question("a", "?", answers=(leaf("x", question="a"),)),), "comes back to itself"),
        (
            (
                Question("a", "?", answers=(leaf("x", business="A"), leaf("y", question="b"))),
                Question("b", "?", answers=(leaf("x", question="c"),)),
                Question("c", "?", answers=(leaf("x", question="b"),)),
            ),
            "Question b comes back",
        ),
        ((*chain(1), Question("b", "?", answers=(leaf("x", business="A"),))), "never asked"),
        (chain(MOST_QUESTIONS_IN_A_ROW + 1), "number 6 in a row"),
        ((Question("a", "?"),), "needs answers"),
        ((Question("a", "?", answers=(leaf("x", business="A"),) * 2),), "its own code"),
        (chain(1) * 2, "Two .* have one code"),
        ((Question("a", "?", answers=(leaf("x"),)),), "one thing"),
        ((Question("a", "?", answers=(leaf("x", business="A", question="a"),)),), "one thing"),
        ((Question("a", "?", answers=(leaf("x", business="Z"),)),), "business Z, which is not"),
        ((Question("a", "?", answers=(leaf("x", question="z"),)),), "question z, which is not"),
        ((Question("a", "?", answers=(leaf("x", advice="online"),)),), "needs a text"),
        ((Question("a", "?", answers=(leaf("x", business="A", text="?"),)),), "none without"),
    ],
)
def test_a_tree_that_cannot_be_walked_is_refused(questions: Any, sentence: str):
    with pytest.raises(PlanError, match=sentence):
        replace(PLAN, quality=Quality(questions=questions))


def test_five_questions_in_a_row_are_asked():
    assert replace(PLAN, quality=Quality(questions=chain(MOST_QUESTIONS_IN_A_ROW)))


def finish(hall: PeopledHall, window: str, staff: str) -> None:
    hall.ask(CallNext(window=window), staff)
    hall.ask(Start(window=window), staff)
    hall.ask(Finish(window=window), staff)


def triaged(hall: PeopledHall) -> int:
    hall.ask(Triage(path=("declare",)))
    hall.ask(TakeTicket(business="B", triage=hall.n))
    return hall.n


def test_the_exit_question_is_asked_once_of_who_was_served(hall: PeopledHall):
    ticket = triaged(hall)
    wish = AnswerExit(ticket=ticket, channel="online", reason="no_account")
    assert hall.ask(wish) is refusals.NOT_SERVED_YET
    finish(hall, "1", WANG)
    assert hall.ask(wish) == ExitAnswered(ticket, "online", "no_account")
    assert hall.ask(wish) is refusals.EXIT_ANSWERED_ALREADY
    assert hall.ask(replace(wish, ticket=4000)) is reasons.NO_SUCH_TICKET


def test_every_reason_and_way_has_words():
    assert all(zh and en for zh, en in (*exits.WHY.values(), *exits.CHANNELS.values()))


def test_a_triage_is_right_when_its_ticket_is_served_and_wrong_when_sent_on(hall: PeopledHall):
    triaged(hall)
    finish(hall, "1", WANG)
    triaged(hall)
    hall.ask(CallNext(window="1"), WANG)
    hall.ask(Start(window="1"), WANG)
    hall.ask(Transfer(window="1", business="B", to="2", misrouted=True), WANG)
    finish(hall, "2", LI)
    triaged(hall)
    hall.take(0)
    hall.ask(Triage(path=("social",)))
    told = figures(fact for _, fact, _ in hall.facts)
    assert (told.answered, told.ends) == (4, {"business": 3, "other_office": 1})
    tally = hall_tally(hall)
    assert (tally["triaged"], tally["first_match"], tally["triaged_wrong"]) == (3, 1, 1)


def test_the_time_that_the_questions_took_is_of_those_that_told_it(hall: PeopledHall):
    for took_s in (20, None, 40):
        hall.ask(Triage(path=("declare",), took_s=took_s))
    told = figures(fact for _, fact, _ in hall.facts)
    assert (told.answered, told.timed, told.median_s, told.p90_s) == (3, 2, 30, 40)
    assert figures([]) == TriageFigures()


def hall_tally(hall: PeopledHall) -> Tally:
    book = Book(ZoneInfo("Asia/Shanghai"))
    book.take(entries_of(hall))
    return whole(book.rollup).get(HALL, Tally())


STEP = st.tuples(
    st.sampled_from(["declare", "invoice", "call", "finish", "misrouted", "next", "exit", "day"]),
    st.integers(0, 60),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(STEP, max_size=40), st.randoms(use_true_random=False))
def test_whatever_happens_the_figures_are_those_of_a_recount(steps: list[Any], dice: Any):
    hall = PeopledHall(ASKING).staffed()
    for what, n in steps:
        match what:
            case "declare" | "invoice":
                path, business = (
                    (("declare",), "B") if what == "declare" else (("invoice", "yes"), "A")
                )
                hall.ask(Triage(path=path))
                hall.ask(TakeTicket(business=business, triage=hall.n if n % 3 else None))
            case "call":
                hall.ask(CallNext(window="1"), WANG)
                hall.ask(Start(window="1"), WANG)
            case "finish":
                hall.ask(Finish(window="1"), WANG)
            case "misrouted" | "next":
                sent_on = Transfer(
                    window="1", business="B", finished=what == "next", misrouted=what == "misrouted"
                )
                hall.ask(sent_on, WANG)
            case "exit":
                hall.ask(AnswerExit(ticket=n + 1, channel="phone", reason="other"))
            case "day":
                hall.next_day()
    told = [(n, fact) for n, fact, _ in hall.facts]
    named = [fact.triage for _, fact in told if isinstance(fact, TicketIssued) if fact.triage]
    tally = hall_tally(hall)
    assert len(set(named)) == len(named) == tally["triaged"]
    assert tally["first_match"] + tally["triaged_wrong"] <= tally["triaged"]
    asked = [fact.ticket for _, fact in told if isinstance(fact, ExitAnswered)]
    stamped = [(stamp, fact) for stamp, fact in hall.stamped]
    assert len(set(asked)) == len(asked) == sum(why_not(stamped).values())
    dice.shuffle(stamped)
    assert sum(why_not(stamped).values()) == len(asked)
    assert fold(hall.stamped) == hall.state
