"""Facts: what happened in a hall, each kind defined once, one module per noun.

A fact is a frozen dataclass with a `TYPE`, its name on the wire without prefix and version
(`ticket.issued` travels as `tax.ticket.issued.v1`). It holds no identity of a person and no free
text: those live in tables that retention may empty.
"""

from dataclasses import asdict
from typing import Any

from protocol.facts.day import DayOpened, StreamOpened
from protocol.facts.device import DeviceAdopted, DeviceGap, DeviceRecord
from protocol.facts.printing import PrintConfirmed, PrintFailed, PrintUncertain
from protocol.facts.rating import RatingGiven, RatingPrompted, RatingRefused, RatingUnbound
from protocol.facts.request import RequestExpired, RequestRefused
from protocol.facts.service import ServiceFinished, ServiceStarted
from protocol.facts.ticket import TicketCalled, TicketIssued, TicketNoShow, TicketRecalled

Fact = (
    StreamOpened
    | DayOpened
    | DeviceRecord
    | DeviceGap
    | DeviceAdopted
    | TicketIssued
    | TicketCalled
    | TicketRecalled
    | TicketNoShow
    | ServiceStarted
    | ServiceFinished
    | RatingPrompted
    | RatingGiven
    | RatingUnbound
    | RatingRefused
    | RequestExpired
    | RequestRefused
    | PrintConfirmed
    | PrintUncertain
    | PrintFailed
)

TYPES: dict[str, type[Fact]] = {kind.TYPE: kind for kind in Fact.__args__}


def to_data(fact: Fact) -> dict[str, Any]:
    """The fact's fields as a JSON-ready dictionary, without its type."""
    return asdict(fact)


def from_data(type_name: str, data: dict[str, Any]) -> Fact:
    """Rebuild a fact that our own store wrote. Raises KeyError for an unknown type.

    What comes from the wire goes through `protocol.envelope`, which also checks the fields' types.
    """
    return TYPES[type_name](**data)


__all__ = [
    "TYPES",
    "DayOpened",
    "DeviceAdopted",
    "DeviceGap",
    "DeviceRecord",
    "Fact",
    "PrintConfirmed",
    "PrintFailed",
    "PrintUncertain",
    "RatingGiven",
    "RatingPrompted",
    "RatingRefused",
    "RatingUnbound",
    "RequestExpired",
    "RequestRefused",
    "ServiceFinished",
    "ServiceStarted",
    "StreamOpened",
    "TicketCalled",
    "TicketIssued",
    "TicketNoShow",
    "TicketRecalled",
    "from_data",
    "to_data",
]
