"""Fonts for what a head lacks: the hall's own first, and what happens where there are none."""

from pathlib import Path

import pytest
from PIL import features

from gateway.printing import faces, fonts, raster
from gateway.printing.blocks import ROLL_80, SPACING_DOTS, Line
from gateway.printing.fonts import Fonts, chosen
from gateway.printing.text import cells, printable, unprintable
from tests.printing.fonts import NOBODY_HAS, SCRIPTS, needs
from tests.printing.pictures import box, develop


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch):
    """Prints with other fonts for the time of a test."""

    def with_fonts(other: Fonts) -> None:
        monkeypatch.setattr(fonts, "_chosen", [other])

    return with_fonts


def test_the_halls_own_font_comes_before_all_others():
    needs("税")
    first = chosen().face("A")
    assert first is not None
    other = next(path for path in faces.files() if path != first.path and _has(path, "A"))
    assert Fonts(other).face("A") == faces.at(other)
    assert Fonts(other).face("㛃") is not None, "what it lacks is looked for as ever"


def _has(path: Path, char: str) -> bool:
    return faces.at(path).has(char)


def test_a_font_of_the_hall_that_is_none_is_told_at_once(tmp_path):
    (tmp_path / "font.ttf").write_text("no font")
    with pytest.raises(OSError, match="unknown file format"):
        Fonts(tmp_path / "font.ttf")
    with pytest.raises(OSError, match="cannot open"):
        Fonts(tmp_path / "nowhere.ttf")


def test_choosing_a_font_changes_what_is_drawn(monkeypatch):
    needs("税")
    monkeypatch.setattr(fonts, "_chosen", [Fonts()])
    before = raster.draw_line(Line("税"), ROLL_80)
    others = [path for path in faces.files() if _has(path, "税")]
    if len(others) < 2:
        pytest.skip("this machine has one Chinese font only")
    fonts.choose(others[-1])
    after = raster.draw_line(Line("税"), ROLL_80)
    assert before.image is not None
    assert after.image is not None
    assert before.image.tobytes() != after.image.tobytes()


def test_without_a_font_every_line_still_comes_out(use, monkeypatch):
    monkeypatch.setattr(faces, "files", lambda: ())
    use(Fonts())
    assert unprintable("㛃税") == ("㛃",), "the head may have the other"
    picture = raster.draw_line(Line("㛃税"), ROLL_80)
    left, top, right, bottom = box(develop(raster.commands(picture, 48), ROLL_80.dots).picture)
    assert (right - left, bottom - top) == (4 * 12 - 2, 14)


def test_a_broken_font_file_is_left_out_and_named(use, monkeypatch, tmp_path, caplog):
    needs("税")
    broken = tmp_path / "NotoSansMonoCJK-Regular.otf"
    broken.write_bytes(b"half a download")
    found = faces.files()
    monkeypatch.setattr(faces, "files", lambda: (broken, *found))
    use(Fonts())
    assert unprintable("㛃") == ()
    assert unprintable("䶮") == ()
    assert caplog.text.count(str(broken)) == 1


@pytest.mark.parametrize("word", SCRIPTS.values(), ids=SCRIPTS)
def test_letters_that_cannot_be_joined_are_not_printed_loose(use, monkeypatch, word):
    needs(word)
    monkeypatch.setattr(features, "check", lambda feature: feature != "raqm")
    use(Fonts())
    assert not chosen().joins
    assert set(printable(word)) == {"〓"}
    assert cells(word) == 2 * len(printable(word))
    assert raster.draw_line(Line(word), ROLL_80).image is not None


def test_a_character_and_its_marks_are_of_one_font():
    needs("x\u0302")
    face = chosen().face("x\u0302")
    assert face is not None
    assert face.has("x")
    assert face.has("\u0302")


def test_a_mark_stands_over_its_letter():
    needs("x\u0302")
    if not chosen().joins:
        pytest.skip("without raqm marks stand beside their letters")
    plain, marked = (
        box(
            develop(
                raster.commands(raster.draw_line(Line(text), ROLL_80), 48), ROLL_80.dots
            ).picture
        )
        for text in ("ẋ", "x\u0302")
    )
    assert abs((marked[2] - marked[0]) - (plain[2] - plain[0])) <= 2


@pytest.mark.parametrize("scale", [1, 2, 5])
@pytest.mark.parametrize("word", SCRIPTS.values(), ids=SCRIPTS)
def test_the_tallest_words_of_a_script_are_not_squeezed(word, scale):
    needs(word)
    setting = chosen()._setting(word, scale)
    assert setting.language is not None
    tallest = setting.extent(fonts._TALLEST[setting.language])
    assert tallest.above + tallest.below <= SPACING_DOTS * scale
    assert setting.size > 14 * scale, "and still can be read"


def test_what_no_font_has_stays_so():
    assert chosen().face(NOBODY_HAS) is None


def test_memory_is_bounded(use, monkeypatch):
    monkeypatch.setattr(faces, "files", lambda: ())
    monkeypatch.setattr(fonts, "_REMEMBERED", 10)
    other = Fonts()
    use(other)
    for code in range(0x4E00, 0x4E40):
        other.face(chr(code))
    assert len(other._faces) <= 10
