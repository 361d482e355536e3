"""From what somebody writes to what is wanted of a hall."""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from central.commands.asked import Making, is_setting
from central.commands.errors import CommandError
from protocol import codes
from protocol.commands import (
    ADAPTERS,
    COMMANDS,
    MOST_HASHES,
    MOST_PIECE,
    CloseHall,
    OfferFirmware,
    SetCredit,
    SetThresholds,
    Wanted,
)
from protocol.thresholds import THRESHOLDS

IN_WORDS: Final = ("booking.make", "booking.cancel", "hall.close", "notice.set", "threshold.set")
"""Those that somebody writes as JSON. A list of credit and a bundle come from files."""

_PIECE: Final = MOST_PIECE // 4 * 3
"""Bytes of one piece of a bundle; base64 makes 4 characters of 3."""


def wanted_of(name: str, data: Mapping[str, Any]) -> Making:
    """data: the fields of the command, but for the version, which central gives. Raises
    CommandError."""
    kind = COMMANDS.get(name)
    if kind is None or name not in IN_WORDS:
        raise CommandError(
            f"没有这种指令。 There is no such command; these can be written: {', '.join(IN_WORDS)}."
            " A list of credit and a bundle of firmware are sent by `taxhall city-command`."
        )
    fields = {one for one in kind.__dataclass_fields__ if one not in ("NAME", "version")}
    unknown = sorted(data.keys() - fields)
    if unknown:
        raise CommandError(
            f"指令没有这些字段。 The command {name} has no {', '.join(unknown)[:200]}; it has"
            f" {', '.join(sorted(fields))}."
        )

    def make(version: int) -> Sequence[Wanted]:
        given = {**data, "version": version} if is_setting(name) else data
        wanted: Wanted = ADAPTERS[name].validate_json(json.dumps(given), strict=True)
        return (wanted,)

    try:
        (first,) = make(1)
    except (ValidationError, ValueError, RecursionError) as error:
        told = f"指令内容有误。 The command {name} is wrong: {_first(error)}; nothing was sent."
        raise CommandError(told) from error
    _check(first)
    return make


def _check(wanted: Wanted) -> None:
    """What every hall would refuse is not even kept. Raises CommandError."""
    match wanted:
        case SetThresholds(limits=limits):
            for name, limit in limits.items():
                _check_limit(name, limit)
        case CloseHall(days=days):
            for day in days:
                _check_date(day)


def _check_limit(name: str, limit: int) -> None:
    allowed = THRESHOLDS.get(name)
    if allowed is None:
        raise CommandError(
            f"没有这个预警阈值。 There is no limit {name}: take one of {', '.join(THRESHOLDS)};"
            " nothing was sent."
        )
    if limit not in allowed:
        raise CommandError(
            f"预警阈值超出范围。 {name} is from {allowed[0]} to {allowed[-1]}, and not {limit};"
            " nothing was sent."
        )


def _check_date(day: str) -> None:
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise CommandError(
            f"日历上没有这一天。 No calendar has {day}: correct it; nothing was sent."
        ) from error


def credit(key: bytes, identities: Iterable[str]) -> Making:
    """The list of these taxpayers, by nothing but keyed hashes. Raises CommandError.

    key: the city's, 32 bytes. The hashes are sorted, so that their order tells nothing.
    """
    hashes = set()
    for line, identity in enumerate(identities, 1):
        if identity.strip():
            if not 5 < len(identity.strip()) <= 40:
                raise CommandError(
                    f"第{line}行不是证件号码。 Line {line} is no number of a document: it has"
                    " fewer than 6 or more than 40 characters; nothing was sent."
                )
            hashes.add(codes.subject(key, identity.strip()).hex())
    every = sorted(hashes)
    pieces = [every[at : at + MOST_HASHES] for at in range(0, len(every), MOST_HASHES)] or [[]]

    def make(version: int) -> Sequence[Wanted]:
        return [
            SetCredit(version, part, len(pieces), tuple(piece))
            for part, piece in enumerate(pieces, 1)
        ]

    return make


def firmware(name: str, bundle: bytes) -> Making:
    """A bundle for boards; name: its own version, such as `1.4.0`. Raises CommandError."""
    if not bundle:
        raise CommandError("固件文件是空的。 The bundle is empty; nothing was sent.")
    digest = hashlib.sha256(bundle).hexdigest()
    pieces = [
        base64.b64encode(bundle[at : at + _PIECE]).decode() for at in range(0, len(bundle), _PIECE)
    ]

    def make(version: int) -> Sequence[Wanted]:
        return [
            OfferFirmware(version, name, digest, part, len(pieces), piece)
            for part, piece in enumerate(pieces, 1)
        ]

    try:
        for one in make(1):
            ADAPTERS[OfferFirmware.NAME].validate_python(asdict(one))
    except ValidationError as error:
        raise CommandError(f"固件有误。 The bundle cannot be sent: {_first(error)}.") from error
    return make


def _first(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)[:200]
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])
