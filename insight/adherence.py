"""Whether windows were open when the roster had people at them (11.5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from insight.windows import Spell, overlap_ms

Plan = Mapping[str, Sequence[tuple[int, int]]]
"""Person → (from, to) in unix ms, which do not overlap: when the roster had them at a window."""


@dataclass(frozen=True, slots=True)
class Adherence:
    """Of one person and day."""

    planned_ms: int
    """As far as it is past."""
    open_ms: int
    """Of this, with an open window."""
    paused_ms: int
    """Of this, paused."""
    beside_ms: int
    """Open at another time: for somebody else, or over time."""

    @property
    def share(self) -> float | None:
        """Minutes worked as planned / minutes planned, 0 to 1; None where nothing was planned."""
        return self.open_ms / self.planned_ms if self.planned_ms else None


def adherence(plan: Plan, found: Iterable[Spell], now_ms: int) -> dict[str, Adherence]:
    """Of everybody who was rostered or had a window open. found: the day's spells alone."""
    spells = [spell for spell in found if spell.mode in ("open", "paused")]
    people = sorted({*plan, *(spell.staff for spell in spells)})
    return {
        staff: _of(plan.get(staff, ()), [one for one in spells if one.staff == staff], now_ms)
        for staff in people
    }


def _of(planned: Sequence[tuple[int, int]], spells: Sequence[Spell], now_ms: int) -> Adherence:
    past = [(begin, min(end, now_ms)) for begin, end in planned if begin < now_ms]
    sums = {"open": 0, "paused": 0}
    whole_ms = 0
    for spell in spells:
        sums[spell.mode] += overlap_ms(spell, past, now_ms)
        if spell.mode == "open":
            whole_ms += overlap_ms(spell, [(spell.since_ms, now_ms)], now_ms)
    return Adherence(
        sum(end - begin for begin, end in past),
        sums["open"],
        sums["paused"],
        whole_ms - sums["open"],
    )
