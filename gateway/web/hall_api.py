"""The API of a hall as a whole; the page, the people and two deeds are of gateway.web.app."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import FastAPI

from gateway.alarm_watch import AlarmWatch
from gateway.city_notices import CityNotices
from gateway.clock import Clock
from gateway.codes import Codes
from gateway.figures import Figures
from gateway.hall.plan import HallPlan
from gateway.kept_figures import KeptFigures
from gateway.live_cards import Cards
from gateway.register import Register
from gateway.scores import Scores
from gateway.store import outside
from gateway.store.store import Store
from gateway.web import (
    alarms,
    by_code,
    case_reading,
    choices,
    city_reading,
    figures,
    hall_lists,
    hall_reading,
    live_cards,
    more_figures,
    opinion_reading,
    recommendations,
    review_reading,
    scores,
    wishing,
)
from gateway.web.asking import Asker
from gateway.web.choices import Members
from gateway.web.hall_reading import Glance
from protocol.envelope import Entry
from protocol.stamp import Moment


@dataclass(frozen=True)
class HallApi:
    """What it is told of, and who may ask."""

    plan: HallPlan
    store: Store
    clock: Clock
    codes: Codes
    members: Members
    figures: Figures
    kept: KeptFigures
    alarms: AlarmWatch
    scores: Scores
    notices: CityNotices
    ask: Asker

    def look(self) -> Glance:
        """The hall as far as the disk has come. Raises StoreStoppedError."""
        now = Moment(self.clock.wall_ms(), self.clock.boot, self.clock.mono_ms())
        behind_ms = max(0, now.mono_ms - self.store.current_to_ms())
        head = self.store.head
        return Glance(head.n, head.state, now, behind_ms / 1000)

    def text(self, token: str) -> str | None:
        """What somebody wrote; None once it is erased."""
        with self.store.reader() as reader:
            found = reader.select(outside.WORDS, token, token)
        return str(found[0][2]) if found else None

    def facts(self, ns: Sequence[int]) -> list[Entry]:
        """Those with these n."""
        with self.store.reader() as reader:
            return reader.numbered(ns)


def install(app: FastAPI, api: HallApi) -> None:
    """Let `app` answer for the hall."""
    plan, look, ask = api.plan, api.look, api.ask
    wishing.install(app, wishing.Desk(api.store.submit, ask, api.codes))
    by_code.install(app, plan, look, api.codes, api.text, api.facts)
    choices.install(app, plan, look, api.members, ask)
    hall_reading.install(app, plan, look, ask)
    hall_lists.install(app, plan, look, ask)
    city_reading.install(app, api.notices.now, look, ask)
    case_reading.install(app, plan, look, api.facts, ask)
    opinion_reading.install(app, plan, look, api.facts, ask)
    review_reading.install(app, look, api.facts, ask)
    alarms.install(app, plan, look, ask)
    recommendations.install(app, plan, Register(api.store), look, ask)
    live_cards.install(app, Cards(plan, api.figures, api.alarms).at, look, ask)
    figures.install(app, figures.Sources(api.figures.today, api.kept.sums), look, ask)
    more = more_figures.MoreSources(api.kept.of, api.store.reader)
    more_figures.install(app, plan, more, look, ask)
    scores.install(app, api.scores, api.store, look, ask)
