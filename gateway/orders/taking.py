"""One command of central, done and answered in one savepoint."""

import logging
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from gateway.hall import reasons
from gateway.hall.reasons import Reason
from gateway.notices import clock_is_set
from gateway.orders import answers, parts
from gateway.orders.answers import Answer
from gateway.orders.doing import DOES, Asked
from gateway.store.transaction import Transaction

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TakeOrder:
    """Do what central wants, unless this very command was answered before. Gives the answer.

    The answer and all that it tells of are one savepoint, so a command is done once however often
    it comes, and whatever falls down between.
    """

    id: str
    name: str
    expires_ms: int
    wanted: Any
    """One of protocol.commands.COMMANDS; None: it cannot be read."""
    why: str = ""
    """Why it cannot."""
    keyed: bool = False
    """Whether the hall has the city's key."""

    def run(self, tx: Transaction) -> Answer:
        """See the class."""
        told = answers.find(tx.db, self.id)
        if told is not None:
            return told
        told = self._answer(tx)
        answers.keep(tx.db, self.id, self.name, tx.now.wall_ms, self.expires_ms, told)
        return told

    def _answer(self, tx: Transaction) -> Answer:
        if self.wanted is None:
            return answers.unreadable(self.why)
        if is_over(self.expires_ms, tx.now.wall_ms):
            zone = tx.plan.zone
            return answers.expired(_at(self.expires_ms, zone), _at(tx.now.wall_ms, zone))
        if answers.is_let_go(tx.db, self.expires_ms):
            return answers.LET_GO
        does = DOES.get(type(self.wanted))
        if does is None:
            return answers.unreadable(f"{self.name} is not for this version of the gateway.")
        try:
            with tx.savepoint():
                did = does(Asked(tx, self.expires_ms, self.keyed), self.wanted)
        except sqlite3.IntegrityError as error:
            log.error("the database refuses command %s (%s): %s", self.id, self.name, error)
            return answers.refused(reasons.CONTRADICTS_FACTS)
        return answers.refused(did) if isinstance(did, Reason) else Answer("done", did)


@dataclass(frozen=True)
class ForgetOrders:
    """Let go of answers and parts whose time is over. Gives how many rows went, some at once."""

    def run(self, tx: Transaction) -> int:
        """See the class."""
        now_ms = tx.now.wall_ms
        if not is_set(now_ms):
            return 0
        gone = parts.forget(tx.db, now_ms, tx.head.state.city.credit_version)
        return gone + answers.forget(tx.db, now_ms)


def is_over(end_ms: int, now_ms: int) -> bool:
    """Whether this time has passed, by a wall clock that was ever set."""
    return is_set(now_ms) and now_ms > end_ms


def is_set(now_ms: int) -> bool:
    """Whether the wall clock may be believed at all."""
    return clock_is_set(_at(now_ms, UTC).date())


def _at(ms: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(ms // 1000, UTC).astimezone(zone)
