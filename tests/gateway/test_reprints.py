"""A second paper that was asked for: what it says, and what a restart makes of it."""

from pathlib import Path

import pytest

from gateway.config import load
from gateway.gateway import Gateway
from gateway.hall.here import Actor, Duty
from gateway.hall.paper_nouns import PaperState
from gateway.hall.papers import ReprintTicket, of
from gateway.hall.reasons import paper as refusals
from gateway.hall.tickets import TakeTicket
from gateway.printing.job import TicketJob
from gateway.store import Do, WishRefusedError
from gateway.store.commands import Append, OpenDay
from protocol.facts import PrintUncertain
from tests.gateway.test_config import GOOD
from tests.store.fakes import FakeClock

GUIDE = Actor(Duty.GUIDE)
PRINTER = '[[printer]]\nhost = "127.0.0.1"\nport = 1\n'


def gateway_of(folder: Path, printer: str = PRINTER) -> Gateway:
    """Made and not started: its store takes commands, its spool prints nothing."""
    (folder / "hall.toml").write_text(GOOD.replace(PRINTER, "") + printer, "utf-8")
    return Gateway(load(folder / "hall.toml"), FakeClock(), "test")


def close(gateway: Gateway) -> None:
    gateway.people.close()
    gateway.store.close()


def in_doubt(gateway: Gateway) -> int:
    """A ticket of whose paper nobody knows."""
    gateway.store.commit(OpenDay("2026-11-23"))
    business = gateway.plan.businesses[0].code
    ticket = gateway.store.commit(Do(TakeTicket(business), GUIDE)).n
    gateway.store.commit(Append(PrintUncertain(ticket, reprint=False, reason="silent")))
    return ticket


def test_what_was_asked_for_before_a_restart_is_in_doubt_and_not_printed_by_itself(
    tmp_path: Path,
) -> None:
    gateway = gateway_of(tmp_path)
    ticket = in_doubt(gateway)
    label = gateway.store.state.tickets[ticket].issued.label
    gateway.store.commit(Do(ReprintTicket(ticket), GUIDE))
    assert of(gateway.store.state, ticket) is PaperState.COMING
    close(gateway)
    again = gateway_of(tmp_path)
    (job,) = again.jobs.unfinished(again.store)
    assert isinstance(job, TicketJob)
    assert (job.n, job.slip.number, job.slip.reprint) == (ticket, label, True)
    assert job.slip.ahead == 0
    again.store.commit(Append(PrintUncertain(ticket, reprint=True, reason="restart")))
    assert of(again.store.state, ticket) is PaperState.UNKNOWN
    assert again.jobs.unfinished(again.store) == []
    close(again)


def test_a_second_paper_has_the_code_and_the_time_of_the_first_and_who_goes_before_it_now(
    tmp_path: Path,
) -> None:
    gateway = gateway_of(tmp_path)
    ticket = in_doubt(gateway)
    business = gateway.plan.businesses[0].code
    gateway.store.commit(Do(TakeTicket(business, "special"), GUIDE))
    done = gateway.store.commit(Do(ReprintTicket(ticket), GUIDE))
    with gateway.store.reader() as reader:
        issued, asked = reader.numbered([ticket, done.n])
    first, second = (gateway.jobs.of(one, gateway.store.state) for one in (issued, asked))
    assert isinstance(first, TicketJob)
    assert isinstance(second, TicketJob)
    assert (second.slip.code, second.slip.issued_at) == (first.slip.code, first.slip.issued_at)
    assert (first.slip.ahead, second.slip.ahead) == (0, 1)
    close(gateway)


def test_a_hall_without_a_printer_takes_no_such_wish(tmp_path: Path) -> None:
    gateway = gateway_of(tmp_path, printer="")
    ticket = in_doubt(gateway)
    with pytest.raises(WishRefusedError) as refused:
        gateway.store.commit(Do(ReprintTicket(ticket), GUIDE))
    assert refused.value.reason is refusals.NO_PRINTER
    close(gateway)
