"""All people of a hall, in one thread of their own."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from copy import deepcopy
from random import Random

from hw_sim.people.clerk import Clerk
from hw_sim.people.floor import Counts, DispenserSpot, Floor, WindowSpot
from hw_sim.people.habits import Habits
from hw_sim.people.taxpayer import Taxpayer


class People:
    """Taxpayers and clerks. Every method may be called from any thread.

    They begin switched off. `speed` is hall seconds per second; the same `seed` gives the same
    arrivals, matters and habits.
    """

    def __init__(
        self,
        dispensers: tuple[DispenserSpot, ...],
        windows: tuple[WindowSpot, ...],
        *,
        habits: Habits | None = None,
        speed: float = 1.0,
        seed: int = 0,
    ) -> None:
        if speed <= 0:
            raise ValueError(f"The speed of people is a positive number, not {speed}.")
        self._dispensers = dispensers
        self._habits = habits or Habits()
        self._seed = seed
        self._loop = asyncio.new_event_loop()
        self._floor = Floor(windows, speed)
        self._on = asyncio.Event()
        self._turns = {spot: asyncio.Lock() for spot in dispensers}
        self._group = asyncio.TaskGroup()
        self._clerks = [
            Clerk(self._floor, desk, self._habits, Random(f"{seed}-clerk-{desk.spot.id}"), self._on)
            for desk in self._floor.desks
        ]
        self._main = self._loop.create_task(self._live())
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="people", daemon=True)
        self._thread.start()

    # -- from any thread

    def switch(self, on: bool) -> None:
        """On: people come. Off: nobody new; who is inside is served, then the clerks rest."""
        self._do(self._on.set if on else self._on.clear)

    @property
    def on(self) -> bool:
        """Whether people come in."""
        return self._on.is_set()

    @property
    def inside(self) -> int:
        """Taxpayers in the hall now."""
        return self._floor.inside

    @property
    def failure(self) -> str | None:
        """What ended their thread, if anything did; None while they are well."""
        return None if self._failure is None else repr(self._failure)

    @property
    def counts(self) -> Counts:
        """A copy of what happened so far."""
        return deepcopy(self._floor.counts)

    @property
    def at_rest(self) -> bool:
        """Whether the hall is empty of simulated people and no clerk has anything to do."""
        return not self.on and not self.inside and all(c.off_duty.is_set() for c in self._clerks)

    def board_changed(self, uid: str) -> None:
        """A board shows something new."""
        self._do(lambda: self._look_at(uid))

    def paper_came(self, text: str) -> None:
        """A paper was cut; `text` is what is on it."""
        self._do(lambda: self._floor.paper(text))

    def close(self) -> None:
        """Everybody vanishes for good and no key is pressed any more.

        Raises what went wrong in their thread, if anything did.
        """
        self._do(self._on.clear)
        self._do(self._main.cancel)
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    # -- in the people's thread

    def _do(self, what: Callable[[], object]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is there any more
            self._loop.call_soon_threadsafe(what)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._main)
        except asyncio.CancelledError:
            pass  # closed
        except BaseException as trouble:
            self._failure = trouble
            raise
        finally:
            self._loop.close()

    async def _live(self) -> None:
        async with self._group:
            for clerk in self._clerks:
                self._spawn(clerk.work())
            self._spawn(self._arrive())

    def _spawn(self, what: Coroutine[object, object, None]) -> None:
        self._group.create_task(what)

    async def _arrive(self) -> None:
        arrivals = Random(f"{self._seed}-door")
        number = 0
        while True:
            await self._on.wait()
            await self._floor.pause(self._habits.gap_s(arrivals))
            if not self._on.is_set():
                continue
            number += 1
            self._floor.counts.arrived += 1
            if self._floor.inside >= self._habits.full_hall:
                self._floor.counts.turned_away += 1
                continue
            self._spawn(self._visit(Random(f"{self._seed}-{number}")))

    async def _visit(self, chance: Random) -> None:
        self._floor.inside += 1
        try:
            await Taxpayer(self._floor, self._habits, chance).visit(self._dispensers, self._turns)
        finally:
            self._floor.inside -= 1
            self._floor.tell()

    def _look_at(self, uid: str) -> None:
        self._floor.tell()
        for desk in self._floor.desks:
            if desk.spot.call_pad.uid == uid:
                self._spawn(self._floor.read_digits(desk))
