"""Opening business days: when somebody asks for one, and the first of all by itself."""

import logging
from datetime import date, tzinfo

from gateway.clock import Clock
from gateway.hall.here import Actor, Duty
from gateway.hall.numbers import not_named
from gateway.hall.plan import HallPlan
from gateway.notices import clock_is_set
from gateway.store.commands import OpenDay
from gateway.store.errors import RefusedError, StoreError, WishRefusedError
from gateway.store.store import Store
from gateway.web.opening import (
    DayNotOpenedError,
    DayWanted,
    NotNowError,
    NoTodayError,
    check_day,
    check_first_day,
    check_nobody_is_here,
    wall_date,
)

log = logging.getLogger(__name__)


class Days:
    """Of one hall. Any thread may ask."""

    def __init__(
        self, plan: HallPlan, store: Store, clock: Clock, zone: tzinfo, *, by_itself: bool
    ) -> None:
        """by_itself: the first day of a new store is opened without anybody's word."""
        self._plan, self._store, self._clock, self._zone = plan, store, clock, zone
        self._by_itself = by_itself

    def open_first(self) -> None:
        """Open today if no day was ever opened and the hall does that by itself. Raises
        StoreError where the disk takes no writes."""
        if self._store.state.day is not None or not self._by_itself:
            return
        today = wall_date(self._clock.wall_ms(), self._zone)
        if not clock_is_set(today):
            log.error("the clock says %s: no business day is opened by it", today)
            return
        try:
            self.open(DayWanted(today))
        except NotNowError as trouble:
            raise StoreError(str(trouble)) from trouble

    def open(self, wanted: DayWanted) -> date:
        """See gateway.web.opening.OpenDay."""
        today = wall_date(self._clock.wall_ms(), self._zone)
        if wanted.day is None and not clock_is_set(today):
            raise NoTodayError(today)
        day = wanted.day or today
        check_day(day, today)
        if day > today:
            check_nobody_is_here(self._store.state, today)
        if self._store.state.day is None and not self._by_itself:
            check_first_day(wanted, not_named(self._plan, wanted.after))
        try:
            asked_by = wanted.by
            by = Actor(Duty.LEADER, None if asked_by is None else asked_by.staff)
            self._store.commit(OpenDay(day.isoformat(), wanted.after, by, asked_by))
        except WishRefusedError:
            raise
        except RefusedError as refusal:
            raise DayNotOpenedError(str(refusal)) from refusal
        except StoreError as trouble:
            raise NotNowError(str(trouble)) from trouble
        log.info("business day %s is open", day)
        return day
