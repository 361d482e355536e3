"""Kinds of printers: what each knows, answers and ignores, as its vendor documents it."""

from dataclasses import dataclass
from enum import StrEnum


class Glyphs(StrEnum):
    """Which characters a head's font has, and in which coding it is told of them."""

    GBK = "gbk"
    """Two bytes a Hanzi; the four-byte forms of GB18030 come out as boxes and digits."""
    GB18030 = "gb18030"
    """Two and four bytes, as far as the font goes."""
    UTF_8 = "utf-8"
    """GB18030, and UTF-8 once FS ( C or FS C has asked for it."""


@dataclass(frozen=True)
class Model:
    """A kind of printer. The defaults are a willing head of no brand that knows everything."""

    width_dots: int = 576
    """576 on 80 mm paper, 384 on 58 mm."""
    glyphs: Glyphs = Glyphs.GBK
    hanzi_at_start: bool = False
    """Whether it wakes up in Hanzi mode, as models for China do and Japanese ones do not."""
    asb: bool = True
    """GS a: tells every change of its state unasked."""
    real_time: bool = True
    """DLE EOT, DLE ENQ and DLE DC4 are obeyed on arrival."""
    gs_r: bool = True
    """GS r: tells its paper sensor in the order of printing."""
    process_id: bool = True
    """GS ( H function 48: gives a job's own four bytes back once it is printed."""
    qr: bool = True
    """GS ( k draws QR codes; without it the command is skipped."""
    raster: bool = True
    """GS v 0 prints pictures; without it their bytes come out as characters."""
    cutter: bool = True
    """Cuts by itself; without it paper is torn off at the cuts, by the person who takes it."""
    mm_per_s: float = 0.0
    """Speed of the paper; 0 for no waiting at all."""
    buffer_bytes: int = 65_536
    """What waits to be printed; a full buffer takes nothing more, the host sees a busy printer."""


EPSON_T82 = Model(hanzi_at_start=True, glyphs=Glyphs.GB18030, mm_per_s=200.0, buffer_bytes=4_096)
"""TM-T82II and III as sold in China."""

EPSON_T88 = Model(glyphs=Glyphs.UTF_8, mm_per_s=300.0, buffer_bytes=4_096)
"""TM-T88VI: wakes up outside Hanzi mode, and knows FS ( C."""

XPRINTER_80 = Model(
    hanzi_at_start=True, glyphs=Glyphs.GB18030, process_id=False, mm_per_s=200.0, buffer_bytes=4_096
)
"""XP-N160 and its like."""

GPRINTER_58 = Model(
    width_dots=384,
    hanzi_at_start=True,
    asb=False,
    process_id=False,
    cutter=False,
    mm_per_s=90.0,
    buffer_bytes=16_384,
)
"""GP-58: GBK and nothing beyond it, a tear bar for a knife."""

SUNMI_80 = Model(
    hanzi_at_start=True, glyphs=Glyphs.UTF_8, process_id=False, mm_per_s=250.0, buffer_bytes=65_536
)
"""Sunmi's 80 mm printers: FS & and FS C FF for UTF-8."""

CLONE_58 = Model(
    width_dots=384,
    hanzi_at_start=True,
    asb=False,
    process_id=False,
    mm_per_s=70.0,
    buffer_bytes=2_048,
)
"""A clone without brand that sends no ASB."""

MUTE_58 = Model(
    width_dots=384,
    hanzi_at_start=True,
    asb=False,
    real_time=False,
    gs_r=False,
    process_id=False,
    cutter=False,
    mm_per_s=70.0,
    buffer_bytes=2_048,
)
"""A head that answers nothing at all."""
