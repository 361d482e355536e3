"""The papers that have left a printer, as text and as pictures, numbered in their directory."""

from dataclasses import dataclass
from pathlib import Path

from hw_sim.paper.sheet import Sheet


@dataclass(frozen=True)
class Paper:
    """A piece of paper in somebody's hand: cut off, or torn off in the middle of a ticket."""

    text: str
    png_path: Path
    """Its picture; no such file if the printer does not draw."""
    number: int
    """1, 2, 3 … in the printer's directory."""
    qr: tuple[str, ...] = ()
    """What its QR codes say."""
    rubbish: int = 0
    """Bytes that were lost or came out as rubbish."""
    torn: bool = False
    """Torn off by hand after a power cut or with a new roll; no knife has cut it."""


class Tray:
    """Writes every paper as `ticket-0001.txt` and `ticket-0001.png`, after those that lie there."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._next = 1 + max(
            (int(path.stem.removeprefix("ticket-")) for path in directory.glob("ticket-*.txt")),
            default=0,
        )

    def keep(self, sheet: Sheet, *, torn: bool) -> Paper:
        """The sheet as a paper with the next number."""
        number, self._next = self._next, self._next + 1
        stem = self._directory / f"ticket-{number:04d}"
        png = stem.with_suffix(".png")
        if sheet.draws:
            sheet.save_png(png)
        stem.with_suffix(".txt").write_text(sheet.text, encoding="utf-8")
        return Paper(sheet.text, png, number, tuple(sheet.qr), sheet.rubbish, torn)
