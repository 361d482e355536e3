"""A broker, a central and halls, each of which may fail, and the judge over what is left."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from gateway.uplink import Timing
from tests.faults.central import Central
from tests.faults.hall import QUICK, Hall
from tests.mosquitto import Mosquitto
from tests.waiting import wait_for
from tools.audit import gateway as audit_gateway
from tools.audit.report import Report


@dataclass
class City:
    """All of it. What ran is ended by close()."""

    broker: Mosquitto
    central: Central
    halls: Sequence[Hall]
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def connect(self, port: int | None = None, timing: Timing = QUICK) -> None:
        """Each hall's uplink begins."""
        for hall in self.halls:
            hall.connect(port or self.broker.port, timing)

    def settle(self, seconds: float = 60.0) -> None:
        """Everything that is committed in a hall comes to be confirmed, and central has it: after
        it was set back, what a hall knows as confirmed may be more."""
        for hall in self.halls:
            hall.wait_until_delivered(seconds)
            wait_for(partial(self.complete, hall), seconds, else_say=partial(self._standing, hall))

    def complete(self, hall: Hall) -> bool:
        """Central has every row of the hall."""
        return self.central.through(hall) == hall.store.n

    def _standing(self, hall: Hall) -> str:
        return f"central has {self.central.through(hall)}; {hall.told()}"

    def kill_central(self) -> None:
        """And look at once whether it has broken its word: what a hall was told is committed."""
        told = [hall.store.through for hall in self.halls]
        if self.central.running:
            self.central.kill()
        for hall, through in zip(self.halls, told, strict=True):
            has = self.central.through(hall)
            assert through <= has, f"{hall.name} was told of {through}, central has {has}"

    def serve(self, people: int) -> None:
        """So many people in each hall."""
        for hall in self.halls:
            hall.serve(people)

    def judge(self) -> dict[str, int]:
        """What `taxhall audit` finds in each hall and at central must be clean, and both have the
        same digest. Gives the counts."""
        counts = {"facts": 0, "lost": 0, "doubled": 0, "resent": 0}
        for hall in self.halls:
            report = audit(hall, self.central)
            assert report.clean, f"{hall.name}: {report.as_json()}"
            assert self.central.digest(hall) == hall.store.head.digest
            assert report.facts["gateway"] == report.facts["central"] == hall.store.n
            counts["facts"] += hall.store.n
            counts["lost"] += report.lost
            counts["doubled"] += report.doubled
            counts["resent"] += hall.resent
        return counts


def audit(hall: Hall, central: Central) -> Report:
    """As `taxhall audit`, without boards: the presses of these halls have no flash to compare."""
    report = Report()
    kept = audit_gateway.read(hall.path, report)
    report.facts = {"devices": 0, "gateway": len(kept.rows), "central": 0}
    audit_gateway.check(kept, report)
    central.compare(kept, report)
    return report
