"""A taxpayer's visit: take a number, wait, be served, rate; or go away before."""

import asyncio
from random import Random

from hw_sim.people.floor import FINISH, Desk, DispenserSpot, Floor, as_shown
from hw_sim.people.habits import Habits

PAPER_S = 10.0
"""Real seconds for which a person watches the printer's mouth."""

OUT_OF_SERVICE_S = 5.0
"""Real seconds before a dark key sends a person away."""

_PROMPT_S = 3.0
_ANSWER_S = 2.0


class Taxpayer:
    """One person with one matter."""

    def __init__(self, floor: Floor, habits: Habits, chance: Random) -> None:
        self._floor = floor
        self._habits = habits
        self._chance = chance

    async def visit(
        self, dispensers: tuple[DispenserSpot, ...], turns: dict[DispenserSpot, asyncio.Lock]
    ) -> None:
        """From the door to the door. `turns` is who stands before which dispenser."""
        floor, habits, chance = self._floor, self._habits, self._chance
        spot = min(chance.sample(dispensers, len(dispensers)), key=lambda one: turns[one].locked())
        key, business = chance.choice(
            [(key, code) for key, code in enumerate(spot.businesses) if code is not None]
        )
        async with turns[spot]:
            await floor.pause(chance.uniform(0.5, 1.5) * habits.read_screen_s)
            label = await self._take_number(spot, key, business)
        if label is None:
            return
        call = floor.await_call(label, business)
        leaves = chance.random() < habits.leaves
        patience = chance.uniform(0.05, 1.0) * habits.patience_s / floor.speed
        try:
            desk = await asyncio.wait_for(call, patience if leaves else None)
        except TimeoutError:
            desk = None
        if desk is None:
            floor.counts.left += 1
            return
        floor.counts.called += 1
        await floor.pause(habits.way_s(chance))
        if await self._be_served(desk, label):
            await self._rate(desk)

    async def _take_number(self, spot: DispenserSpot, key: int, business: str) -> str | None:
        floor, device = self._floor, spot.device
        if not await floor.until(lambda: device.lamps()[key], OUT_OF_SERVICE_S):
            floor.counts.turned_away += 1
            return None
        paper = floor.await_paper(business)
        device.press(key)
        floor.counts.pressed += 1
        try:
            label = await asyncio.wait_for(paper, PAPER_S)
        except TimeoutError:
            floor.counts.no_paper += 1
            floor.tell()
            return None
        floor.counts.got_paper += 1
        return label

    async def _be_served(self, desk: Desk, label: str) -> bool:
        floor, shown = self._floor, as_shown(label)
        desk.visitor = label
        floor.tell()
        # The pad tells all: the lamp of `finish` is lit while this person is served.
        await floor.until(lambda: desk.lit(FINISH) or not desk.shows(shown))
        served = desk.shows(shown)
        if served:
            await floor.until(lambda: not desk.shows(shown))
            floor.counts.served += 1
        else:
            floor.counts.missed += 1
        if desk.visitor == label:
            desk.visitor = None
        return served

    async def _rate(self, desk: Desk) -> None:
        floor, habits, chance = self._floor, self._habits, self._chance
        pad = desk.spot.rating_pad
        wants = chance.random() < habits.rates
        late = chance.random() < habits.rates_late
        level = habits.level(chance)
        if pad is None or not wants or not await floor.until(lambda: all(pad.lamps()), _PROMPT_S):
            floor.counts.unrated += 1
            return
        await floor.pause(chance.uniform(0.4, 1.6) * (habits.late_s if late else habits.react_s))
        if not all(pad.lamps()):
            floor.counts.rated_too_late += 1
            return
        pad.press(5 - level)
        if await floor.until(lambda: not all(pad.lamps()), _ANSWER_S):
            floor.counts.rated[level] += 1
        else:
            floor.counts.rated_too_late += 1
