"""What an answer says: the number as people read it, and a sentence where a guard has refused."""

from dataclasses import replace

import pytest

from gateway.hall import tickets, wishes
from gateway.hall.here import Here
from gateway.hall.reasons import Reason
from gateway.store import OpenDay
from protocol.facts import TicketIssued
from tests.api.desk import Desk

DOOR = "kiosk door"


def test_whatever_is_about_a_ticket_says_its_label(desk: Desk):
    clerk = desk.sit("1", "c1")
    away = desk.done("/tickets", DOOR, {"business": "A", "present": False})
    told = [desk.done(f"/codes/ticket/{away['code']}/check-in", DOOR)]
    deeds = ("call-next", "recall", "start", "hold")
    for deed in deeds:
        desk.clock.mono += 60_000
        told.append(desk.done(f"/windows/1/{deed}", clerk))
    told.append(desk.done("/windows/1/resume-ticket", clerk, {"ticket": away["n"]}))
    told.append(desk.done("/windows/1/transfer", clerk, {"business": "B"}))
    for deed in ("call-next", "start", "finish"):
        told.append(desk.done(f"/windows/1/{deed}", clerk))
    assert {one["label"] for one in told} == {"A001"}
    assert desk.done("/windows/1/pause", clerk, {"reason": "meal"})["label"] is None


def test_who_asks_again_days_later_is_told_the_same_label(desk: Desk):
    ticket = desk.take()
    for again in (False, True):
        answer = desk.post(f"/tickets/{ticket}/cancel", "guide g", Idempotency_Key="once").json()
        assert (answer["label"], answer["again"]) == ("A001", again)
        desk.store.commit(OpenDay("2026-11-26" if again else "2026-11-25"))
        assert ticket not in desk.store.state.tickets


def test_what_a_guard_of_the_database_refuses_is_a_409_and_changes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    """The rule broken on purpose: the number before is given once more."""

    def decide(here: Here, wish: tickets.TakeTicket) -> TicketIssued | Reason:
        given = tickets.decide_take(here, wish)
        assert isinstance(given, TicketIssued)
        return replace(given, number=1)

    desk.take()
    rule = wishes.RULES[tickets.TakeTicket]
    monkeypatch.setitem(wishes.RULES, tickets.TakeTicket, replace(rule, decide=decide))
    n, state = desk.store.n, desk.store.state
    body = {"business": "A", "subject": "00" * 12}
    assert desk.refused("/tickets", DOOR, body) == (409, "contradicts_facts")
    assert (desk.store.n, desk.store.state) == (n, state)
    with desk.store.reader() as reader:
        for table in ("person", "answer WHERE key NOT LIKE 'k%'"):
            assert reader.select(f"SELECT count(*) FROM {table}") == [(0,)]
        assert reader.last() == n
    assert desk.store.trouble is None
    monkeypatch.undo()
    assert desk.take() == n + 1


def test_a_kiosk_reads_a_ticket_by_its_code_alone(desk: Desk):
    """Numbers of facts are counted up: it could go through the whole queue."""
    ticket = desk.done("/tickets", DOOR, {"business": "A"})
    answer = desk.get(f"/tickets/{ticket['n']}", DOOR)
    assert (answer.status_code, answer.json()["code"]) == (403, "only_by_code")
    assert answer.json()["path"] == "GET /api/v1/codes/ticket/{code}"
    read = desk.client.get(f"/api/v1/codes/ticket/{ticket['code']}").json()
    assert (read["label"], read["ticket"]) == ("A001", ticket["n"])
    for who, status in (("guide g", 200), ("leader b", 200), ("clerk c", 403)):
        assert desk.get(f"/tickets/{ticket['n']}", who).status_code == status
