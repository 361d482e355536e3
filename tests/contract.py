"""What may be said between halls and central, judged by the published contract alone.

It reads protocol/asyncapi.yaml and the JSON Schemas it names, and nothing of the code that writes
and reads messages: what those agree on between themselves may still be wrong.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import yaml

PROTOCOL: Final = Path(__file__).parents[1] / "protocol"
EVENT_NAME: Final = re.compile(r"tax\.(.+)\.v1")


@dataclass(frozen=True)
class Channel:
    """A channel of asyncapi.yaml."""

    name: str
    topic: re.Pattern[str]
    by_type: Mapping[str, Any]
    """Validators of its CloudEvents, by their type."""
    by_name: Mapping[str, Any]
    """Validators of its other messages, by their name; where the topic names one, it is that."""
    batch: Any | None
    """Of an array of CloudEvents: what holds for the array itself."""
    retained: bool | None
    """What its operation says; None: nothing."""


class Contract:
    """asyncapi.yaml, read once."""

    def __init__(self, folder: Path = PROTOCOL) -> None:
        self._folder = folder
        self._document = yaml.safe_load((folder / "asyncapi.yaml").read_text("utf-8"))
        self._events: dict[str, Any] = {}
        for path in sorted((folder / "schemas").glob("*.json")):
            schema = json.loads(path.read_text("utf-8"))
            kind = str(schema.get("properties", {}).get("type", {}).get("const", ""))
            if EVENT_NAME.fullmatch(kind):
                self._events[kind] = jsonschema_rs.validator_for(schema, base_uri=path.as_uri())
        retained = dict(self._retained())
        channels = (
            self._channel(name, channel, retained.get(name))
            for name, channel in self._document["channels"].items()
        )
        # A topic that is named stands before one with a hall in its place.
        self.channels = sorted(channels, key=lambda channel: channel.topic.groups)

    def wrong(self, topic: str, payload: bytes, retained: bool | None = None) -> str | None:
        """A sentence about what is wrong with the message, None if nothing is.

        retained: whether it was published so; None: not known. An empty message clears what is
        retained and says nothing.
        """
        for channel in self.channels:
            match = channel.topic.match(topic)
            if match is not None:
                return self._wrong_in(channel, match, payload, retained)
        return f"{topic} is no channel of the contract"

    def wrong_fact(self, type_name: str, data: object) -> str | None:
        """Likewise of the data of a fact of this TYPE."""
        kind = f"tax.{type_name}.v1"
        if kind not in self._events:
            return f"no schema is published for {type_name}"
        return _first(_data_validator(self._folder, type_name), data)

    def _wrong_in(
        self, channel: Channel, match: re.Match[str], payload: bytes, retained: bool | None
    ) -> str | None:
        if channel.retained is not None and retained not in (None, channel.retained):
            return f"it is {'' if retained else 'not '}retained on the channel {channel.name}"
        if not payload:
            return None if channel.retained else "it is empty"
        try:
            value = json.loads(payload)
        except (ValueError, RecursionError) as error:
            return f"it is no JSON: {error}"
        parameters = match.groupdict()
        if channel.batch is not None and isinstance(value, list):
            wrong = [_first(channel.batch, value)]
            wrong += [self._wrong_event(event, parameters, self._events) for event in value]
            return next((sentence for sentence in wrong if sentence is not None), None)
        if isinstance(value, dict) and value.get("type") in channel.by_type:
            return self._wrong_event(value, parameters, channel.by_type)
        named = parameters.get("name")
        if len(channel.by_name) > 1 and named is not None:
            possible = [channel.by_name[named]] if named in channel.by_name else []
        else:
            possible = list(channel.by_name.values())
        said = [_first(validator, value) for validator in possible]
        if not said:
            return f"the channel {channel.name} has no such message"
        return None if None in said else said[0]

    @staticmethod
    def _wrong_event(
        event: Any, parameters: Mapping[str, str], validators: Mapping[str, Any]
    ) -> str | None:
        kind = event.get("type") if isinstance(event, dict) else None
        if not isinstance(kind, str) or kind not in validators:
            return f"an event of type {kind!r} is not published"
        if event.get("hall") != parameters.get("hall"):
            return f"an event of hall {event.get('hall')!r} is on another hall's topic"
        if "type" in parameters and kind != f"tax.{parameters['type']}.v1":
            return f"an event of type {kind} is on the topic of {parameters['type']}"
        return _first(validators[kind], event)

    def _retained(self) -> Iterator[tuple[str, bool]]:
        for operation in self._document.get("operations", {}).values():
            retain = operation.get("bindings", {}).get("mqtt", {}).get("retain")
            if retain is not None:
                yield operation["channel"]["$ref"].rsplit("/", 1)[1], bool(retain)

    def _channel(self, name: str, channel: Mapping[str, Any], retained: bool | None) -> Channel:
        by_type: dict[str, Any] = {}
        by_name: dict[str, Any] = {}
        batch = None
        for key, reference in channel["messages"].items():
            message = self._resolve(reference)
            payload = message["payload"]
            payload = payload["schema"] if "schemaFormat" in payload else payload
            schema, base = self._read(payload)
            message_name = message.get("name", key)
            if message_name in self._events:
                by_type[message_name] = self._events[message_name]
            elif schema.get("type") == "array":
                # Its items are events, each judged as one: by its type, and not by all in turn.
                rest = {name: value for name, value in schema.items() if name != "items"}
                batch = jsonschema_rs.validator_for(rest, base_uri=base)
            else:
                by_name[message_name] = jsonschema_rs.validator_for(schema, base_uri=base)
        return Channel(name, self._pattern(channel), by_type, by_name, batch, retained)

    def _pattern(self, channel: Mapping[str, Any]) -> re.Pattern[str]:
        parts = re.split(r"\{(\w+)\}", channel["address"])
        parameters = channel.get("parameters", {})
        text = re.escape(parts[0])
        for name, after in zip(parts[1::2], parts[2::2], strict=True):
            values = self._resolve(parameters.get(name, {})).get("enum")
            level = "|".join(map(re.escape, values)) if values else "[^/+#]+"
            text += f"(?P<{name}>{level}){re.escape(after)}"
        return re.compile(rf"{text}\Z")

    def _resolve(self, value: Any) -> Any:
        reference = value.get("$ref", "")
        if not reference.startswith("#/"):
            return value
        found: Any = self._document
        for step in reference[2:].split("/"):
            found = found[step]
        return self._resolve(found)

    def _read(self, payload: Any) -> tuple[Any, str]:
        """The schema itself, and what its references are relative to."""
        reference = payload.get("$ref", "")
        if reference.startswith("./"):
            path = (self._folder / reference).resolve()
            return json.loads(path.read_text("utf-8")), path.as_uri()
        return self._resolve(payload), (self._folder / "asyncapi.yaml").as_uri()


@cache
def contract() -> Contract:
    """The contract of this version."""
    return Contract()


@cache
def _data_validator(folder: Path, type_name: str) -> Any:
    whole = json.loads((folder / "schemas" / f"{type_name}.json").read_text("utf-8"))
    data = whole["properties"]["data"] | {"$defs": whole.get("$defs", {})}
    return jsonschema_rs.validator_for(data)


def _first(validator: Any, value: object) -> str | None:
    if validator.is_valid(value):
        return None
    error = next(iter(validator.iter_errors(value)))
    where = "/".join(map(str, error.instance_path))
    return f"{where or 'the message'}: {error.message[:200]}"
