"""The published schemas are what the code says, and what the code sends."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator, Registry, validator_for

from protocol import commands, facts, uplink
from protocol.envelope import to_cloudevent
from tests.uplink.harness import row
from tools.schemas import files
from tools.schemas.messages import CONTROL, DRAFT, schemas

STREAM, DIGEST, HASH = "0a1b2c3d", "ab" * 32, "cd" * 12

COMMANDS: list[commands.Wanted] = [
    commands.MakeBooking("invoice", "2026-12-01", 1_796_000_000_000, HASH),
    commands.CancelBooking(STREAM, 17),
    commands.CloseHall(3, ("2026-12-01", "2026-12-02"), "power"),
    commands.SetNotices(4, (commands.Notice("今日停电"), commands.Notice("好", "Good.", 1))),
    commands.SetThresholds(5, {"waiting_people": 30}),
    commands.SetCredit(6, 1, 2, (HASH,)),
    commands.OfferFirmware(7, "1.4.0", DIGEST, 1, 1, "QUJD"),
    commands.RestoreDay(STREAM, None, 0, {}, 1, 1, ()),
    commands.RestoreDay(STREAM, "11111111", 1, {"e6" * 8: (1, 2)}, 1, 1, (to_cloudevent(row(1)),)),
]

MESSAGES = [
    uplink.Ack(STREAM, 7, DIGEST, 9, {"e6" * 8: (3, 40)}),
    uplink.HallState(True, STREAM, "session", "1.0.0", True),
    uplink.DeviceState("e6" * 8, "rating_pad", "3", "silent", 1, "rating_pad", "1.4.0", 7, 1, 40),
    uplink.CentralState(True, "session"),
]


def schema(name: str) -> Draft202012Validator:
    """Of this name, as it is written in the file."""
    folder = files.PROTOCOL / "schemas"
    there = {path.name: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    registry = Registry([(f"json-schema:///{file}", body) for file, body in there.items()])
    found = validator_for(there[f"{name}.json"], registry=registry, validate_formats=True)
    assert isinstance(found, Draft202012Validator)
    return found


def test_the_files_are_what_the_definitions_give():
    assert files.drift() == [], "run python -m tools.schemas and commit what it writes"


def test_a_changed_a_missing_and_a_left_over_file_are_drift(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(files, "PROTOCOL", tmp_path)
    assert files.main(["--check"]) == 1
    assert files.main([]) == 0
    assert files.main(["--check"]) == 0
    (tmp_path / "schemas" / "ack.json").write_text("{}")
    (tmp_path / "schemas" / "day.opened.json").unlink()
    (tmp_path / "schemas" / "gone.json").write_text("{}")
    assert files.drift() == ["schemas/ack.json", "schemas/day.opened.json", "schemas/gone.json"]
    assert files.main([]) == 0
    assert files.drift() == []


def test_there_is_a_schema_of_every_message_and_it_is_one():
    found = schemas()
    wanted = {*facts.TYPES, *CONTROL.values(), "events", "reply"}
    assert found.keys() == wanted | {f"cmd.{name}" for name in commands.COMMANDS}
    assert CONTROL.keys() == uplink.ADAPTERS.keys()
    for name, body in found.items():
        assert body["$schema"] == DRAFT
        assert body["$id"] == f"{name}.json"
        assert schema(name)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_what_a_hall_sends_is_valid_alone_and_in_a_batch(n: int):
    event = to_cloudevent(row(n))
    schema(row(n).fact.TYPE).validate(event)
    schema("events").validate([event, to_cloudevent(row(n + 1))])


@pytest.mark.parametrize("change", [{"n": 0}, {"type": "tax.no.such.v1"}, {"data": {}}, {"x": 1}])
def test_what_no_hall_sends_is_not(change: dict[str, Any]):
    event = to_cloudevent(row(1)) | change
    assert not schema(row(1).fact.TYPE).is_valid(event)
    assert not schema("events").is_valid([event])
    assert not schema("events").is_valid([])


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_presence_and_acknowledgement_are_valid(message: Any):
    name = CONTROL[type(message)]
    schema(name).validate(json.loads(uplink.write(message)))
    assert not schema(name).is_valid({})


@pytest.mark.parametrize("wanted", COMMANDS, ids=lambda wanted: wanted.NAME)
def test_a_command_is_valid_and_is_not_without_its_frame(wanted: commands.Wanted):
    command = commands.Command("abc", 1, 2, wanted)
    whole = json.loads(commands.write_command(command))
    valid = schema(f"cmd.{wanted.NAME}").is_valid
    assert valid(whole)
    assert commands.read_command(wanted.NAME, commands.write_command(command)) == command
    for part in whole:
        assert not valid({name: value for name, value in whole.items() if name != part})
    assert not valid(whole | {"data": whole["data"] | {"other": 1}})


def test_no_command_is_without_an_example_here():
    assert {wanted.NAME for wanted in COMMANDS} == commands.COMMANDS.keys()


def test_a_reply_is_valid_with_words_and_without():
    done = commands.Reply("abc", "done", STREAM, 7, code="A1")
    for reply in (done, replace(done, outcome="refused", n=0, zh="已满。", en="It is full.")):
        schema("reply").validate(json.loads(commands.write_reply(reply)))
    assert not schema("reply").is_valid({"id": "abc", "outcome": "perhaps", "stream": STREAM})
