"""From the store to central's database, over a real broker, whatever dies on the way."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from gateway.uplink import Condition, OutboxError, Uplink
from gateway.uplink.messages import LIVE
from protocol.envelope import Entry
from protocol.uplink import Ack, ack_topic, state_topic, worker_state_topic, write
from runtime.mqtt import Broker
from tests.uplink.harness import QUICK, STREAM, City, MemoryOutbox, broker, uplink
from tests.uplink.pretender import Pretender, forget
from tests.waiting import wait_for
from tests.witness import Heard
from tools.ports import free_port

pytestmark = pytest.mark.timeout(60)


@pytest.fixture(scope="module")
def shared() -> Iterator[int]:
    """One broker for all tests that let it live."""
    number = free_port()
    process = broker(number)
    yield number
    process.kill()


@pytest.fixture
def port(shared: int) -> Iterator[int]:
    """It remembers nothing of the test before."""
    yield shared
    forget(shared)


def test_a_backlog_and_then_a_press_arrive_once_each_in_order(city: City):
    city.start_broker()
    city.start_central()
    outbox = MemoryOutbox(rows=500)
    with uplink(outbox, city.port) as pump:
        wait_for(lambda: outbox.through() == 500)
        outbox.add(2)
        pump.wake()
        wait_for(lambda: outbox.through() == 502)
        wait_for(lambda: pump.status.condition is Condition.DELIVERED)
        assert pump.status.waiting == 0
    assert city.ask("SELECT count(*), count(DISTINCT identity), max(n) FROM fact") == [
        (502, 502, 502)
    ]


def test_facts_arrive_once_each_through_broker_restarts(city: City):
    city.start_broker()
    city.start_central()
    outbox = MemoryOutbox(rows=200)
    with uplink(outbox, city.port) as pump:
        for _ in range(3):
            outbox.add(400)
            pump.wake()
            time.sleep(0.15)
            assert city.broker is not None
            city.broker.kill()
            outbox.add(50)
            pump.wake()
            city.start_broker()
        wait_for(lambda: outbox.through() == 1550, 30)
    assert city.ask("SELECT count(*), count(DISTINCT identity), max(n) FROM fact") == [
        (1550, 1550, 1550)
    ]
    assert city.ask("SELECT count(*) FROM quarantine") == [(0,)]


def test_without_a_broker_the_hall_says_so_and_heals_by_itself(city: City):
    outbox = MemoryOutbox(rows=3)
    with uplink(outbox, city.port) as pump:
        wait_for(lambda: pump.status.condition is Condition.BROKER_AWAY)
        assert pump.status.fault
        assert "待上传 3 条" in pump.status.zh
        assert "3 to send" in pump.status.en
        city.start_broker()
        wait_for(lambda: pump.status.condition is Condition.CENTRAL_AWAY)
        city.start_central()
        wait_for(lambda: outbox.through() == 3)
        assert not pump.status.fault


def test_nothing_is_sent_while_central_is_unknown_or_offline(port: int):
    outbox = MemoryOutbox(rows=5)
    listener = Pretender(port)
    with uplink(outbox, port) as pump:
        wait_for(lambda: pump.status.condition is Condition.CENTRAL_AWAY)
        time.sleep(0.3)
        assert listener.rows() == []
        listener.online(False)
        outbox.add(1)
        pump.wake()
        time.sleep(0.3)
        assert listener.rows() == []
        listener.online()
        wait_for(lambda: listener.rows() == [1, 2, 3, 4, 5, 6])
        listener.online(False)
        wait_for(lambda: pump.status.condition is Condition.CENTRAL_AWAY)
        outbox.add(1)
        pump.wake()
        time.sleep(0.3)
        assert listener.rows() == [1, 2, 3, 4, 5, 6]
    listener.close()


def test_a_late_will_and_junk_do_not_turn_a_central_off_that_is_online(port: int, witness: Heard):
    witness.broken(2)
    outbox = MemoryOutbox(rows=1)
    listener = Pretender(port)
    listener.online(session="now")
    with uplink(outbox, port) as pump:
        wait_for(lambda: listener.rows() == [1])
        listener.online(False, session="an hour ago")
        for junk in (b"\xff", b"{}", b""):
            listener.say(worker_state_topic("1"), junk)
        wait_for(lambda: pump.status.unreadable == 2)
        outbox.add(1)
        pump.wake()
        wait_for(lambda: 2 in listener.rows())
        assert pump.status.condition is Condition.SENDING
        listener.online(False, session="now")
        wait_for(lambda: pump.status.condition is Condition.CENTRAL_AWAY)
    listener.close()


def test_a_broker_that_takes_everything_frees_no_row(port: int):
    outbox = MemoryOutbox(rows=5000)
    listener = Pretender(port)
    listener.online()
    with uplink(outbox, port) as pump:
        wait_for(lambda: len(set(listener.rows())) >= 1024)
        time.sleep(0.3)
        assert max(listener.rows()) == 1024, "the hall ran ahead of central's word"
        assert outbox.through() == 0
        assert pump.status.waiting == 5000
    listener.close()


def test_a_central_that_confirms_nothing_is_told_as_a_fault_and_as_healed(port: int):
    outbox = MemoryOutbox(rows=2)
    listener = Pretender(port)
    listener.online()
    with uplink(outbox, port, replace(QUICK, unconfirmed=0.5)) as pump:
        wait_for(lambda: pump.status.condition is Condition.UNCONFIRMED)
        assert pump.status.fault
        assert "待确认 2 条" in pump.status.zh
        listener.ack(outbox, 2)
        wait_for(lambda: pump.status.condition is Condition.DELIVERED)
    listener.close()


def test_a_fault_stays_one_while_the_next_connection_is_tried(port: int):
    outbox = MemoryOutbox(rows=1)
    with uplink(outbox, free_port()) as pump:
        wait_for(lambda: pump.status.condition is Condition.BROKER_AWAY)
        seen = set()
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            seen.add(pump.status.condition)
    assert seen == {Condition.BROKER_AWAY}


def test_rows_that_nobody_acknowledged_are_sent_again_after_the_stall(port: int):
    outbox = MemoryOutbox(rows=2)
    listener = Pretender(port)
    listener.online()
    with uplink(outbox, port):
        wait_for(lambda: listener.rows()[:4] == [1, 2, 1, 2], QUICK.stall + 3)
    listener.close()


def test_a_hole_that_central_shows_is_filled_without_waiting_for_the_stall(port: int):
    outbox = MemoryOutbox(rows=6)
    listener = Pretender(port)
    listener.online()
    with uplink(outbox, port):
        wait_for(lambda: listener.rows() == [1, 2, 3, 4, 5, 6])
        began = time.monotonic()
        listener.ack(outbox, 2, highest=6)
        wait_for(lambda: listener.rows()[6:] == [3, 4, 5, 6])
        assert time.monotonic() - began < QUICK.stall / 2
    listener.close()


def test_a_new_central_gets_what_was_sent_to_the_one_before(port: int):
    outbox = MemoryOutbox(rows=3)
    listener = Pretender(port)
    listener.online(session="first")
    with uplink(outbox, port):
        wait_for(lambda: listener.rows() == [1, 2, 3])
        listener.online(session="second")
        wait_for(lambda: listener.rows() == [1, 2, 3, 1, 2, 3], QUICK.stall / 2)
    listener.close()


def test_a_broker_that_tells_of_ever_new_centrals_is_not_given_the_same_rows_each_time(port: int):
    outbox = MemoryOutbox(rows=100)
    listener = Pretender(port)
    listener.online()
    with uplink(outbox, port):
        wait_for(lambda: len(listener.rows()) == 100)
        began = time.monotonic()
        for session in range(60):
            listener.online(session=f"again {session}")
        passes = 5 + (time.monotonic() - began) / QUICK.stall
        assert 100 < len(listener.rows()) < 100 * passes
    listener.close()


def test_what_was_on_its_way_to_a_worker_that_ended_goes_to_another_at_once(port: int):
    outbox = MemoryOutbox(rows=3)
    listener = Pretender(port)
    for worker in "12":
        listener.online(worker=worker)
    with uplink(outbox, port) as pump:
        wait_for(lambda: listener.rows()[-3:] == [1, 2, 3])
        before = len(listener.rows())
        listener.online(False, worker="2")
        wait_for(lambda: listener.rows()[before:] == [1, 2, 3], QUICK.stall / 2)
        assert pump.status.condition is Condition.SENDING
        listener.online(False, worker="1")
        wait_for(lambda: pump.status.condition is Condition.CENTRAL_AWAY)
    listener.close()


def test_acknowledgements_that_passed_each_other_send_nothing_again(port: int):
    outbox = MemoryOutbox(rows=6)
    listener = Pretender(port)
    listener.online()
    with uplink(outbox, port) as pump:
        wait_for(lambda: listener.rows() == [1, 2, 3, 4, 5, 6])
        listener.ack(outbox, 5)
        wait_for(lambda: outbox.through() == 5)
        listener.ack(outbox, 3)
        time.sleep(QUICK.hole / 3)
        listener.ack(outbox, 6)
        wait_for(lambda: pump.status.condition is Condition.DELIVERED)
        time.sleep(2 * QUICK.hole)
        assert listener.rows() == [1, 2, 3, 4, 5, 6]
    listener.close()


def test_a_central_set_back_to_an_older_backup_gets_its_rows_again_and_they_are_told(port: int):
    outbox = MemoryOutbox(rows=6)
    listener = Pretender(port)
    listener.online()
    with uplink(outbox, port) as pump:
        wait_for(lambda: listener.rows() == [1, 2, 3, 4, 5, 6])
        listener.ack(outbox, 6)
        wait_for(lambda: pump.status.condition is Condition.DELIVERED)
        listener.ack(outbox, 2)
        wait_for(lambda: listener.rows()[6:] == [3, 4, 5, 6], QUICK.stall / 2)
        assert pump.status.waiting == 4, "a fault is never shown as nothing to send"
        listener.ack(outbox, 6)
        wait_for(lambda: pump.status.condition is Condition.DELIVERED)
    listener.close()


def test_few_rows_travel_alone_and_a_backlog_in_batches(port: int):
    outbox = MemoryOutbox(rows=LIVE)
    listener = Pretender(port)
    listener.online()
    with uplink(outbox, port) as pump:
        wait_for(lambda: len(listener.rows()) == LIVE)
        outbox.add(100)
        pump.wake()
        wait_for(lambda: len(listener.rows()) == LIVE + 100)
    topics = [topic for topic, _ in listener.heard if "/event" in topic]
    assert topics[:2] == ["tax/v1/h1/event/stream.opened", "tax/v1/h1/event/day.opened"]
    assert topics[LIVE:] == ["tax/v1/h1/events"] * 2
    listener.close()


def test_an_acknowledgement_with_another_digest_confirms_nothing_and_is_shown(port: int):
    outbox = MemoryOutbox(rows=4)
    listener = Pretender(port)
    listener.online()
    with uplink(outbox, port) as pump:
        wait_for(lambda: listener.rows() == [1, 2, 3, 4])
        listener.say(ack_topic("h1"), write(Ack(STREAM, 4, "ab" * 32, 4)))
        wait_for(lambda: pump.status.condition is Condition.DIFFERS)
        assert (outbox.through(), pump.status.refused_acks) == (0, 1)
        assert "校验值与本厅不一致" in pump.status.zh
        listener.say(ack_topic("h1"), write(Ack(STREAM, 9, "ab" * 32, 9)))
        wait_for(lambda: pump.status.refused_acks == 2)
        listener.ack(outbox, 4)
        wait_for(lambda: pump.status.condition is Condition.DELIVERED)
    listener.close()


@pytest.mark.parametrize(
    "payload",
    [b"", b"\xff\x00", b"[]", b"{}", b'{"stream":"0a1b2c3d","through":"4","digest":""}'],
)
def test_an_unreadable_acknowledgement_is_counted_and_harms_nothing(
    port: int, payload: bytes, witness: Heard
):
    witness.broken(1 if payload else 0)  # an empty one clears what is retained
    outbox = MemoryOutbox(rows=1)
    listener = Pretender(port)
    listener.online()
    with uplink(outbox, port) as pump:
        wait_for(lambda: listener.rows() == [1])
        listener.say(ack_topic("h1"), payload, retain=False)
        wait_for(lambda: pump.status.unreadable == 1)
        listener.ack(outbox, 1)
        wait_for(lambda: outbox.through() == 1)
    listener.close()


def test_the_word_about_another_stream_is_not_ours(port: int):
    outbox = MemoryOutbox(rows=1)
    listener = Pretender(port)
    listener.online()
    listener.say(ack_topic("h1"), write(Ack("99999999", 1, outbox.digest(1), 1)))
    with uplink(outbox, port):
        wait_for(lambda: listener.rows() == [1])
        assert outbox.through() == 0
    listener.close()


def test_the_hall_is_born_takes_leave_and_has_a_will(port: int):
    outbox = MemoryOutbox()
    listener = Pretender(port)

    def states() -> list[Any]:
        return [value for topic, value in listener.heard if topic == state_topic("h1")]

    with uplink(outbox, port):
        wait_for(lambda: len(states()) == 1)
    wait_for(lambda: len(states()) == 2)
    born, gone = states()
    assert isinstance(born, dict)
    assert isinstance(gone, dict)
    assert (born["online"], gone["online"]) == (True, False)
    assert born["session"] == gone["session"]
    listener.close()


def test_a_broken_store_is_shown_and_the_uplink_goes_on_when_it_heals(port: int):
    class Flaky(MemoryOutbox):
        broken = True

        def through(self) -> int:
            if self.broken:
                raise OutboxError("disk I/O error")
            return super().through()

    outbox = Flaky(rows=1)
    listener = Pretender(port)
    listener.online()
    with uplink(outbox, port) as pump:
        wait_for(lambda: pump.status.condition is Condition.STORE_FAULT)
        assert "disk I/O error" in pump.status.zh
        assert pump.status.waiting is None
        outbox.broken = False
        wait_for(lambda: listener.rows() == [1])
    listener.close()


def test_a_defect_is_not_blamed_on_the_database_and_loses_nothing(port: int):
    class Defective(MemoryOutbox):
        broken = True

        def entries(self, after: int, limit: int) -> Sequence[Entry]:
            if self.broken:
                raise KeyError("window")
            return super().entries(after, limit)

    outbox = Defective(rows=1)
    listener = Pretender(port)
    listener.online()
    with uplink(outbox, port) as pump:
        wait_for(lambda: pump.status.condition is Condition.DEFECT)
        assert "KeyError: 'window'" in pump.status.zh
        assert "database" not in pump.status.en
        assert pump.status.fault
        outbox.broken = False
        wait_for(lambda: listener.rows() == [1])
    listener.close()


def test_stop_is_prompt_whatever_it_waits_for(city: City):
    outbox = MemoryOutbox(rows=1)
    pump = Uplink(outbox, Broker(host="127.0.0.1", port=city.port))
    pump.start()
    wait_for(lambda: pump.status.condition is Condition.BROKER_AWAY)
    began = time.monotonic()
    pump.stop()
    assert time.monotonic() - began < 1.0
