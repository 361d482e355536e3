"""When a command goes out, and what a reply changes. No I/O, no clock.

A *deed* (a booking) ends with its first reply or with its time. A *setting* has no end of its own:
until a newer one takes its place it is offered to the hall, and again to each new disk of the hall.

Wall clocks may be set: a time to go out that lies farther ahead than any that this program gives is
one of a clock that has gone back since, and is now.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from protocol.commands import Reply
from protocol.stamp import DAY_MS

AGAIN_MS: Final = 60_000
"""Between two sendings of a command, while nothing else happens."""

SETTING_MS: Final = 30 * DAY_MS
"""Each sending of a setting is good for so long; the next one has its own."""

_NOT_TAKEN: Final = ("unreadable", "expired")
"""Of a setting: the hall's version or clock was in the way. Its next birth may bring another."""


class State(StrEnum):
    """Where a command stands, for people."""

    WAITING = "waiting"
    """It has not gone out."""
    SENT = "sent"
    DONE = "done"
    REFUSED = "refused"
    EXPIRED = "expired"
    """Its time is over, by central's clock or the hall's."""
    UNREADABLE = "unreadable"
    """The hall's version does not know it."""
    REPLACED = "replaced"
    """By a newer setting that is in force; or by one that was asked before this one was taken."""


class Came(StrEnum):
    """What a reply was."""

    NEW = "new"
    AGAIN = "again"
    """Word for word what was said before."""
    LATE = "late"
    """The first one, after the command's end by central's clock: the hall has done it all the
    same."""
    CONTRADICTION = "contradiction"
    """Another than the first one, which stays."""


@dataclass(frozen=True)
class Standing:
    """One command to one hall."""

    expires_ms: int | None
    """Central's wall clock; None: a setting."""
    due_ms: int | None
    """When it goes out next, if the hall is online; None: not before something happens."""
    sent_ms: int | None = None
    replaced: bool = False
    reply: Reply | None = None
    version: int = 0
    """Of a setting, where it is known."""

    @property
    def is_setting(self) -> bool:
        """Until a newer one takes its place."""
        return self.expires_ms is None


def is_due(standing: Standing, online: bool, now_ms: int) -> bool:
    """Whether it is to be sent now."""
    due_ms = standing.due_ms
    if due_ms is None or not online or is_over(standing, now_ms):
        return False
    return due_ms <= now_ms or due_ms > now_ms + AGAIN_MS


def is_over(standing: Standing, now_ms: int) -> bool:
    """Nothing makes it go out any more."""
    return standing.replaced or (standing.expires_ms is not None and standing.expires_ms <= now_ms)


def tried(standing: Standing, now_ms: int) -> Standing:
    """It goes out now."""
    return replace(standing, due_ms=now_ms + AGAIN_MS)


def born(standing: Standing, stream: str, now_ms: int) -> Standing:
    """The hall has come online, with this stream. Where the reply is gone by it, the hall is asked
    anew, by a new id: the old one it answers as before."""
    reply = standing.reply
    again = standing.is_setting and (
        reply is None or reply.stream != stream or reply.outcome in _NOT_TAKEN
    )
    if is_over(standing, now_ms) or not (again or reply is None):
        return standing
    if reply is not None and reply.outcome in _NOT_TAKEN:
        return replace(standing, due_ms=now_ms, sent_ms=None, reply=None)
    return replace(standing, due_ms=now_ms)


def replied(
    standing: Standing, reply: Reply, stream: str | None, now_ms: int
) -> tuple[Standing, Came]:
    """The hall has answered. stream: that of its last birth; None: it had none."""
    before, late = standing.reply, is_over(standing, now_ms) and not standing.is_setting
    former = standing.is_setting and stream not in (None, reply.stream)
    taken = replace(standing, reply=reply, due_ms=standing.due_ms if former else None)
    if before is None:  # a former disk's word does not end what this one is asked
        return taken, Came.LATE if late else Came.NEW
    if before == reply:
        return standing, Came.AGAIN
    new_disk = reply.stream == stream and before.stream != stream
    if standing.is_setting and new_disk:
        return taken, Came.NEW
    return standing, Came.CONTRADICTION


def state_of(
    standing: Standing, stream: str | None, now_ms: int, in_force: int | None = None
) -> State:
    """For people. stream: that of the hall's last birth; None: it had none. in_force: version of
    this setting that the hall has told of with that stream; None: of none."""
    if standing.is_setting and in_force is not None:
        if in_force > standing.version:
            return State.REPLACED
        if in_force == standing.version:
            return State.DONE
    if standing.replaced:
        return State.REPLACED
    reply = standing.reply
    if reply is not None and (not standing.is_setting or stream in (None, reply.stream)):
        return State(reply.outcome)
    if standing.expires_ms is not None and standing.expires_ms <= now_ms:
        return State.EXPIRED
    if reply is not None:  # of a former disk: this one has not heard of it
        return State.WAITING
    return State.WAITING if standing.sent_ms is None else State.SENT
