"""What the city sets beside closed days: limits, notices, lists, bundles."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.alarm_readings import limits_at
from gateway.hall import city
from gateway.hall.bookings import ArriveBooked
from gateway.hall.here import Actor, Duty
from gateway.hall.tickets import TakeTicket
from gateway.orders.taking import ForgetOrders
from gateway.store import Do, OpenDay
from protocol import codes, records
from protocol.commands import (
    CloseHall,
    MakeBooking,
    Notice,
    OfferFirmware,
    Reply,
    SetCredit,
    SetNotices,
    SetThresholds,
)
from protocol.facts import (
    CreditSet,
    FirmwareOffered,
    NoticesSet,
    ThresholdsSet,
    TicketIssued,
)
from protocol.stamp import Moment
from tests.orders.asking import CITY_KEY, DAY, DAY_MS, HALL_KEY, NEXT, PLAN, Asked, at, hall
from tests.store.fakes import Do as Run
from tests.store.fakes import dispenser

CITIZEN, COMPANY, OTHER = "11010519491231002X", "91350100M000100Y43", "440524188001010014"
KIOSK, GUIDE = Actor(Duty.KIOSK), Actor(Duty.GUIDE, "g1")


def hashes(*identities: str, key: bytes = CITY_KEY) -> tuple[str, ...]:
    return tuple(codes.subject(key, one).hex() for one in identities)


def credit(asked: Asked, version: int, *of: Sequence[str]) -> list[Reply]:
    told = [
        asked.ask(SetCredit(version, place, len(of), tuple(one))) for place, one in enumerate(of, 1)
    ]
    return told


def take(asked: Asked, identity: str, by: Actor = KIOSK, business: str = "A") -> TicketIssued:
    subject = asked.codes.subject(identity)
    done = asked.store.commit(Do(TakeTicket(business), by, subject=subject))
    assert isinstance(done.fact, TicketIssued)
    return done.fact


def offer(asked: Asked, bundle: bytes, version: int = 1, digest: str = "") -> list[Reply]:
    cuts = [bundle[start : start + 100] for start in range(0, len(bundle), 100)]
    digest = digest or hashlib.sha256(bundle).hexdigest()
    return [
        asked.ask(
            OfferFirmware(
                version, "1.4.0", digest, place, len(cuts), base64.b64encode(piece).decode()
            )
        )
        for place, piece in enumerate(cuts, 1)
    ]


def test_limits_of_the_city_go_before_those_of_the_file(path: Path):
    now = Moment(0, "b", 0)
    with hall(path) as asked:
        told = asked.ask(SetThresholds(3, {"wait_min": 12, "no_window": 4}))
        assert asked.facts(ThresholdsSet) == [ThresholdsSet(3, ("no_window", "wait_min"), (4, 12))]
        assert told.n == asked.store.n
    with hall(path) as asked:
        limits = limits_at(PLAN, asked.store.state, now)
        assert (limits.wait_min, limits.no_window, limits.idle_with_queue) == (12, 4, 1)
        assert asked.ask(SetThresholds(2, {"wait_min": 99})).outcome == "refused"
        assert asked.ask(SetThresholds(4, {})).outcome == "done"
        assert limits_at(PLAN, asked.store.state, now) == PLAN.alarms.at(time(8))


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({"wait_min": 12, "mood": 3, "joy": 1}, "joy, mood"),
        ({"business_wait_min": 3}, "business_wait_min"),
        ({"period": 3}, "period"),
        ({"wait_min": 601, "no_window": 3}, "wait_min = 601"),
        ({"congestion_percent": 2000}, "congestion_percent = 2000"),
    ],
)
def test_a_limit_that_is_wrong_refuses_all_by_its_name(
    asked: Asked, limits: dict[str, int], told: str
):
    reply = asked.ask(SetThresholds(1, limits))
    assert reply.outcome == "refused"
    assert told in reply.zh
    assert told in reply.en
    assert asked.store.state.city.limits == {}


def test_the_city_too_may_leave_the_seats_to_the_count_of_windows(path: Path):
    with hall(path) as asked:
        assert asked.ask(SetThresholds(1, {"seats": 0})).outcome == "done"
        assert asked.store.state.city.limits == {"seats": 0}
        reply = asked.ask(SetThresholds(2, {"wait_min": 0}))
        assert (reply.outcome, "wait_min = 0" in reply.en) == ("refused", True)


def test_the_texts_of_notices_stand_outside_the_chain(asked: Asked):
    asked.ask(SetNotices(1, (Notice("明日停电", "No power tomorrow", 5), Notice("请带身份证"))))
    asked.ask(SetNotices(2, (Notice("系统升级", "An upgrade"),)))
    first, second = asked.facts(NoticesSet)
    assert isinstance(first, NoticesSet)
    assert isinstance(second, NoticesSet)
    assert (len(first.tokens), first.until_ms) == (2, (5, 0))
    assert not set(first.tokens) & set(second.tokens)
    told = asked.rows("SELECT token, zh, en FROM notice")
    assert told == [(second.tokens[0], "系统升级", "An upgrade")]
    assert not asked.rows("SELECT n FROM fact WHERE data LIKE '%升级%'")


def test_who_is_on_the_list_has_the_class_credit(path: Path):
    with hall(path) as asked:
        told = credit(asked, 1, hashes(CITIZEN), hashes(COMPANY))
        assert [(one.outcome, one.n > 0) for one in told] == [("done", False), ("done", True)]
        (listed,) = asked.facts(CreditSet)
        assert isinstance(listed, CreditSet)
        assert (listed.version, listed.count) == (1, 2)
        whole = b"".join(
            hashlib.sha256(bytes.fromhex(one)).digest() for one in hashes(CITIZEN, COMPANY)
        )
        assert listed.digest == hashlib.sha256(whole).hexdigest()
    with hall(path) as asked:
        assert take(asked, CITIZEN).priority == "credit"
        assert take(asked, COMPANY, by=GUIDE).priority == "credit"
        assert take(asked, OTHER).priority == "normal"


def test_the_list_holds_for_who_holds_a_document_to_a_dispenser(asked: Asked):
    credit(asked, 1, hashes(CITIZEN))
    board = dispenser(asked.store)
    for identity in (CITIZEN, OTHER):
        payload = records.subject_payload(0, board.face(), codes.subject(CITY_KEY, identity))
        board.deliver(board.write(records.SCAN, payload))
    taken = [one.priority for one in asked.facts(TicketIssued) if isinstance(one, TicketIssued)]
    assert taken == ["credit", "normal"]


def test_who_is_on_the_list_loses_nothing_by_a_booking(asked: Asked):
    """Of the class credit, and of nobody's slot: else who booked would go behind who did not."""
    credit(asked, 1, hashes(CITIZEN))
    of = {one: asked.codes.subject(one) for one in (CITIZEN, OTHER)}
    starts_ms = at(NEXT, "09:30")
    bookings = {
        one: asked.ask(MakeBooking("A", NEXT, starts_ms, subject.hex())).n
        for one, subject in of.items()
    }
    asked.clock.wall = at(NEXT, "09:20")
    asked.store.commit(OpenDay(NEXT))
    taken = []
    for one, subject in of.items():
        done = asked.store.commit(Do(ArriveBooked(bookings[one]), KIOSK, subject=subject))
        assert isinstance(done.fact, TicketIssued)
        taken.append((done.fact.priority, done.fact.not_before_ms))
    assert taken == [("credit", 0), ("booked", starts_ms)]


def test_nothing_of_a_list_that_was_never_whole_gets_into_a_later_one(asked: Asked):
    asked.ask(SetCredit(2, 1, 2, hashes(OTHER)))
    asked.store.commit(Run(lambda tx: tx.db.execute("DELETE FROM part")))
    credit(asked, 2, hashes(CITIZEN))
    assert take(asked, OTHER).priority == "normal"


def test_a_list_takes_effect_when_it_is_whole_and_then_alone(asked: Asked):
    credit(asked, 1, hashes(CITIZEN))
    assert asked.ask(SetCredit(2, 2, 2, hashes(COMPANY))).n == 0
    assert take(asked, CITIZEN).priority == "credit", "the old one holds until the new one is whole"
    assert take(asked, COMPANY).priority == "normal"
    assert asked.ask(SetCredit(2, 1, 2, hashes(OTHER))).n > 0
    assert take(asked, CITIZEN, business="B").priority == "normal"
    assert take(asked, COMPANY, business="B").priority == "credit"
    assert asked.ask(SetCredit(1, 1, 1, ())).outcome == "refused"


def test_parts_of_one_version_fit_together(asked: Asked):
    assert asked.ask(SetCredit(2, 1, 3, hashes(CITIZEN))).outcome == "done"
    assert asked.ask(SetCredit(2, 1, 3, hashes(CITIZEN))).outcome == "done", "the same part again"
    for wrong in (
        SetCredit(2, 1, 3, hashes(OTHER)),
        SetCredit(2, 2, 4, hashes(OTHER)),
        SetCredit(2, 4, 3, hashes(OTHER)),
        SetCredit(1, 1, 1, hashes(OTHER)),
    ):
        assert asked.ask(wrong).outcome == "refused", wrong
    assert asked.ask(SetCredit(3, 1, 1, hashes(COMPANY))).n > 0
    assert asked.ask(SetCredit(2, 2, 3, ())).outcome == "refused"
    assert asked.rows("SELECT * FROM part") == []


def test_without_the_city_key_a_list_is_refused(path: Path):
    with hall(path, keyed=False) as asked:
        (told,) = credit(asked, 1, hashes(CITIZEN))
        assert told.outcome == "refused"
        assert "key_file" in told.en
        assert asked.rows("SELECT * FROM credit") == []
        assert asked.codes.subject(CITIZEN) == codes.subject(HALL_KEY, CITIZEN)


def test_a_list_longer_than_the_hall_keeps_is_refused(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(city, "MOST_LISTED", 2)
    told = credit(asked, 1, hashes(CITIZEN, COMPANY), hashes(OTHER))
    assert [one.outcome for one in told] == ["done", "refused"]


def test_hashes_of_lists_of_before_are_forgotten(asked: Asked):
    credit(asked, 1, hashes(CITIZEN, COMPANY, OTHER))
    credit(asked, 2, hashes(CITIZEN))
    asked.ask(SetCredit(3, 1, 2, hashes(OTHER)))
    assert asked.store.commit(ForgetOrders()) == 3
    found = asked.rows("SELECT version, count(*) FROM credit GROUP BY version")
    assert found == [(2, 1), (3, 1)], "the one in force and the one on its way stay"


def test_what_is_never_whole_is_forgotten_after_its_end(asked: Asked):
    bundle = bytes(range(250))
    asked.ask(SetCredit(1, 1, 2, hashes(CITIZEN)))
    cut = base64.b64encode(bundle[:100]).decode()
    asked.ask(OfferFirmware(1, "1.4.0", hashlib.sha256(bundle).hexdigest(), 1, 3, cut))
    assert asked.store.commit(ForgetOrders()) == 0
    asked.clock.wall += DAY_MS + 1
    assert asked.store.commit(ForgetOrders()) == 3, "two parts and a hash"
    assert asked.rows("SELECT * FROM part") == []
    assert asked.rows("SELECT * FROM credit") == []


def test_a_bundle_may_be_had_once_it_is_whole(path: Path):
    bundle = bytes(range(250)) * 2
    with hall(path) as asked:
        told = offer(asked, bundle)
        assert [one.n > 0 for one in told] == [False] * 4 + [True]
        digest = hashlib.sha256(bundle).hexdigest()
        assert asked.facts(FirmwareOffered) == [FirmwareOffered(1, "1.4.0", digest, 500)]
    with hall(path) as asked:
        assert asked.rows("SELECT name, bundle FROM firmware") == [("1.4.0", bundle)]
        assert [one.name for one in asked.store.state.city.offers] == ["1.4.0"]
        assert asked.rows("SELECT * FROM part") == []


def test_a_bundle_of_another_digest_is_thrown_away(asked: Asked):
    told = offer(asked, b"abc" * 50, digest="0" * 64)
    assert [one.outcome for one in told] == ["done", "refused"]
    assert asked.rows("SELECT * FROM part") == []
    assert asked.rows("SELECT * FROM firmware") == []


def test_a_bundle_bigger_than_any_flash_is_refused(asked: Asked, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(city, "MOST_BUNDLE", 150)
    told = offer(asked, bytes(200))
    assert [one.outcome for one in told] == ["done", "refused"]
    assert asked.rows("SELECT * FROM part") == []


def test_only_the_last_bundles_are_kept(asked: Asked):
    for version in range(1, 8):
        offer(asked, bytes([version]) * 20, version)
    kept = asked.rows("SELECT version FROM firmware ORDER BY version")
    assert kept == [(4,), (5,), (6,), (7,)]
    assert [one.version for one in asked.store.state.city.offers] == [4, 5, 6, 7]
    for version in (7, 3):
        assert offer(asked, b"late", version)[0].zh.startswith("已有同版或更新")


Wanted = CloseHall | SetNotices | SetThresholds | SetCredit

WANTED = st.one_of(
    st.builds(CloseHall, st.integers(1, 6), st.sampled_from([(), (DAY,), (DAY, NEXT)])),
    st.builds(SetNotices, st.integers(1, 6), st.sampled_from([(), (Notice("甲"),)])),
    st.builds(
        SetThresholds, st.integers(1, 6), st.sampled_from([{}, {"wait_min": 9}, {"seats": 4}])
    ),
    st.builds(
        SetCredit, st.integers(1, 6), st.just(1), st.just(1), st.sampled_from([(), hashes(CITIZEN)])
    ),
)


@given(st.lists(st.tuples(WANTED, st.integers(0, 8)), max_size=14), st.integers(0, 14))
def test_however_commands_come_the_highest_version_holds(
    tmp_path_factory: pytest.TempPathFactory, sent: list[tuple[Wanted, int]], stop: int
):
    """Repeated, out of order, over a restart: of each kind the facts' versions rise, the state is
    that of the highest, and one id is one command."""
    path = tmp_path_factory.mktemp("hall") / "hall.db"
    highest: dict[str, int] = {}
    told: dict[str, Reply] = {}

    def play(asked: Asked, commands: Sequence[tuple[Wanted, int]]) -> None:
        for wanted, place in commands:
            id = f"{wanted.NAME}-{place}"
            before = asked.store.n
            reply = asked.ask(wanted, id=id)
            if id in told:
                assert (reply, asked.store.n) == (told[id], before)
                continue
            told[id] = reply
            news = wanted.version > highest.get(wanted.NAME, 0)
            assert reply.outcome == ("done" if news else "refused")
            assert asked.store.n - before == news
            if news:
                highest[wanted.NAME] = wanted.version

    def versions(asked: Asked) -> dict[str, int]:
        of = asked.store.state.city
        found = {
            "hall.close": of.closing_version,
            "notice.set": of.notices_version,
            "threshold.set": of.limits_version,
            "credit.set": of.credit_version,
        }
        return {name: version for name, version in found.items() if version}

    with hall(path) as asked:
        play(asked, sent[:stop])
        assert versions(asked) == highest
    with hall(path) as asked:
        assert versions(asked) == highest
        play(asked, sent[stop:])
        assert versions(asked) == highest
