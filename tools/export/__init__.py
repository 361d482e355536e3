"""`taxhall export`: a month of the quality-and-efficiency database (质效数据库), as tables."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from gateway import config
from gateway.scores import ScoresError
from gateway.store.errors import StoreError
from gateway.store.read import Reader
from screens.table_files import write_csv, write_xlsx
from tools.export.reading import read_hall
from tools.export.tables import tables_of
from tools.telling import month_of, show


def main(argv: Sequence[str]) -> int:
    """0 when the files are there, 1 with a sentence when they are not."""
    options = _parser().parse_args(argv)
    try:
        settings = config.load(options.hall, "--hall")
        if options.names and not settings.export.names:
            print(
                "姓名不出厅。 Names stay in the hall: without --names there are tokens. Whoever"
                " answers for it sets names = true under [export] of hall.toml.",
                file=sys.stderr,
            )
            return 1
        with Reader(settings.store.path) as reader:
            hall = read_hall(reader, settings, options.of, names=options.names)
        tables = tables_of(hall)
        stem, both = f"{hall.plan.hall}-{hall.month}", not (options.csv or options.xlsx)
        options.to.mkdir(parents=True, exist_ok=True)
        written = write_csv(tables, options.to, stem) if options.csv or both else []
        if options.xlsx or both:
            title = f"{hall.plan.name} {hall.month} 质效数据库"
            written.append(write_xlsx(tables, options.to, stem, title))
    except (config.ConfigError, ScoresError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Nothing can be written to {options.to}: {error}.", file=sys.stderr)
        return 1
    show("\n".join(map(str, written)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="taxhall export",
        description="A month's figures as tables, with a dictionary of their columns. Without --csv"
        " or --xlsx both are written.",
    )
    parser.add_argument("--hall", type=Path, default=Path("hall.toml"), help="its hall.toml")
    parser.add_argument("--of", type=month_of, required=True, metavar="MONTH", help="as 2026-11")
    parser.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="made if need be")
    parser.add_argument("--csv", action="store_true", help="a CSV file for each table")
    parser.add_argument("--xlsx", action="store_true", help="one workbook")
    parser.add_argument("--names", action="store_true", help="names of people beside their tokens")
    return parser
