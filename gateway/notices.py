"""What somebody has to see to before the hall is as it should be: read from the state, no fact."""

from collections.abc import Collection
from datetime import date
from typing import Final

from gateway.hall import windows
from gateway.hall.nouns import Called, Idle, Serving
from gateway.hall.plan import HallPlan
from gateway.hall.state import HallState
from gateway.store.room import Room
from gateway.web.view import Health, Notice, PartView

MOST_NAMED: Final = 12
"""Tickets or entries that one sentence names; of the rest it says how many they are."""

CLOCK_SET: Final = date(2025, 1, 1)
"""A wall clock before this was never set: a board without a battery begins at 1970."""


def clock_is_set(today: date) -> bool:
    """Whether the wall date may be believed so far as to open a day by itself."""
    return today >= CLOCK_SET


def store_view(trouble: str | None, room: Room) -> PartView:
    """What the page says of the disk; `trouble` as the database told it, None: it takes writes."""
    if trouble is None and room.is_low():
        least = room.least_mb
        return PartView(
            Health.FAULT,
            f"网关磁盘剩余空间不足 {least} MB：设备上的取号、叫号和评价暂不受理，评价留在设备里，"
            "腾出空间后自动补存。已有数据都在，未上传的不会删除。请清理磁盘。",
            f"The gateway's disk has less than {least} MB free. Boards are not read: ratings wait"
            " on them, and come in by themselves once there is room; tickets and calls must be"
            " pressed again. All that was confirmed is kept, and nothing unsent is deleted. Free"
            " space on the disk.",
        )
    if trouble is None:
        return PartView(Health.OK, "数据已写入磁盘。", "Everything is written to the disk.")
    return PartView(
        Health.FAULT,
        f"数据写不进网关磁盘（{trouble}），大厅已停止办理：下面是写入失败前的情况。已确认的数据都在；"
        "之后的评价留在设备里，恢复后补存，取号、叫号须重按。请清理磁盘空间或检查磁盘，恢复后自动继续。",
        f"The gateway's disk takes no writes ({trouble}), so the hall stands still; below is how it"
        " stood before. All that was confirmed is kept. Ratings since then wait on their boards;"
        " tickets and calls must be pressed again. Free space on the disk, or check it: the gateway"
        " goes on by itself.",
    )


def notices(
    plan: HallPlan, state: HallState, today: date, members: Collection[str] | None = None
) -> tuple[Notice, ...]:
    """The sentences of this moment; `today` is the wall date in the hall's zone, `members` are the
    tokens of those who serve and answer, None in a hall without accounts."""
    found = [
        *_removed_windows(plan, state),
        *_left_standing(plan, state),
        *_left_resting(plan, state),
        *_unserved(plan, state),
        *_left(state, members),
    ]
    if state.day is None:
        found.insert(0, _first_day(plan) if clock_is_set(today) else _clock_unset(today))
    return tuple(found)


def _clock_unset(today: date) -> Notice:
    return Notice(
        f"网关时钟是 {today}，显然不对，所以没有自动开业。请校准时钟，再用 taxhall day 开业。",
        f"The gateway's clock says {today}, which cannot be, so no business day was opened. Set the"
        " clock, then open the day with taxhall day.",
    )


def _first_day(plan: HallPlan) -> Notice:
    after = " ".join(f"--after {business.code}=0" for business in plan.businesses)
    return Notice(
        "网关的数据库是新的，尚未开业。若连着上级，当日数据会自动取回，请稍候。取不回时，"
        "今天若已取过号（换了磁盘或数据库），请按各业务最后一张票的号码开业："
        f"taxhall day {after}（0 改为最后号码），号码接着排，不会重号；"
        "今天没有取过号：taxhall day --from-one。",
        "This gateway's store is new, and no business day is open. With a connection to the city"
        " the day comes back from there by itself. If it does not, and numbers were given out today"
        " already (the disk or the store was replaced), look up the last one of each business and"
        f" open the day with taxhall day {after}, with these numbers for the 0: they go on, and"
        " none is given twice. If none was given out today: taxhall day --from-one.",
    )


def _removed_windows(plan: HallPlan, state: HallState) -> list[Notice]:
    """Nobody can start, finish or call off what stands at a window that has no pads any more."""
    found = []
    for window, at in state.windows.items():
        if window in plan.window or isinstance(at.doing, Idle):
            continue
        label = state.tickets[at.doing.ticket].issued.label
        match at.doing:
            case Called():
                zh, en = f"{label} 号被叫到", f"Ticket {label} was called to"
            case Serving():
                zh, en = f"{label} 号正在办理于", f"Ticket {label} is being served at"
        found.append(
            Notice(
                f"{zh} {window} 号窗口，但 hall.toml 里已没有这个窗口。请去找这位办事人，"
                "并把窗口加回 hall.toml，办结后再移除。",
                f"{en} window {window}, which hall.toml no longer has. Look for this person, and"
                " put the window back until the matter is finished.",
            )
        )
    return found


def _left_standing(plan: HallPlan, state: HallState) -> list[Notice]:
    """No clerk leaves while somebody is at the window, but an account may be taken away."""
    found = []
    for window in plan.windows:
        at = state.at(window.id)
        if isinstance(at.doing, Idle) or not windows.is_left(plan, state, window.id):
            continue
        label = state.tickets[at.doing.ticket].issued.label
        what = {Called: ("被叫到", "was called to"), Serving: ("正在办理于", "is being served at")}
        zh, en = what[type(at.doing)]
        found.append(
            Notice(
                f"{label} 号{zh} {window.id} 号窗口，但该窗口已关闭。请值班领导或下一位登录者"
                "在该窗口办完，或按过号处理。",
                f"Ticket {label} {en} window {window.id}, which is closed. A leader, or whoever"
                " logs in there next, finishes the matter at that window, or says that nobody"
                " came.",
            )
        )
    return found


def _left_resting(plan: HallPlan, state: HallState) -> list[Notice]:
    """Whose service rests at a window that its clerk has left: nobody there knows of them."""
    found = []
    for window in plan.windows:
        at = state.at(window.id)
        shut = windows.is_left(plan, state, window.id)
        labels = [
            state.tickets[n].issued.label
            for n in at.held
            if shut or (at.staff is None and _had_a_clerk(state, n))
        ]
        if labels:
            zh, en = _named(labels, "个号")
            found.append(
                Notice(
                    f"{zh} 在 {window.id} 号窗口挂起，该窗口已无人办理。人回来后，请在另一个"
                    "办理此业务的开放窗口回呼。",
                    f"The service of {en} rests at window {window.id}, where nobody serves any"
                    " more. When the person is back, go on with it at another open window that"
                    " serves the business.",
                )
            )
    return found


def _had_a_clerk(state: HallState, ticket: int) -> bool:
    n = state.tickets[ticket].service
    service = None if n is None else state.services.get(n)
    return service is not None and service.staff is not None


def _unserved(plan: HallPlan, state: HallState) -> list[Notice]:
    """By the business for which each waits now; a transfer may have changed it."""
    served = {code for window in plan.windows for code in window.businesses}
    stranded: dict[str, list[str]] = {}
    for n in state.waiting:
        ticket = state.tickets[n]
        if ticket.business not in served:
            stranded.setdefault(ticket.business, []).append(ticket.issued.label)
    return [_stranded(business, labels) for business, labels in stranded.items()]


def _stranded(business: str, labels: list[str]) -> Notice:
    zh, en = _named(labels, "个号")
    return Notice(
        f"{zh} 在等业务 {business}，但 hall.toml 里已没有窗口办理它，永远叫不到。"
        f"请给一个窗口加上业务 {business}，叫完再移除。",
        f"No window of hall.toml serves business {business} any more, so {en} would wait for ever."
        f" Give business {business} back to a window until they are called.",
    )


def _left(state: HallState, members: Collection[str] | None) -> list[Notice]:
    """A deactivated account, or one of another duty, answers nothing; nor does whom it is about."""
    lying = [str(n) for n, one in sorted(state.opinions.items()) if one.lies_still(members)]
    if not lying:
        return []
    zh, en = _named(lying, "条", "号意见")
    return [
        Notice(
            f"意见簿 {zh}的承办人账号已停用或换岗，或意见涉及其本人，无人答复。"
            "请值班领导转给他人，或直接答复。",
            f"Comment book: entry {en} lies with somebody whose account answers nothing any more,"
            " or whom it is about. A leader sends it to somebody else, or answers it.",
        )
    ]


def _named(names: list[str], counted: str, noun: str = "") -> tuple[str, str]:
    """At most MOST_NAMED of them in Chinese, with their noun, and in English."""
    zh, en = (
        "、".join(names[:MOST_NAMED]) + (f" {noun}" if noun else ""),
        ", ".join(names[:MOST_NAMED]),
    )
    more = len(names) - MOST_NAMED
    if more > 0:
        zh, en = f"{zh} 等共 {len(names)} {counted}", f"{en} and {more} more"
    return zh, en
