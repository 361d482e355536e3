"""One hall's gateway: every part made once and wired here, nowhere else."""

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from gateway import public
from gateway.adoption import Adoption
from gateway.advice_watch import AdviceWatch
from gateway.alarm_watch import AlarmWatch
from gateway.board import install as hall_board
from gateway.board.calls import Calls
from gateway.board.made import hall_board_of
from gateway.city_notices import CityNotices, DispenserLine
from gateway.clock import Clock
from gateway.codes import Codes, Kind
from gateway.config import Config
from gateway.device_states import DeviceStates
from gateway.devices.keys import load_keys
from gateway.devices.line import Line
from gateway.devices.store_keeper import StoreKeeper
from gateway.due import DueWatch
from gateway.expecting import Expected, Expecting
from gateway.figures import Figures
from gateway.hall import carried
from gateway.hall.here import Actor, Duty
from gateway.hall.numbers import not_named
from gateway.hall.places import chip_at
from gateway.hall.state import HallState
from gateway.hall_key import load_or_make_hall_key
from gateway.kept_figures import KeptFigures
from gateway.live import Live, Parts
from gateway.machines import Machines, machines
from gateway.notices import clock_is_set
from gateway.orders import CityOrders, OrdersWatch
from gateway.papers.hall import PaperHall
from gateway.papers.jobs import Jobs
from gateway.papers.sources import Sources
from gateway.people import People, Retention
from gateway.printing.job import PrintFact
from gateway.printing.printers import HeadPrinter
from gateway.printing.spool import NamedPrinter, NotRecordedError, Spool
from gateway.scores import Scores
from gateway.store.commands import Append, OpenDay
from gateway.store.errors import RefusedError, StoreError, WishRefusedError
from gateway.store.room import Room, free_bytes
from gateway.store.store import Store
from gateway.uplink.pump import Uplink
from gateway.uplink.store_outbox import StoreOutbox
from gateway.waiting_for_day import day_comes_back
from gateway.web import hall_api
from gateway.web.app import create_app
from gateway.web.asking import by_people
from gateway.web.deeds import Deeds
from gateway.web.entrance import entrance
from gateway.web.hall_api import HallApi
from gateway.web.opening import (
    DayNotOpenedError,
    DayWanted,
    NotNowError,
    NoTodayError,
    check_day,
    check_first_day,
    check_nobody_is_here,
    load_or_make_token,
    wall_date,
)
from gateway.weekly_advice import WeeklyAdvice
from protocol.envelope import Entry
from protocol.stamp import Moment
from runtime.city_key import load_city_key
from runtime.garbage import Garbage
from screens import sign_in
from screens.bell import Bell
from screens.server import WebServer, WebServerError

log = logging.getLogger(__name__)


class Gateway:
    """Start it, stop it. A printer or broker that is away does not keep it from starting."""

    def __init__(
        self,
        config: Config,
        clock: Clock,
        version: str,
        attach: Callable[["Gateway", FastAPI], None] | None = None,
        free: Callable[[Path], int] = free_bytes,
    ) -> None:
        """Opens the store. Raises StoreError, KeysError or SecretError.

        attach: brings the consoles into the application; None: a gateway without, as a process
        that holds several must have. free: bytes that are free where a file is.
        """
        self._attach = attach
        path = config.store.path
        self.room = Room(config.store.least_free_mb, lambda: free(path))
        self.config = config
        self.plan = config.plan()
        self._clock = clock
        self.zone = ZoneInfo(config.hall.timezone)
        self.store = Store.open(config.store.path, self.plan, clock)
        with ExitStack() as opened:  # a start that is refused lets go of them again
            opened.callback(self.store.close)
            self._make_parts(version, opened)
            opened.pop_all()

    def _make_parts(self, version: str, opened: ExitStack) -> None:
        config, clock = self.config, self._clock
        self.papers = config.papers.open()
        self.spool = self._make_spool()
        self.codes = self._make_codes()
        keyed = self.codes.city is not None
        self.orders = CityOrders(self.store, self.codes, keyed=keyed)
        self.orders_watch = OrdersWatch(self.store)
        keys = load_keys(config.store.path.parent)
        self.city_notices = CityNotices(self.store)
        told = DispenserLine(self.plan, self.city_notices, clock)
        waits = day_comes_back(self.store, clock) if config.uplink else lambda: False
        self.lines = [
            Line(
                line.port,
                line.baud,
                self._chips_at(config.uids_on(index)),
                StoreKeeper(self.store, self.plan, clock, keys, told, self.room, waits),
            )
            for index, line in enumerate(config.line)
        ]
        self.uplink = self._make_uplink(version)
        self.adoption = Adoption(self.plan, self.store, self.lines, keys, config.adopt.automatic)
        self.due = DueWatch(self.plan, self.store, clock)
        self.garbage = Garbage(lambda: self.store.n)
        self.people = People(self.store, clock, config.people)
        opened.callback(self.people.close)
        parts = Parts(
            plan=self.plan,
            zone=self.zone,
            store=self.store,
            room=self.room,
            lines=self.lines,
            adoption=self.adoption,
            directory=self.people.directory,
            spool=self.spool,
            uplink=self.uplink,
            orders=self.orders,
        )
        self.live = Live(parts, clock)
        self.store.subscribe(self.live.committed)
        self.calls = Calls(self.store)
        self.store.subscribe(self.calls.committed)
        self.store.subscribe(self._committed)
        self.bell = Bell()
        self.store.subscribe(lambda *_: self.bell.ring())
        self.figures = Figures(self.store, self.zone)
        self.alarms = AlarmWatch(
            self.plan, self.store, clock, self.figures.handling_s, self._machines
        )
        self.kept_figures = KeptFigures(self.store, self.zone)
        self.jobs = self._make_jobs(version)
        weekly = WeeklyAdvice(self.plan, self.store, clock, self.kept_figures)
        self.advice = AdviceWatch(
            self.plan, self.store, clock, self.figures.handling_s, weekly=weekly.look
        )
        self.scores = Scores(self.store, self.plan)
        self.retention = Retention(self.store, clock, config.retention)
        self.web = WebServer(self._make_app(), config.web.host, config.web.port)

    def start(self) -> None:
        """Begin: the page first, for a taken port must stop the start before anything is printed.

        Then paper, so that a ticket of before the stop is told before new ones. Raises
        WebServerError, with the store closed.
        """
        try:
            self.web.start()
        except WebServerError:
            self.people.close()
            self.store.close()
            raise
        if self.spool is not None:
            self.spool.start(self.jobs.unfinished(self.store))
        if self.store.state.day is None and self._opens_by_itself:
            self._open_first_day()
        if self.uplink is not None:
            self.uplink.start()
        for line in self.lines:
            line.start()
        self.adoption.start()
        self.due.start()
        self.orders_watch.start()
        self.alarms.start()
        self.advice.start()
        self.retention.start()
        self.garbage.start()
        self.kept_figures.start()

    def stop(self) -> None:
        """Read the boards out, finish the ticket at hand, say farewell, and close the store."""
        self.advice.stop()
        self.kept_figures.stop()
        self.garbage.stop()
        self.scores.stop()
        self.retention.stop()
        self.alarms.stop()
        self.orders_watch.stop()
        self.due.stop()
        self.adoption.stop()
        for line in self.lines:
            line.stop()
        if self.spool is not None:
            self.spool.stop()
        if self.uplink is not None:
            self.uplink.stop()
        self.web.stop()
        self.people.close()
        self.store.close()

    def _chips_at(self, of: Sequence[str]) -> list[str]:
        """The chips that stand in these places now."""
        chips = [chip_at(self.plan, self.store.state, place) for place in of]
        return [chip for chip in chips if chip is not None]

    def _machines(self, state: HallState) -> Machines:
        spool, uplink = self.spool, self.uplink
        return machines(
            self.plan,
            state,
            [line.status() for line in self.lines],
            printers=None if spool is None else spool.status,
            uplink=uplink is not None and uplink.status.fault,
            disk=self.room.is_low(),
        )

    def _make_codes(self) -> Codes:
        file = self.config.city.key_file
        key = load_or_make_hall_key(self.config.store.path.parent)
        city = None if file is None else load_city_key(file)
        return Codes(key, self.store.stream, city, self._of_before)

    def _of_before(self, kind: Kind, number: int) -> int | None:
        """What a code was given to before the disk was replaced, as far as it stands here."""
        state = self.store.state
        match kind:
            case "ticket":
                return carried.by_code(state.tickets, number)
            case "booking":
                return carried.by_code(state.bookings, number)
        return None

    def _make_app(self) -> FastAPI:
        ask = by_people(load_or_make_token(self.config.store.path.parent), self.people.directory)
        self.deeds = Deeds(self._open_day, self.adoption.by_person)
        app = create_app(self.live.view, self.deeds, ask, people=self.people)
        sign_in.install(app, entrance(self.plan, self.people, ask))
        self.api = HallApi(
            plan=self.plan,
            store=self.store,
            clock=self._clock,
            codes=self.codes,
            members=self.people.directory.members,
            figures=self.figures,
            kept=self.kept_figures,
            alarms=self.alarms,
            scores=self.scores,
            notices=self.city_notices,
            ask=ask,
        )
        # First what is asked for most: a path is looked for from the first route to the last.
        public.install(app, public.Counter(self.api, self.bell, self.config.public))
        hall_board.install(app, hall_board_of(self))
        hall_api.install(app, self.api)
        if self._attach is not None:
            self._attach(self, app)
        return app

    def _make_spool(self) -> Spool | None:
        printers = [
            NamedPrinter(
                table.name, HeadPrinter(table.address().connect, table.model()), table.boards
            )
            for table in self.config.printer
        ]
        if not printers:
            return None
        clock = self._clock
        return Spool(printers, self._record, clock.mono_ms, clock.boot, lay_out=self.papers.lay_out)

    def _make_jobs(self, version: str) -> Jobs:
        address = self.config.public.address
        models = {table.name: table.model() for table in self.config.printer}
        hall = PaperHall(self.plan, self.codes, self.papers.habits, version, models, address)
        expecting = Expecting(self.plan, self.figures)

        def expected() -> Expected:
            head, clock = self.store.head, self._clock
            now = Moment(clock.wall_ms(), clock.boot, clock.mono_ms())
            return expecting.of(head.n, head.state, now)

        shown = self.people.directory.shown
        sources = Sources(self.store, self.kept_figures, shown, expected)
        return Jobs(hall, sources, self._clock.wall_ms)

    def _make_uplink(self, version: str) -> Uplink | None:
        table = self.config.uplink
        if table is None:
            return None
        devices = DeviceStates(
            self.plan,
            self.lines,
            self._clock,
            lambda: self.store.state,
            self.config.printer,
            lambda: None if self.spool is None else self.spool.status,
        )
        return Uplink(StoreOutbox(self.store), table, version, orders=self.orders, devices=devices)

    def _committed(self, entries: Sequence[Entry], state: HallState) -> None:
        if self.spool is not None:
            for entry in entries:
                job = self.jobs.of(entry, state)
                if job is not None:
                    self.spool.enqueue(job)
        if self.uplink is not None:
            self.uplink.wake()

    def _record(self, fact: PrintFact) -> None:
        """Commit what became of a paper; for the spool's threads."""
        try:
            self.store.commit(Append(fact))
        except StoreError as error:
            raise NotRecordedError(str(error)) from error

    def _open_first_day(self) -> None:
        today = wall_date(self._clock.wall_ms(), self.zone)
        if not clock_is_set(today):
            log.error("the clock says %s: no business day is opened by it", today)
            return
        try:
            self._open_day(DayWanted(today))
        except NotNowError as trouble:
            raise StoreError(str(trouble)) from trouble

    @property
    def _opens_by_itself(self) -> bool:
        return self.config.hall.first_day == "automatic"

    def _open_day(self, wanted: DayWanted) -> date:
        today = wall_date(self._clock.wall_ms(), self.zone)
        if wanted.day is None and not clock_is_set(today):
            raise NoTodayError(today)
        day = wanted.day or today
        check_day(day, today)
        if day > today:
            check_nobody_is_here(self.store.state, today)
        if self.store.state.day is None and not self._opens_by_itself:
            check_first_day(wanted, not_named(self.plan, wanted.after))
        try:
            asked_by = wanted.by
            by = Actor(Duty.LEADER, None if asked_by is None else asked_by.staff)
            self.store.commit(OpenDay(day.isoformat(), wanted.after, by, asked_by))
        except WishRefusedError:
            raise
        except RefusedError as refusal:
            raise DayNotOpenedError(str(refusal)) from refusal
        except StoreError as trouble:
            raise NotNowError(str(trouble)) from trouble
        log.info("business day %s is open", day)
        return day
