"""A city that asks something of halls which are killed, and the halls.

It does what central does: it asks again what was not answered, and gives a hall with a new disk its
open day at each birth, for as long as the hall says that it waits for it.
"""

import time
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from central.restoring import id_of
from gateway import config
from gateway.clock import SystemClock
from gateway.hall.bookings import MakeBooking as Book
from gateway.hall.calls import CallNext
from gateway.hall.here import Actor, Duty
from gateway.store import OpenDay, Store
from gateway.store.wished import Do
from protocol import records
from protocol.commands import (
    CloseHall,
    Command,
    MakeBooking,
    Notice,
    OfferFirmware,
    Reply,
    RestoreDay,
    SetCredit,
    SetNotices,
    Wanted,
    read_reply,
    write_command,
)
from protocol.envelope import to_cloudevent
from protocol.stamp import DAY_MS
from protocol.uplink import ALL_REPLIES, ALL_STATES, HallState, command_topic, hall_of, read
from tests.devices.boards_on_pty import PtyLine
from tests.kills.victim import UID, Scene, a_press_to_its_paper, until
from tests.store.fakes import FakeBoard
from tests.zygote import Zygote

TOML: Final = """
[hall]
id = "{hall}"
name = "城东办税服务厅"
first_day = "{first_day}"
[[business]]
code = "A"
name = "发票业务"
[[window]]
id = "1"
name = "1号窗口"
businesses = ["A"]
[booking]
weekdays = [1, 2, 3, 4, 5, 6, 7]
capacity = {{ A = 4 }}
[[line]]
port = "{port}"
[[board]]
uid = "{uid}"
role = "dispenser"
keys = ["A"]
[[printer]]
host = "127.0.0.1"
port = {printer}
[uplink]
host = "127.0.0.1"
port = {broker}
[city]
key_file = "city.key"
"""

ZONE: Final = ZoneInfo("Asia/Shanghai")
BUNDLE: Final = bytes(range(256)) * 4
LEADER: Final = Actor(Duty.LEADER)
EVENTS: Final = 4
"""Of one part of a day."""


class City:
    """On a broker, for any number of halls. Its halls are told nothing of their facts: it is not
    online, so they send none."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.states: defaultdict[str, list[HallState]] = defaultdict(list)
        self.replies: defaultdict[str, list[Reply]] = defaultdict(list)
        self.gives: dict[str, Callable[[HallState], Sequence[tuple[str, Wanted]]]] = {}
        """Hall → commands by id at its birth."""
        self._client = Client(CallbackAPIVersion.VERSION2, f"city-{port}")
        self._client.on_message = self._on_message
        self._client.connect("127.0.0.1", port)
        self._client.subscribe([(ALL_STATES, 1), (ALL_REPLIES, 1)])
        self._client.loop_start()

    def close(self) -> None:
        """It asks nobody any more."""
        self._client.disconnect()
        self._client.loop_stop()

    def ask(self, hall: str, id: str, wanted: Wanted) -> None:
        """Send it, now or once more."""
        now_ms = time.time_ns() // 1_000_000
        command = Command(id, now_ms, now_ms + DAY_MS, wanted)
        self._client.publish(command_topic(hall, wanted.NAME), write_command(command), qos=1)

    def _on_message(self, client: Client, data: object, message: MQTTMessage) -> None:
        hall = hall_of(message.topic)
        if hall is None or not message.payload:
            return
        if not message.topic.endswith("/state"):
            self.replies[hall].append(read_reply(bytes(message.payload)))
            return
        state = read(HallState, bytes(message.payload))
        self.states[hall].append(state)
        if state.online and hall in self.gives:
            for id, wanted in self.gives[hall](state):
                self.ask(hall, id, wanted)


class AskedHall(Scene):
    """A hall of that city."""

    first_day = "automatic"

    def __init__(
        self, city: City, zygote: Zygote, line: PtyLine, folder: Path, mutant: str | None = None
    ) -> None:
        self.city = city
        self.hall = f"{folder.parent.name}-{folder.name}"[-64:]
        super().__init__(zygote, line, folder, mutant)
        key = folder / "city.key"
        key.write_text("c1" * 32, "ascii")
        key.chmod(0o600)

    def toml(self) -> str:
        """See Scene."""
        return TOML.format(
            hall=self.hall,
            first_day=self.first_day,
            port=self.line.port,
            uid=UID,
            printer=self.printer.port,
            broker=self.city.port,
        )

    def start(self, **how: Any) -> None:
        """Returns when it has come to the city, or has died."""
        births = self._births()
        super().start(way="city", **how)
        until(lambda: self._births() > births or self.dead)

    @property
    def replies(self) -> list[Reply]:
        """All that the city has heard of it."""
        return list(self.city.replies[self.hall])

    def heard_to_the_end(self) -> list[Reply]:
        """Of a life that is over: its last word is spoken by the broker, behind all of its own."""
        until(lambda: not self.city.states[self.hall][-1].online)
        return self.replies

    def _births(self) -> int:
        return sum(state.online for state in list(self.city.states[self.hall]))


# -- what a city asks of a hall that goes on


def deeds() -> list[tuple[str, Wanted]]:
    """One of each kind, by id; lists and bundles in parts."""
    tomorrow = datetime.now(ZONE).date() + timedelta(days=1)
    ten = datetime.combine(tomorrow, datetime.min.time(), ZONE) + timedelta(hours=10)
    starts_ms = int(ten.timestamp()) * 1000
    halves = [BUNDLE[:512], BUNDLE[512:]]
    digest = sha256(BUNDLE).hexdigest()
    firmware = [
        OfferFirmware(1, "1.4.0", digest, part, 2, b64encode(half).decode())
        for part, half in enumerate(halves, 1)
    ]
    credit = [SetCredit(1, part, 2, (f"{part:024x}",)) for part in (1, 2)]
    wanted: list[Wanted] = [
        MakeBooking("A", tomorrow.isoformat(), starts_ms),
        SetNotices(1, (Notice("今日下午停电", "No power this afternoon"),)),
        CloseHall(1, ("2031-01-01",)),
        *credit,
        *firmware,
        MakeBooking("A", tomorrow.isoformat(), starts_ms),
    ]
    return [(f"deed-{place}", one) for place, one in enumerate(wanted)]


BECOMES: Final = {
    "booking.made": 2,
    "notices.set": 1,
    "hall.closed_days": 1,
    "credit.set": 1,
    "firmware.offered": 1,
}
"""Facts of all the deeds, whatever falls down between."""


# -- what a city gives back to a hall whose disk is new


@dataclass(frozen=True)
class LostDay:
    """Of a disk that is gone: three took a number, one of them is called, one booked."""

    whole: RestoreDay
    presses: tuple[str, ...]
    """Identities of the records."""
    booking: int

    def given(self, state: HallState) -> Sequence[tuple[str, Wanted]]:
        """As central does at a birth."""
        if not state.empty:
            return []
        parts = [
            replace(self.whole, to=state.stream, part=part, parts=len(self.pieces), events=piece)
            for part, piece in enumerate(self.pieces, 1)
        ]
        return [(id_of(state.session, part), part) for part in parts]

    @property
    def pieces(self) -> Sequence[tuple[dict[str, Any], ...]]:
        """The events of each part."""
        events = self.whole.events
        return [events[i : i + EVENTS] for i in range(0, len(events), EVENTS)]


class RobbedHall(AskedHall):
    """A hall with a new disk; its city gives it back the day of the old one."""

    first_day = "asked"

    def lose_a_day(self) -> LostDay:
        """Of the board that goes on beside the new disk."""
        plan, clock, journal = config.load(self.config).plan(), SystemClock(), self.board.journal
        today = datetime.fromtimestamp(clock.wall_ms() / 1000, UTC).astimezone(ZONE).date()
        with Store.open(self.folder / "old.db", plan, clock) as store:
            store.commit(OpenDay(today.isoformat()))
            old = FakeBoard(store, UID, journal.journal, self.board.ticks)
            boot = records.boot_payload(self.board.boots, 1)
            old.deliver(old.write(records.BOOT, boot))
            for _ in range(3):
                payload = records.ticket_payload(0, old.face())
                with self.board.one_thread:
                    journal.append(records.TICKET, self.board.ticks, payload)
                old.deliver(old.write(records.TICKET, payload))
            store.commit(Do(CallNext(window="1"), LEADER))
            slot = deeds()[0][1]
            assert isinstance(slot, MakeBooking)
            wish = Book(slot.business, slot.day, slot.starts_ms)
            booking = store.commit(Do(wish, LEADER)).n
            with store.reader() as reader:
                events = tuple(to_cloudevent(one) for one in reader.entries(after=0))
            marks = {UID: (journal.journal, len(old.written))}
            whole = RestoreDay("00000000", store.stream, store.n, marks, 1, 1, events)
        presses = tuple(f"{UID}-{journal.journal:08x}-{seq}" for seq in (2, 3, 4))
        lost = LostDay(whole, presses, booking)
        self.city.gives[self.hall] = lost.given
        return lost

    @property
    def day_is_open(self) -> bool:
        """It is on the disk."""
        return bool(self.all("SELECT 1 FROM fact WHERE type = 'day.restored'"))

    def went_on(self, lost: LostDay) -> None:
        """The day is open once, everybody stands in it once, and the next number is a new one."""
        sql = "SELECT type, count(*) FROM fact WHERE type LIKE ? GROUP BY type"
        assert dict(self.all(sql, "day.%")) == {"day.opened": 1, "day.restored": 1}
        carried = self.all(
            "SELECT data ->> 'stream', data ->> 'was', data ->> 'number' FROM fact"
            " WHERE type = 'ticket.carried' ORDER BY data ->> 'number'"
        )
        assert [(stream, number) for stream, _, number in carried] == [
            (lost.whole.stream, number) for number in (1, 2, 3)
        ]
        booked = self.all("SELECT data ->> 'was' FROM fact WHERE type = 'booking.carried'")
        assert booked == [(lost.booking,)]
        assert dict(self.all(sql, "ticket.called")) == {"ticket.called": 1}
        assert self.all("SELECT count(*) FROM part") == [(0,)]
        a_press_to_its_paper(self, 4)
        assert [self.outcomes(press) for press in lost.presses] == [[], [], []]
