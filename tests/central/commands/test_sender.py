"""Commands in the database: kept, claimed, sent, answered."""

import pytest

from central.commands import asked
from central.commands.errors import KeyUsedError
from central.commands.reading import Reading
from central.commands.rules import AGAIN_MS, SETTING_MS, State
from protocol.commands import Reply, SetNotices, read_command, write_reply
from protocol.uplink import command_topic
from tests.central.commands.halls import BOOKING, NOTICE, Halls, T


def state(halls: Halls, asking: str, hall: str = "h1") -> State:
    view = Reading(halls.db).one(hall, asking, halls.now_ms)
    assert view is not None
    return view.state


def test_a_notice_goes_to_a_hall_that_is_online_and_is_done(halls: Halls):
    halls.births("h1")
    asking = halls.ask("notice.set", NOTICE).id
    assert state(halls, asking) is State.WAITING
    (due,) = halls.due()
    assert due.topic == command_topic("h1", "notice.set")
    assert due.expiry_s == SETTING_MS // 1000
    command = read_command("notice.set", due.payload)
    assert isinstance(command.wanted, SetNotices)
    assert (command.at_ms, command.expires_ms) == (T, T + SETTING_MS)
    assert state(halls, asking) is State.SENT
    assert halls.due() == []
    halls.answer(due)
    view = Reading(halls.db).one("h1", asking, halls.now_ms)
    assert view is not None
    assert (view.state, view.tries, view.replied_ms) == (State.DONE, 1, T)
    assert view.reply == Reply(due.id, "done", "11111111", 1)
    halls.now_ms += 10 * AGAIN_MS
    halls.births("h1")
    assert halls.due() == []


def test_a_hall_that_is_offline_finds_it_waiting(halls: Halls):
    halls.births("h1")
    halls.vanish("h1")
    asking = halls.ask("notice.set", NOTICE).id
    assert halls.due() == []
    halls.now_ms += 40 * 86_400_000
    assert state(halls, asking) is State.WAITING
    halls.births("h1")
    (due,) = halls.due()
    assert read_command("notice.set", due.payload).expires_ms == halls.now_ms + SETTING_MS


def test_a_booking_is_not_sent_after_its_time(halls: Halls):
    halls.births("h1")
    halls.vanish("h1")
    asking = halls.ask("booking.make", BOOKING, within_ms=60_000).id
    halls.now_ms += 59_500
    halls.births("h1")
    (due,) = halls.due()
    assert due.expiry_s == 1, "what is left, and never none"
    halls.now_ms += 500
    halls.births("h1")
    assert halls.due() == []
    assert state(halls, asking) is State.EXPIRED
    halls.answer(due)
    assert state(halls, asking) is State.DONE, "the hall has done it all the same"
    assert halls.counter("command_reply_late") == 1


def test_without_a_reply_it_goes_out_each_minute_and_is_done_once(halls: Halls):
    halls.births("h1")
    halls.ask("booking.make", BOOKING, within_ms=10 * AGAIN_MS)
    sent = []
    for _ in range(3):
        sent += halls.due()
        halls.now_ms += AGAIN_MS
    assert len(sent) == 3
    assert len({one.id for one in sent}) == 1
    for one in sent:
        halls.answer(one)
    assert len(halls.hall["h1"].did) == 1
    assert halls.db.select("SELECT name FROM counter") == [], "nothing of it is an alarm"


def test_two_workers_do_not_send_the_same(halls: Halls):
    halls.births("h1", "h2")
    halls.ask("notice.set", NOTICE, ("h1", "h2"))
    other = halls.worker()
    first = [one.id for one in halls.sender.due(1)]
    second = [one.id for one in other.due(10)]
    assert (len(first), len(second)) == (1, 1)
    assert not set(first) & set(second)
    assert [one.id for one in halls.sender.due(10)] == first


def test_what_had_no_room_on_the_wire_goes_out_with_the_next_question(halls: Halls):
    halls.births(*(f"h{n}" for n in range(9)))
    halls.ask("notice.set", NOTICE, [f"h{n}" for n in range(9)])
    sent: list[str] = []
    while found := halls.sender.due(4):
        sent.append(found[0].id)
        halls.sender.sent(sent[-1:])
    assert len(set(sent)) == len(sent) == 9


def test_a_worker_that_died_with_its_claim_is_followed_by_another(halls: Halls):
    halls.births("h1")
    halls.ask("notice.set", NOTICE)
    assert len(halls.sender.due(10)) == 1
    other = halls.worker()
    assert halls.due(other) == []
    halls.now_ms += AGAIN_MS
    assert len(halls.due(other)) == 1


def test_a_birth_that_several_workers_hear_of_is_one(halls: Halls):
    halls.births("h1")
    halls.ask("notice.set", NOTICE)
    assert len(halls.due()) == 1
    halls.births("h1")
    assert len(halls.due()) == 1
    from protocol.uplink import HallState

    halls.worker().born("h1", HallState(True, "11111111", "s2", "1.0.0"))
    assert halls.due() == [], "the broker had kept the birth that is known"


def test_a_newer_setting_takes_the_place_of_the_older_everywhere(halls: Halls):
    old = halls.ask("notice.set", NOTICE, ("h1", "h2")).id
    new = halls.ask("notice.set", {"notices": []}, ("h1",)).id
    assert (state(halls, old), state(halls, old, "h2")) == (State.REPLACED, State.WAITING)
    halls.births("h1")
    (due,) = halls.due()
    wanted = read_command("notice.set", due.payload).wanted
    assert isinstance(wanted, SetNotices)
    assert wanted.notices == ()
    assert state(halls, new) is State.SENT


def test_versions_rise_even_where_the_clock_goes_back(halls: Halls):
    halls.births("h1")
    versions = []
    for _ in range(3):
        halls.ask("notice.set", NOTICE)
        (due,) = halls.due()
        versions.append(read_command("notice.set", due.payload).wanted.version)  # type: ignore[union-attr]
        halls.now_ms -= 86_400_000
    assert versions == [T, T + 1, T + 2]


def test_a_central_that_was_set_back_outbids_what_it_has_forgotten(halls: Halls):
    halls.births("h1")
    halls.ask("notice.set", NOTICE)
    (before,) = halls.due()
    with halls.db.transaction() as db:
        for table in ("command", "asking_part", "asking"):
            db.execute(f"DELETE FROM {table}")
    halls.now_ms += 1000
    halls.ask("notice.set", NOTICE)
    (after,) = halls.due()
    versions = [read_command("notice.set", one.payload).wanted.version for one in (before, after)]  # type: ignore[union-attr]
    assert versions[0] < versions[1]


def test_a_new_disk_gets_every_setting_again_with_its_old_version(halls: Halls):
    halls.births("h1")
    halls.ask("notice.set", NOTICE)
    halls.ask("hall.close", {"days": ["2026-12-24"]})
    halls.ask("booking.make", BOOKING, within_ms=60_000)
    before = halls.due()
    for one in before:
        halls.answer(one)
    halls.now_ms += 90 * 86_400_000
    halls.births("h1", disk="22222222")
    again = halls.due()
    assert {one.topic for one in again} == {
        command_topic("h1", name) for name in ("notice.set", "hall.close")
    }
    for one in again:
        halls.answer(one)
    assert len(halls.hall["h1"].did) == 5
    halls.births("h1")
    assert halls.due() == []


def test_a_hall_that_learns_a_command_by_an_upgrade_is_asked_by_a_new_id(halls: Halls):
    halls.births("h1")
    asking = halls.ask("notice.set", NOTICE).id
    (due,) = halls.due()
    halls.answer(due, "unreadable")
    assert state(halls, asking) is State.UNREADABLE
    halls.now_ms += 5 * AGAIN_MS
    assert halls.due() == []
    halls.births("h1")
    (anew,) = halls.due()
    assert anew.id != due.id
    halls.answer(anew)
    assert state(halls, asking) is State.DONE


def test_replies_that_nobody_asked_for_are_borne_and_counted(halls: Halls):
    halls.births("h1", "h2")
    asking = halls.ask("booking.make", BOOKING, within_ms=60_000).id
    (due,) = halls.due()
    reply = write_reply(Reply(due.id, "done", "11111111", 9))
    halls.sender.replied("h2", "booking.make", reply)
    halls.sender.replied("h1", "notice.set", reply)
    halls.sender.replied("h1", "booking.make", write_reply(Reply("none", "done", "11111111")))
    assert halls.counter("command_reply_unknown") == 3
    for junk in (b"", b"\xff", b"[]", b"{", b'{"id":1}', b"x" * (1 << 20) + b"x"):
        halls.sender.replied("h1", "booking.make", junk)
    assert halls.counter("command_reply_unreadable") == 6
    assert state(halls, asking) is State.SENT
    halls.answer(due, "refused")
    assert state(halls, asking) is State.REFUSED
    halls.sender.replied("h1", "booking.make", reply)
    assert halls.counter("command_reply_contradiction") == 1
    assert state(halls, asking) is State.REFUSED


def test_the_same_key_asks_once_and_another_request_under_it_is_refused(halls: Halls):
    first = halls.ask("booking.make", BOOKING, key="k", within_ms=60_000)
    halls.now_ms += 5000
    again = halls.ask("booking.make", BOOKING, key="k", within_ms=60_000)
    assert (again.id, again.again, first.again) == (first.id, True, False)
    with pytest.raises(KeyUsedError):
        halls.ask("booking.make", BOOKING | {"business": "other"}, key="k", within_ms=60_000)
    with pytest.raises(KeyUsedError):
        halls.ask("booking.make", BOOKING, ("h2",), key="k", within_ms=60_000)
    assert halls.db.select("SELECT count(*) FROM command") == [(1,)]


def test_what_is_over_for_long_is_forgotten_and_a_setting_that_stands_is_not(halls: Halls):
    halls.births("h1")
    deed = halls.ask("booking.make", BOOKING, within_ms=60_000).id
    old = halls.ask("notice.set", NOTICE).id
    new = halls.ask("notice.set", NOTICE).id
    halls.now_ms += asked.KEPT_MS + 1
    halls.ask("hall.close", {"days": []})
    reading = Reading(halls.db)
    assert reading.one("h1", deed, halls.now_ms) is None
    assert reading.one("h1", old, halls.now_ms) is None
    assert state(halls, new) is State.WAITING
    assert halls.db.select("SELECT count(*) FROM asking_part") == [(2,)]


def test_bookings_go_before_settings(halls: Halls):
    halls.births("h1")
    halls.ask("notice.set", NOTICE)
    halls.now_ms += 1
    halls.ask("booking.make", BOOKING, within_ms=60_000)
    names = [one.topic.split("/")[4] for one in halls.sender.due(1)]
    assert names == ["booking.make"]
