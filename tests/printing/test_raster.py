"""Lines and codes that are sent as pictures: as large as text, where text would stand."""

import re

import pytest
import zxingcpp
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from gateway.printing import raster
from gateway.printing.blocks import (
    CELL_DOTS,
    LINE_DOTS,
    ROLL_58,
    ROLL_80,
    SPACING_DOTS,
    Align,
    Line,
    Qr,
    Roll,
)
from gateway.printing.text import cells, wrap
from tests.printing.fonts import RARE, SCRIPTS, needs
from tests.printing.pictures import Paper, box, develop

ROWS = 48


def printed(line: Line, roll: Roll = ROLL_80, rows: int = ROWS) -> Paper:
    return develop(raster.commands(raster.draw_line(line, roll), rows), roll.dots)


def test_a_picture_is_sent_as_these_bytes():
    dot = raster.Picture(300, raster.draw_qr(Qr("1", 1), ROLL_58).image, 5)
    assert dot.image is not None
    data = raster.commands(dot, 20)
    assert data[:5] == bytes.fromhex("1b4aff 1b4a")
    assert data[5] == 300 - 255
    assert data[6:14] == bytes.fromhex("1d763000 3000 1400"), "48 bytes across, 20 rows"
    assert data[14 + 48 * 20 :][:8] == bytes.fromhex("1d763000 3000 0100"), "and the 21st"
    assert data.endswith(b"\x1bJ\x05")


@pytest.mark.parametrize("roll", [ROLL_80, ROLL_58], ids=["80mm", "58mm"])
@pytest.mark.parametrize("width", [1, 2, 3])
@pytest.mark.parametrize("height", [1, 2, 4])
def test_a_drawn_line_takes_the_room_of_a_printed_one(roll, width, height):
    needs(RARE)
    paper = printed(Line(RARE, Align.CENTRE, width, height), roll)
    left, top, right, bottom = box(paper.picture)
    room = cells(RARE) * CELL_DOTS * width
    assert left >= (roll.dots - room) // 2
    assert right <= (roll.dots + room) // 2
    assert right - left > room * 0.85
    assert bottom - top > LINE_DOTS * height * 0.7
    assert bottom <= LINE_DOTS * height
    assert paper.picture.height == max(SPACING_DOTS, LINE_DOTS * height)


def test_it_stands_at_its_margin():
    needs(RARE)
    assert box(printed(Line(RARE, Align.LEFT)).picture)[0] <= 3
    assert box(printed(Line(RARE, Align.RIGHT)).picture)[2] >= ROLL_80.dots - 3


def test_bold_is_struck_twice():
    needs(RARE)
    plain, bold = (printed(Line(RARE, bold=bold)).picture for bold in (False, True))
    ink = [picture.convert("L").histogram()[0] for picture in (plain, bold)]
    assert ink[1] > 1.15 * ink[0]


def test_blank_lines_cost_no_picture():
    assert raster.commands(raster.draw_line(Line("   "), ROLL_80), ROWS) == b"\x1bJ\x1e"
    assert raster.commands(raster.draw_line(Line(""), ROLL_80), ROWS) == b"\x1bJ\x1e"


@given(st.binary(min_size=11, max_size=11), st.sampled_from([b"\x04", b"\x05", b"\x14"]))
@example(b"\x10" * 11, b"\x04")
def test_no_picture_holds_what_a_head_obeys_in_real_time(noise, second):
    ink = noise[:4] + b"\x10" + second + noise[4:] + b"\x10" + second
    across = 3
    image = Image.frombytes(
        "1", (8 * across, len(ink) // across), ink[: len(ink) // across * across]
    )
    sent = raster.commands(raster.Picture(0, image, 0), ROWS)
    assert not re.search(b"\x10[\x04\x05\x14]", sent[8:])
    dots = sum(byte.bit_count() for byte in sent[8:]) - sum(map(int.bit_count, image.tobytes()))
    assert 0 < dots <= len(ink) // 2  # a dot more for each, and nothing else


def test_no_command_has_more_rows_than_the_head_takes():
    whole = printed(Line("A001", width=5, height=5), rows=2303)
    cut = printed(Line("A001", width=5, height=5), rows=20)
    assert len(whole.bands) == 1
    assert max(cut.bands) == 20
    assert cut.picture.tobytes() == whole.picture.tobytes()


@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("word", SCRIPTS.values(), ids=SCRIPTS)
def test_joined_scripts_stay_within_their_cells_in_every_size(word, size):
    needs(word)
    normal = box(printed(Line(word)).picture)
    large = box(printed(Line(word, width=size, height=size)).picture)
    assert normal[2] - normal[0] <= cells(word) * CELL_DOTS
    assert large[2] - large[0] <= cells(word) * CELL_DOTS * size
    assert large[3] - large[1] > (normal[3] - normal[1]) * (size - 0.5)


def test_uyghur_letters_are_joined():
    needs(SCRIPTS["Uyghur"])
    joined, apart = "باجخانا", "ب ا ج خ ا ن ا"
    assert cells(joined) < cells(apart) - 6, "more narrow than by the six spaces alone"


def test_uyghur_runs_from_the_right_and_a_number_in_it_does_not():
    word = SCRIPTS["Uyghur"]
    needs(word)
    line = printed(Line(f"{word} A001", Align.LEFT)).picture
    number = printed(Line("A001", Align.LEFT)).picture
    corner = (0, 0, 4 * CELL_DOTS, LINE_DOTS)
    assert line.crop(corner).tobytes() == number.crop(corner).tobytes()


def test_in_a_chinese_line_the_chinese_comes_first():
    word = SCRIPTS["Uyghur"]
    needs(word)
    line = printed(Line(f"税务 {word}", Align.LEFT)).picture
    name = printed(Line("税务", Align.LEFT)).picture
    corner = (0, 0, 4 * CELL_DOTS, LINE_DOTS)
    assert line.crop(corner).tobytes() == name.crop(corner).tobytes()


@settings(deadline=None, max_examples=60)
@given(
    st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Cn"])
        | st.sampled_from("".join(SCRIPTS.values()))
    ),
    st.sampled_from([ROLL_80, ROLL_58]),
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from(Align),
    st.booleans(),
)
def test_whatever_is_drawn_fits_the_roll(text, roll, width, height, align, bold):
    for part in wrap(text, roll.cells // width):
        line = Line(part, align, width, height, bold)
        assert cells(part) * width <= roll.cells
        paper = printed(line, roll).picture
        assert paper.height <= max(SPACING_DOTS, (SPACING_DOTS + 1) * height)


@pytest.mark.parametrize("roll", [ROLL_80, ROLL_58], ids=["80mm", "58mm"])
@pytest.mark.parametrize("size", [3, 6, 16])
def test_a_drawn_code_is_read_back(roll, size):
    picture = raster.draw_qr(Qr("https://tax.example/t/5eed5eedA007", size), roll)
    paper = develop(raster.commands(picture, ROWS), roll.dots).picture
    left, _, right, _ = box(paper)
    assert abs(left - (roll.dots - right)) <= 1
    (code,) = zxingcpp.read_barcodes(ImageOps.expand(paper.convert("L"), 40, 255))
    assert code.text == "https://tax.example/t/5eed5eedA007"
    assert code.ec_level == "M"
