"""`taxhall papers`: the papers of a hall as pictures, and the page of papers."""

import re
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from gateway.printing.blocks import ROLL_58
from gateway.printing.layout import lay_out
from hw_sim.paper import font
from tests.gateway.test_config import GOOD
from tools.cli import main
from tools.papers import gallery
from tools.papers.drawing import draw
from tools.papers.page import PICTURES, page
from tools.papers.samples import samples

Reply = pytest.CaptureFixture[str]


def hall(tmp_path: Path, more: str = "") -> Path:
    path = tmp_path / "hall.toml"
    path.write_text(GOOD + more, "utf-8")
    return path


def test_the_page_of_papers_has_not_drifted() -> None:
    assert gallery.PAGE.read_text("utf-8") == page()
    assert main(["papers", "gallery", "--check"]) == 0


def test_every_picture_of_the_page_is_there_and_no_other() -> None:
    folder = gallery.PAGE.parent / "paper"
    assert {file.stem for file in folder.iterdir()} == set(PICTURES)
    assert sum(file.stat().st_size for file in folder.iterdir()) < 1_500_000
    shown = set(re.findall(r'src="paper/(.+?)\.png"', page()))
    assert shown == set(PICTURES) <= set(gallery.all_names())


def test_whoever_writes_a_template_sees_their_halls_papers(tmp_path: Path, capsys: Reply) -> None:
    (tmp_path / "papers").mkdir()
    own = 'paper = [{ text = "{number}", size = "number" }, { qr = "{code}" }]'
    (tmp_path / "papers" / "ticket.toml").write_text(own, "utf-8")
    printer = '[[printer]]\nhost = "192.168.1.50"\nprofile = "generic-58"\n'
    path = hall(tmp_path, '[papers]\nfolder = "papers"\n' + printer)
    assert main(["papers", "preview", "--config", str(path), "--out", str(tmp_path / "out")]) == 0
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 2 * len(samples())
    assert all(Path(line).is_file() for line in told)
    assert all("-58" in line for line in told), "the roll of its printer alone"
    with Image.open(tmp_path / "out" / "ticket-58.png") as picture:
        assert picture.mode == "1"
        assert [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))] == [
            "4PXW8R2HC6"
        ]


def test_a_wrong_template_is_told_in_one_sentence(tmp_path: Path, capsys: Reply) -> None:
    (tmp_path / "papers").mkdir()
    wrong = 'paper = [{ text = "{number}" }, { text = "{nmber}" }]'
    (tmp_path / "papers" / "ticket.toml").write_text(wrong, "utf-8")
    path = hall(tmp_path, '[papers]\nfolder = "papers"\n')
    assert main(["papers", "preview", "--config", str(path)]) == 2
    said = capsys.readouterr().err
    assert said == (
        f"{path}: papers/ticket.toml, element 2 (text): there is no value 'nmber' on this paper;"
        " perhaps number is meant.\n"
    )


def test_without_a_chinese_font_or_a_place_for_the_pictures_it_says_so(
    tmp_path: Path, capsys: Reply, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("", "utf-8")
    arguments = ["papers", "preview", "--config", str(hall(tmp_path)), "--out"]
    assert main([*arguments, str(tmp_path / "taken")]) == 1
    assert "taken cannot be written" in capsys.readouterr().err

    def none() -> Path:
        raise font.NoChineseFontError("no Chinese font")

    monkeypatch.setattr(font, "font_path", none)
    font.glyph.cache_clear()
    font._font.cache_clear()
    assert main([*arguments, str(tmp_path / "out")]) == 1
    assert "no Chinese font" in capsys.readouterr().err


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_a_phone_reads_the_code_of_every_paper(sample, tmp_path: Path) -> None:
    slip = sample.slip
    draw(lay_out(slip, ROLL_58), ROLL_58, tmp_path / "paper.png")
    with Image.open(tmp_path / "paper.png") as picture:
        read = [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))]
    said = getattr(slip, "code_url", "") or getattr(slip, "code", "") or getattr(slip, "uid", "")
    assert read == ([said] if said else [])
