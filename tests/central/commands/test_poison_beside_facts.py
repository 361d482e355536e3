"""What a hall says beside its facts never ends the taking in, whatever it is."""

import json
from typing import Any, cast

import pytest

from central.ingest import Ingest
from central.ingest.several import Several
from central.restoring import Restoring
from protocol.uplink import reply_topic, state_topic
from runtime.mqtt import Broker
from tests.central.commands.halls import Halls
from tests.central.stories import wire
from tests.central.wires import NotedWire, came
from tests.postgres import postgres as postgres
from tests.postgres import postgres_cluster as postgres_cluster
from tests.uplink.harness import STREAM, row

BIRTH = {"online": True, "stream": STREAM, "session": "s", "version": "1", "empty": True}
REPLY = {"id": "x", "outcome": "done", "stream": STREAM, "n": 1, "zh": "", "en": "", "code": ""}

POISON: dict[str, tuple[str, bytes]] = {
    "NUL in a session": (state_topic("h1"), json.dumps(BIRTH | {"session": "\0"}).encode()),
    "NUL in the id of a reply": (
        reply_topic("h1", "notice.set"),
        json.dumps(REPLY | {"id": "a\0"}).encode(),
    ),
    "a row beyond all": (
        reply_topic("h1", "notice.set"),
        json.dumps(REPLY | {"n": 1 << 70}).encode(),
    ),
}


@pytest.mark.parametrize("poison", POISON.values(), ids=POISON)
def test_the_facts_of_others_go_on(halls: Halls, poison: tuple[str, bytes]):
    outgoing = Several(halls.sender, Restoring(halls.db))
    ingest = Ingest(halls.store, halls.db, Broker(host="127.0.0.1"), outgoing=outgoing)
    noted = NotedWire()
    ingest._take(cast(Any, noted), came(wire(row(1)), poison, wire(row(2))))
    assert len(noted.acknowledged) == 3
    ((facts,),) = halls.db.select("SELECT count(*) FROM fact")
    assert facts == 2


@pytest.mark.parametrize("change", [{"zh": "\0"}, {"en": "\0"}, {"code": "\0"}, {"n": 1 << 70}])
def test_a_reply_that_no_database_holds_is_counted(halls: Halls, change: dict[str, object]):
    halls.births("h1")
    halls.ask("notice.set", {"notices": [{"zh": "今日停电"}]})
    (due,) = halls.due()
    told = json.dumps(REPLY | {"id": due.id} | change).encode()
    halls.sender.replied("h1", "notice.set", told)
    assert halls.counter("command_reply_unreadable") == 1
    halls.answer(due)
    assert halls.due() == []
