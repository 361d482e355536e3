"""Was it done the first time? (F18) A measure that counts cases in which people must come back as
done is flawed, so whoever comes again within some days was not helped the first time."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from insight.figures import share
from insight.visit_nouns import Visit

DAYS: Final = (1, 7, 30)
"""Windows that are published; 7 is the headline."""

DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody came, rang or wrote about something, over whichever channel."""

    who: str
    """Token of the subject."""
    topic: str
    at_s: float
    """Unix seconds."""
    clean: bool
    """Done without being sent on, held, or asked to come back."""


@dataclass(frozen=True, slots=True)
class FirstContact:
    """FCR of some contacts."""

    days: int
    known: int
    """Contacts whose subject and topic are known: what the share is of."""
    contacts: int
    resolved: int
    provisional: int
    """Of `known`, those that are younger than the window: somebody may come again yet."""

    @property
    def share(self) -> float | None:
        """Resolved at first / known, 0 to 1."""
        return share(self.resolved, self.known)

    @property
    def coverage(self) -> float | None:
        """Known / all contacts; published beside it."""
        return share(self.known, self.contacts)


def contact_of(visit: Visit) -> Contact | None:
    """A visit as a contact; None where nobody was served, or nobody knows who it was."""
    if visit.issued.who is None or visit.end != "served":
        return None
    clean = len(visit.services) == 1 and all(
        service.outcome == "done" and not service.held_ms for service in visit.services
    )
    topic = visit.services[-1].business if visit.services else visit.issued.business
    return Contact(visit.issued.who, topic, visit.at.wall_ms / 1000, clean and not visit.misrouted)


def first_contact(
    contacts: Iterable[Contact],
    all_: int,
    now_s: float,
    days: int = 7,
    of: Iterable[Contact] | None = None,
) -> FirstContact:
    """FCR. contacts: of every channel, those after the period too, so that coming again is seen;
    all_: contacts in all, with those of whom nothing is known; of: those of the period, None: all
    of them."""
    seen = list(contacts)
    known = seen if of is None else list(of)
    times: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for one in seen:
        times[one.who, one.topic].append(one.at_s)
    for each in times.values():
        each.sort()
    resolved = provisional = 0
    for one in known:
        each = times[one.who, one.topic]
        after = each[bisect_right(each, one.at_s) :]
        again = bool(after) and after[0] - one.at_s <= days * DAY_S
        resolved += one.clean and not again
        provisional += now_s - one.at_s < days * DAY_S
    return FirstContact(days, len(known), all_, resolved, provisional)
