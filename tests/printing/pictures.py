"""Reads back what is sent as pictures."""

from dataclasses import dataclass, field

from PIL import Image


@dataclass
class Paper:
    """What came out, row by row from the top, and how many rows each picture had."""

    picture: Image.Image
    bands: list[int] = field(default_factory=list)


def develop(data: bytes, dots: int) -> Paper:
    """Paper of `dots` across from ESC J and GS v 0 alone, other commands fail; ink is black."""
    strips: list[tuple[int, Image.Image]] = []
    paper, y = Paper(Image.new("1", (dots, 1), 1)), 0
    while data:
        if data.startswith(b"\x1bJ"):
            y += data[2]
            data = data[3:]
            continue
        assert data.startswith(b"\x1dv0\x00"), data[:8]
        across, rows = data[4] + (data[5] << 8), data[6] + (data[7] << 8)
        size = across * rows
        assert 0 < across <= dots // 8
        assert len(data) >= 8 + size
        ink = Image.frombytes("1", (across * 8, rows), data[8 : 8 + size])
        strips.append((y, ink))
        paper.bands.append(rows)
        y += rows
        data = data[8 + size :]
    paper.picture = Image.new("1", (dots, max(1, y)), 1)
    for top, ink in strips:
        paper.picture.paste(0, (0, top), ink)
    return paper


def box(picture: Image.Image) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the ink."""
    found = picture.convert("L").point([255] * 128 + [0] * 128).getbbox()
    assert found is not None, "nothing is printed"
    return found
