"""Blocks become bytes for a print head, through python-escpos. Nothing is sent; fonts are read.

A line of which the head has every character is sent as text. Any other is drawn whole, so that its
characters match in size and weight.
"""

from collections.abc import Iterable
from typing import Final

from gateway.printing import raster, status
from gateway.printing.blocks import Block, Cut, Feed, Line, Qr
from gateway.printing.commands import QR_ECLEVEL_M, Dummy, Escpos
from gateway.printing.profile import GENERIC, Knife, Profile
from gateway.printing.text import encode, knows

_LINES_TO_THE_EDGE: Final = 6


def render(blocks: Iterable[Block], profile: Profile = GENERIC) -> bytes:
    """The job as bytes for a head of this model, which is initialised first.

    Raises text.ControlCharacterError if a line holds a control character.
    """
    job = Dummy()
    job.hw("INIT")
    job._raw(status.NO_UNASKED_STATUS + bytes.fromhex(profile.setup))
    for block in blocks:
        _render_block(job, block, profile)
    output: bytes = job.output
    return output


def _render_block(job: Escpos, block: Block, profile: Profile) -> None:
    match block:
        case Line(text, align, width, height, bold) if knows(text, profile.coding):
            job.set(align=align.value, bold=bold, custom_size=True, width=width, height=height)
            job._raw(encode(text, profile.coding, profile.mode) + b"\n")
        case Line():
            _picture(job, raster.draw_line(block, profile.roll), profile)
        case Qr(data, size) if profile.qr:
            job.set(align="center")
            job.qr(data, native=True, size=size, ec=QR_ECLEVEL_M)
        case Qr():
            _picture(job, raster.draw_qr(block, profile.roll), profile)
        case Feed(dots):
            job._raw(raster.feed(dots))
        case Cut():
            _cut(job, profile)


def _picture(job: Escpos, picture: raster.Picture, profile: Profile) -> None:
    job.set(align="left")
    job._raw(raster.commands(picture, profile.raster_rows))


def _cut(job: Escpos, profile: Profile) -> None:
    job.set(custom_size=True, width=1, height=1)
    match profile.cut:
        case Knife.FULL:
            job.cut()
        case Knife.PARTIAL:
            job.cut(mode="PART")
        case Knife.FED:
            job.cut(feed=False)
        case Knife.NONE:
            job._raw(b"\n" * _LINES_TO_THE_EDGE)
