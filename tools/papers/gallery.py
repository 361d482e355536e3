"""Writes docs/paper.md with its pictures."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from gateway.printing.blocks import ROLL_58, ROLL_80, Roll
from gateway.printing.layout import Habits, Papers, templates
from tools.papers.drawing import draw
from tools.papers.page import PICTURES, page
from tools.papers.samples import samples

ROOT: Final = Path(__file__).parents[2]
PAGE: Final = ROOT / "docs" / "paper.md"

LANGUAGES: Final = {"zh-en": ("zh", "en"), "en": ("en",), "ko": ("ko", "zh")}
"""By the name in a picture's file."""

ROLLS: Final = (ROLL_80, ROLL_58)

NOTICE: Final = {
    "zh": "17:00 停止取号",
    "en": "No numbers after 17:00",
    "ko": "17시 이후 번호 없음",
}


def write(every: Path | None = None) -> int:
    """The page and the pictures that it shows; every: a folder for all that there could be."""
    (PAGE.parent / "paper").mkdir(exist_ok=True)
    PAGE.write_text(page(), "utf-8")
    for name in PICTURES:
        picture(name, PAGE.parent / "paper" / f"{name}.png")
    if every is not None:
        every.mkdir(parents=True, exist_ok=True)
        for name in all_names():
            picture(name, every / f"{name}.png")
    return 0


def all_names() -> list[str]:
    """Every slip in every language, roll and size of type."""
    return [
        f"{sample.name}.{languages}.{roll.mm}{large}"
        for sample in samples()
        for languages in LANGUAGES
        for roll in ROLLS
        for large in ("", ".large")
    ]


def picture(name: str, path: Path) -> None:
    """Draw the paper of this name, such as `ticket.zh-en.80.large`."""
    slip_name, languages, mm, *large = name.split(".")
    (slip,) = [sample.slip for sample in samples() if sample.name == slip_name]
    roll = _roll(int(mm))
    habits = Habits(LANGUAGES[languages], phone="0311-12366", notice=NOTICE)
    papers = Papers(templates(), habits)
    draw(papers.lay_out(replace(slip, large=bool(large)), roll), roll, path)


def _roll(mm: int) -> Roll:
    (found,) = [roll for roll in ROLLS if roll.mm == mm]
    return found
