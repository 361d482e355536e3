"""Blocks become bytes for a print head, through python-escpos. Pure: nothing is sent."""

from collections.abc import Iterable

from gateway.printing import status
from gateway.printing.blocks import Block, Cut, Feed, Line, Qr
from gateway.printing.commands import QR_ECLEVEL_M, Dummy, Escpos
from gateway.printing.profile import GENERIC, Profile
from gateway.printing.text import encode


def render(blocks: Iterable[Block], profile: Profile = GENERIC) -> bytes:
    """The job as bytes for a head of this model, which is initialised first.

    Raises text.ControlCharacterError if a line holds a control character.
    """
    job = Dummy()
    job.hw("INIT")
    job._raw(status.NO_UNASKED_STATUS)
    for block in blocks:
        _render_block(job, block, profile)
    output: bytes = job.output
    return output


def _render_block(job: Escpos, block: Block, profile: Profile) -> None:
    match block:
        case Line(text, align, width, height, bold):
            job.set(align=align.value, bold=bold, custom_size=True, width=width, height=height)
            job._raw(encode(text) + b"\n")
        case Qr(data, size):
            job.set(align="center")
            job.qr(data, native=True, size=size, ec=QR_ECLEVEL_M)
        case Feed(dots):
            job._raw(b"\x1bJ" + bytes([dots]))
        case Cut():
            job.set(custom_size=True, width=1, height=1)
            if profile.cut:
                job.cut()
            else:
                job.ln(6)
