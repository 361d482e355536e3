"""Codes and documents before the scanner of a real board, to the fact that the hall keeps."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.hall.here import Actor, Duty
from gateway.hall.nouns import Stage
from gateway.hall.tickets import TakeTicket
from gateway.store import Do
from protocol import codes, facts, records
from tests.end_to_end.small_hall import DISPENSER, UID, SmallHall, wait_for
from tools.provision import main as provision

CITIZEN = "11010519491231002X"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[SmallHall]:
    hall = SmallHall(tmp_path)
    on_the_board = hall.boards[DISPENSER].files / "hall.key"
    assert provision(["--scanner", "--data", str(tmp_path), "--out", str(on_the_board)]) == 0
    with hall:
        yield hall


def test_the_code_of_a_phone_ticket_checks_its_owner_in_at_the_dispenser(hall: SmallHall) -> None:
    gateway = hall.gateway
    assert gateway is not None
    phone = Actor(Duty.KIOSK)
    ticket = gateway.store.commit(Do(TakeTicket("A", present=False), phone)).n
    assert gateway.store.state.tickets[ticket].stage is Stage.AWAY
    board = hall.boards[DISPENSER]
    code = gateway.codes.of(ticket, gateway.store.state.tickets[ticket].issued)
    assert code is not None
    board.scan(code)
    hall.wait_facts(facts.TicketCheckedIn, 1)
    assert gateway.store.state.tickets[ticket].stage is Stage.WAITING
    assert board.wait_for(lambda b: b.screen()[:2] == ("已签到 A001", "请等候叫号"))


def test_a_document_and_a_key_are_a_number_of_which_no_file_has_the_identity(
    hall: SmallHall,
) -> None:
    board = hall.boards[DISPENSER]
    board.scan(CITIZEN)
    assert board.wait_for(lambda b: "已读证件" in b.screen()[0])
    ticket = hall.take_ticket(1)
    assert (ticket.business, ticket.board) == ("B", UID.format(DISPENSER))
    assert ticket.who is not None
    gateway = hall.gateway
    assert gateway is not None
    with sqlite3.connect(gateway.store.path) as db:
        (digest,) = db.execute(
            "SELECT digest FROM person WHERE token = ?", (ticket.who,)
        ).fetchone()
    assert digest == codes.subject(gateway.codes.key, CITIZEN)
    written = [path for path in hall.folder.rglob("*") if path.is_file()]
    assert len(written) > 5
    assert not [path for path in written if CITIZEN.encode() in path.read_bytes()]


def test_a_code_of_another_hall_is_no_fact_of_this_one(hall: SmallHall) -> None:
    board = hall.boards[DISPENSER]
    board.scan(codes.make(bytes(32), codes.TICKET, 1))
    wait_for(lambda: "无效的码" in board.screen()[0])
    hall.take_ticket()  # whatever the board had to tell before has come by now
    kinds = [record.kind for record in hall.facts(facts.DeviceRecord)]
    assert records.TICKET in kinds
    assert records.SCAN not in kinds
