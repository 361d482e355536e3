"""What the rules about weeks look at: kept tallies, and the facts of windows and alarms."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final, get_args

from gateway.hall.plan import HallPlan
from gateway.store.read import Reader
from insight.advice_later import Past
from insight.book import Rollup
from insight.past import WEEKS, Hall, past
from insight.windows import Turn, spells
from protocol.facts import AlarmEscalated, AlarmRaised
from protocol.stamp import Stamp

_TURNS: Final = [kind.TYPE for kind in get_args(Turn)]
_ALARMS: Final = [AlarmRaised.TYPE, AlarmEscalated.TYPE]


def days_before(today: str, opened: Iterable[str]) -> list[str]:
    """Business days of the last weeks, the oldest first. `today` is not over, and none of them."""
    first = (date.fromisoformat(today) - timedelta(weeks=WEEKS)).isoformat()
    return sorted({day for day in opened if first <= day < today})


def past_of(plan: HallPlan, reader: Reader, rollup: Rollup) -> Past:
    """rollup: tallies of `days_before`, by scope of `insight.past.KINDS`. Raises StoreError."""
    if not rollup:
        return Past()
    after = (reader.opened(min(rollup)) or 1) - 1
    turns = [(Stamp.of(entry), entry.fact) for entry in reader.of_types(_TURNS, after)]
    hall = Hall(
        zone=plan.zone,
        windows=list(plan.window),
        business_of={code: item.business for code, item in plan.item.items()},
        target_s=plan.quality.advice.target_min * 60.0,
        spells=spells(turns),
        reds=list(_congested(reader, after)),
        books=plan.booking is not None,
    )
    return past(rollup, hall)


def _congested(reader: Reader, after: int) -> Iterator[tuple[int, float]]:
    """When an alarm told how congested the hall was (F9). Between these nobody has noted it."""
    alarms: set[int] = set()
    for entry in reader.of_types(_ALARMS, after):
        fact = entry.fact
        if isinstance(fact, AlarmRaised) and fact.kind == "congestion":
            alarms.add(entry.n)
            yield entry.at_ms, fact.value / 100
        elif isinstance(fact, AlarmEscalated) and fact.alarm in alarms:
            yield entry.at_ms, fact.value / 100
