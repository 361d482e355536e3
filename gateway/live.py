"""What the pages show, read from what is committed and from the parts that run."""

import time
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from gateway.clock import Clock
from gateway.devices.board import Standing
from gateway.devices.line import Line
from gateway.devices.status import BoardStatus, LineStatus
from gateway.hall.plan import CallPad, Dispenser, HallPlan, RatingPad, Role
from gateway.hall.state import Called, HallState, Serving
from gateway.notices import notices, store_view
from gateway.printing.spool import Spool
from gateway.printing.status import Condition
from gateway.store.head import Counters
from gateway.store.store import Store
from gateway.uplink.pump import Uplink
from gateway.web.opening import wall_date
from gateway.web.view import (
    BusinessView,
    CallView,
    DeviceView,
    Health,
    LineView,
    Link,
    LiveView,
    PartView,
    WindowState,
    WindowView,
)
from protocol.envelope import Entry
from protocol.facts import TicketCalled, TicketRecalled

CALLS_SHOWN: Final = 8
RECENT: Final = 4096
"""Facts read back at the start to find the last calls."""


@dataclass(frozen=True)
class Parts:
    """What runs in this gateway; None: the hall has none."""

    plan: HallPlan
    zone: tzinfo
    store: Store
    lines: Sequence[Line]
    spool: Spool | None
    uplink: Uplink | None


class Live:
    """Keeps what the state of the hall does not: the last calls and how many facts there are."""

    def __init__(self, parts: Parts, clock: Clock) -> None:
        self._parts = parts
        self._clock = clock
        self._calls: deque[CallView] = deque(maxlen=CALLS_SHOWN)
        with parts.store.reader() as reader:
            last = reader.last()
            self._facts = Counter(reader.counts())
            recent = reader.entries(max(0, last - RECENT), RECENT)
        self._note_calls(recent, parts.store.state)

    def committed(self, entries: Sequence[Entry], state: HallState) -> None:
        """Take what was just committed; a subscriber of the store."""
        self._facts.update(entry.fact.TYPE for entry in entries)
        self._note_calls(entries, state)

    def view(self) -> LiveView:
        """The hall as far as the disk has come. Called from any thread.

        Raises StoreStoppedError when nothing is written any more.
        """
        parts, head = self._parts, self._parts.store.head
        behind_ms = self._clock.mono_ms() - parts.store.current_to_ms()
        statuses = [line.status() for line in parts.lines]
        boards = _by_uid(statuses)
        state = head.state
        return LiveView(
            hall=parts.plan.hall,
            name=parts.plan.name,
            name_en=parts.plan.name_en,
            day=state.day,
            as_of_mono=time.monotonic() - behind_ms / 1000,
            businesses=tuple(
                BusinessView(b.code, b.name, b.name_en, len(state.waiting_for(frozenset({b.code}))))
                for b in parts.plan.businesses
            ),
            windows=tuple(_window(w.id, w.name, state) for w in parts.plan.windows),
            calls=tuple(self._calls),
            devices=tuple(_device(uid, role, boards[uid]) for uid, role in parts.plan.role.items()),
            lines=tuple(_line(status, parts.plan) for status in statuses),
            store=store_view(parts.store.trouble),
            notices=notices(parts.plan, state, wall_date(self._clock.wall_ms(), parts.zone)),
            printer=_printer(parts.spool),
            uplink=_uplink(parts.uplink),
            outbox=head.n - head.through if parts.uplink else None,
            tickets=sum(state.last_number.values()),
            commits=head.counters.commits,
            failed_groups=head.counters.failed_groups,
            counted=_counted(head.counters, statuses, parts.spool, parts.uplink),
            facts=dict(self._facts),
        )

    def _note_calls(self, entries: Iterable[Entry], state: HallState) -> None:
        for entry in entries:
            if isinstance(entry.fact, TicketCalled | TicketRecalled):
                ticket = state.tickets.get(entry.fact.ticket)
                if ticket is not None:
                    again = isinstance(entry.fact, TicketRecalled)
                    label = ticket.issued.label
                    self._calls.appendleft(CallView(label, entry.fact.window, entry.at_ms, again))


def _counted(
    store: Counters, lines: Sequence[LineStatus], spool: Spool | None, uplink: Uplink | None
) -> dict[str, int]:
    """Counters since the start by name, of every part that keeps some."""
    boards = [board for line in lines for board in line.boards]
    found = {
        "records_again": store.repeats,
        "records_of_unknown_kind": store.unknown_kinds,
        "journal_gaps": store.gaps,
        "commands_failed": store.failed_commands,
        "sessions_opened": sum(board.sessions for board in boards),
        "answers_not_believed": sum(board.bad_answers for board in boards),
    }
    if spool is not None:
        paper = spool.status
        found |= {
            "papers_uncertain": paper.uncertain,
            "papers_failed": paper.failed,
            "papers_reprinted": paper.reprinted,
            "characters_substituted": paper.substituted,
        }
    if uplink is not None:
        found |= {
            "acks_refused": uplink.status.refused_acks,
            "messages_unreadable": uplink.status.unreadable,
        }
    return found


def _window(window: str, name: str, state: HallState) -> WindowView:
    match state.at(window).doing:
        case Called(ticket):
            return WindowView(window, name, WindowState.CALLED, state.tickets[ticket].issued.label)
        case Serving(ticket=ticket):
            return WindowView(window, name, WindowState.SERVING, state.tickets[ticket].issued.label)
    return WindowView(window, name, WindowState.IDLE)


_LINKS: Final = {
    Standing.OPEN: Link.ONLINE,
    Standing.SILENT: Link.SILENT,
    Standing.REFUSED: Link.REFUSED,
}


def _device(uid: str, role: Role, board: BoardStatus) -> DeviceView:
    never = board.since_s is None
    return DeviceView(
        uid=uid,
        role=_role_name(role),
        window=role.window if isinstance(role, CallPad | RatingPad) else None,
        link=Link.NEVER if never else _LINKS[board.standing],
        since_mono=board.since_s,
        why=board.why if board.standing is Standing.REFUSED else "",
        firmware=board.firmware or None,
        journal=board.journal,
        mark=None if never else board.mark,
    )


def _role_name(role: Role) -> str:
    match role:
        case Dispenser():
            return "dispenser"
        case CallPad():
            return "call_pad"
        case RatingPad():
            return "rating_pad"


def _by_uid(lines: Iterable[LineStatus]) -> dict[str, BoardStatus]:
    """Every board once: where it is in session, if its cable is in another line than planned."""
    found: dict[str, BoardStatus] = {}
    for line in lines:
        for board in line.boards:
            if board.uid not in found or board.standing is Standing.OPEN:
                found[board.uid] = board
    return found


def _line(status: LineStatus, plan: HallPlan) -> LineView:
    health, zh, en = Health.OK, "", ""
    strangers = [board.uid for board in status.boards if board.uid not in plan.role]
    if status.trouble is not None:
        health, zh, en = Health.FAULT, f"串口不可用：{status.trouble}", status.trouble
    elif status.babble is not None:
        health, zh, en = Health.FAULT, f"线路受扰：{status.babble}", status.babble
    elif strangers:
        health = Health.FAULT
        unknown = ", ".join(strangers)
        zh = f"发现未登记的设备 {unknown}：请写入 hall.toml 的 [[board]]。"
        en = f"Unknown boards answer here: {unknown}. Add a [[board]] to hall.toml for each."
    return LineView(
        port=status.port,
        health=health,
        zh=zh,
        en=en,
        repeats=status.silences,
        bad_frames=status.bad_frames,
        noise_bytes=status.noise,
    )


def _printer(spool: Spool | None) -> PartView:
    if spool is None:
        return PartView(Health.ABSENT, "本厅没有打印机。", "This hall has no printer.")
    status = spool.status
    if not spool.alive:
        return PartView(
            Health.FAULT,
            "打印程序已停止，请重启网关。",
            "Printing has stopped: restart the gateway.",
        )
    if status.condition is Condition.UNKNOWN:
        return PartView(Health.UNKNOWN, status.zh, status.en)
    return PartView(Health.FAULT if status.condition.blocks else Health.OK, status.zh, status.en)


def _uplink(uplink: Uplink | None) -> PartView:
    if uplink is None:
        return PartView(Health.ABSENT, "本厅不上传。", "This hall stands alone.")
    status = uplink.status
    return PartView(Health.FAULT if status.fault else Health.OK, status.zh, status.en)
