"""`taxhall papers`: what a hall's papers look like, without a printer.

`preview` shows those of a hall.toml, for whoever writes its templates; `gallery` writes
docs/paper.md and its pictures.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gateway.config import Config, ConfigError, load
from gateway.printing.blocks import ROLL_58, ROLL_80, Roll
from gateway.printing.layout import Papers
from hw_sim.paper.font import NoChineseFontError
from tools.papers.drawing import draw
from tools.papers.gallery import PAGE, write
from tools.papers.page import page
from tools.papers.samples import samples, setting_of


def main(arguments: Sequence[str]) -> int:
    """0; 1 where a picture or page cannot be written or has drifted; 2 for a wrong hall.toml."""
    parser = argparse.ArgumentParser(prog="taxhall papers", description=__doc__)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    preview = what.add_parser("preview", help="the papers of a hall.toml as pictures")
    preview.add_argument("--config", type=Path, default=Path("hall.toml"), metavar="FILE")
    preview.add_argument(
        "--out", type=Path, metavar="FOLDER", help="for the pictures; default: preview beside it"
    )
    gallery = what.add_parser("gallery", help="write docs/paper.md and its pictures")
    gallery.add_argument("--all", type=Path, metavar="FOLDER", help="every picture, to look at")
    gallery.add_argument(
        "--check", action="store_true", help="write nothing: has the page drifted?"
    )
    options = parser.parse_args(arguments)
    try:
        if options.what == "preview":
            config = load(options.config)
            return _preview(config, options.out or options.config.parent / "preview")
        return _check() if options.check else write(options.all)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except NoChineseFontError as error:
        print(f"{error}.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename} cannot be written ({error.strerror}).", file=sys.stderr)
        return 1


def _preview(config: Config, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    papers = config.papers.open()
    for roll in _rolls(config):
        for path in _drawn(papers, config, roll, folder):
            print(path)
    return 0


def _drawn(papers: Papers, config: Config, roll: Roll, folder: Path) -> Iterator[Path]:
    for sample in samples(setting_of(config)):
        for large in (False, True):
            path = folder / f"{sample.name}-{roll.mm}{'-large' if large else ''}.png"
            draw(papers.lay_out(replace(sample.slip, large=large), roll), roll, path)
            yield path


def _rolls(config: Config) -> tuple[Roll, ...]:
    """Those of the hall's printers; without printers both."""
    own = {printer.model().roll for printer in config.printer}
    return tuple(roll for roll in (ROLL_80, ROLL_58) if not own or roll in own)


def _check() -> int:
    if PAGE.read_text("utf-8") == page():
        return 0
    print("docs/paper.md has drifted; run `taxhall papers gallery`.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
