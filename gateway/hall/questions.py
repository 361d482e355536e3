"""The hall's questions before the ticket (导税分流): a short tree, as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from protocol.facts.triage import Advice

MOST_QUESTIONS_IN_A_ROW: Final = 5
"""A person at a screen answers no more than so many."""


@dataclass(frozen=True)
class Answer:
    """A choice. It leads to one thing: a question, a business or an advice."""

    code: str
    zh: str
    en: str = ""
    question: str = ""
    business: str = ""
    advice: Advice | None = None
    text: str = ""
    """What is advised: where to go, or what to do online."""
    text_en: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked, and its answers."""

    code: str
    zh: str
    en: str = ""
    answers: tuple[Answer, ...] = ()

    def answer(self, code: str) -> Answer | None:
        """The answer with this code, None if there is none."""
        return next((answer for answer in self.answers if answer.code == code), None)


def fault_of(questions: Sequence[Question], businesses: frozenset[str]) -> str | None:
    """What is wrong with the tree, in a sentence; None: nothing. The first question is its root."""
    tree = {question.code: question for question in questions}
    if len(tree) < len(questions):
        return "Two [[question]] tables have one code; give each its own."
    for question in questions:
        codes = [answer.code for answer in question.answers]
        if not codes or len(set(codes)) < len(codes):
            return f"Question {question.code} needs answers, each with its own code."
        for answer in question.answers:
            wrong = _fault_of_answer(answer, tree, businesses)
            if wrong:
                return f"Answer {answer.code} of question {question.code} {wrong}"
    walk = _Walk(tree)
    if questions:
        walk.down(questions[0].code, ())
    if walk.fault is None and walk.seen < set(tree):
        lost = next(code for code in tree if code not in walk.seen)
        return f"Question {lost} is never asked; let an answer lead to it, or remove it."
    return walk.fault


def _fault_of_answer(
    answer: Answer, tree: Mapping[str, Question], businesses: frozenset[str]
) -> str | None:
    if sum(map(bool, (answer.question, answer.business, answer.advice))) != 1:
        return "must lead to one thing: a question, a business or an advice."
    if answer.question and answer.question not in tree:
        return f"leads to question {answer.question}, which is not there."
    if answer.business and answer.business not in businesses:
        return f"leads to business {answer.business}, which is not there."
    if bool(answer.advice) != bool(answer.text):
        return "needs a text with an advice, and none without."
    return None


@dataclass
class _Walk:
    """Down every way through the tree, until something is wrong."""

    tree: Mapping[str, Question]
    seen: set[str] = field(default_factory=set)
    fault: str | None = None

    def down(self, code: str, above: tuple[str, ...]) -> None:
        self.seen.add(code)
        if code in above:
            self.fault = f"Question {code} comes back to itself; a person would never get a number."
        elif len(above) == MOST_QUESTIONS_IN_A_ROW:
            self.fault = (
                f"Question {code} is number {len(above) + 1} in a row; at most "
                f"{MOST_QUESTIONS_IN_A_ROW} are asked."
            )
        for answer in self.tree[code].answers:
            if self.fault is None and answer.question:
                self.down(answer.question, (*above, code))
