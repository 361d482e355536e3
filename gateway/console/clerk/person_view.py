"""The card of whoever is called or served: the number above all."""

from datetime import datetime, tzinfo

from gateway.console.clerk.about import About, answers
from gateway.console.clerk.pace import BAR, Pace, Stage, pace
from gateway.console.clerk.sight import Person, Sight
from gateway.console.clerk.words import in_minutes, pace_words
from gateway.console.naming import business_name
from gateway.hall import queue
from gateway.hall.nouns import Called, Mode
from gateway.hall.plan import HallPlan
from gateway.web.hall_reading import Glance
from screens.console.tags import Tag
from screens.languages import Words


class PersonView:
    """Entered nowhere: draws itself into the element that is entered when it is made."""

    def __init__(self, say: Words, plan: HallPlan, zone: tzinfo) -> None:
        self.say, self._plan, self._zone = say, plan, zone
        self._tags: list[str] | None = None
        with Tag("section", classes="card clerk-person").mark_as("person"):
            Tag("h2", say("At the window"), "unseen")
            self._state = Tag("div", classes="state now").mark_as("state")
            self._number = Tag("div", classes="clerk-number now").mark_as("number")
            self._what = Tag("div", classes="what now").mark_as("business")
            self._tagged = Tag("div", classes="tags now").mark_as("tags")
            self._pace = Tag("div", classes="clerk-pace now")
            with self._pace:
                self._pace_words = Tag("p").mark_as("pace")
                self._bar = Tag("div", classes="clerk-bar")
                with self._bar:
                    self._step = Tag("progress").attribute("max", str(BAR))
                    self._step.attribute("aria-label", say("Time beside the usual"))
            self._rated = Tag("p", classes="soft now").mark_as("rating")

    def draw(self, sight: Sight, about: About, seen: Glance, usual_s: float | None) -> None:
        """usual_s: median of handling of the business, None where there is none."""
        person = sight.person
        self._state.say(self._doing(sight))
        self._number.dress("none", person is None)
        self._number.say(self._idle(sight) if person is None else person.label)
        self._what.show(person is not None)
        if person is not None:
            self._what.say(business_name(self.say, self._plan, person.business))
        self._tell(self._about(person, about))
        spent_s = about.spent_s(seen.now) if person and person.service else None
        self._pace.show(spent_s is not None)
        if spent_s is not None:
            self._draw_pace(pace(spent_s, usual_s))
        self._rated.show(person is None and sight.last is not None)
        if sight.last is not None:
            self._rated.say(self._rating(sight))

    def _doing(self, sight: Sight) -> str:
        say = self.say
        if isinstance(sight.at.doing, Called):
            return say("Called; calls so far: {n}", n=sight.at.doing.times)
        if sight.person is not None:
            return say("Being served")
        return ""

    def _idle(self, sight: Sight) -> str:
        say, at = self.say, sight.at
        if at.mode is Mode.PAUSED or at.mode is not Mode.OPEN:
            return say("The window calls nobody")
        return say("The window is free")

    def _about(self, person: Person | None, about: About) -> list[str]:
        if person is None:
            return []
        say, found = self.say, []
        if person.priority != "normal":
            found.append(say.pick(*queue.CLASSES[person.priority]))
        if person.booked_ms:
            at = datetime.fromtimestamp(person.booked_ms / 1000, self._zone)
            found.append(say("Booked for {time}", time=at.strftime("%H:%M")))
        if about.resumed:
            found.append(say("Continued after a hold"))
        found += [
            say("Sent on from {business}", business=business_name(say, self._plan, code))
            for code in person.sent_on_from
            if code != person.business
        ]
        if person.missed:
            found.append(say("Missed a call before"))
        if person.to_this_window:
            found.append(say("Sent to this window"))
        said = answers(self._plan.quality.questions, about.path)
        if said:
            found.append(say("Said: {answers}", answers=" → ".join(say.pick(*one) for one in said)))
        return found

    def _tell(self, tags: list[str]) -> None:
        if tags == self._tags:
            return
        self._tags = tags
        self._tagged.clear()
        with self._tagged:
            for text in tags:
                Tag("span", text, "tag")

    def _draw_pace(self, one: Pace) -> None:
        self._pace_words.say(pace_words(self.say, one))
        for stage in (Stage.OVER, Stage.FAR):
            self._pace_words.dress(stage, one.stage is stage)
            self._bar.dress(stage, one.stage is stage)
        self._bar.show(one.stage is not Stage.UNKNOWN)
        self._step.attribute("value", str(one.step))

    def _rating(self, sight: Sight) -> str:
        say, last = self.say, sight.last
        assert last is not None
        if last.answered:
            return say("{label}: rated, thank you", label=last.label)
        if last.asked:
            return say("{label}: asked for a rating, no answer yet", label=last.label)
        if sight.has_pad:
            return say("{label}: the pad has not asked yet", label=last.label)
        return say("{label}: no pad here, people rate by phone", label=last.label)


def waits(say: Words, seconds: float | None) -> str:
    """A length of waiting."""
    return "–" if seconds is None else in_minutes(say, seconds)
