"""Is everything there that a person was told was taken, and once? Read from disks alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from protocol import facts, records
from tools.audit import boards, gateway
from tools.audit.report import Report
from tools.chaos.ledger import PRESSES, Ledger
from tools.chaos.scene import Identity, Record


def judge(
    folder: Path,
    stores: Sequence[Path],
    ledger: Ledger,
    born_with: Mapping[str, tuple[int, int]],
) -> Report:
    """Compare the boards' flash, all stores that the gateway ever had, and what people heard.

    born_with: uid → journal and first record of the ring when all began; before that is no loss.
    """
    report = Report()
    written = dict(boards.journals(folder / "boards", report))
    kept: dict[Identity, Record] = {}
    gaps: list[facts.DeviceGap] = []
    for path in stores:
        store = gateway.read(path, report)
        gateway.check(store, report)
        _gather(store, kept, gaps, report)
    report.facts = {"devices": len(written), "gateway": len(kept)}
    for name, record in written.items():
        _is_kept(name, record, kept, report)
    report.gaps = [
        facts.to_data(gap) for gap in gaps if not _is_no_loss(gap, kept, ledger, born_with)
    ]
    _heard(ledger, kept, report)
    return report


def _gather(
    store: gateway.Gateway,
    kept: dict[Identity, Record],
    gaps: list[facts.DeviceGap],
    report: Report,
) -> None:
    for row in store.rows:
        fact = row.entry.fact
        if isinstance(fact, facts.DeviceGap):
            gaps.append(fact)
        if not isinstance(fact, facts.DeviceRecord):
            continue
        name = fact.uid, fact.journal, fact.seq
        record = fact.kind, fact.ticks, bytes.fromhex(fact.payload)
        before = kept.setdefault(name, record)
        if before != record and records.VOID not in (before[0], record[0]):
            report.differ(f"record {name} was told to two stores in two ways")


def _is_kept(name: Identity, record: Record, kept: dict[Identity, Record], report: Report) -> None:
    found = kept.get(name)
    if found is None:
        report.lose(f"record {name[2]} of board {name[0]}, journal {name[1]:08x}, is nowhere else")
    elif found != record and record[0] != records.VOID:
        report.differ(f"record {name}: the board has {record}, the gateway {found}")


def _is_no_loss(
    gap: facts.DeviceGap,
    kept: dict[Identity, Record],
    ledger: Ledger,
    born_with: Mapping[str, tuple[int, int]],
) -> bool:
    """A gap is one store's claim: another store may hold it, or the fire took it on purpose."""
    journal, first = born_with.get(gap.uid, (0, 0))
    destroyed = {name for name, _ in ledger.in_destroyed_flash}
    for seq in range(gap.first, gap.last + 1):
        name = gap.uid, gap.journal, seq
        before_all = gap.journal == journal and seq < first
        if not (before_all or name in kept or name in destroyed):
            return False
    return True


def _heard(ledger: Ledger, kept: dict[Identity, Record], report: Report) -> None:
    """Each board's presses on disk: no fewer than it beeped for, no more than fingers made.

    What stood in destroyed flash counts unless the gateway has that very record: after the flash
    went back in time, its number may be another record's.
    """
    there = _presses(kept.items())
    there.update(
        _presses(
            (name, record) for name, record in ledger.in_destroyed_flash if kept.get(name) != record
        )
    )
    for uid, accepted in sorted(ledger.accepted.items()):
        for _ in range(accepted - there[uid]):
            report.lose(f"board {uid} beeped for a press that stands nowhere")
    for uid, pressed in sorted(there.items()):
        for _ in range(pressed - ledger.pressed[uid]):
            report.double(f"a press of board {uid} stands on disk that nobody made")


def _presses(found: Iterable[tuple[Identity, Record]]) -> Counter[str]:
    return Counter(uid for (uid, _, _), (kind, _, _) in found if kind in PRESSES)
