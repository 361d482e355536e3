"""Everything of one story: six boards, two lines, a gateway that may die, a central."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from struct import pack
from typing import Final

from gateway.store.errors import StoreError
from protocol import device_link, records
from tests.fault_model.audit import DiskAudit
from tests.fault_model.board import SimBoard
from tests.fault_model.central import Central
from tests.fault_model.disk import Blow, copy_image
from tests.fault_model.host import KEYS, MODELS, UIDS, Host
from tests.fault_model.ledger import Journal
from tests.fault_model.noise import Noise
from tests.fault_model.wire import Killed, LossyWire
from tests.fault_model.world import World

FIRST_DAY: Final = date(2026, 11, 23)


class Hall:
    """`host` is None while no gateway runs."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.dice = dice = world.dice
        self.folder = folder
        self.central = Central(self.world)
        self.wires = [LossyWire(self.world, f"line {i}", Noise.of(dice)) for i in (1, 2)]
        self.boards = [
            SimBoard(self.world, uid, model, KEYS.get(uid, b""))
            for uid, model in zip(UIDS, MODELS, strict=True)
        ]
        self.wires[0].boards, self.wires[1].boards = self.boards[:4], self.boards[4:]
        self.places = [[board.uid for board in wire.boards] for wire in self.wires]
        self.host: Host | None = None
        self.blow: Blow | None = None
        """For the next commit."""
        self.commits: Callable[[], bool] = lambda: True
        """Whether the disk has time for a commit now."""
        self.begun: dict[Journal, int] = {}
        """Marks with which the present disk was begun."""
        self._lives = 0
        self._days = 0
        self.serial = 0
        self._rated: set[bytes] = set()
        self._path = folder / "0.db"

    # -- the gateway

    def start(self) -> None:
        """A new process on the present disk."""
        if self.host is not None:
            return
        fresh = not self._path.exists()
        try:
            self.host = Host(self.world, self._path, self.wires, self.places, self._boot_of)
        except StoreError as error:
            self.world.ledger.find("a gateway starts on its disk", str(error))
            raise
        self.host.writer.disk.when_struck = self._struck
        if fresh:
            day = FIRST_DAY + timedelta(self._days)
            self._days += 1
            self.host.begin(day.isoformat(), self.begun)
        else:
            DiskAudit(self.world.ledger, self.host, self.begun)
        self.world.tell(f"a gateway starts, with {self.host.store.n} facts on its disk")

    def kill(self) -> None:
        """The process ends, wherever it is."""
        if self.host is not None:
            self._save_image()
            self._bury()

    def stop(self) -> None:
        """A tidy end, with nothing left in the queue."""
        if self.host is not None:
            self.host.settle()
            self.host.close()
            self.host = None

    def step(self) -> None:
        """Everything goes on a little."""
        self.world.catch_up()
        for board in self.boards:
            board.tick()
        if self.host is None:
            self.world.advance(40)
            return
        try:
            self.host.turn()
            if self.commits() and self.host.writer.behind:
                blow, self.blow = self.blow, None
                self.host.commit(blow)
        except Killed:
            self.world.ledger.counted["gateways killed"] += 1
            if self.host.path == self._path:
                self._save_image()
            self._bury()
            return
        if self.world.chance(0.3) or not self.world.noisy:
            self.central.hear(self.host.store.stream, self.host.writer.disk.db)

    def replace_disk(self) -> None:
        """The gateway's disk is gone, with whatever central did not have; an empty one is there."""
        if self.host is None:
            return
        self.world.tell("the gateway's disk is replaced by an empty one")
        kept = DiskAudit(self.world.ledger, self.host, self.begun).kept
        ledger = self.world.ledger
        for journal, mark in self.host.store.head.marks.items():
            ledger.released[journal] = max(mark, ledger.released.get(journal, 0))
        for board in self.boards:
            if board.link is not None:
                mark = self.world.marks.get((board.uid, board.number), 0)
                board.credit = max(board.credit, mark)
            at_risk = [
                key for key in kept if key[0] == board.uid and key not in self.central.records
            ]
            here = [key for key in at_risk if key[1] == board.number and board.holds(key[2])]
            board.at_risk += here
            ledger.excuse(set(at_risk) - set(here), "its disk was replaced, its board had freed it")
        self._bury()
        self._lives += 1
        self._path = self.folder / f"{self._lives}.db"
        self.begun = {}
        self.world.marks = {}

    def _boot_of(self, uid: str) -> int:
        return next(board.boots for board in self.boards if board.uid == uid)

    def _struck(self, blow: Blow) -> None:
        name = "kill_in_commit" if blow.kills else "fail_commit"
        self.world.ledger.counted[name] += 1
        self.world.tell(f"{name}: the gateway's disk strikes")
        if blow.kills:
            self._save_image()

    def _save_image(self) -> None:
        """What a dead process leaves on its disk, under a new name."""
        assert self.host is not None
        self._lives += 1
        self._path = self.folder / f"{self._lives}.db"
        copy_image(self.host.path, self._path)

    def _bury(self) -> None:
        assert self.host is not None
        self.host.close()
        for path in self.folder.glob(self.host.path.name + "*"):
            path.unlink()
        self.host = None
        self.world.later(self.dice.uniform(200, 3000), self.start)

    # -- the people

    def people(self, ms: float, a_second: float) -> None:
        """So many seconds of people who press keys."""
        for board in self.boards:
            if self.world.chance(ms / 1000 * a_second):
                for _ in range(self.dice.choice((1, 1, 2, 5))):
                    self.press(board)

    def press(self, board: SimBoard) -> None:
        """Somebody presses any key."""
        if board.model == device_link.RATING_PAD:
            service = self._service(board)
            rating = records.rating_payload(service, self.dice.randint(1, 5))
            if board.press(records.RATING, rating):
                self._rated.add(service)
        elif board.takes_requests():
            assert board.link is not None
            seen = board.link.seen
            if board.model == device_link.DISPENSER:
                board.press(records.TICKET, records.ticket_payload(self.dice.randrange(2), seen))
            else:
                board.press(records.KEY, records.key_payload(self.dice.randint(1, 5), seen))

    def _service(self, board: SimBoard) -> bytes:
        """What the pad asks about; else one of another hall's, as a pad that was moved may hold."""
        asked = board.shown.get(device_link.PROMPT, b"")
        if asked and asked not in self._rated:
            return asked
        self.serial += 1
        return pack("<II", 0xFEED, self.serial)

    # -- before the story

    def wrap_twice(self) -> None:
        """The rings have gone round twice, and a gateway and central have had nearly all of it."""
        marks: dict[Journal, int] = {}
        self.world.marks = marks
        for board in self.boards:
            board.power_on()
            journal = board.journal
            number = board.uid, journal.journal
            rounds = self.world.sectors * self.world.per_sector * (2 + self.dice.random())
            while journal.next < rounds:
                marks[number] = journal.next - 1
                journal.reclaim(marks[number])
                self.serial += 1
                payload = records.rating_payload(pack("<II", 0xFEED, self.serial), 5)
                journal.append(records.RATING, 0, payload)
            for key, entry in self.world.ledger.written.items():
                if key[:2] == number and key[2] <= marks[number]:
                    self.central.records[key] = entry.record
            board.power_off()
        self.begun = dict(marks)
        self.world.marks = dict(marks)

    def committed(self, key: tuple[str, int, int]) -> bool:
        """Whether it is at the gateway or at central."""
        return key[2] <= self.world.marks.get(key[:2], 0) or key in self.central.records
