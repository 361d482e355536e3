"""A number: asked for over HTTP by many at once, and on paper from the press of a key."""

from collections.abc import Mapping
from typing import Final

from tools.bench.case import Case
from tools.bench.ticket.issuing import issue_16, issue_rate_16
from tools.bench.ticket.paper import press_paper_1, press_paper_32

CASES: Final[Mapping[str, Case]] = {
    "issue-16": issue_16,
    "issue-rate-16": issue_rate_16,
    "press-paper-1": press_paper_1,
    "press-paper-32": press_paper_32,
}
