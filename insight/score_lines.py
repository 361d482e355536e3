"""A score as it is kept: its parts, with the facts behind it, and the digest of them all."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from insight.scores import DIGITS, Score
from protocol.envelope import canonical_json


@dataclass(frozen=True, slots=True)
class Line:
    """What is kept of one person's month."""

    staff: str
    told: dict[str, Any]
    """The score; `trace` is the SHA-256 of the facts behind it."""
    trace: list[dict[str, Any]]
    """A service each, in the order of n."""


def line_of(one: Score, trace: list[dict[str, Any]]) -> Line:
    """What is kept of a score with these facts behind it."""
    told = {
        "staff": one.staff,
        "group": one.group,
        "total": one.total,
        "parts": {
            name: None if value is None else round(value, DIGITS)
            for name, value in one.parts.items()
        },
        "served": one.served,
        "open_h": round(one.open_h, DIGITS),
        "rated": one.rated,
        "reviewed": one.reviewed,
        "rank": one.rank,
        "of": one.of,
        "reason": one.reason,
        "excluded": sorted(_left_out(trace)),
        "trace": digest_of(trace),
    }
    return Line(one.staff, told, trace)


def _left_out(trace: list[dict[str, Any]]) -> set[int]:
    """Services, ratings and reviews that do not count."""
    of_services = {int(row["n"]) for row in trace if "out" in row}
    parts = (row[name] for row in trace for name in ("rating", "review") if name in row)
    return of_services | {int(part["n"]) for part in parts if "out" in part}


def digest_of(value: object) -> str:
    """SHA-256 of its canonical JSON, hexadecimal."""
    return sha256(canonical_json(value)).hexdigest()


def digest_of_lines(lines: Iterable[Line]) -> str:
    """Of all scores of a month, by token; with the traces, whose digests stand in them."""
    return digest_of([line.told for line in sorted(lines, key=lambda line: line.staff)])
