"""Boards without a place, and whether one of them may take the place of a board that died.

The gateway does that by itself when there is no doubt which board stands in for which; for every
other case there is a sentence that says what a person may do.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from gateway.hall import kinds
from gateway.hall.places import (
    Sighting,
    chip_at,
    is_keyed,
    last_place,
    place_name,
    place_of,
    place_words,
)
from gateway.hall.plan import HallPlan
from gateway.hall.state import HallState

SILENT_S: Final = 10.0
"""How long a board must be silent until it counts as gone: a reboot, or a plug that is put right,
takes less."""

SETTLED_S: Final = 3.0
"""How long the new board must be there: where a whole hall is switched on, all are by then."""


@dataclass(frozen=True)
class Look:
    """What the lines hear at one moment; seconds of one monotonic clock."""

    now: float
    seen: Mapping[str, Sighting]
    well_since: float | None
    """Since when all lines are asked without trouble; None while one is not. A board's silence
    says nothing while nobody could have heard it."""
    keyed: Collection[str]
    """Uids for which this gateway keeps a key."""
    automatic: bool


@dataclass(frozen=True)
class Verdict:
    """What becomes of a board without a place, told in both languages."""

    zh: str
    en: str
    place: str | None = None
    """The place it takes now, by itself."""
    urgent: bool = False
    """A place stays empty until somebody does what the sentence says."""


def verdicts(plan: HallPlan, state: HallState, look: Look) -> dict[str, Verdict]:
    """By uid, for each board that answers, could be served, and has no place."""
    spares = [one for one in look.seen.values() if _is_spare(plan, state, one)]
    return {
        spare.uid: _verdict(plan, state, look, spare, [s for s in spares if s.model == spare.model])
        for spare in spares
        if spare.fits
    }


def _is_spare(plan: HallPlan, state: HallState, one: Sighting) -> bool:
    return one.answers and place_of(plan, state, one.uid) is None


def _verdict(
    plan: HallPlan, state: HallState, look: Look, spare: Sighting, rivals: list[Sighting]
) -> Verdict:
    kind = kinds.OF_MODEL.get(spare.model)
    places = [place for place, role in plan.role.items() if kind and type(role) is kind.role]
    empty = [place for place in places if not _answers(plan, state, look, place)]
    if not empty:
        return _nothing_to_do(plan, state, spare, places)
    doubt = _doubt(plan, state, look, spare, rivals, empty)
    if doubt is not None:
        return Verdict(*_choose(plan, spare, empty, *doubt), urgent=True)
    (place,) = empty
    zh, en = place_words(plan, place)
    return Verdict(
        f"将自动接替{zh}。",
        f"It is about to take the place of {en} by itself.",
        place=place if _is_time(plan, state, look, spare, place) else None,
    )


def _doubt(
    plan: HallPlan,
    state: HallState,
    look: Look,
    spare: Sighting,
    rivals: list[Sighting],
    empty: list[str],
) -> tuple[str, str] | None:
    """Why the gateway does not decide this by itself; None where there is no doubt."""
    if not look.automatic:
        return "自动接替已关闭", "nothing is taken by itself here"
    if len(empty) > 1:
        return f"有 {len(empty)} 个同类位置无应答", f"{len(empty)} places of its kind are silent"
    if len(rivals) > 1:
        return (
            f"有 {len(rivals)} 台同类设备没有位置",
            f"{len(rivals)} boards of its kind have no place",
        )
    (place,) = empty
    if last_place(plan, state, spare.uid) not in (None, place):
        return "这台设备原来在别的位置", "it was replaced at another place before"
    if is_keyed(state, place, look.keyed) and not spare.sealed:
        return (
            "该位置加封通信而这台设备没有密钥（先 taxhall provision）",
            "the place is served under a seal and this board has no key (provision it first)",
        )
    if look.well_since is None:
        return "有线路故障，听不到全部设备", "a line is in trouble, so not every board can be heard"
    return None


def _is_time(plan: HallPlan, state: HallState, look: Look, spare: Sighting, place: str) -> bool:
    """Whether the old board is silent, and the new one there, for long enough."""
    chip = chip_at(plan, state, place)
    old = look.seen.get(chip) if chip is not None else None
    moments = [look.well_since, old.since if old is not None else None]
    silent_since = max((at for at in moments if at is not None), default=look.now)
    there_since = look.now if spare.since is None else spare.since
    return look.now - silent_since >= SILENT_S and look.now - there_since >= SETTLED_S


def _answers(plan: HallPlan, state: HallState, look: Look, place: str) -> bool:
    chip = chip_at(plan, state, place)
    return chip is not None and chip in look.seen and look.seen[chip].answers


def _nothing_to_do(plan: HallPlan, state: HallState, spare: Sighting, places: list[str]) -> Verdict:
    if last_place(plan, state, spare.uid) is not None:
        return Verdict(
            "它的位置已由另一台设备接替。它还没上传的记录照常读取，读完可以拔下。",
            "Another board has taken its place. What it still holds is read; then unplug it.",
        )
    if not places:
        return Verdict(
            "hall.toml 里没有这类设备的位置：请写入 [[board]]。",
            "hall.toml has no place for a board of this kind: add a [[board]] for it.",
        )
    return Verdict(
        "备机：同类位置的设备都在线。要接替哪一台，先拔下那一台。",
        "A spare: all places of its kind are served. Unplug the board that it is to replace.",
    )


def _choose(plan: HallPlan, spare: Sighting, empty: list[str], zh: str, en: str) -> tuple[str, str]:
    """The sentence for a person who has to say where the board belongs."""
    named_zh = "、".join(place_words(plan, place)[0] for place in empty)
    named_en = ", ".join(place_words(plan, place)[1] for place in empty)
    names = [place_name(plan, place) for place in empty]
    command = f"taxhall adopt {spare.uid} "
    if len(names) > 1:
        command_zh = f"{command}PLACE（{'、'.join(names)} 之一）"
        command_en = f"{command}PLACE, which is one of {', '.join(names)}"
    else:
        command_zh = command_en = command + names[0]
    return (
        f"无应答：{named_zh}。{zh}，请指定它的位置：{command_zh}",
        f"Silent: {named_en}. As {en}, say where this board belongs: {command_en}",
    )
