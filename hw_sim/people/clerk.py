"""A clerk: reads the lamps of a call pad and does what they allow. Lamps are all that is known."""

import asyncio
from random import Random

from hw_sim.people.floor import FINISH, NEXT, NO_SHOW, RECALL, START, Desk, Floor, as_shown
from hw_sim.people.habits import Habits

_ANSWER_S = 1.5  # the pad answers within some 100 ms, or the press was lost or refused
_WALK_IN_S = 0.6  # real time that news and walking take at any speed
_LOOK_S = 0.5
_IN_VAIN = 4


class Clerk:
    """The clerk of one window."""

    def __init__(
        self, floor: Floor, desk: Desk, habits: Habits, chance: Random, on: asyncio.Event
    ) -> None:
        """`on` is set while people come in; after that the clerk stays until all have gone."""
        self._floor = floor
        self._desk = desk
        self._pad = desk.spot.call_pad
        self._habits = habits
        self._chance = chance
        self._on = on
        self._recalls = 0
        self._in_vain = 0
        self.off_duty = asyncio.Event()
        """Set while there is nothing to do for somebody who wants to go home."""

    async def work(self) -> None:
        """Work, rest, and work again, until cancelled."""
        while True:
            if self._may_go():
                self.off_duty.set()
                await self._on.wait()
                self.off_duty.clear()
            await self._act()

    def _may_go(self) -> bool:
        free = self._lit(NEXT) or not any(self._pad.lamps())
        gone = not self._floor.inside and not self._floor.waits_for(self._desk)
        return free and gone and not self._on.is_set()

    async def _act(self) -> None:
        if self._lit(FINISH):
            await self._serve()
        elif self._lit(START):
            await self._receive()
        elif self._lit(NEXT):
            await self._call()
        else:
            await self._floor.until(lambda: any(self._pad.lamps()), _LOOK_S)

    async def _call(self) -> None:
        floor, desk = self._floor, self._desk
        look_s = max(_LOOK_S, self._habits.idle_look_s / floor.speed)
        await floor.until(
            lambda: floor.waits_for(desk) or not self._lit(NEXT) or self._may_go(), look_s
        )
        await self._breathe()
        if not self._lit(NEXT) or self._may_go():
            return
        self._recalls = 0
        if await self._press(NEXT, START) or not floor.waits_for(desk):
            self._in_vain = 0
            return
        # Once in vain, another window was quicker. Again and again: nobody waits but on the seats.
        self._in_vain += self._lit(NEXT)
        if self._in_vain >= _IN_VAIN:
            self._in_vain = 0
            floor.send_home(desk)

    async def _receive(self) -> None:
        """Somebody was called: wait for him, call again, or give the number up."""
        floor, desk = self._floor, self._desk
        await asyncio.sleep(_WALK_IN_S / 4)
        shown = self._pad.digits()

        def is_here() -> bool:
            return desk.visitor is not None and as_shown(desk.visitor) == shown

        def is_settled() -> bool:
            return is_here() or floor.is_guest(shown) or not self._lit(START)

        wait_s = _WALK_IN_S + self._habits.recall_after_s / floor.speed
        if await floor.until(is_settled, wait_s):
            await self._breathe()
            guest = floor.is_guest(shown)
            if (guest or is_here()) and self._lit(START):
                floor.counts.guests += await self._press(START, FINISH) and guest
        elif self._recalls < self._habits.recalls and self._lit(RECALL):
            self._recalls += 1
            if await self._press(RECALL, START):
                floor.counts.recalls += 1
        elif await self._press(NO_SHOW, NEXT):
            floor.counts.no_shows += 1

    async def _serve(self) -> None:
        await self._floor.pause(self._habits.serving_s(self._chance))
        await self._breathe()
        if self._lit(FINISH):
            await self._press(FINISH, NEXT)

    async def _press(self, key: int, then: int) -> bool:
        """Press a key; True once the lamp `then` is lit and no other answer is awaited."""
        before = self._pad.lamps()
        self._pad.press(key)
        # While the board waits for its answer only the pressed key is lit.
        alone = tuple(lamp == key for lamp in range(len(before)))
        await self._floor.until(lambda: self._pad.lamps() == alone, _LOOK_S / 2)
        return await self._floor.until(
            lambda: self._lit(then) and (then == key or self._pad.lamps() != alone), _ANSWER_S
        )

    async def _breathe(self) -> None:
        await self._floor.pause(self._chance.uniform(0.5, 1.5) * self._habits.clerk_breath_s)

    def _lit(self, key: int) -> bool:
        return self._desk.lit(key)
