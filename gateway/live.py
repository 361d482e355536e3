"""What the pages show, read from what is committed and from the parts that run."""

import time
from collections import Counter, deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

from gateway import board_views, printer_views
from gateway.adoption import Adoption
from gateway.alarm_words import sentence
from gateway.clock import Clock
from gateway.devices.line import Line
from gateway.devices.status import LineStatus, by_uid
from gateway.hall.alarms import OF_SOMEBODY
from gateway.hall.nouns import Called, Serving
from gateway.hall.plan import HallPlan
from gateway.hall.state import HallState
from gateway.hall.windows import PAUSES
from gateway.notices import notices, store_view
from gateway.orders import CityOrders
from gateway.orders.untaken_day import notice_of
from gateway.people.directory import Directory
from gateway.printing.spool import Spool
from gateway.store.errors import StoreError
from gateway.store.head import Counters
from gateway.store.room import Room
from gateway.store.store import Store
from gateway.uplink.pump import Uplink
from gateway.uplink.status import Condition
from gateway.web.opening import wall_date
from gateway.web.view import (
    AlarmView,
    BusinessView,
    CallView,
    Health,
    LiveView,
    Notice,
    PartView,
    WindowMode,
    WindowState,
    WindowView,
)
from protocol.envelope import Entry
from protocol.facts import TicketCalled, TicketRecalled
from protocol.stamp import Moment

CALLS_SHOWN: Final = 8
RECENT: Final = 4096
"""Facts read back at the start to find the last calls."""


@dataclass(frozen=True)
class Parts:
    """What runs in this gateway; None: the hall has none."""

    plan: HallPlan
    zone: tzinfo
    store: Store
    room: Room
    lines: Sequence[Line]
    adoption: Adoption
    directory: Directory
    spool: Spool | None
    uplink: Uplink | None
    orders: CityOrders


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
        boards = by_uid(statuses)
        state = head.state
        verdicts = parts.adoption.verdicts
        today = wall_date(self._clock.wall_ms(), parts.zone)
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
            devices=board_views.devices(parts.plan, state, boards),
            found=board_views.found(parts.plan, state, boards.values(), verdicts),
            lines=tuple(board_views.line(status) for status in statuses),
            store=store_view(parts.store.trouble, parts.room),
            notices=(
                *notices(parts.plan, state, today, self._members()),
                *self._untaken_day(state),
                *board_views.notices(verdicts),
            ),
            alarms=self._alarms(state),
            printer=printer_views.of_all(parts.spool),
            printers=printer_views.of_each(parts.spool),
            uplink=_uplink(parts.uplink),
            outbox=head.n - head.through if parts.uplink else None,
            tickets=sum(t.issued.day == state.day for t in state.tickets.values()),
            commits=head.counters.commits,
            failed_groups=head.counters.failed_groups,
            counted=_counted(head.counters, statuses, parts.spool, parts.uplink),
            facts=dict(self._facts),
        )

    def _untaken_day(self, state: HallState) -> tuple[Notice, ...]:
        answer = self._parts.orders.untaken_day
        return () if answer is None or state.day is not None else (notice_of(answer),)

    def _alarms(self, state: HallState) -> tuple[AlarmView, ...]:
        clock, mono = self._clock, time.monotonic()
        now = Moment(clock.wall_ms(), clock.boot, clock.mono_ms())
        worst_first = sorted(state.alarms.items(), key=lambda one: (-one[1].severity, one[0]))
        return tuple(
            AlarmView(
                n,
                alarm.kind,
                alarm.severity,
                *sentence(self._parts.plan, alarm),
                since_mono=mono - now.since_ms(alarm.raised) / 1000,
                seen=alarm.seen_by is not None,
            )
            for n, alarm in worst_first
            if alarm.kind not in OF_SOMEBODY
        )

    def _members(self) -> Collection[str] | None:
        try:
            return self._parts.directory.view.members
        except StoreError:  # which the page tells beside: it shows the rest
            return None

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
        "refused_by_database": store.guarded,
        "commands_failed": store.failed_commands,
        "snapshots_failed": store.failed_snapshots,
        "sessions_opened": sum(board.sessions for board in boards),
        "answers_not_believed": sum(board.bad_answers for board in boards),
        "answers_garbled": sum(board.garbled for board in boards),
        "rests": sum(board.rests for board in boards),
        "renewals": sum(board.renewals for board in boards),
        "isolations": sum(board.isolations for board in boards),
        "bytes_unasked": sum(line.unasked for line in lines),
    }
    if spool is not None:
        paper = spool.status
        found |= {
            "papers_uncertain": paper.uncertain,
            "papers_failed": paper.failed,
        }
    if uplink is not None:
        found |= {
            "acks_refused": uplink.status.refused_acks,
            "messages_unreadable": uplink.status.unreadable,
        }
    return found


def _window(window: str, name: str, state: HallState) -> WindowView:
    at = state.at(window)
    doing, label = WindowState.IDLE, None
    match at.doing:
        case Called(ticket):
            doing, label = WindowState.CALLED, state.tickets[ticket].issued.label
        case Serving(ticket=ticket):
            doing, label = WindowState.SERVING, state.tickets[ticket].issued.label
    why_zh, why_en = ("", "") if at.pause is None else PAUSES[at.pause]
    return WindowView(window, name, doing, label, WindowMode(at.mode), at.training, why_zh, why_en)


def _uplink(uplink: Uplink | None) -> PartView:
    if uplink is None:
        return PartView(Health.ABSENT, "本厅不上传。", "This hall stands alone.")
    status = uplink.status
    health = Health.FAULT if status.fault else Health.OK
    if status.condition in (Condition.STOPPED, Condition.CONNECTING):
        health = Health.UNKNOWN
    return PartView(health, status.zh, status.en)
