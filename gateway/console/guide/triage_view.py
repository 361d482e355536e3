"""The hall's questions (导税分流), one at a time; they end in a business or in an advice."""

import time
from collections.abc import Callable
from typing import Final

from gateway.console.guide.doing import Doing, new_key
from gateway.hall.questions import Answer, Question
from gateway.hall.triage import Triage
from protocol.facts import TriageAnswered
from screens.console.tags import Tag

_LONGEST_S: Final = 3600


class TriageView:
    """One person's way through them."""

    def __init__(self, doing: Doing, lead: Callable[[str, int], None]) -> None:
        """lead: called with the business and n of the answers, to give the number."""
        self._doing, self._lead = doing, lead
        self._tree = {one.code: one for one in doing.plan.quality.questions}
        self._path: list[tuple[str, Answer]] = []
        """Each question that was asked, with its answer."""
        self._began, self._key = 0.0, ""
        say = doing.say
        self.root = Tag("section", classes="card guide-triage").mark_as("triage")
        with self.root:
            self._step = Tag("p", classes="soft")
            self._question = Tag("h2", classes="guide-question").mark_as("question")
            self._text = Tag("p", classes="guide-advice").mark_as("advice")
            self._answers = Tag("div", classes="guide-tiles")
            with Tag("div", classes="guide-pair"):
                self._back = doing.button(say("Back"), self._step_back, name="triage-back")
                self._again = doing.button(say("Begin again"), self.begin, name="triage-again")
        self.begin()

    def begin(self) -> None:
        """With the first question."""
        self._path, self._key = [], new_key()
        self._began = time.monotonic()
        self._ask()

    def _ask(self) -> None:
        say, at = self._doing.say, self._at()
        self._answers.clear()
        self._text.show(False)
        self._back.show(bool(self._path))
        self._again.show(bool(self._path))
        if at is None:
            self._step.show(False)
            self._question.say(say("This hall asks no questions."))
            return
        self._step.say(say("Question {n}", n=len(self._path) + 1))
        self._question.say(say.pick(at.zh, at.en or at.zh))
        with self._answers:
            for answer in at.answers:
                self._offer(at, answer)

    def _offer(self, question: Question, answer: Answer) -> None:
        say = self._doing.say

        async def given() -> None:
            self._path.append((question.code, answer))
            if answer.question:
                self._ask()
            else:
                await self._end(answer)

        text = say.pick(answer.zh, answer.en or answer.zh)
        self._doing.button(text, given, "button guide-answer", f"answer-{answer.code}")

    async def _end(self, answer: Answer) -> None:
        took_s = min(_LONGEST_S, int(time.monotonic() - self._began))
        path = tuple(one.code for _, one in self._path)
        key, self._key = self._key, new_key()
        done = await self._doing.wish(Triage(path=path, took_s=took_s), key)
        if done is None:
            self._path.pop()
            return
        assert isinstance(done.fact, TriageAnswered)
        if done.fact.business is not None:
            self.begin()
            self._lead(done.fact.business, done.n)
        else:
            self._advise(answer)

    def _advise(self, answer: Answer) -> None:
        say = self._doing.say
        self._answers.clear()
        self._step.say(say.pick(answer.zh, answer.en or answer.zh))
        self._question.say(say("No number is needed"))
        self._text.say(say.pick(answer.text, answer.text_en or answer.text))
        self._text.show(True)
        self._back.show(False)
        self._again.show(True)

    def _step_back(self) -> None:
        if self._path:
            self._path.pop()
        self._ask()

    def _at(self) -> Question | None:
        if not self._path:
            return next(iter(self._tree.values()), None)
        return self._tree.get(self._path[-1][1].question)
