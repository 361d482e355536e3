"""What a group of messages holds, by their topics. Nothing that comes in raises."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from central.ingest.poison import plain
from central.reading import KEPT, Readable, Unreadable, read_message
from central.store import DeviceHeard, Heard
from protocol.uplink import (
    ALL_DEVICE_STATES,
    ALL_EVENTS,
    ALL_REPLIES,
    ALL_STATES,
    DeviceState,
    HallState,
    UplinkError,
    device_state_topic,
    hall_of,
    is_centrals,
    read,
    reply_of,
    state_topic,
)
from runtime.mqtt import Message

log = logging.getLogger(__name__)

SHARED: Final = (*ALL_EVENTS, ALL_REPLIES)
"""Each of these is one worker's work, whichever it is: their order does not matter, and none of
them is retained."""

EACH: Final = (ALL_STATES, ALL_DEVICE_STATES)
"""These every worker hears. By the standard (MQTT 5, 4.8.2) a broker sends nothing that it retains
to a shared subscription, though mosquitto 2.0.11 does: a hall that went while no worker was there
would stay online for ever. And of two workers that commit a hall's going and its coming, the slower
would have the last word; heard by each in the order of the hall's own connection, the last word is
the newest. A hall is born before it sends, so whoever gets its first fact has heard of its
stream."""


@dataclass
class Group:
    """Messages that are committed together."""

    items: list[Readable | Unreadable] = field(default_factory=list)
    heard: list[Heard | DeviceHeard] = field(default_factory=list)
    born: list[tuple[str, HallState]] = field(default_factory=list)
    """Halls that are online."""
    replies: list[tuple[str, str, bytes]] = field(default_factory=list)
    """(hall, name of the command, what it says)."""
    own: list[bytes] = field(default_factory=list)
    """What came on the topic of this worker's own presence."""


def sort(
    messages: Sequence[Message],
    own: str,
    reading: Callable[[str, bytes], Sequence[Readable | Unreadable]] = read_message,
) -> Group:
    """own: the topic of this worker's presence."""
    group = Group()
    for message in messages:
        topic, hall = message.topic, hall_of(message.topic)
        reply = reply_of(topic)
        if topic == own:
            group.own.append(message.payload)
        elif is_centrals(topic):
            # amqtt was seen to hand the last Ack of a killed central to the next one, which never
            # subscribed to it.
            continue
        elif hall is None:
            group.items.extend(_events(reading, message))
        elif topic == state_topic(hall):
            _hear_hall(group, hall, message)
        elif topic.endswith("/state"):
            _hear_device(group, hall, message)
        elif reply is not None:
            group.replies.append((hall, reply, message.payload))
        else:
            group.items.extend(_events(reading, message))
    return group


def _events(
    reading: Callable[[str, bytes], Sequence[Readable | Unreadable]], message: Message
) -> Sequence[Readable | Unreadable]:
    try:
        return reading(message.topic, message.payload)
    except Exception as error:  # a fault of ours: the message is kept, and nothing waits for it
        log.exception("ingest: a message on %s could not be read", message.topic)
        reason = plain(f"{type(error).__name__}: {error}"[:500])
        size = len(message.payload)
        return [Unreadable(message.topic, message.payload[:KEPT], size, reason)]


def _hear_hall(group: Group, hall: str, message: Message) -> None:
    if not message.payload:
        group.heard.append(Heard(hall, None, fresh=not message.retained))
        return
    try:
        state = read(HallState, message.payload)
    except UplinkError as error:
        log.warning("ingest: on %s: %s", message.topic, error)
        group.heard.append(Heard(hall, None, fresh=not message.retained))
        return
    # A will is the broker's word: it says that the hall was not heard.
    group.heard.append(Heard(hall, state, fresh=state.online and not message.retained))
    if state.online:
        group.born.append((hall, state))


def _hear_device(group: Group, hall: str, message: Message) -> None:
    if not message.payload:
        return  # the retained message was cleared, which says nothing of the board
    try:
        state = read(DeviceState, message.payload)
    except UplinkError as error:
        log.warning("ingest: on %s: %s", message.topic, error)
        return
    if message.topic != device_state_topic(hall, state.uid):
        log.warning("ingest: on %s: the state of board %s", message.topic, state.uid)
        return
    group.heard.append(DeviceHeard(hall, state))
