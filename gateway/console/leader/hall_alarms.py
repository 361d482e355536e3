"""Open alarms, to be acknowledged; and what is wrong with the machines of the hall."""

from dataclasses import dataclass
from typing import Final

from gateway.alarm_words import SEVERITIES
from gateway.console.leader.acting import Acting
from gateway.console.leader.spans import lasted
from gateway.hall.alarms import AcknowledgeAlarm
from gateway.web.alarms import AlarmAnswer, alarms_seen
from gateway.web.hall_reading import Glance
from gateway.web.wrong import line, wrong
from protocol.facts.alarm import Severity
from screens.console.rows import Rows
from screens.console.tags import Tag

MOST: Final = 50


@dataclass(frozen=True)
class _Line:
    """A row of the list."""

    severity: Severity
    sentence: str
    since: str
    seen_by: str
    yours: bool


class Alarms:
    """The worst first, then the oldest."""

    def __init__(self, page: Acting) -> None:
        self._page, say = page, page.say
        with Tag("section", classes="card alarms"):
            self._head = Tag("h2", say("Alarms"))
            self._none = Tag("p", say("No alarm is open."), "soft now").mark_as("no-alarm")
            self._rows: Rows[int, _Line] = Rows(Tag("ul", classes="plain now"), self._row)

    def draw(self, seen: Glance) -> None:
        """Bring them up to date."""
        page = self._page
        found = alarms_seen(page.desk.api.plan, seen, page.visitor.actor()).alarms
        title = page.say("Alarms")
        title = f"{title} · {len(found)}"
        self._head.say(title)
        self._none.show(not found)
        self._rows.draw([(one.alarm, self._line(one)) for one in found[:MOST]])

    def _line(self, one: AlarmAnswer) -> _Line:
        page, say = self._page, self._page.say
        return _Line(
            one.severity,
            say.pick(one.zh, one.en),
            say("for {time}", time=lasted(say, int(one.since_s * 1000))),
            page.name(one.seen_by),
            one.yours and one.seen_by is None,
        )

    def _row(self, alarm: int) -> "_AlarmRow":
        return _AlarmRow(self._page, alarm)


class _AlarmRow:
    def __init__(self, page: Acting, alarm: int) -> None:
        self._page, self._alarm = page, alarm
        with Tag("li", classes="alarm") as self.tag:
            self.tag.mark_as(f"alarm-{alarm}")
            with Tag("div"):
                with Tag("p"):
                    self._sign = Tag("span", classes="tag")
                    self._since = Tag("span", classes="clock")
                self._sentence = Tag("p", classes="sentence")
                self._seen = Tag("p", classes="soft")
            self._button = Tag("button", page.say("Acknowledge"), "button")
            self._button.attribute("type", "button").mark_as(f"acknowledge-{alarm}")
            self._button.on("click", lambda: page.told(self._acknowledge()), args=[])

    def draw(self, told: _Line) -> None:
        page = self._page
        sign, zh, en = SEVERITIES[told.severity]
        severity = f"{sign} {page.say.pick(zh, en)}"
        self._sign.say(severity)
        self._sign.dress("bad", told.severity == 3)
        self._sign.dress("care", told.severity == 2)
        self._since.say(told.since)
        self._sentence.say(told.sentence)
        self._seen.say(page.say("{name} sees to it", name=told.seen_by) if told.seen_by else "")
        self._seen.show(bool(told.seen_by))
        self._button.show(told.yours)

    async def _acknowledge(self) -> None:
        page = self._page
        said = page.say("The alarm is acknowledged.")
        await page.wish(AcknowledgeAlarm, said, alarm=self._alarm)


class Faults:
    """All that `gateway.web.wrong` tells of machines, and what somebody has to see to."""

    def __init__(self, page: Acting) -> None:
        self._page, say = page, page.say
        with Tag("section", classes="card later"):
            Tag("h2", say("Machines and notices"))
            well = say("Every machine is well, and nothing waits to be seen to.")
            self._none = Tag("p", well, "soft now").mark_as("no-fault")
            self._rows: Rows[int, str] = Rows(Tag("ul", classes="plain now"), _NoticeRow)

    def draw(self, seen: Glance) -> None:
        """Bring them up to date. A hall that cannot be read is told above all parts."""
        view = self._page.desk.read().view
        if view is None:
            return
        told = [line(self._page.say, one) for one in wrong(view)]
        self._none.show(not told)
        self._rows.draw(list(enumerate(told[:MOST])))


class _NoticeRow:
    def __init__(self, place: int) -> None:
        self.tag = Tag("li", classes="notice").mark_as(f"notice-{place}")

    def draw(self, told: str) -> None:
        self.tag.say(told)
