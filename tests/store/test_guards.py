"""What the database itself refuses, should a rule be wrong: a second-priority card taken twice."""

import re
import sqlite3
from pathlib import Path

import pytest

from gateway.hall import cards
from gateway.hall.cards import RedeemCard
from gateway.hall.here import Actor, Duty
from gateway.hall.reasons import CONTRADICTS_FACTS
from gateway.hall.services import Finish
from gateway.store import Do, Store, WishRefusedError
from gateway.store.schema import MIGRATIONS
from protocol import records
from protocol.facts import TicketIssued
from runtime.sqlite_schema import migrations
from tests.store.fakes import call_pad, dispenser, open_store

GUIDE = Actor(Duty.GUIDE, staff="s-1")
LEADER = Actor(Duty.LEADER, staff="s-2")


def visit(store: Store) -> int:
    """Somebody is served and given a card; gives the ticket."""
    dispenser(store).press(0)
    ticket = store.n
    pad = call_pad(store)
    pad.act(records.NEXT)
    pad.act(records.START)
    store.commit(Do(Finish(window="1", card=True), LEADER))
    return ticket


def redeem(store: Store, ticket: int) -> TicketIssued:
    done = store.commit(Do(RedeemCard(ticket), GUIDE))
    assert isinstance(done.fact, TicketIssued)
    return done.fact


def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule broken on purpose: a card that was used is still good."""
    monkeypatch.setattr(cards, "used", lambda state, fact: state)


def test_a_card_is_taken_once_whatever_the_rules_say(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgetful(monkeypatch)
    ticket = visit(store)
    assert redeem(store, ticket).card in store.state.cards
    n = store.n
    with pytest.raises(WishRefusedError) as refused:
        redeem(store, ticket)
    assert refused.value.reason is CONTRADICTS_FACTS
    assert "redeemed.service" in str(refused.value.__cause__)
    assert store.n == n, "nothing of it was kept"
    assert store.trouble is None


def test_a_card_that_an_older_version_took_is_known_to_the_guard(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(path) as store:
        ticket = visit(store)
        redeem(store, ticket)
    with sqlite3.connect(path) as db:
        later = "".join(sql for version, sql in migrations(MIGRATIONS).items() if version > 4)
        for table in re.findall(r"CREATE TABLE (\w+)", later):
            db.execute(f"DROP TABLE {table}")
        db.executescript("DELETE FROM snapshot; PRAGMA user_version = 4")
    db.close()
    forgetful(monkeypatch)
    with open_store(path) as store:
        with pytest.raises(WishRefusedError) as refused:
            redeem(store, ticket)
        assert "redeemed.service" in str(refused.value.__cause__)
