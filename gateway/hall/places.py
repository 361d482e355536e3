"""Places and the chips that stand in them.

A place is a [[board]] of hall.toml, named by the uid that stands there. At first that chip has the
place. When it dies another one is adopted into it, and the role goes along; nothing but a fact
moves a chip. Every rule that asks what a board is here for asks `role_of`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from gateway.hall import kinds
from gateway.hall.plan import Dispenser, HallPlan, Role
from gateway.hall.reasons import Reason
from gateway.hall.state import HallState
from protocol.facts import DeviceAdopted
from protocol.stamp import Stamp


@dataclass(frozen=True)
class Sighting:
    """A chip as the hall's lines hear it at one moment."""

    uid: str
    model: int | None = None
    """As it said itself; None: never heard."""
    answers: bool = False
    since: float | None = None
    """Since when, in seconds of a monotonic clock; None: never heard."""
    sealed: bool = False
    """It has proved that it has the key which this gateway keeps for it."""
    fits: bool = False
    """Nothing but a place is missing: it speaks the version of the link that is spoken here."""


@dataclass(frozen=True)
class Wish:
    """That this chip stand in this place."""

    uid: str
    place: str
    by: Literal["automatic", "person"]
    force: bool = False
    """Somebody means it, although the place is taken or the new chip has no key."""


def place_of(plan: HallPlan, state: HallState, uid: str) -> str | None:
    """The place where this chip stands, None if nowhere.

    A chip that hall.toml gives a place of its own stands there, unless another was adopted into it.
    """
    if uid in plan.role and state.adopted.get(uid, uid) == uid:
        return uid
    held = [place for place, chip in state.adopted.items() if chip == uid and place in plan.role]
    return held[-1] if held else None


def role_of(plan: HallPlan, state: HallState, uid: str) -> Role | None:
    """What this chip is here for, None if for nothing."""
    place = place_of(plan, state, uid)
    return None if place is None else plan.role[place]


def chip_at(plan: HallPlan, state: HallState, place: str) -> str | None:
    """The chip that stands in this place; None if the one adopted was given a place elsewhere."""
    chip = state.adopted.get(place, place)
    return chip if place_of(plan, state, chip) == place else None


def last_place(plan: HallPlan, state: HallState, uid: str) -> str | None:
    """The place that this chip has, or had before another was adopted into it.

    None for a chip that never had one here: what it wrote down is not known to be this hall's.
    """
    return state.stood.get(uid, uid if uid in plan.role else None)


def is_keyed(state: HallState, place: str, keyed: Collection[str]) -> bool:
    """Whether a place is served under a seal: a chip without a key would be the weaker one."""
    return place in keyed or state.adopted.get(place) in keyed


def decide_adopt(
    plan: HallPlan,
    state: HallState,
    wish: Wish,
    seen: Mapping[str, Sighting],
    keyed: Collection[str],
) -> DeviceAdopted | Reason:
    """Put a chip into a place. keyed: uids for which this gateway keeps a key."""
    role = plan.role.get(wish.place)
    chip = seen.get(wish.uid, Sighting(wish.uid))
    if role is None:
        return UNKNOWN_PLACE
    if not chip.answers:
        return NOT_HEARD
    if chip.model != kinds.OF_ROLE[type(role)].model:
        return WRONG_KIND
    if not chip.fits:
        return NOT_SERVED
    if place_of(plan, state, wish.uid) is not None:
        same = place_of(plan, state, wish.uid) == wish.place
        return STANDS_THERE if same else STANDS_ELSEWHERE
    if not wish.force:
        present = chip_at(plan, state, wish.place)
        if present is not None and seen.get(present, Sighting(present)).answers:
            return TAKEN
        if is_keyed(state, wish.place, keyed) and not chip.sealed:
            return UNSEALED
    return DeviceAdopted(wish.uid, wish.place, wish.by)


def apply_adopted(state: HallState, stamp: Stamp, fact: DeviceAdopted) -> HallState:
    """The newest wins. Both chips get a new face, so no press of before counts on either."""
    before = state.adopted.get(fact.place, fact.place)
    adopted = {place: chip for place, chip in state.adopted.items() if place != fact.place}
    if fact.uid != fact.place:
        adopted[fact.place] = fact.uid
    stood = {**state.stood, before: fact.place, fact.uid: fact.place}
    moved = state.but(adopted=adopted, stood=stood)
    return moved.with_face(before, stamp.n, fact).with_face(fact.uid, stamp.n, fact)


def place_named(plan: HallPlan, name: str, model: int | None) -> str | Reason:
    """The place that a person means: `call_pad 7`, `dispenser`, `window 7`, or its own uid.

    model: of the board that is to stand there; it tells which of the pads `window 7` means.
    """
    if name in plan.role:
        return name
    kind_name, _, window = name.strip().partition(" ")
    of_model = kinds.OF_MODEL.get(model)
    kind = of_model if kind_name == "window" else kinds.OF_NAME.get(kind_name)
    if kind is None:
        return UNKNOWN_PLACE
    found = [
        place
        for place, role in plan.role.items()
        if type(role) is kind.role and window.strip() == _window(role)
    ]
    if not found:
        return UNKNOWN_PLACE
    return found[0] if len(found) == 1 else MANY_PLACES


def place_name(plan: HallPlan, place: str) -> str:
    """The short name of a place, for `taxhall adopt`; its uid where there are two of a kind."""
    role = plan.role[place]
    name = f"{kinds.OF_ROLE[type(role)].name} {_window(role)}".strip()
    return name if place_named(plan, name, None) == place else place


def place_words(plan: HallPlan, place: str) -> tuple[str, str]:
    """A place as people say it, in both languages."""
    role = plan.role[place]
    kind = kinds.OF_ROLE[type(role)]
    if isinstance(role, Dispenser):
        alone = sum(isinstance(one, Dispenser) for one in plan.role.values()) == 1
        which = "" if alone else f" {place}"
        return f"{kind.zh}{which}", f"the {kind.en}{which}"
    window = plan.window[role.window]
    return f"{window.name}的{kind.zh}", f"the {kind.en} of window {window.id}"


def _window(role: Role) -> str:
    return "" if isinstance(role, Dispenser) else role.window


UNKNOWN_PLACE: Final = Reason(
    "unknown_place",
    "hall.toml 里没有这个位置。请写它的 uid，或 dispenser、call_pad 7、rating_pad 7、window 7。",
    "hall.toml has no such place: give its uid, or dispenser, call_pad 7, rating_pad 7, window 7.",
)
MANY_PLACES: Final = Reason(
    "many_places",
    "这个名称有几个位置。请写 hall.toml 里的 uid。",
    "Several places have this name: give the uid that hall.toml has for the one you mean.",
)
NOT_HEARD: Final = Reason(
    "not_heard",
    "现在没有这个 uid 的设备应答。请插好，等它出现在大厅页面上，并核对 uid。",
    "No board with this uid answers now: plug it in, wait until the hall's page shows it, and look"
    " at its uid there.",
)
WRONG_KIND: Final = Reason(
    "wrong_kind",
    "设备型号与这个位置不符。",
    "This board is of another kind than the place: take one of the right kind.",
)
NOT_SERVED: Final = Reason(
    "not_served",
    "网关现在不能为这台设备服务，原因见大厅页面。",
    "The gateway cannot serve this board whatever its place; the hall's page says why.",
)
STANDS_THERE: Final = Reason(
    "stands_there",
    "这台设备已在这个位置。",
    "This board stands in this place already.",
)
STANDS_ELSEWHERE: Final = Reason(
    "stands_elsewhere",
    "这台设备已有别的位置。请先让另一台设备接替那里，或修改 hall.toml。",
    "This board has another place already: let another board take that one first, or correct"
    " hall.toml.",
)
TAKEN: Final = Reason(
    "taken",
    "这个位置的设备还在应答。请先拔下它；确要替换，请加 --force（force: true）。",
    "The board of this place still answers: unplug it first, or say --force (force: true).",
)
UNSEALED: Final = Reason(
    "unsealed",
    "这个位置加封通信，而这台设备没有密钥。请先 taxhall provision；确要不加封，请加 --force。",
    "This place is served under a seal and this board has no key: provision it first, or say"
    " --force (force: true) to go without.",
)
