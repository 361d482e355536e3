"""A hall of four printers where things go wrong: what is left of it is for the judge."""

import itertools
import json
import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from gateway import config
from gateway.clock import SystemClock
from gateway.store.store import Store
from hw_sim.printers import Fault, NetworkPrinter
from hw_sim.printers.papers import Paper
from protocol.facts import Fact
from tests.paper.judge import Piece, Verdict, judge, pieces
from tests.paper.printers import BESIDE, MODELS
from tests.paper.zygote import SELDOM, STEPS
from tests.zygote import Zygote

ROOT: Final = Path(__file__).parent.parent.parent
TOML: Final = """
[hall]
id = "hall-01"
name = "城东办税服务厅"
first_day = "automatic"
[[window]]
id = "1"
name = "1号窗口"
businesses = ["A", "B", "C", "D"]
[[line]]
port = "no such port"
"""
_MOST_JOBS: Final = 40
_LIFE_S: Final = 20.0
_TICKET_BYTES: Final = 900
"""About so many the head consumes of one: faults strike in the midst of it."""

_MENDED: Final = [fault for fault in Fault if fault not in (Fault.CABLE, Fault.POWER)]


class Hall:
    """Printers, whoever meddles with them, and the gateways that come and go."""

    def __init__(self, folder: Path, seed: int, mutant: str | None = None) -> None:
        self.folder = folder
        self.seed = seed
        self._mutant = mutant
        self._chance = random.Random(seed)
        self.struck: Counter[str] = Counter()
        """What really happened, by name: faults of printers and deaths of gateways."""
        self._papers: list[tuple[str, Paper]] = []
        self.printers = {
            name: NetworkPrinter(
                folder / f"papers-{i}",
                model=model,
                mm_per_s=0.0,
                draw=False,
                on_paper=partial(self._keep, name),
            )
            for i, (name, model) in enumerate(MODELS.items())
        }
        self._config = folder / "hall.toml"
        self._config.write_text(TOML + self._tables(), "utf-8")
        self._zygote = Zygote("tests.paper.zygote")
        self._over = threading.Event()
        self._meddler = threading.Thread(target=self._meddle, daemon=True)

    def _tables(self) -> str:
        businesses = "".join(
            f'[[business]]\ncode = "{code}"\nname = "业务{code}"\n' for code in "ABCD"
        )
        boards = "".join(
            f'[[board]]\nuid = "{uid}"\nrole = "dispenser"\nline = 1\nkeys = ["A"]\n'
            for beside in BESIDE.values()
            for uid in beside
        )
        return (
            businesses
            + boards
            + "".join(
                f'[[printer]]\nname = "{name}"\nhost = "127.0.0.1"\nport = {sim.port}\n'
                f"boards = {json.dumps(BESIDE[name])}\n"
                for name, sim in self.printers.items()
            )
        )

    def __enter__(self) -> Self:
        self._meddler.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._meddler.join()
        self._zygote.close()
        for sim in self.printers.values():
            sim.close()

    # -- the gateways

    def lives(self, jobs: int) -> Verdict:
        """Gateways are born and die until so many tickets were taken, and one more sees to what
        they left. Gives the verdict on all of it."""
        chance = random.Random(self.seed + 1)
        left, steps = jobs, itertools.cycle(chance.sample(STEPS, len(STEPS)))
        while left > 0:
            count, step = min(left, chance.randint(1, _MOST_JOBS)), next(steps)
            times = 1 if step in SELDOM else chance.randint(1, count)
            self._live(chance, count, die=[step, times])
            left = jobs - self._issued()
        self._over.set()
        self._meddler.join()
        for sim in self.printers.values():
            self._heal(sim)
        assert self._live(chance, 0) == 0
        for sim in self.printers.values():
            sim.tear()
        return judge(self._facts(), self._pieces())

    def _live(self, chance: random.Random, jobs: int, **how: Any) -> int:
        order = {"start": str(self._config), "seed": chance.randrange(1 << 30), "jobs": jobs, **how}
        if self._mutant is not None:
            order["mutant"] = self._mutant
        pid = int(self._zygote.order(**order)["pid"])
        guard = threading.Timer(_LIFE_S, os.kill, (pid, signal.SIGTERM))
        guard.start()
        status = int(self._zygote.order(wait=pid)["status"])
        guard.cancel()
        assert status in (0, -signal.SIGKILL), f"a gateway ended with {status}"
        self.struck[f"killed at {how['die'][0]}" if status else "lived"] += 1
        return status

    # -- whoever meddles

    def _meddle(self) -> None:
        """Mostly in the midst of a ticket, if one is printed just then; what came to nothing and
        has never struck, at once the next time, so that each fault strikes in every hall."""
        missed: set[Fault] = set()
        faults = itertools.cycle(self._chance.sample(list(Fault), len(Fault)))
        while not self._over.wait(self._chance.expovariate(1 / 0.05)):
            if self._chance.random() < 0.02:
                self._all_stand_still()
                continue
            sim = self._chance.choice(list(self.printers.values()))
            fault = next(faults)
            if fault not in missed and self._chance.random() < 0.7:
                sim.trip(fault, self._chance.randrange(_TICKET_BYTES))
            elif fault is Fault.POWER:
                sim.cut_power()
            else:
                setattr(sim, fault, True)
            self._over.wait(self._chance.uniform(0.0, 0.4))
            self._note(sim)
            self._heal(sim)
            missed = {*missed, fault} if not self.struck[fault] else missed - {fault}

    def _all_stand_still(self) -> None:
        """So long that nobody waits for paper any more."""
        for sim in self.printers.values():
            sim.cut_power()
        self.struck["all stood still"] += 1
        self._over.wait(2.0)
        for sim in self.printers.values():
            self._heal(sim)

    def _note(self, sim: NetworkPrinter) -> None:
        self.struck[Fault.POWER] += not sim.powered
        for fault in Fault:
            if fault is not Fault.POWER:
                self.struck[fault] += bool(getattr(sim, fault))

    def _heal(self, sim: NetworkPrinter) -> None:
        """In the order in which people do it; what hung in the head comes out torn."""
        sim.trip(Fault.NEAR_END, 1 << 60)
        if sim.paper_end and self._chance.random() < 0.5:
            sim.new_roll()
        for fault in _MENDED:
            setattr(sim, fault, False)
        if not sim.powered:
            time.sleep(0.01)
            sim.power_on()
        if sim.cable:
            sim.cable = False

    # -- what is left

    def _issued(self) -> int:
        with closing(sqlite3.connect(self.folder / "gateway.db", timeout=5)) as db:
            sql = "SELECT count(*) FROM fact WHERE type = 'ticket.issued'"
            return int(db.execute(sql).fetchone()[0])

    def _facts(self) -> list[tuple[int, Fact]]:
        hall = config.load(self._config)
        with Store.open(hall.store.path, hall.plan(), SystemClock()) as store:
            found: list[tuple[int, Fact]] = []
            with store.reader() as reader:
                while some := reader.entries(found[-1][0] if found else 0):
                    found += [(entry.n, entry.fact) for entry in some]
            return found

    def _keep(self, name: str, paper: Paper) -> None:
        self._papers.append((name, paper))

    def _pieces(self) -> list[Piece]:
        """What was torn off for a new roll in the midst of a ticket goes on on that roll."""
        found: list[Piece] = []
        begun: dict[str, str] = {}
        for place, (name, paper) in enumerate(self._papers):
            text = f"{begun.pop(name, '')}\n{paper.text}"
            if paper.torn:
                begun[name] = text
            else:
                found += pieces(text, place)
        for text in begun.values():
            found += pieces(text, len(self._papers))
        return found
