"""The witness's judgement: what is said by the code passes, and what is bent is seen."""

import json
from dataclasses import replace

import pytest

from protocol.commands import COMMANDS
from protocol.envelope import to_cloudevent
from protocol.uplink import (
    Ack,
    CentralState,
    HallState,
    ack_topic,
    batch_topic,
    event_topic,
    state_topic,
    write,
)
from tests.contract import contract
from tests.uplink.harness import row

EVENT = to_cloudevent(row(4))
TOPIC = event_topic("h1", row(4).fact.TYPE)


def wrong(topic: str, value: object, retained: bool | None = None) -> str | None:
    return contract().wrong(topic, json.dumps(value).encode(), retained)


def test_what_the_code_writes_passes() -> None:
    judge = contract().wrong
    assert wrong(TOPIC, EVENT, retained=False) is None
    assert wrong(batch_topic("h1"), [to_cloudevent(row(n)) for n in range(1, 65)]) is None
    assert judge(ack_topic("h1"), write(Ack("0a1b2c3d", 4, "0" * 64)), True) is None
    assert judge(state_topic("h1"), write(HallState(True, "0a1b2c3d", "s", "1"))) is None
    assert judge("tax/v1/central/state", write(CentralState(True, "s")), True) is None
    assert judge(ack_topic("h1"), b"", True) is None  # what is retained is cleared


@pytest.mark.parametrize(
    ("topic", "bent"),
    [
        (TOPIC, EVENT | {"hall": "h2"}),
        (event_topic("h1", "ticket.called"), EVENT),
        (event_topic("h1", "ticket.folded"), EVENT | {"type": "tax.ticket.folded.v1"}),
        (TOPIC, EVENT | {"data": EVENT["data"] | {"name": "王"}}),
        (TOPIC, EVENT | {"data": {}}),
        (TOPIC, EVENT | {"extra": 1}),
        (TOPIC, {key: value for key, value in EVENT.items() if key != "n"}),
        (TOPIC, [EVENT]),
        (batch_topic("h1"), EVENT),
        (batch_topic("h1"), []),
        (batch_topic("h1"), [EVENT] * 65),
        (batch_topic("h1"), [EVENT, EVENT | {"n": 0}]),
        (batch_topic("h1"), [EVENT, 7]),
        ("tax/v1/central/state", {"online": True, "stream": "0a1b2c3d"}),
        ("tax/v1/h1/states", {}),
        ("tax/v1/h1", {}),
    ],
)
def test_what_is_bent_is_seen(topic: str, bent: object) -> None:
    assert wrong(topic, bent) is not None


def test_what_must_be_retained_or_must_not_is_seen() -> None:
    assert "retained" in str(wrong(TOPIC, EVENT, retained=True))
    said = contract().wrong(ack_topic("h1"), write(Ack("0a1b2c3d", 4, "0" * 64)), False)
    assert "not retained" in str(said)
    assert contract().wrong(TOPIC, b"", False) is not None


def test_a_command_is_judged_by_the_name_in_its_topic() -> None:
    value = {"id": "c1", "at_ms": 1, "expires_ms": 2, "data": {"stream": "0a1b2c3d", "booking": 4}}
    assert set(COMMANDS) >= {"booking.cancel", "booking.make"}
    assert wrong("tax/v1/h1/cmd/booking.cancel", value, retained=False) is None
    assert wrong("tax/v1/h1/cmd/booking.make", value) is not None
    assert wrong("tax/v1/h1/cmd/booking.fold", value) is not None


def test_every_fact_has_a_schema_of_its_own() -> None:
    fact = replace(row(4)).fact
    assert contract().wrong_fact(fact.TYPE, EVENT["data"]) is None
    assert contract().wrong_fact(fact.TYPE, {}) is not None
    assert contract().wrong_fact("ticket.folded", {}) is not None
