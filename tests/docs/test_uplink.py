"""docs/uplink.md tells the truth: its messages are valid, its digests and numbers the code's."""

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from gateway.hall import kinds
from protocol import commands, uplink
from protocol.envelope import GENESIS, Entry, canonical, chain, from_cloudevent, leaf
from tests.orders.asking import hall
from tests.tools.test_asyncapi import DOCUMENT, channels_of
from tests.tools.test_schemas import schema

PAGE: Final = (Path(__file__).parents[2] / "docs" / "uplink.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def messages() -> list[tuple[str, Any]]:
    """(topic, value) of each message on the page."""
    parts = [block.partition("\n") for block in blocks("message")]
    return [(topic, json.loads(text)) for topic, _, text in parts]


def entries() -> dict[int, Entry]:
    """The rows of the example, by n; the same row is the same wherever it stands."""
    found: dict[int, Entry] = {}
    for topic, value in messages():
        if "/event" in topic:
            for event in value if isinstance(value, list) else [value]:
                entry = from_cloudevent(event)
                assert found.setdefault(entry.n, entry) == entry
    return found


@pytest.mark.parametrize(("topic", "value"), messages(), ids=lambda part: str(part)[:40])
def test_each_message_is_valid_on_its_topic(topic: str, value: Any):
    (channel,) = channels_of(topic)
    names = {
        "ack": "ack",
        "hallState": "hall-state",
        "deviceState": "device-state",
        "workerState": "central-state",
        "event": topic.rpartition("/")[2],
        "events": "events",
        "command": f"cmd.{topic.rpartition('/')[2]}",
        "commandReply": "reply",
    }
    schema(names[channel]).validate(value)


def test_a_board_says_its_model_as_a_gateway_does():
    models = {value["model"] for _, value in messages() if "model" in value}
    assert models
    assert models <= kinds.OF_NAME.keys()


def test_an_older_version_of_a_setting_is_answered_as_the_page_says(tmp_path: Path):
    words = r"older version than it has, or the same, answers `(\w+)` \(“(.+?)”\)"
    said = re.search(words, PAGE.replace("\n", " "))
    assert said is not None
    with hall(tmp_path / "hall.db") as asked:
        assert asked.ask(commands.SetNotices(12, (commands.Notice("停电"),))).outcome == "done"
        reply = asked.ask(commands.SetNotices(11, ()))
        assert (reply.outcome, reply.en) == said.groups()
        assert asked.store.state.city.notices_version == 12


def test_a_kind_of_message_has_an_example():
    shown = {channel for topic, _ in messages() for channel in channels_of(topic)}
    assert shown == DOCUMENT["channels"].keys() - {"centralState"}


def test_leaves_and_digests_are_those_of_the_rows():
    (block,) = blocks("digest")
    digest, told = GENESIS, [f"{entries()[1].hall} {entries()[1].stream}"]
    for n, entry in sorted(entries().items()):
        digest = chain(digest, leaf(entry))
        told += [f"{n} leaf {leaf(entry).hex()}", f"{n} digest {digest.hex()}"]
    assert block.splitlines() == told
    (bytes_of_two,) = blocks("canonical")
    assert bytes_of_two.strip() == canonical(entries()[2]).decode()
    acks = [value for topic, value in messages() if topic.endswith("/ack")]
    assert [(ack["through"], ack["digest"]) for ack in acks] == [(2, digest.hex())]


def test_the_table_of_topics_is_the_codes():
    told = set(re.findall(r"^\| `(tax/v1/[^`]+)` \|", PAGE, re.MULTILINE))
    assert told == {channel["address"] for channel in DOCUMENT["channels"].values()}
    for row in re.findall(r"^\| `tax/v1/.*$", PAGE, re.MULTILINE):
        _, topic, _, _, retained, *_ = (cell.strip() for cell in row.split("|"))
        names = [
            name
            for name, channel in DOCUMENT["channels"].items()
            if channel["address"] == topic.strip("`")
        ]
        (operation,) = [
            one
            for one in DOCUMENT["operations"].values()
            if one["channel"]["$ref"] == f"#/channels/{names[0]}"
        ]
        assert (retained == "yes") is operation["bindings"]["mqtt"]["retain"], topic


def test_every_command_and_every_outcome_is_told():
    assert set(re.findall(r"^\| `([a-z]+\.[a-z]+)` \|", PAGE, re.MULTILINE)) == set(
        commands.COMMANDS
    )
    for outcome in ("done", "refused", "expired", "unreadable"):
        assert f"| `{outcome}` |" in PAGE


def test_the_numbers_are_the_codes():
    assert f"1 to {uplink.BATCH} of them" in PAGE
    assert f"At most {uplink.IN_FLIGHT} messages" in PAGE
    assert f"at most {uplink.AHEAD:,} rows beyond" in PAGE
    assert f"more than {uplink.MOST_BYTES:,} bytes" in PAGE
