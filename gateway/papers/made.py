"""The printing of a gateway, made of its parts."""

from functools import partial
from typing import TYPE_CHECKING

from gateway.expecting import Expected, Expecting
from gateway.papers.hall import PaperHall
from gateway.papers.jobs import Jobs
from gateway.papers.sources import Sources
from gateway.printing.job import PrintFact
from gateway.printing.printers import HeadPrinter
from gateway.printing.spool import NamedPrinter, NotRecordedError, Spool
from gateway.store.commands import Append
from gateway.store.errors import StoreError
from gateway.store.store import Store
from protocol.stamp import Moment

if TYPE_CHECKING:
    from gateway.gateway import Gateway


def spool_of(gateway: "Gateway") -> Spool | None:
    """Of the printers of hall.toml; None: it has none."""
    printers = [
        NamedPrinter(table.name, HeadPrinter(table.address().connect, table.model()), table.boards)
        for table in gateway.config.printer
    ]
    if not printers:
        return None
    clock, lay_out = gateway.clock, gateway.papers.lay_out
    return Spool(
        printers, partial(record, gateway.store), clock.mono_ms, clock.boot, lay_out=lay_out
    )


def record(store: Store, fact: PrintFact) -> None:
    """Commit what became of a paper; for the spool's threads. Raises NotRecordedError."""
    try:
        store.commit(Append(fact))
    except StoreError as error:
        raise NotRecordedError(str(error)) from error


def jobs_of(gateway: "Gateway", version: str) -> Jobs:
    """What makes jobs of committed facts. version: of this gateway, for the test page."""
    config, clock = gateway.config, gateway.clock
    models = {table.name: table.model() for table in config.printer}
    address, habits = config.public.address, gateway.papers.habits
    hall = PaperHall(gateway.plan, gateway.codes, habits, version, models, address)
    expecting = Expecting(gateway.plan, gateway.figures)

    def expected() -> Expected:
        head = gateway.store.head
        now = Moment(clock.wall_ms(), clock.boot, clock.mono_ms())
        return expecting.of(head.n, head.state, now)

    shown = gateway.people.directory.shown
    sources = Sources(gateway.store, gateway.kept_figures, shown, expected)
    return Jobs(hall, sources, clock.wall_ms)
