"""First contacts (F18), costs and effects (F28), the anxiety index (F24), signing in (F30)."""

from random import Random
from zoneinfo import ZoneInfo

import pytest

from insight.book import Book
from insight.cost import Cost, effect, per_resolved
from insight.first_contact import DAY_S, Contact, contact_of, first_contact
from insight.research import Burden, SignIn, anxiety, sign_ins
from insight.visit_nouns import Visit
from tests.insight.histories import history


def came(who: str, day: float, clean: bool = True, topic: str = "A") -> Contact:
    return Contact(who, topic, day * DAY_S, clean)


def test_whoever_comes_again_about_the_same_was_not_helped_the_first_time():
    contacts = [came("li", 0), came("li", 5), came("wang", 0), came("wang", 0.5, topic="B")]
    found = first_contact(contacts, 10, now_s=100 * DAY_S)
    assert (found.resolved, found.known, found.coverage) == (3, 4, 0.4)
    assert first_contact(contacts, 10, 100 * DAY_S, days=1).resolved == 4


def test_being_sent_on_or_asked_to_come_back_is_not_done():
    assert first_contact([came("li", 0, clean=False)], 1, 100 * DAY_S).share == 0


def test_young_contacts_are_provisional():
    found = first_contact([came("li", 0), came("wang", 9)], 2, now_s=10 * DAY_S)
    assert (found.provisional, found.share) == (1, 1.0)
    assert first_contact([], 0, 0).share is None


def test_contacts_of_a_real_history_are_of_people_who_were_served():
    seed = next(seed for seed in range(30) if any(map(contact_of, visits_of(seed))))
    contacts = [contact_of(visit) for visit in visits_of(seed)]
    for visit, contact in zip(visits_of(seed), contacts, strict=True):
        assert (contact is not None) == (visit.end == "served" and visit.issued.who is not None)


def visits_of(seed: int) -> list[Visit]:
    book = Book(ZoneInfo("Asia/Shanghai"))
    book.take(history(seed))
    return list(book.visits.values())


def test_the_cost_of_a_thing_is_what_it_costs_at_first_and_each_year():
    pads = Cost(one_off=12_000, paper_a_year=800, staff_hours_a_year=10, an_hour=50)
    assert pads.over(2) == 12_000 + 2 * (800 + 500)
    assert per_resolved(pads.over(2), 730) == 20
    assert per_resolved(100, 0) is None


def test_an_effect_is_seen_only_when_its_interval_leaves_out_nothing():
    dice = Random(6)
    before = [dice.gauss(20, 4) for _ in range(30)]
    same = effect(before, [dice.gauss(20, 4) for _ in range(30)])
    less = effect(before, [dice.gauss(9, 4) for _ in range(30)])
    assert same is not None
    assert less is not None
    assert not same.is_seen
    assert less.is_seen
    assert less.low < -11 < less.high
    assert effect([1], [2, 3]) is None


def test_the_interval_holds_the_truth_nineteen_times_of_twenty():
    dice = Random(7)
    held = 0
    for _ in range(400):
        found = effect(
            [dice.gauss(20, 3) for _ in range(8)], [dice.gauss(15, 9) for _ in range(12)]
        )
        assert found is not None
        held += found.low <= -5 <= found.high
    assert 0.92 < held / 400 < 0.98


def test_the_index_is_of_a_kind_of_business_and_of_thirty_people_at_least():
    assert anxiety("A", [Burden(5, 5, 5)] * 29).index is None
    nobody = anxiety("A", None)
    assert (nobody.index, nobody.reason) == (None, "not_recorded")
    worst, none = anxiety("A", [Burden(5, 5, 5)] * 30), anxiety("A", [Burden(1, 1, 1)] * 30)
    assert (worst.index, none.index, worst.label) == (100, 0, "research")
    assert anxiety("A", [Burden(1, 2, 3)] * 30).index == 25
    with pytest.raises(ValueError, match="from 1 to 5"):
        anxiety("A", [Burden(0, 1, 1)] * 30)


def test_signing_in_is_told_by_method_and_by_the_step_where_people_give_up():
    found = sign_ins(
        [
            SignIn("face", 1, 10, "in"),
            SignIn("face", 3, 90, "in"),
            SignIn("face", 2, 60, "camera", to_a_person=True, refused_wrongly=True),
            SignIn("sms", 1, 20, "in"),
        ]
    )
    face = found["face"]
    assert (face.first, face.any, face.median_s) == (1 / 3, 2 / 3, 50)
    assert (face.given_up, face.to_a_person, face.refused_wrongly) == ({"camera": 1}, 1 / 3, 1)
    assert found["sms"].first == 1
