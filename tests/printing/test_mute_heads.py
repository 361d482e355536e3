"""Heads that answer nothing: what can still be known of them is whether anybody is there."""

import socket

import pytest

from gateway.printing import connection
from gateway.printing.outcome import Outcome, Reason, Verdict
from gateway.printing.printers import HeadPrinter
from gateway.printing.profile import Done, Profile
from gateway.printing.status import Condition
from gateway.printing.wires.address import NetworkAddress
from tests.printing.heads import TICKET

AWAY = Outcome(Verdict.FAILED, Reason.AWAY, Condition.AWAY)
SENT = Outcome(Verdict.UNCERTAIN, Reason.MUTE, Condition.UNKNOWN)


@pytest.mark.parametrize("asked", [False, True])
def test_no_ticket_is_sent_into_a_connection_that_nobody_holds_any_more(
    asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its cable is out: what was connected stays so, as TCP has it, and nobody takes a new one."""
    profile = Profile("mute", real_time=asked, done=Done.NEVER)
    with socket.create_server(("127.0.0.1", 0)) as head:
        printer = HeadPrinter(NetworkAddress(*head.getsockname()).connect, profile)
        assert printer.print(TICKET) == SENT
        held, _ = head.accept()
        assert printer.print(TICKET) == SENT
    with held:
        monkeypatch.setattr(connection, "TRUSTED_S", 0.0)
        assert printer.print(TICKET) == AWAY
        assert printer.condition() is Condition.AWAY
        printer.close()


def test_tickets_in_a_row_take_one_connection() -> None:
    """A print server that is busy with the last one may refuse the next."""
    profile = Profile("mute", real_time=False, done=Done.NEVER)
    with socket.create_server(("127.0.0.1", 0)) as head:
        printer = HeadPrinter(NetworkAddress(*head.getsockname()).connect, profile)
        for _ in range(3):
            assert printer.print(TICKET) == SENT
        head.accept()[0].close()
        head.settimeout(0.05)
        with pytest.raises(TimeoutError):
            head.accept()
        printer.close()
