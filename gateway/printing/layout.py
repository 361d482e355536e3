"""What stands on a ticket, and where. Pure: a slip goes in, blocks for a printer come out.

As on the tickets of Chinese tax halls: hall, business, the number large enough to be read at arm's
length, how many wait ahead, what to do, what a missed number means, the time, and the ticket's code
as QR. Chinese first, English beneath it and smaller. Never a person's name or ID number.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

from gateway.printing.blocks import ROLL_80, Align, Block, Cut, Feed, Line, Qr, Roll
from gateway.printing.text import cells, unprintable, wrap


class Language(StrEnum):
    """Languages on the paper."""

    ZH = "zh"
    EN = "en"
    BOTH = "both"


_NUMBER_SIZE: Final = {80: 5, 58: 4}
"""Magnification of the ticket's number."""

_QR_MODULE: Final = {80: 6, 58: 5}
"""Dots of one module of the ticket's QR code."""

_GAP: Final = Feed(30)
_LITTLE_GAP: Final = Feed(8)


@dataclass(frozen=True)
class TicketSlip:
    """All that a ticket says. Text must be free of control characters; names may be any length."""

    hall_name: str
    business_name: str
    number: str
    """As people read it, e.g. `A001`."""
    ahead: int
    """People waiting ahead when the ticket was issued."""
    issued_at: str
    """Local date and time, ready to print, e.g. `2026-11-22 09:15`."""
    code: str
    """The ticket's code, printed as QR and as letters."""
    reprint: bool = False
    """True for a second paper of the same ticket, which says 补打."""
    window_hint: str | None = None
    """Windows that serve this business, e.g. `3、4`, or None to leave the line out."""
    hall_name_en: str = ""
    business_name_en: str = ""
    missed: tuple[str, str] = ("过号作废，请重新取号", "A missed number is void: take a new one")
    """What a missed number is worth, in Chinese and in English."""
    language: Language = Language.BOTH

    def __post_init__(self) -> None:
        """Refuse what cannot be a ticket. Raises ValueError."""
        if self.ahead < 0:
            raise ValueError(f"ticket {self.number}: {self.ahead} people ahead is no count")
        if not self.number or not self.code:
            raise ValueError("a ticket needs a number and a code")


def lay_out(slip: TicketSlip, roll: Roll = ROLL_80) -> tuple[Block, ...]:
    """The blocks of a ticket, top to bottom, ending in a cut.

    Raises text.ControlCharacterError if a name holds a control character.
    """
    return (
        *_head(slip, roll),
        *_number(slip, roll),
        *_advice(slip, roll),
        *_foot(slip, roll),
        Cut(),
    )


def missing_characters(slip: TicketSlip) -> tuple[str, ...]:
    """Characters of the slip's texts that this paper can only show as 〓, each once."""
    texts = (getattr(slip, field.name) for field in fields(slip))
    return unprintable("".join(text for text in texts if isinstance(text, str)))


def _head(slip: TicketSlip, roll: Roll) -> Iterator[Block]:
    if slip.reprint:
        yield from _said(slip, roll, "【补打】", "REPRINT", large=True)
        yield from _said(slip, roll, "与原票同号，只排一次队", "Same number, same place in line")
        yield from _rule(roll)
    yield from _name(slip, roll, slip.hall_name, slip.hall_name_en)
    yield from _rule(roll)
    yield from _name(slip, roll, slip.business_name, slip.business_name_en)


def _number(slip: TicketSlip, roll: Roll) -> Iterator[Block]:
    size = min(_NUMBER_SIZE[roll.mm], roll.cells // cells(slip.number) or 1)
    yield _GAP
    yield from _lines(roll, slip.number, width=size, height=size, bold=True)
    yield _GAP


def _advice(slip: TicketSlip, roll: Roll) -> Iterator[Block]:
    yield from _said(
        slip,
        roll,
        f"您前面还有 {slip.ahead} 人在等待",
        f"{slip.ahead} {'person' if slip.ahead == 1 else 'people'} ahead of you",
        large=True,
    )
    yield _GAP
    if slip.window_hint:
        several = "、" in slip.window_hint
        windows_en = f"Window{'s' if several else ''}: {slip.window_hint.replace('、', ', ')}"
        yield from _said(slip, roll, f"办理窗口：{slip.window_hint}", windows_en)
    yield from _said(slip, roll, "请留意叫号，听从现场引导", "Please watch for your number")
    yield from _said(slip, roll, *slip.missed)
    yield from _rule(roll)


def _foot(slip: TicketSlip, roll: Roll) -> Iterator[Block]:
    yield from _said(slip, roll, f"取号时间 {slip.issued_at}", f"Issued {slip.issued_at}")
    yield _GAP
    yield Qr(slip.code, _QR_MODULE[roll.mm])
    yield _LITTLE_GAP
    yield from _lines(roll, _grouped(slip.code))


def _grouped(code: str) -> str:
    """In fours, so that it can be read out and typed."""
    if not code.isalnum():
        return code
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def _name(slip: TicketSlip, roll: Roll, zh: str, en: str) -> Iterator[Block]:
    """A name of hall.toml; where it has no English one, English paper shows the Chinese."""
    if slip.language is not Language.EN or not en:
        yield from _large(roll, zh)
    if slip.language is not Language.ZH and en:
        yield from _lines(roll, en)


def _said(
    slip: TicketSlip, roll: Roll, zh: str, en: str, *, large: bool = False
) -> Iterator[Block]:
    """A sentence in the slip's languages; English is large only where it stands alone."""
    set_as = _large if large else _lines
    if slip.language is not Language.EN:
        yield from set_as(roll, zh)
    if slip.language is Language.EN:
        yield from set_as(roll, en)
    elif slip.language is Language.BOTH:
        yield from _lines(roll, en)
    yield _LITTLE_GAP


def _large(roll: Roll, text: str) -> Iterator[Block]:
    """Twice as large if that fits on one line, else twice as high."""
    width = 2 if cells(text) * 2 <= roll.cells else 1
    for line in _lines(roll, text, width=width, height=2, bold=True):
        yield line
        yield _LITTLE_GAP


def _lines(
    roll: Roll, text: str, *, width: int = 1, height: int = 1, bold: bool = False
) -> Iterator[Line]:
    for part in _evenly(text, roll.cells // width):
        yield Line(part, Align.CENTRE, width, height, bold)


def _evenly(text: str, room: int) -> tuple[str, ...]:
    """Break into as few lines as fit, of about one length, so that no word stands alone."""
    fewest = len(wrap(text, room))
    widths = range(2, room + 1)
    enough = bisect_left(widths, True, key=lambda width: len(wrap(text, width)) <= fewest)
    return wrap(text, widths[enough])


def _rule(roll: Roll) -> Iterator[Block]:
    yield Line("-" * roll.cells, Align.LEFT)
    yield _LITTLE_GAP
