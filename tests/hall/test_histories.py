"""What holds for every history of presses, however late, doubled or senseless."""

from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.hall import fold
from gateway.hall.faces import face_of
from gateway.hall.nouns import Called, Serving, Stage
from gateway.hall.numbered import Numbered
from gateway.hall.reasons import ALL
from gateway.hall.requests import BEFORE_REBOOT
from gateway.hall.screen import WIDTH, wrap
from protocol import facts, records
from protocol.facts import DeviceRecord, RatingGiven, TicketCalled, TicketIssued
from tests.hall.hall import DISPENSER, PADS, PLAN, RATING, SPARES, Hall

Press = tuple[Any, ...]

CHIPS = [DISPENSER, *PADS.values(), *RATING.values(), *SPARES]
FRESH = st.sampled_from([0, 0, 0, 10_000, 10_001, BEFORE_REBOOT])
SEEN = st.sampled_from([None, None, None, 0, 3])  # None: the face of now
PRESS = st.one_of(
    st.tuples(st.just("take"), st.integers(0, 4), FRESH, SEEN),
    st.tuples(st.just("pad"), st.sampled_from("12"), st.integers(1, 8), FRESH, SEEN),
    st.tuples(st.just("rate"), st.sampled_from("12"), st.integers(1, 60), st.integers(0, 6)),
    st.tuples(st.just("prompted"), st.integers(1, 60), st.sampled_from("12")),
    st.tuples(st.just("open"), st.dates().map(str)),
    st.tuples(st.just("adopt"), st.sampled_from(CHIPS), st.sampled_from(CHIPS[:5])),
)


def play(presses: list[Press]) -> Hall:
    hall = Hall()
    hall.open("0001-01-01")
    shown: dict[tuple[str, int], bytes] = {}
    for name, *arguments in presses:
        before = hall.n
        getattr(hall, name)(*arguments)
        if name in ("take", "pad", "rate"):
            assert hall.n == before + 2, "one record, one outcome"
            record = hall.facts[-2][1]
            assert isinstance(record, DeviceRecord)
            assert hall.facts[-1][2] == record.identity
        for uid in CHIPS:
            face = face_of(PLAN, hall.state, uid)
            if face is None:
                continue
            same = shown.setdefault((uid, face.cmd_id), face.value)
            assert same == face.value, "a face changed under the same cmd id"
    return hall


@settings(max_examples=150, deadline=None)
@given(st.lists(PRESS, max_size=60))
def test_every_history_keeps_the_promises_of_the_hall(presses: list[Press]):
    hall = play(presses)
    history = [(n, fact) for n, fact, _ in hall.facts]

    issued = [f for _, f in history if isinstance(f, TicketIssued)]
    assert len({(f.day, f.business, f.number) for f in issued}) == len(issued)
    for day, business in {(f.day, f.business) for f in issued}:
        numbers = [f.number for f in issued if (f.day, f.business) == (day, business)]
        assert numbers == list(range(1, len(numbers) + 1))

    calls = [f.ticket for _, f in history if isinstance(f, TicketCalled)]
    assert len(set(calls)) == len(calls), "a ticket was called by two windows"
    rated = [f.service for _, f in history if isinstance(f, RatingGiven)]
    assert len(set(rated)) == len(rated), "a service was rated twice"

    busy = [hall.state.at(window).doing for window in "12"]
    tickets = [doing.ticket for doing in busy if isinstance(doing, Called | Serving)]
    assert len(set(tickets)) == len(tickets), "a ticket is at two windows"
    waiting = [n for n, t in hall.state.tickets.items() if t.stage is Stage.WAITING]
    assert sorted(waiting) == list(hall.state.waiting)

    causes = [cause for _, _, cause in hall.facts if cause]
    assert len(set(causes)) == len(causes), "a record has two outcomes"
    assert fold.fold(hall.stamped) == hall.state


def test_every_fact_moves_the_state_or_is_known_not_to():
    still = {
        facts.StreamOpened,
        facts.DeviceRecord,
        facts.DeviceGap,
        facts.DeviceMet,
        facts.DeviceContinued,
        facts.RatingUnbound,
        facts.RatingRefused,
        facts.TagsUnbound,
        facts.TagsRefused,
    }
    moving = {facts.TYPES[name] for name in fold.MOVING}
    assert moving | still == set(get_args(facts.Fact))
    assert not moving & still


def test_an_old_state_stays_as_it_was():
    hall = Hall()
    hall.open()
    hall.take(0)
    before = hall.state
    copy = fold.fold(hall.stamped)
    hall.take(0)
    hall.pad("1", records.NEXT)
    assert before == copy
    assert before != hall.state


@given(st.dictionaries(st.integers(0, 2000), st.integers()), st.integers(0, 2000), st.integers())
def test_numbered_is_a_mapping(items: dict[int, int], n: int, value: int):
    numbered = Numbered(items)
    assert dict(numbered) == items
    assert dict(numbered.put(n, value)) == {**items, n: value}
    assert len(numbered.put(n, value)) == len({**items, n: value})
    assert dict(numbered.keep(lambda v: v > 0)) == {k: v for k, v in items.items() if v > 0}
    assert dict(numbered) == items


@given(st.text(), st.integers(1, 4))
def test_a_screen_line_never_raises_and_never_splits_a_character(text: str, lines: int):
    rows = wrap(text, lines)
    assert [len(row) for row in rows] == [WIDTH] * lines
    for row in rows:
        assert len(row.decode("gb2312")) >= WIDTH / 2
        at = 0
        while at < WIDTH:
            wide = row[at] >= 0x80
            assert not (wide and at % 2), "a Hanzi at an odd byte"
            at += 1 + wide


def test_every_reason_fits_the_screen_of_a_dispenser():
    for reason in ALL.values():
        shown = b"".join(wrap(reason.zh, 3)).decode("gb2312").replace(" ", "")
        assert shown == reason.zh, reason.code
        assert reason.en.endswith(".")
