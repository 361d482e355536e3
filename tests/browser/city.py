"""A city for browser tests: the real broker and central, the facts of its halls, and its people."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from central.people.accounts import MACHINE
from central.people.nouns import Duty
from central.store import Heard
from protocol import facts
from protocol.envelope import Entry
from protocol.uplink import HallState, state_topic, write
from tests.browser.hall import PASSWORD
from tests.central.places import people_of, store_at
from tests.central.stories import items, wire
from tests.panel.stack import Program
from tests.uplink.harness import Process, broker
from tools.ports import free_port

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = datetime.now(ZONE).date()

TOML = """
[city]
name = "石家庄市税务局"
name_en = "Shijiazhuang"
[broker]
port = {broker}
[web]
port = {web}
[[county]]
id = "changan"
name = "长安区"
name_en = "Chang'an"
[[county]]
id = "yuhua"
name = "裕华区"
name_en = "Yuhua"
[[hall]]
id = "h1"
name = "长安区办税服务厅"
name_en = "Chang'an Hall"
county = "changan"
lon = 114.54
lat = 38.05
[[hall]]
id = "h2"
name = "裕华区办税服务厅"
name_en = "Yuhua Hall"
county = "yuhua"
lon = 114.53
lat = 38.01
[[hall]]
id = "h3"
name = "高新区办税服务厅"
name_en = "High-tech Hall"
county = "yuhua"
lon = 114.63
lat = 38.03
[[hall]]
id = "h9"
name = "新华区办税服务厅"
name_en = "Xinhua Hall"
county = "changan"
lon = 114.46
lat = 38.06
"""


class HallStory:
    """The stream of one hall, told day by day."""

    def __init__(self, hall: str, seed: int) -> None:
        self.hall, self.stream = hall, f"0000{hall.encode().hex()}"
        self.entries: list[Entry] = []
        self._dice = Random(seed)
        self._at = datetime.now(UTC)

    def tell(self, fact: facts.Fact, after_s: float = 1.0, cause: str | None = None) -> int:
        """One more fact; its n."""
        self._at += timedelta(seconds=after_s)
        ms = int(self._at.timestamp() * 1000)
        n = len(self.entries) + 1
        entry = Entry(self.hall, self.stream, n, fact, cause, ms, "boot-1", ms - 1_700_000_000_000)
        self.entries.append(entry)
        return n

    def day(self, back: int, people: int) -> None:
        """A day, so many before today, on which all but the last few are served."""
        date = TODAY - timedelta(days=back)
        nine = datetime(date.year, date.month, date.day, 9, tzinfo=ZONE)
        self._at = nine if back else datetime.now(UTC) - timedelta(minutes=90)
        self.tell(facts.DayOpened(date.isoformat()))
        for window in ("1", "2", "3"):
            self.tell(facts.WindowOpened(window, f"staff{window}"))
        waiting = []
        for number in range(1, people + 1):
            press = facts.DeviceRecord(f"e66058388326{self.hall}00", 7, self._seq(), 3, 500, "00")
            self.tell(press, self._dice.uniform(10, 60))
            issued = facts.TicketIssued(date.isoformat(), "A", number, press.uid, 0)
            waiting.append(self.tell(issued, 0.01, press.identity))
            if len(waiting) > self._dice.randint(1, 4):
                self._serve(waiting.pop(0))
        for ticket in waiting if back else waiting[:-2]:
            self._serve(ticket)

    def _seq(self) -> int:
        """Of the next press of the dispenser."""
        return len(self.entries) + 1

    def _serve(self, ticket: int) -> None:
        dice, window = self._dice, self._dice.choice("123")
        self.tell(facts.TicketCalled(ticket, window), dice.uniform(5, 40))
        if dice.random() < 0.1:
            self.tell(facts.TicketNoShow(ticket, window), 60)
            return
        service = self.tell(facts.ServiceStarted(ticket, window), 20)
        self.tell(facts.ServiceFinished(service, ticket, window), dice.uniform(20, 60))
        self.tell(facts.RatingPrompted(service, window), 1)
        if dice.random() < 0.7:
            level = dice.choices((5, 4, 3, 2), (60, 30, 8, 2))[0]
            self.tell(facts.RatingGiven(service, window, level), 8)


class CityProgram:
    """h1 is well, h2 has alarms and a hole in its rows, h3 is offline, h9 was never heard."""

    def __init__(self, folder: Path, days: int = 16) -> None:
        self.folder = folder
        port, web = free_port(), free_port()
        self.url = f"http://127.0.0.1:{web}"
        self._config = folder / "central.toml"
        self._config.write_text(TOML.format(broker=port, web=web), "utf-8")
        self.halls = {hall: HallStory(hall, seed) for seed, hall in enumerate(("h1", "h2", "h3"))}
        self._tell(days)
        self._people()
        self.broker: Process = broker(port)
        self.wire = mqtt.Client(CallbackAPIVersion.VERSION2, "halls")
        self.wire.connect("127.0.0.1", port)
        self.wire.loop_start()
        self.central = Program(folder / "central.log", "central", "--config", str(self._config))
        self.central.wait_for("central ready")

    def say(self, hall: str, *told: facts.Fact) -> None:
        """More facts of a hall, on the wire."""
        story = self.halls[hall]
        for fact in told:
            story.tell(fact)
            topic, payload = wire(story.entries[-1])
            self.wire.publish(topic, payload, qos=1).wait_for_publish(10)

    def presence(self, hall: str, online: bool) -> None:
        """What the gateway of a hall, or its will, says."""
        state = HallState(online, self.halls[hall].stream, "session", "0.1")
        self.wire.publish(state_topic(hall), write(state), qos=1, retain=True).wait_for_publish(10)

    def stop(self) -> None:
        """Central first."""
        self.central.stop()
        self.wire.disconnect()
        self.wire.loop_stop()
        self.broker.stop()

    def _tell(self, days: int) -> None:
        for back in range(days, -1, -1):
            for place, story in enumerate(self.halls.values()):
                if (TODAY - timedelta(days=back)).weekday() < 5 or not back:
                    story.day(back, 18 + (back * 7 + place * 5) % 11)
        busy = self.halls["h2"]
        raised = busy.tell(facts.AlarmRaised("congestion", "hall", 96, 85, 2))
        busy.tell(facts.AlarmEscalated(raised, 131, 85, 3))
        busy.tell(facts.AlarmRaised("long_wait", "A", 2100, 1800, 2))
        busy.tell(facts.AlarmRaised("printer", "printer", 1, 1, 1))
        store, now_ms = (
            store_at(self.folder / "central.db"),
            int(datetime.now(UTC).timestamp() * 1000),
        )
        for hall, story in self.halls.items():
            heard = Heard(hall, HallState(hall != "h3", story.stream, "s", "0.1"), fresh=True)
            entries = _with_a_hole(story)
            for begin in range(0, len(entries), 500):
                some = items(*entries[begin : begin + 500])
                store.commit(some, [heard], now_ms - (2_400_000 if hall == "h3" else 0))
        store.close()

    def _people(self) -> None:
        people = people_of(self.folder / "central.db")
        for name, duty, county in (
            ("city", Duty.CITY, None),
            ("county", Duty.COUNTY, "yuhua"),
        ):
            people.add(MACHINE, name, f"{name}一", duty, county, PASSWORD)


def _with_a_hole(story: HallStory) -> Sequence[Entry]:
    """Of h2 the three rows before the last four have not come yet."""
    return story.entries if story.hall != "h2" else [*story.entries[:-7], *story.entries[-4:]]
