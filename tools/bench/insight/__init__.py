"""Figures: what a fact costs, and what a year of one hall costs."""

from collections.abc import Mapping
from typing import Final

from tools.bench.case import Case
from tools.bench.insight.folding import fold
from tools.bench.insight.year import rebuild, year_report

CASES: Final[Mapping[str, Case]] = {
    "fold": fold,
    "rebuild": rebuild,
    "year-report": year_report,
}
