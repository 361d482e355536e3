"""The printers as the pages show them: each for itself, and what all of them mean for the hall."""

from gateway.printing.spool import Spool
from gateway.printing.spool_status import STOPPED, PrinterStatus
from gateway.printing.status import Condition
from gateway.web.view import Health, PartView, PrinterView, PrintsView


def of_all(spool: Spool | None) -> PartView:
    """A fault once none prints; where another one does, a sentence beside it."""
    if spool is None:
        return PartView(Health.ABSENT, "本厅没有打印机。", "This hall has no printer.")
    status = spool.status
    if not spool.alive:
        return PartView(Health.FAULT, *STOPPED)
    healths = {_health(one) for one in status.printers}
    best = next(one for one in (Health.OK, Health.UNKNOWN, Health.FAULT) if one in healths)
    return PartView(best, status.zh, status.en)


def of_each(spool: Spool | None) -> tuple[PrinterView, ...]:
    """In the order of hall.toml."""
    return () if spool is None else tuple(_view(one) for one in spool.status.printers)


def _view(one: PrinterStatus) -> PrinterView:
    return PrinterView(
        one.name,
        _health(one),
        one.zh,
        one.en,
        one.condition.name.lower(),
        tuple(
            PrintsView(verdict.value, reason, count)
            for (verdict, reason), count in sorted(one.outcomes.items())
        ),
        one.reprinted,
        one.substituted,
        one.well,
    )


def _health(one: PrinterStatus) -> Health:
    if not one.fit:
        return Health.FAULT
    return Health.UNKNOWN if one.condition is Condition.UNKNOWN else Health.OK
