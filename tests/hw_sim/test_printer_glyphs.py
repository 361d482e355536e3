"""What heads of different makers print for the same bytes, as text and dot by dot."""

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from gateway.printing.blocks import ROLL_58, ROLL_80
from gateway.printing.layout import lay_out
from gateway.printing.render import render
from hw_sim.printers import (
    CLONE_58,
    EPSON_T82,
    EPSON_T88,
    GPRINTER_58,
    SUNMI_80,
    XPRINTER_80,
    Fault,
    Glyphs,
    Model,
)
from tests.hw_sim.printed import CUT, ONE_BYTE_EPSON, UTF_8_EPSON, Bench, dots
from tests.printing.desk import slip

HANZI, LATIN = b"\x1c\x26", b"\x1c\x2e"
SUNMI_UTF_8, SUNMI_GB = b"\x1c\x43\xff", b"\x1c\x43\x00"
GBK = Model(glyphs=Glyphs.GBK)
GB18030 = Model(glyphs=Glyphs.GB18030)
UTF_8 = Model(glyphs=Glyphs.UTF_8)


def printed(folder: Path, model: Model, *pieces: bytes) -> tuple[str, int]:
    bench = Bench(folder, model)
    bench.send(*pieces, b"\n", CUT)
    bench.run_until_idle()
    (paper,) = bench.papers
    return paper.text.rstrip("\n"), paper.rubbish


@pytest.mark.parametrize(
    ("model", "text", "on_paper", "rubbish"),
    [
        (GBK, "税务￥", "税务￥", 0),
        (GBK, "¥", "▯0▯6", 2),
        (GBK, "㛃", "▯0▯1", 2),
        (GBK, "𠮷", "▯4▯5", 2),
        (GB18030, "税务￥", "税务￥", 0),
        (GB18030, "¥", "¥", 0),
        (GB18030, "㛃税", "㛃税", 0),
        (GB18030, "𠮷", "▯", 1),
        (GB18030, "བོད", "▯▯▯", 3),
        (UTF_8, "㛃税", "㛃税", 0),
    ],
)
def test_gb_codes_in_hanzi_mode(
    tmp_path: Path, model: Model, text: str, on_paper: str, rubbish: int
):
    code = HANZI + text.encode("gb18030") + LATIN
    assert printed(tmp_path, model, code) == (on_paper, rubbish)


@pytest.mark.parametrize("on", [UTF_8_EPSON, UTF_8_EPSON[:-1] + b"\x02", SUNMI_UTF_8])
@pytest.mark.parametrize(
    ("text", "on_paper", "rubbish"),
    [
        ("税务大厅 A001", "税务大厅 A001", 0),
        ("㛃é¥：，", "㛃é¥：，", 0),
        ("한국어", "한국어", 0),
        ("𠮷", "▯", 1),
        ("བོད", "▯▯▯", 3),
        ("ئۇيغۇر", "▯" * 6, 6),
    ],
)
def test_utf_8_where_it_is_known(tmp_path: Path, on: bytes, text: str, on_paper: str, rubbish: int):
    assert printed(tmp_path, UTF_8, on, text.encode()) == (on_paper, rubbish)


@pytest.mark.parametrize("off", [ONE_BYTE_EPSON, SUNMI_GB, b"\x1b\x40"])
def test_utf_8_is_left_again(tmp_path: Path, off: bytes):
    code = HANZI + "税务".encode("gbk")
    assert printed(tmp_path, UTF_8, UTF_8_EPSON, "厅".encode(), b"\n", off, code) == ("厅\n税务", 0)


@pytest.mark.parametrize("model", [GBK, GB18030])
@pytest.mark.parametrize("on", [UTF_8_EPSON, SUNMI_UTF_8])
def test_utf_8_where_it_is_not_known_is_rubbish(tmp_path: Path, model: Model, on: bytes):
    text, rubbish = printed(tmp_path, model, on, "税".encode())
    assert text == "τ¿Ä"
    assert rubbish == 3


def test_broken_utf_8_is_a_box_for_each_break_and_never_takes_a_command(tmp_path: Path):
    code = UTF_8_EPSON + b"\xe7\xa8A\x80\xffB\xe7"
    assert printed(tmp_path, UTF_8, code) == ("▯A▯▯B▯", 4)


@pytest.mark.parametrize(
    ("model", "wakes_in_hanzi"),
    [
        (EPSON_T82, True),
        (XPRINTER_80, True),
        (GPRINTER_58, True),
        (SUNMI_80, True),
        (CLONE_58, True),
        (EPSON_T88, False),
    ],
)
@pytest.mark.parametrize("first", [b"", LATIN + b"\x1b\x40", HANZI + b"\x1b\x40"])
def test_a_head_wakes_up_and_starts_afresh_in_its_own_mode(
    tmp_path: Path, model: Model, wakes_in_hanzi: bool, first: bytes
):
    text, rubbish = printed(tmp_path, model, first, "税".encode("gbk"))
    assert (text == "税", rubbish == 0) == (wakes_in_hanzi, wakes_in_hanzi)


def header(width_bytes: int, rows: int, mode: int = 0) -> bytes:
    size = width_bytes.to_bytes(2, "little") + rows.to_bytes(2, "little")
    return b"\x1d\x76\x30" + bytes([mode]) + size


CORNER = bytes.fromhex("80 01 00 00 00 ff")
"""16 dots by 3: the two ends of the first row, nothing, the right half of the third."""


@pytest.mark.parametrize(("mode", "across", "down"), [(0, 1, 1), (49, 2, 1), (2, 1, 2), (51, 2, 2)])
@pytest.mark.parametrize("align", [0, 1, 2])
def test_a_raster_stands_dot_by_dot_where_it_belongs(
    tmp_path: Path, mode: int, across: int, down: int, align: int
):
    bench = Bench(tmp_path, draw=True)
    bench.send(b"\x1b\x61" + bytes([align]), header(2, 3, mode), CORNER, CUT)
    (paper,) = bench.papers
    picture = dots(paper.png_path)
    left = (576 - 16 * across) * align // 2
    black = {(x, 0) for x in (0, 15)} | {(x, 2) for x in range(8, 16)}
    wanted = Image.new("1", picture.size, 1)
    for x, y in black:
        box = (left + x * across, y * down, left + (x + 1) * across, (y + 1) * down)
        wanted.paste(0, box)
    assert picture.tobytes() == wanted.tobytes()
    assert paper.text.strip() == f"[raster {16 * across}x{3 * down}]"
    assert picture.height == 3 * down


def test_a_raster_may_hold_any_byte_and_come_in_any_pieces(tmp_path: Path):
    """Whatever looks like a command in it is none, and requests in it leave it whole."""
    data = b"\x10\x04\x01\x1b\x40\x1d\x56\x00\x10\x05" * 8 + bytes(range(256))
    whole, bytewise = Bench(tmp_path / "a", draw=True), Bench(tmp_path / "b", draw=True)
    job = header(8, len(data) // 8) + data + b"A\n" + CUT
    assert whole.send(job) == b"\x12" * 8
    assert bytewise.send(*(bytes([byte]) for byte in job)) == b"\x12" * 8
    for bench in (whole, bytewise):
        (paper,) = bench.papers
        assert paper.text == f"[raster 64x{len(data) // 8}]\nA\n"
        assert paper.rubbish == 0
    pictures = [dots(bench.papers[0].png_path) for bench in (whole, bytewise)]
    assert pictures[0].tobytes() == pictures[1].tobytes()
    shown = pictures[0].crop((0, 0, 64, len(data) // 8)).point(lambda dot: 255 - dot)
    assert shown.tobytes() == data


def test_a_raster_wider_than_the_paper_loses_its_right_end(tmp_path: Path):
    bench = Bench(tmp_path, Model(width_dots=384), draw=True)
    bench.send(header(72, 1) + b"\xff" * 72, CUT)
    picture = dots(bench.papers[0].png_path, 384)
    assert picture.getextrema() == (0, 0)


def test_of_a_picture_torn_half_way_each_paper_has_its_part(tmp_path: Path):
    bench = Bench(tmp_path, draw=True)
    bench.body.set_trip(Fault.PAPER_END, 8 + 2 * 4)
    bench.send(header(2, 10) + b"\xff\x00" * 10 + b"A001\n" + CUT)
    bench.body.new_roll()
    bench.look()
    assert bench.texts == ["[raster 16x4]\n", "[raster 16x6]\nA001\n"]
    assert [paper.torn for paper in bench.papers] == [True, False]
    assert dots(bench.papers[0].png_path).height == 4
    assert dots(bench.papers[1].png_path).crop((0, 0, 8, 6)).getextrema() == (0, 0)


def test_a_head_without_rasters_prints_their_bytes(tmp_path: Path):
    text, rubbish = printed(tmp_path, Model(raster=False), header(2, 1), b"AB")
    assert text == "v0AB"
    assert rubbish > 0


def test_a_head_without_qr_codes_skips_them_and_they_are_counted(tmp_path: Path):
    bench = Bench(tmp_path, Model(qr=False))
    bench.send(render(lay_out(slip("A023"))))
    (paper,) = bench.papers
    assert paper.qr == ()
    assert paper.rubbish > 20
    assert "A023" in paper.text


@pytest.mark.parametrize(
    ("model", "paper"),
    [
        (EPSON_T82, ROLL_80),
        (EPSON_T88, ROLL_80),
        (XPRINTER_80, ROLL_80),
        (SUNMI_80, ROLL_80),
        (GPRINTER_58, ROLL_58),
        (CLONE_58, ROLL_58),
    ],
)
def test_a_ticket_is_the_same_on_every_model_and_its_code_can_be_scanned(
    tmp_path: Path, model: Model, paper: object
):
    bench = Bench(tmp_path, model, draw=True)
    bench.send(render(lay_out(slip("A023"), paper)))  # type: ignore[arg-type]
    bench.run_until_idle()
    (sheet,) = bench.papers
    assert sheet.rubbish == 0
    assert "您前面还有 5 人在等待" in sheet.text
    with Image.open(sheet.png_path) as picture:
        codes = zxingcpp.read_barcodes(picture.convert("L"))
    assert [code.text for code in codes] == ["5eed5eed-A023"]


def test_a_paper_reads_the_same_drawn_or_not(tmp_path: Path):
    job = render(lay_out(slip("A023"))) + header(2, 3) + CORNER + CUT
    drawn, undrawn = Bench(tmp_path / "a", draw=True), Bench(tmp_path / "b", draw=False)
    drawn.send(job)
    undrawn.send(job)
    assert drawn.texts == undrawn.texts
    assert [paper.qr for paper in drawn.papers] == [paper.qr for paper in undrawn.papers]
