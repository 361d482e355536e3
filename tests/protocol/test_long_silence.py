"""The cable is out for a week: a pad whose ring has gone round twice takes a thousand ratings."""

import pytest

from protocol import records
from protocol.checks import KEY_BYTES
from protocol.device_link import RATING_PAD, STRANGER_AFTER_MS, DeviceLink
from protocol.host_link import Events, Session
from protocol.journal import PER_SECTOR, Full, Journal
from tests.protocol.ram_nor import PowerCut, RamNor

SECTORS = 16
UID = bytes.fromhex("e6614c311b7e8a24")
LEAST = 900
YEARS = 2 * SECTORS * PER_SECTOR + 60
"""Records of former years: twice round, and into a sector."""


class Pad:
    """A rating pad with a whole ring, and the host that has all of it so far."""

    def __init__(self, key: bytes) -> None:
        self.nor = RamNor(SECTORS)
        self.key = key
        self.host = Session(UID, 1, key)
        self.mark = 0
        self.delivered: list[bytes] = []
        self.now = 0
        self.boot()
        for n in range(YEARS):
            self.journal.append(records.CLOCK, n, records.clock_payload(n))
            if n % 50 == 0:
                self.talk()
        self.talk()

    def boot(self) -> None:
        self.journal = Journal(self.nor, SECTORS, lambda: 7)
        seq = self.journal.append(records.BOOT, 0, records.boot_payload(1, 1))

        def shows(output: int, value: bytes) -> bool:
            return True

        def draws() -> int:
            return self.now + 77

        self.link = DeviceLink(
            UID, RATING_PAD, (0, 1, 0), self.journal, seq, shows, draws, self.key
        )
        self.open = False

    def ask(self, request: bytes) -> object:
        self.now += 20
        reply = self.link.receive(request, self.now)
        answer = self.host.accept(reply[1:-1]) if reply else None
        if self.link.resting:
            self.link.rest()
        return answer

    def talk(self) -> None:
        """Read all that is there, and let it rest as often as it likes."""
        if not self.open:
            self.ask(self.host.open(self.now))
            self.open = True
        while True:
            answer = self.ask(self.host.poll(self.mark))
            if self.host.wants_rest:
                self.ask(self.host.rest(450))
            if not isinstance(answer, Events):
                return
            assert answer.first == self.mark + 1
            self.mark += len(answer.records)
            self.delivered += [row[2] for row in answer.records if row[0] == records.RATING]

    def rate(self, n: int) -> bytes:
        payload = records.rating_payload(n.to_bytes(8, "little"), 1 + n % 5)
        self.journal.append(records.RATING, self.now, payload)
        return payload

    def power_fails(self, mode: str) -> None:
        """In the middle of writing a rating down, which nobody is shown."""
        self.nor.cut_at, self.nor.mode = self.nor.operations, mode
        with pytest.raises(PowerCut):
            self.rate(0)
        self.nor.cut_at = -1
        self.boot()


@pytest.mark.parametrize("key", [b"", bytes(range(KEY_BYTES))], ids=["open", "sealed"])
@pytest.mark.parametrize("mode", ["nothing", "first", "random", "last"])
def test_a_thousand_ratings_wait_for_the_cable_whatever_power_does(key: bytes, mode: str) -> None:
    pad = Pad(key)
    assert pad.journal.first > YEARS - SECTORS * PER_SECTOR
    accepted = [pad.rate(n) for n in range(100)]
    pad.power_fails(mode)
    accepted += [pad.rate(n) for n in range(100, 500)]
    pad.power_fails(mode)
    n = 500
    while True:
        try:
            accepted.append(pad.rate(n))
        except Full:
            break
        n += 1
    assert len(accepted) >= LEAST
    pad.now += STRANGER_AFTER_MS
    pad.talk()
    told = [payload for payload in pad.delivered if payload[:8] != bytes(8)]
    assert told == accepted[1:]  # the one for service 0 may have been torn, whoever wrote it
    assert accepted[0] in pad.delivered
    assert pad.journal.room > 7 * PER_SECTOR  # and there is room for the next week
