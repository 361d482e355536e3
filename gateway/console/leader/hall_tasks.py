"""What waits for the leader on the other pages, in numbers and with the way there."""

from dataclasses import dataclass

from gateway.console.leader.acting import Acting
from gateway.hall import case_life, opinion_life, recommendation_terms
from gateway.hall.opinion_life import ANSWERED
from gateway.web.hall_reading import Glance
from gateway.web.opinion_reading import seen_by
from screens.console.guard import PREFIX
from screens.console.tags import Tag


@dataclass(frozen=True)
class _Count:
    waiting: int
    late: int


class Tasks:
    """Three ways."""

    def __init__(self, page: Acting) -> None:
        self._page, say = page, page.say
        with Tag("section", classes="card"):
            Tag("h2", say("Waits for you"))
            with Tag("ul", classes="plain now"):
                self._cases = _Way(page, "cases", say("Bad ratings"))
                self._opinions = _Way(page, "opinions", say("Comment book"))
                self._advice = _Way(page, "advice", say("Recommendations"))

    def draw(self, seen: Glance) -> None:
        """Bring them up to date."""
        quality, state, now = self._page.desk.api.plan.quality, seen.state, seen.now
        waits = [case_life.waits(one, quality.case) for one in state.cases.values()]
        late = sum(any(wait.late_ms(now) for wait in each) for each in waits)
        self._cases.draw(_Count(sum(map(bool, waits)), late))
        book = [one for _, one in seen_by(state, self._page.visitor.actor())]
        open_ones = [one for one in book if one.stage not in ANSWERED]
        late = sum(opinion_life.late_ms(one, quality.opinion, now) > 0 for one in open_ones)
        self._opinions.draw(_Count(len(open_ones), late))
        open_advice = sum(one.is_open for one in state.recommendations.values())
        late = len(recommendation_terms.overdue(state, quality.advice, now))
        self._advice.draw(_Count(open_advice, late))


class _Way:
    def __init__(self, page: Acting, name: str, title: str) -> None:
        self._page = page
        with Tag("li"), Tag("a", classes="way").attribute("href", f"{PREFIX}/{name}") as way:
            way.mark_as(f"way-{name}")
            Tag("span", title)
            self._waiting = Tag("strong")
            self._late = Tag("span", classes="tag bad")

    def draw(self, told: _Count) -> None:
        self._waiting.say(str(told.waiting))
        self._late.say(self._page.say("{n} overdue", n=told.late))
        self._late.show(told.late > 0)
