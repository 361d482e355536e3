"""The staffing of some days as text, Chinese and English, and for programs."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from insight.adherence import Adherence
from insight.forecast import Choice, Errors
from insight.staffing import GUIDE
from tools.staffing.planning import Planned

METHODS = {
    "baseline": ("同类日均值", "mean of like days"),
    "poisson": ("泊松模型", "Poisson model"),
}


def words(planned: Planned) -> str:
    """Everything, a table for each day."""
    lines = [*_forecast(planned), *_begun(planned)]
    for at, day in enumerate(planned.days):
        lines += ["", day.isoformat(), *_table(planned, at), "", *_tides(planned, at)]
    return "\n".join([*lines, "", *_roster(planned), "", *_missing(planned)])


def _forecast(planned: Planned) -> Iterator[str]:
    yield "来人预测 / arrivals expected by"
    for code, choice in planned.choices.items():
        name = _name(planned, code)
        zh, en = METHODS[choice.name]
        days = len(planned.past.arrivals[code])
        yield (
            f"  {_fit(name, 20)} {zh} {en}; {_errors('baseline', choice.baseline)}"
            f"{_tried(choice)}; {days} 天历史 days of history"
        )


def _begun(planned: Planned) -> Iterator[str]:
    over = max((len(came) for came in planned.past.came.values()), default=0)
    if over:
        yield (
            f"当日已过 {over} 个半小时，其余按当日来人修正 /"
            f" {over} half hours of the day are over; the rest follows how the day went so far"
        )


def _tried(choice: Choice) -> str:
    return "" if choice.model is None else f"; {_errors('poisson', choice.model)}"


def _errors(name: str, errors: Errors) -> str:
    """WAPE and MASE on a rolling origin."""
    wape = "–" if errors.wape is None else f"{100 * errors.wape:.0f} %"
    mase = "–" if errors.mase is None else f"{errors.mase:.2f}"
    return f"{name}: WAPE {wape}, MASE {mase} ({errors.days} days)"


def _table(planned: Planned, at: int) -> Iterator[str]:
    codes = list(planned.choices)
    heads = "".join(f"{code:>7}" for code in codes)
    yield f"{'':<6}{heads}{'erlang':>8}{'windows':>9}{'people':>8}{'there':>7}{'wait min':>10}"
    for number, slot in enumerate(planned.slots[at]):
        people = "".join(f"{slot.arrivals.get(code, 0.0):>7.1f}" for code in codes)
        wait = "–" if slot.expected is None else f"{slot.expected.mean_wait_s / 60:.1f}"
        needed = slot.people + (planned.settings.guides if slot.people else 0)
        yield (
            f"{clock(slot.begins):<6}{people}{slot.erlangs:>8.1f}{slot.windows:>9}{needed:>8}"
            f"{planned.there(at, number):>7}{wait:>10}"
        )


def _tides(planned: Planned, at: int) -> Iterator[str]:
    yield "潮汐窗口 / windows with the tide"
    most, there = max(slot.windows for slot in planned.slots[at]), len(planned.plan.windows)
    for tide in planned.tides[at]:
        name = planned.plan.window[tide.window].name
        when = "全天 all day" if tide.all_day else f"{clock(tide.begins)}–{clock(tide.ends)}"
        yield f"  {_fit(name, 16)} {when}"
    if most > there:
        yield (
            f"  需要 {most} 个窗口，本厅只有 {there} 个。"
            f" {most} windows are needed at the peak; the hall has {there}."
        )


def _roster(planned: Planned) -> Iterator[str]:
    yield "排班 / roster" + (
        "" if planned.roster.best else "（限时内最好 / best in the time given）"
    )
    for member in planned.settings.member:
        names = [
            planned.roster.shifts.get((member.staff, at), "–") for at in range(len(planned.days))
        ]
        yield f"  {_fit(member.staff, 16)} " + "".join(_fit(name, 12) for name in names)


def _missing(planned: Planned) -> Iterator[str]:
    missing = sorted(planned.roster.missing.items())
    if not missing:
        yield "人手足够。 Every half hour has its people."
        return
    yield "缺人时段 / half hours for which people are missing"
    for (day, slot, code), lack in missing:
        begins = planned.settings.begins[slot]
        able = sum(code in member.businesses for member in planned.settings.member)
        yield (
            f"  {planned.days[day]} {clock(begins)} {_name(planned, code)}: 缺 {lack:g} 人"
            f"（会办 {able} 人） {lack:g} missing, {able} can do it"
        )


def adherence_words(found: Mapping[str, Adherence]) -> str:
    """Of a past day."""
    head = f"{'':<18}{'按班 as planned':>18}{'暂停 paused':>14}{'班外 beside':>14}"
    return "\n".join([head, *(_adhered(staff, one) for staff, one in found.items())])


def _adhered(staff: str, one: Adherence) -> str:
    share = "–" if one.share is None else f"{100 * one.share:.0f} %"
    return (
        f"{_fit(staff, 18)}{share:>18}{one.paused_ms // 60_000:>10} min"
        f"{one.beside_ms // 60_000:>10} min"
    )


def as_json(planned: Planned) -> dict[str, Any]:
    """The same for programs. `roster` is what `--past` reads again."""
    return {
        "days": [day.isoformat() for day in planned.days],
        "forecast": {code: _choice(choice) for code, choice in planned.choices.items()},
        "slots": [
            {
                "day": planned.days[at].isoformat(),
                "from": clock(slot.begins),
                "arrivals": {code: round(n, 2) for code, n in slot.arrivals.items()},
                "erlangs": round(slot.erlangs, 3),
                "windows": slot.windows,
                "people": slot.people,
                "there": planned.there(at, number),
                "wait_s": None if slot.expected is None else round(slot.expected.mean_wait_s, 1),
                "leave": None if slot.expected is None else round(slot.expected.leave, 4),
            }
            for at, of in enumerate(planned.slots)
            for number, slot in enumerate(of)
        ],
        "tides": [
            {
                "day": planned.days[at].isoformat(),
                "window": tide.window,
                "from": clock(tide.begins),
                "to": clock(tide.ends),
                "all_day": tide.all_day,
            }
            for at, of in enumerate(planned.tides)
            for tide in of
        ],
        "roster": [
            {
                "day": planned.days[at].isoformat(),
                "staff": staff,
                "shift": name,
                "at_window": [[clock(a), clock(b)] for a, b in planned.sits(at, staff)],
            }
            for (staff, at), name in sorted(planned.roster.shifts.items())
        ],
        "missing": [
            {
                "day": planned.days[at].isoformat(),
                "from": clock(planned.settings.begins[slot]),
                "business": code,
                "people": lack,
            }
            for (at, slot, code), lack in sorted(planned.roster.missing.items())
        ],
        "best": planned.roster.best,
    }


def _choice(choice: Choice) -> dict[str, Any]:
    def of(errors: Errors | None) -> dict[str, Any] | None:
        if errors is None:
            return None
        return {"wape": errors.wape, "mase": errors.mase, "days": errors.days}

    return {"method": choice.name, "baseline": of(choice.baseline), "poisson": of(choice.model)}


def clock(minute: int) -> str:
    """`09:30`, of a minute of the day."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _name(planned: Planned, code: str) -> str:
    return f"{code} 导税" if code == GUIDE else f"{code} {planned.plan.business[code].name}"


def _fit(text: str, cells: int) -> str:
    """Padded to so many cells of a terminal, where Hanzi take two."""
    width = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
    return text + " " * max(1, cells - width)
