"""What all papers of a hall have in common: its names, times as it has them, codes of its facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from gateway.codes import Codes
from gateway.hall.plan import HallPlan
from gateway.printing.layout import Habits
from gateway.printing.profile import Profile
from screens.languages import LANGUAGES

_SET: Final = frozenset(known.catalogue for known in LANGUAGES)


@dataclass(frozen=True)
class PaperHall:
    """The hall as its papers tell of it."""

    plan: HallPlan
    codes: Codes
    habits: Habits
    version: str
    """Of the program."""
    models: Mapping[str, Profile]
    """What the hall's printers are, by name, as hall.toml has them."""
    address: str = ""
    """At which phones reach the hall's pages; empty: codes on paper lead to none."""

    def business(self, code: str) -> tuple[str, str]:
        """Name of a business, Chinese and English; one that hall.toml lost is called by its
        code."""
        known = self.plan.business.get(code)
        return (code, "") if known is None else (known.name, known.name_en)

    def language(self, catalogue: str) -> str | None:
        """That somebody has chosen; None, the hall's own, for one in which no paper is set. Facts
        may name any, and may be older than the languages of now."""
        return catalogue if catalogue in _SET else None

    def time(self, at_ms: int) -> str:
        """Local date and time, e.g. `2026-11-22 09:15`."""
        return f"{self._local(at_ms):%Y-%m-%d %H:%M}"

    def slot(self, from_ms: int, to_ms: int) -> str:
        """E.g. `09:30-10:00`."""
        return f"{self._local(from_ms):%H:%M}-{self._local(to_ms):%H:%M}"

    def printer(self, name: str) -> str:
        """The printer of this name; for an empty one the first of the hall."""
        return name or next(iter(self.models))

    def page(self, kind: str, code: str) -> str:
        """Address of the page of a code, such as `t` for a ticket's; empty where there is none."""
        return f"{self.address.rstrip('/')}/{kind}/{code}" if self.address else ""

    @property
    def zone(self) -> ZoneInfo:
        """Of its times."""
        return self.plan.zone

    def _local(self, at_ms: int) -> datetime:
        return datetime.fromtimestamp(at_ms / 1000, self.zone)
