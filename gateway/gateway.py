"""One hall's gateway: every part made once and wired here, nowhere else."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
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
from gateway.config import Config
from gateway.days import Days
from gateway.device_states import DeviceStates
from gateway.devices.keys import load_keys
from gateway.devices.line import Line
from gateway.devices.store_keeper import StoreKeeper
from gateway.due import DueWatch
from gateway.figures import Figures
from gateway.hall.places import chip_at
from gateway.hall.state import HallState
from gateway.hall_codes import codes_of
from gateway.kept_figures import KeptFigures
from gateway.live import Live, Parts
from gateway.machines import Machines, machines
from gateway.orders import CityOrders, OrdersWatch
from gateway.papers.made import jobs_of, spool_of
from gateway.people import People, Retention
from gateway.scores import Scores
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
    load_or_make_token,
)
from gateway.weekly_advice import WeeklyAdvice
from protocol.envelope import Entry
from runtime.garbage import Garbage
from screens import sign_in
from screens.bell import Bell
from screens.server import WebServer, WebServerError


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
        self.clock = clock
        self.zone = ZoneInfo(config.hall.timezone)
        self.store = Store.open(config.store.path, self.plan, clock)
        with ExitStack() as opened:  # a start that is refused lets go of them again
            opened.callback(self.store.close)
            self._make_parts(version, opened)
            self._opened = opened.pop_all()

    def _make_parts(self, version: str, opened: ExitStack) -> None:
        config, clock = self.config, self.clock
        self.papers = config.papers.open()
        self.spool = spool_of(self)
        self.codes = codes_of(config, self.store)
        self.orders = CityOrders(self.store, self.codes, keyed=self.codes.city is not None)
        self.orders_watch = OrdersWatch(self.store)
        self.city_notices = CityNotices(self.store)
        self._make_lines()
        self.uplink = self._make_uplink(version, opened)
        self.due = DueWatch(self.plan, self.store, clock)
        self.garbage = Garbage(lambda: self.store.n)
        self.people = People(self.store, clock, config.people)
        opened.callback(self.people.close)
        self._make_readers()
        self.jobs = jobs_of(self, version)
        self.scores = Scores(self.store, self.plan)
        self.retention = Retention(self.store, clock, config.retention)
        by_itself = config.hall.first_day == "automatic"
        self.days = Days(self.plan, self.store, clock, self.zone, by_itself=by_itself)
        self.web = WebServer(self._make_app(), config.web.host, config.web.port)

    def _make_lines(self) -> None:
        """The boards, and who lets one take another's place."""
        config, clock = self.config, self.clock
        keys = load_keys(config.store.path.parent)
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
        self.adoption = Adoption(self.plan, self.store, self.lines, keys, config.adopt.automatic)

    def _make_readers(self) -> None:
        """What follows each commit, and what reads the facts now and then."""
        clock = self.clock
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
        handling_s = self.figures.handling_s
        self.alarms = AlarmWatch(self.plan, self.store, clock, handling_s, self._machines)
        self.kept_figures = KeptFigures(self.store, self.zone)
        weekly = WeeklyAdvice(self.plan, self.store, clock, self.kept_figures)
        self.advice = AdviceWatch(self.plan, self.store, clock, handling_s, weekly=weekly.look)

    def start(self) -> None:
        """Begin: the page first, for a taken port must stop the start before anything is printed.

        Then paper, so that a ticket of before the stop is told before new ones. Raises
        WebServerError, with the store closed.
        """
        try:
            self.web.start()
        except WebServerError:
            self._opened.close()
            raise
        if self.spool is not None:
            self.spool.start(self.jobs.unfinished(self.store))
        self.days.open_first()
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
        self._opened.close()

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

    def _make_app(self) -> FastAPI:
        ask = by_people(load_or_make_token(self.config.store.path.parent), self.people.directory)
        self.deeds = Deeds(self.days.open, self.adoption.by_person)
        app = create_app(self.live.view, self.deeds, ask, people=self.people)
        sign_in.install(app, entrance(self.plan, self.people, ask))
        self.api = HallApi(
            plan=self.plan,
            store=self.store,
            clock=self.clock,
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

    def _make_uplink(self, version: str, opened: ExitStack) -> Uplink | None:
        table = self.config.uplink
        if table is None:
            return None
        devices = DeviceStates(
            self.plan,
            self.lines,
            self.clock,
            lambda: self.store.state,
            self.config.printer,
            lambda: None if self.spool is None else self.spool.status,
        )
        outbox = StoreOutbox(self.store)
        opened.callback(outbox.close)
        return Uplink(outbox, table, version, orders=self.orders, devices=devices)

    def _committed(self, entries: Sequence[Entry], state: HallState) -> None:
        if self.spool is not None:
            for entry in entries:
                job = self.jobs.of(entry, state)
                if job is not None:
                    self.spool.enqueue(job)
        if self.uplink is not None:
            self.uplink.wake()
