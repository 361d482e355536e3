"""What a head still holds, or still has to say, of a gateway that was killed."""

import pytest

from gateway.printing import status
from gateway.printing.layout import lay_out
from gateway.printing.outcome import Verdict
from gateway.printing.printers import HeadPrinter
from gateway.printing.profile import Done, Profile
from gateway.printing.render import render
from gateway.printing.wires.address import NetworkAddress
from hw_sim.printers import Fault, NetworkPrinter
from tests.printing.desk import slip


@pytest.mark.parametrize("done", [Done.PAPER_STATUS, Done.PROCESS_ID])
@pytest.mark.parametrize("clears", [True, False])
def test_an_answer_to_a_job_of_an_earlier_run_confirms_nothing(
    sim: NetworkPrinter, done: Done, clears: bool
):
    """It comes late, while the next job stands still in the head."""
    profile = Profile("asked by two", done=done, clears=clears)
    connect = NetworkAddress(sim.host, sim.port).connect
    sim.late_s = 0.3
    wire = connect()
    wire.send(render(lay_out(slip("A001")), profile) + status.CONSUMED)
    sim.wait_for_papers(1)
    wire.close()
    sim.trip(Fault.COVER_OPEN, 300)
    again = HeadPrinter(connect, profile, consumed_s=0.8)
    outcome = again.print(lay_out(slip("A002")))
    again.close()
    assert sim.cover_open
    assert outcome.verdict is Verdict.UNCERTAIN


@pytest.mark.parametrize("done", [Done.PAPER_STATUS, Done.PROCESS_ID])
def test_the_first_job_of_a_start_is_confirmed_as_any_other(sim: NetworkPrinter, done: Done):
    printer = HeadPrinter(
        NetworkAddress(sim.host, sim.port).connect, Profile("well", done=done), consumed_s=0.8
    )
    assert printer.print(lay_out(slip("A001"))).verdict is Verdict.CONFIRMED
    printer.close()
