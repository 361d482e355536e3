"""The screens: how soon an event is on them, what they cost, and how heavy a page is."""

from collections.abc import Mapping
from typing import Final

from tools.bench.case import Case
from tools.bench.web.crowd import cpu, event_on_screen
from tools.bench.web.pages import page_rate, public_page

CASES: Final[Mapping[str, Case]] = {
    "event-on-screen": event_on_screen,
    "cpu": cpu,
    "public-page": public_page,
    "page-rate": page_rate,
}
