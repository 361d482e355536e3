"""Between a line and the store: records go in, what boards should show comes out."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from struct import unpack
from typing import Final
from zlib import crc32

from gateway.clock import Clock
from gateway.devices import why
from gateway.devices.keeper import Output, Record
from gateway.devices.why import Why
from gateway.hall import faces, kinds, places
from gateway.hall.plan import HallPlan, RatingPad
from gateway.hall.state import HallState
from gateway.store.board_records import TakeRecords
from gateway.store.commands import Prompted
from gateway.store.errors import StoreError
from gateway.store.room import Room
from gateway.store.store import Store
from protocol import device_link
from protocol.answers import Events, IAm
from protocol.device_link import VERSION
from protocol.facts import DeviceRecord

_NO_BOOT_RECORD: Final = 1 << 32
"""A board whose journal is full could not write one (it says 0): all it holds is of before."""


class StoreKeeper:
    """The Keeper of one line's boards. Used by that line's thread alone."""

    def __init__(
        self,
        store: Store,
        plan: HallPlan,
        clock: Clock,
        keys: Mapping[str, bytes],
        told: Callable[[HallState], str] = lambda _: "",
        room: Room | None = None,
        waits: Callable[[], bool] = lambda: False,
    ) -> None:
        """keys: the boards' own, by uid. told: what stands on dispensers' fourth line in place of
        how many wait; empty: nothing does. room: of the disk; while it is low, boards keep what
        they have. waits: whether the open day is still to come back, and with it how far boards
        need not be read again."""
        self._store = store
        self._plan = plan
        self._clock = clock
        self._keys = keys
        self._outputs: dict[str, dict[int, Output]] = {}
        self._told = told
        self._room = room
        self._waits = waits
        self._of: tuple[HallState, str] | None = None
        self._models: dict[str, int] = {}

    def key(self, uid: str) -> bytes:
        """The board's own key, empty for a board without one."""
        return self._keys.get(uid, b"")

    def mark(self, uid: str, journal: int) -> int:
        """Highest seq of the journal that is committed without a hole, 0 if none."""
        return self._store.mark(uid, journal)

    def record(self, uid: str, journal: int, seq: int) -> Record | None:
        """What is kept under this number, None if nothing is."""
        with self._store.reader() as reader:
            entry = reader.named(f"{uid}-{journal:08x}-{seq}")
        if entry is None or not isinstance(entry.fact, DeviceRecord):
            return None
        return entry.fact.kind, entry.fact.ticks, bytes.fromhex(entry.fact.payload)

    def take(self, uid: str, i_am: IAm, events: Events) -> "Future[int]":
        """Store records with what follows from them, in one transaction."""
        if self._room is not None and self._room.is_low():
            refused: Future[int] = Future()
            refused.set_exception(StoreError("The disk is nearly full; free space on it."))
            return refused
        return self._store.submit(
            TakeRecords(
                uid=uid,
                journal=i_am.journal,
                oldest=i_am.first,
                first_seq=events.first,
                records=events.records,
                now_ticks=events.now,
                boot_seq=i_am.boot_seq or _NO_BOOT_RECORD,
                last=i_am.next - 1,
            )
        )

    def outputs(self, uid: str) -> dict[int, Output]:
        """What the board should show by what is committed now."""
        state = self._store.state
        told = self._told(state)
        if self._of is None or state is not self._of[0] or told != self._of[1]:
            self._of = (state, told)
            self._outputs = {}
        found = self._outputs.get(uid)
        if found is None:
            found = self._outputs[uid] = self._make(state, uid, told)
        return found

    def shown(self, uid: str, output: int, value: bytes) -> "Future[int | None] | None":
        """A pad that shows a question has offered a rating: that is a fact."""
        role = places.role_of(self._plan, self._store.state, uid)
        if output != device_link.PROMPT or not value or not isinstance(role, RatingPad):
            return None
        _, service = unpack("<II", value)
        return self._store.submit(Prompted(service, role.window))

    def check(self, uid: str, i_am: IAm) -> Why | None:
        """Why this board cannot be served, None if it can.

        One that has lost its place is read all the same: its unread ratings are true, and ours.
        """
        self._models[uid] = i_am.model
        if i_am.version != VERSION:
            return why.other_version(i_am.version)
        state = self._store.state
        role = places.role_of(self._plan, state, uid)
        if role is None:
            known = places.last_place(self._plan, state, uid) is not None
            return None if known else why.NO_PLACE
        if i_am.model != kinds.OF_ROLE[type(role)].model:
            return why.other_kind(i_am.model, role)
        return why.DAY_COMES_BACK if self._waits() else None

    def has_place(self, uid: str) -> bool:
        """Whether this board is one that the hall counts on, and that is to be asked for."""
        return places.place_of(self._plan, self._store.state, uid) is not None

    def wall_ms(self) -> int:
        """Unix milliseconds."""
        return self._clock.wall_ms()

    def _make(self, state: HallState, uid: str, told: str) -> dict[int, Output]:
        if places.role_of(self._plan, state, uid) is None:
            blank = faces.blank_of(state, uid, self._models.get(uid))
            return {output: Output(face.cmd_id, face.value) for output, face in blank.items()}
        found: dict[int, Output] = {}
        face = faces.face_of(self._plan, state, uid)
        if face is not None:
            found[device_link.FACE] = Output(face.cmd_id, face.value)
        notice = faces.notice_of(self._plan, state, uid, told)
        if notice is not None:
            found[device_link.NOTICE] = Output(crc32(notice), notice, awaited=False)
        prompt = faces.prompt_of(self._plan, state, uid, self._store.stream)
        if prompt is not None:
            found[device_link.PROMPT] = Output(crc32(prompt), prompt)
        return found
