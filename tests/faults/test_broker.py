"""A broker that dies, stays away, or forgets what it has acknowledged."""

import signal
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from paho.mqtt.client import Client, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion

from protocol.uplink import CentralState, worker_state_topic, write
from tests.faults.city import City
from tests.faults.conftest import MakeCity
from tests.faults.hall import A_TICKET, QUICK
from tests.faults.mqtt import say
from tests.mosquitto import Mosquitto, Persistence
from tests.waiting import stays_away, wait_for

PATIENT: Final = replace(QUICK, stall=10.0)
"""A backlog fills the line for longer than QUICK waits on a busy machine; real halls wait 30 s."""


def kill_again_and_again(city: City, kills: int) -> None:
    """While people press in every hall."""
    first, second = city.halls
    with first.open_to_people(), second.open_to_people():
        for _ in range(kills):
            time.sleep(city.chance.uniform(0.1, 0.8))
            city.broker.kill()
            time.sleep(city.chance.uniform(0.0, 0.3))
            city.broker.start()


@pytest.mark.parametrize(
    "persistence", [Persistence.NONE, Persistence.EACH_SECOND, Persistence.EACH_CHANGE]
)
def test_a_broker_killed_at_random_loses_and_doubles_nothing(
    make_city: MakeCity, persistence: Persistence
) -> None:
    city = make_city(persistence=persistence)
    city.connect()
    kill_again_and_again(city, 4)
    city.settle()
    counts = city.judge()
    assert counts["facts"] > 100


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("persistence", Persistence)
def test_a_broker_killed_fifty_times_loses_and_doubles_nothing(
    make_city: MakeCity, persistence: Persistence
) -> None:
    city = make_city(persistence=persistence)
    city.connect()
    kill_again_and_again(city, 50)
    city.settle(120)
    print(persistence, city.broker.kills, city.judge())


def away(make_city: MakeCity, facts: int) -> None:
    """The broker is not there while the halls go on, day after day; then it comes back."""
    city = make_city(start=False)
    city.broker.kill()
    city.connect(timing=PATIENT)
    a_day = facts // A_TICKET // 7
    for _ in range(7):
        city.serve(a_day)
        for hall in city.halls:
            hall.next_day()
    assert all(hall.store.through == 0 for hall in city.halls)
    city.broker.start()
    began = time.monotonic()
    city.central.start()
    city.settle(300)
    took = time.monotonic() - began
    counts = city.judge()
    print(f"{counts} in {took:.1f} s: {counts['facts'] / took:.0f} facts/s")


def test_a_broker_away_for_days_gets_every_fact_when_it_is_back(make_city: MakeCity) -> None:
    away(make_city, 800)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_broker_away_for_a_week_gets_every_fact_when_it_is_back(make_city: MakeCity) -> None:
    away(make_city, 20_000)


def test_a_broker_held_still_is_left_and_found_again(city: City) -> None:
    city.connect()
    city.serve(10)
    city.settle()
    city.broker.pause()
    city.serve(10)
    assert stays_away(lambda: any(hall.delivered for hall in city.halls), 1.5)
    city.broker.resume()
    city.settle()
    city.judge()


def test_facts_sent_while_nobody_subscribes_are_not_let_go_of(make_city: MakeCity) -> None:
    """Central is online by what is retained, and gone: the broker takes everything, for nobody."""
    city = make_city(witnessed=False)
    city.central.stop()
    say(city.broker.port, worker_state_topic("9"), write(CentralState(True, "gone")))
    city.connect()
    city.serve(10)
    assert stays_away(lambda: any(hall.delivered for hall in city.halls), 1.5)
    city.central.start()
    city.settle()
    city.judge()


class Subscriber:
    """Somebody with a session that the broker keeps for it."""

    def __init__(self, port: int) -> None:
        self.heard: list[bytes] = []
        self._port = port
        self._looked_at = 0

    def come(self) -> None:
        """Connect, with the session of before; subscribed on return."""
        self._client = Client(
            CallbackAPIVersion.VERSION2, "kept", clean_session=False, protocol=MQTTv311
        )
        self._client.on_message = lambda _c, _d, message: self.heard.append(bytes(message.payload))
        subscribed = threading.Event()
        self._client.on_subscribe = lambda *_: subscribed.set()
        self._client.connect("127.0.0.1", self._port)
        self._client.loop_start()
        self._client.subscribe("trap", qos=1)
        assert subscribed.wait(5)

    def news(self) -> bool:
        """Whether more has come since the last look."""
        before, self._looked_at = self._looked_at, len(self.heard)
        return self._looked_at > before

    def go(self) -> None:
        """Away; what is said meanwhile is for the broker to keep."""
        self._client.disconnect()
        self._client.loop_stop()


def say_acknowledged(port: int, count: int) -> int:
    """Publish at QoS 1; how many PUBACKs came."""
    acknowledged: list[int] = []
    client = Client(CallbackAPIVersion.VERSION2, "says", protocol=MQTTv311)
    client.on_publish = lambda _c, _d, mid, *_: acknowledged.append(mid)
    client.connect("127.0.0.1", port)
    client.loop_start()
    for number in range(count):
        client.publish("trap", b"%d" % number, qos=1)
    wait_for(lambda: len(acknowledged) == count, 20)
    client.disconnect()
    client.loop_stop()
    return len(acknowledged)


def kept_for_the_absent(
    broker: Mosquitto, said: int, settled_s: float = 0.0, awaited: int = 0
) -> int:
    """How many of so many acknowledged messages a subscriber gets who was away meanwhile, if the
    broker is killed before it is back. For so many as are awaited a slow machine is given time."""
    subscriber = Subscriber(broker.port)
    subscriber.come()
    subscriber.go()
    assert say_acknowledged(broker.port, said) == said
    time.sleep(settled_s)
    broker.kill()
    broker.start()
    subscriber.come()
    stays_away(lambda: len(subscriber.heard) >= awaited, 20.0)
    while not stays_away(subscriber.news, 0.7):
        pass
    subscriber.go()
    return len(subscriber.heard)


def test_the_trap_a_broker_acknowledges_1500_messages_and_delivers_1000(
    mosquitto: Mosquitto,
) -> None:
    """Of mosquitto as it is installed: it queues 1,000 for one who is away, and says yes to all."""
    subscriber = Subscriber(mosquitto.port)
    subscriber.come()
    subscriber.go()
    assert say_acknowledged(mosquitto.port, 1500) == 1500
    subscriber.come()
    wait_for(lambda: len(subscriber.heard) >= 1000, 10)
    assert not stays_away(lambda: len(subscriber.heard) >= 1000, 0.1)
    assert stays_away(lambda: len(subscriber.heard) > 1000, 1.0)
    subscriber.go()


def test_our_uplink_in_the_same_place_loses_nothing(make_city: MakeCity) -> None:
    """1,500 facts and more while central is away, on a broker with the same limits."""
    city = make_city()
    city.connect()
    city.serve(2)
    city.settle()
    city.central.kill()
    city.serve(1500 // A_TICKET)
    city.central.start()
    city.settle()
    assert city.judge()["facts"] > 3000


@pytest.mark.parametrize(
    ("persistence", "settled_s", "least", "most"),
    [
        (Persistence.NONE, 0.0, 0, 0),
        (Persistence.DEFAULT, 2.0, 0, 0),
        (Persistence.EACH_CHANGE, 2.5, 500, 500),
    ],
)
def test_what_a_killed_broker_still_has_of_500_acknowledged_messages(
    tmp_path: Path, persistence: Persistence, settled_s: float, least: int, most: int
) -> None:
    with Mosquitto(tmp_path, persistence=persistence) as broker:
        kept = kept_for_the_absent(broker, 500, settled_s, least)
    print(f"{persistence}: {kept} of 500")
    assert least <= kept <= most


def test_a_broker_that_drops_what_it_has_acknowledged(make_city: MakeCity) -> None:
    """mosquitto itself, with room for one message, while central does not read."""
    city = make_city(max_queued=1, lines=("max_inflight_messages 1",))
    city.connect()
    city.serve(2)
    city.settle()
    assert city.central.process is not None
    central = city.central.process.popen
    for _ in range(4):
        central.send_signal(signal.SIGSTOP)
        city.serve(30)
        time.sleep(0.3)
        central.send_signal(signal.SIGCONT)
        time.sleep(0.2)
    city.settle(90)
    counts = city.judge()
    assert counts["resent"] > 0, "the broker has dropped nothing"
