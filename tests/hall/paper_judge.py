"""What the judge knows of numbers on paper: how far they went, who may have one, what a card is."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from gateway.hall.plan import HallPlan
from protocol import facts
from tests.hall.notebook import Owed, Person, WrongedError, same


@dataclass
class PaperJudge:
    """Raises WrongedError where a number or a card is not as it should be."""

    plan: HallPlan
    heads: Collection[str]
    """Who answers for the hall, and may say how far numbers went."""
    last: dict[tuple[str, str], int] = field(default_factory=dict)
    """(day, business) → the last number that anybody has."""
    cards: dict[int, Owed] = field(default_factory=dict)
    """By the service that ended with it."""

    def went_on(self, fact: facts.NumbersContinued, today: str) -> None:
        """Somebody said how far numbers went that this store has not given out."""
        key = fact.day, fact.business
        same(fact.day, today, "numbers of another day go on")
        if key in self.last:
            raise WrongedError(f"{fact.business} went on after {self.last[key]} already")
        if fact.staff is not None and fact.staff not in self.heads:
            raise WrongedError(f"{fact.staff} has no say in how far numbers went")
        if fact.business not in self.plan.business or fact.last < 1:
            raise WrongedError("numbers go on that cannot have been given out")
        self.last[key] = fact.last

    def given(self, fact: facts.TicketIssued, today: str, people: Collection[Person]) -> None:
        """A number was given out."""
        key = fact.day, fact.business
        same(fact.day, today, "a number of another day")
        same(fact.number, self.last.get(key, 0) + 1, "a number twice, or one left out")
        self.last[key] = fact.number
        same(fact.priority == "card", fact.card is not None, "a card that is none, or none")
        if fact.card is not None:
            self._paid(fact, fact.card)
        else:
            self._within_the_day(fact, people)
        most = self.plan.rules.most_open_per_person
        if fact.who is not None and most and having(people, fact.who, fact.business) >= most:
            raise WrongedError(f"{fact.who} has enough numbers already")

    def ended(self, fact: facts.ServiceFinished, person: Person, today: str) -> None:
        """A service was finished, with a card or without."""
        if not fact.card:
            return
        if not self.plan.rules.card_days:
            raise WrongedError("a card of a hall that gives none")
        self.cards[fact.service] = Owed(fact.ticket, person.business, today, person.paper.who)

    def owes_nothing(
        self, ticket: int, who: str | None, today: str, people: Collection[Person]
    ) -> None:
        """Somebody came with this ticket as a card and was turned away."""
        for card in self.cards.values():
            theirs = who or card.who
            most = self.plan.rules.most_open_per_person
            full = theirs and most and having(people, theirs, card.business) >= most
            of_another = None not in (who, card.who) and who != card.who
            if card.ticket == ticket and self._is_good(card, today) and not (of_another or full):
                raise WrongedError(f"the card of ticket {ticket} is good, and was not taken")

    def _within_the_day(self, fact: facts.TicketIssued, people: Collection[Person]) -> None:
        most = self.plan.business[fact.business].most_a_day
        if most and fact.number > most:
            raise WrongedError("more numbers in a day than there are")
        papers = [(one.paper.who, one.paper.day, one.paper.business) for one in people]
        today = papers.count((fact.who, fact.day, fact.business))
        most = self.plan.rules.most_per_person_a_day
        if fact.who is not None and most and today >= most:
            raise WrongedError(f"{fact.who} had {today} numbers today")

    def _paid(self, fact: facts.TicketIssued, service: int) -> None:
        card = self.cards.pop(service, None)
        if card is None:
            raise WrongedError(f"{fact.label} is for a card that nobody has, or that was used")
        same(fact.business, card.business, "a card for another business")
        if not self._is_good(card, fact.day):
            raise WrongedError(f"the card of {card.day} is too old on {fact.day}")
        if card.who is not None:
            same(fact.who, card.who, "the card of another")

    def _is_good(self, card: Owed, today: str) -> bool:
        age = date.fromisoformat(today) - date.fromisoformat(card.day)
        return age.days <= self.plan.rules.card_days


def having(people: Collection[Person], who: str, business: str) -> int:
    """Open numbers of somebody, where they are now."""
    return sum(
        (one.paper.who, one.business) == (who, business) and one.does not in ("gone", "missed")
        for one in people
    )
