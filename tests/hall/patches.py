"""Ways to take a rule out of a hall, for the length of a story."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from gateway.hall import fold, queue, wishes
from gateway.hall.here import Here
from gateway.hall.plan import HallPlan
from gateway.hall.state import HallState
from protocol.facts import Fact
from protocol.stamp import Stamp

Patch = pytest.MonkeyPatch


def ruled(plan: HallPlan, **rules: Any) -> HallPlan:
    """The same hall with other rules."""
    return replace(plan, rules=replace(plan.rules, **rules))


def decides(patch: Patch, wish: type[Any], **rules: Any) -> None:
    """One wish is decided as if hall.toml said something else."""
    rule = wishes.RULES[wish]

    def decide(here: Here, wish: Any) -> Any:
        return rule.decide(replace(here, plan=ruled(here.plan, **rules)), wish)

    patch.setitem(wishes.RULES, wish, replace(rule, decide=decide))


def decides_so(patch: Patch, wish: type[Any], decide: Callable[[Here, Any], Any]) -> None:
    """One wish is decided by another function."""
    patch.setitem(wishes.RULES, wish, replace(wishes.RULES[wish], decide=decide))


def changes(
    patch: Patch, kind: type[Fact], more: Callable[[HallState, HallState, Stamp, Any], HallState]
) -> None:
    """A fact changes something else too; `more` has the state before and after it."""
    change = fold._APPLY[kind]

    def apply(state: HallState, stamp: Stamp, fact: Any) -> HallState:
        return more(state, change(state, stamp, fact), stamp, fact)

    patch.setitem(fold._APPLY, kind, apply)


def chooses(patch: Patch, **rules: Any) -> None:
    """The next ticket is chosen as if hall.toml said something else."""
    choose = queue.choose
    patch.setattr(queue, "choose", lambda plan, *rest: choose(ruled(plan, **rules), *rest))
