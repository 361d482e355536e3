"""protocol/asyncapi.yaml is whole in itself, and says of the topics what the code does."""

import inspect
import re
from typing import Any, Final

import pytest
import yaml

from protocol import commands, facts, uplink
from protocol.envelope import TYPE_PREFIX, TYPE_SUFFIX
from tools.schemas import files

DOCUMENT: Final[dict[str, Any]] = yaml.safe_load(
    (files.PROTOCOL / "asyncapi.yaml").read_text("utf-8")
)

EXAMPLE: Final = {
    "hall": "h1",
    "type_name": "ticket.issued",
    "uid": "e660583883724a32",
    "worker": "1",
    "name": "notice.set",
}
"""An argument of each topic function."""

RETAINED: Final = {"ack", "hallState", "deviceState", "workerState"}


def topic_functions() -> dict[str, str]:
    """Each function of protocol.uplink that makes a topic, with a topic of its making."""
    return {
        name: function(*(EXAMPLE[argument] for argument in inspect.signature(function).parameters))
        for name, function in vars(uplink).items()
        if name.endswith("_topic") and inspect.isfunction(function)
    }


def channels_of(topic: str) -> list[str]:
    return [
        name
        for name, channel in DOCUMENT["channels"].items()
        if re.fullmatch(pattern(channel["address"]), topic)
    ]


def pattern(address: str) -> str:
    """Of the topics of a channel; `central` is no hall."""
    hall = address.replace("{hall}", uplink.HALL_ID.pattern.replace("$", "/"))
    return re.sub(r"\{[a-z]+\}", "[^/]+", hall)


def at(reference: str) -> Any:
    """What a reference within the document names."""
    part: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        part = part[step]
    return part


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if "$ref" in part else []
        return own + [found for value in part.values() for found in references(value)]
    if isinstance(part, list):
        return [found for value in part for found in references(value)]
    return []


def test_it_is_of_the_version_that_it_says_and_has_its_parts():
    assert DOCUMENT["asyncapi"] == "3.1.0"
    assert DOCUMENT.keys() <= {
        *("asyncapi", "id", "info", "defaultContentType"),
        *("servers", "channels", "operations", "components"),
    }
    assert DOCUMENT["info"]["title"]
    assert DOCUMENT["info"]["version"]


def test_every_reference_leads_somewhere():
    found = references(DOCUMENT)
    assert len(found) > 2 * len(facts.TYPES)
    for reference in found:
        if reference.startswith("./"):
            assert (files.PROTOCOL / reference[2:]).is_file(), reference
        else:
            assert at(reference), reference


def test_every_topic_of_the_code_is_one_channel_and_every_channel_is_one_of_them():
    told = {name: channels_of(topic) for name, topic in topic_functions().items()}
    assert all(len(channels) == 1 for channels in told.values()), told
    assert sorted(name for (name,) in told.values()) == sorted(DOCUMENT["channels"])


def test_each_parameter_of_an_address_is_described_and_no_other():
    for channel in DOCUMENT["channels"].values():
        in_address = set(re.findall(r"\{(\w+)\}", channel["address"]))
        assert channel.get("parameters", {}).keys() == in_address
    parameters = DOCUMENT["components"]["parameters"]
    assert parameters["type"]["enum"] == sorted(facts.TYPES)
    assert parameters["name"]["enum"] == sorted(commands.COMMANDS)


def test_every_message_type_has_a_schema_and_stands_in_a_channel():
    messages = DOCUMENT["components"]["messages"]
    names = {message["name"] for message in messages.values()}
    assert {f"{TYPE_PREFIX}{name}{TYPE_SUFFIX}" for name in facts.TYPES} <= names
    assert commands.COMMANDS.keys() <= names
    assert all(message["payload"]["schema"]["$ref"] for message in messages.values())
    used = {
        reference["$ref"].rpartition("/")[2]
        for channel in DOCUMENT["channels"].values()
        for reference in channel["messages"].values()
    }
    assert used == messages.keys()
    described = {message["payload"]["schema"]["$ref"] for message in messages.values()}
    there = {f"./schemas/{path.name}" for path in (files.PROTOCOL / "schemas").glob("*.json")}
    assert described == there


@pytest.mark.parametrize("name", DOCUMENT["operations"])
def test_an_operation_is_of_one_channel_and_of_its_messages(name: str):
    operation = DOCUMENT["operations"][name]
    assert operation["action"] in {"send", "receive"}
    channel = operation["channel"]["$ref"]
    assert channel.startswith("#/channels/")
    for message in operation["messages"]:
        assert message["$ref"].startswith(f"{channel}/messages/")
    mqtt = operation["bindings"]["mqtt"]
    assert mqtt["qos"] == 1
    assert mqtt["retain"] is (channel.rpartition("/")[2] in RETAINED)


def test_a_hall_sends_just_what_is_of_a_hall():
    for name, operation in DOCUMENT["operations"].items():
        address = at(operation["channel"]["$ref"])["address"]
        topic = address.format(
            hall="h1", type="day.opened", uid="e6" * 8, name="notice.set", worker="1"
        )
        assert (operation["action"] == "send") is (uplink.hall_of(topic) == "h1"), name


def test_a_command_has_a_reply_an_expiry_and_what_binds_them():
    operation = DOCUMENT["operations"]["receiveCommand"]
    assert operation["bindings"]["mqtt"]["messageExpiryInterval"]["minimum"] == 1
    assert operation["reply"]["channel"] == {"$ref": "#/channels/commandReply"}
    messages = DOCUMENT["components"]["messages"]
    for reference in [*operation["messages"], *operation["reply"]["messages"]]:
        message = at(at(reference["$ref"])["$ref"])
        assert at(message["correlationId"]["$ref"])["location"] == "$message.payload#/id"
    assert len(operation["messages"]) == len(commands.COMMANDS)
    assert messages["events"]["contentType"] == "application/cloudevents-batch+json"
    assert messages["ticketIssued"]["contentType"] == "application/cloudevents+json"


def test_the_will_is_a_farewell_on_the_retained_state():
    for server in DOCUMENT["servers"].values():
        mqtt = server["bindings"]["mqtt"]
        assert mqtt["cleanSession"] is True
        will = mqtt["lastWill"]
        assert will["topic"] == DOCUMENT["channels"]["hallState"]["address"]
        assert (will["qos"], will["retain"]) == (1, True)
        assert uplink.read(uplink.HallState, will["message"].encode()).online is False


def test_halls_come_with_a_certificate_or_a_password_over_tls():
    servers = DOCUMENT["servers"]
    assert {server["protocol"] for server in servers.values()} == {"mqtt", "secure-mqtt"}
    secure = [at(one["$ref"])["type"] for one in servers["secure"]["security"]]
    assert secure == ["X509", "userPassword"]
