"""Why an alarm was not acknowledged."""

from typing import Final

from gateway.hall.reasons.reason import Reason

NO_SUCH_ALARM: Final = Reason(
    "no_such_alarm",
    "没有这条未解除的告警",
    "There is no open alarm of this number: it is over, or never was; look at the list again.",
)
NOT_YOUR_ALARM: Final = Reason(
    "not_your_alarm",
    "这类告警由值班领导确认",
    "Alarms of this kind are for the duty leader to acknowledge; tell the leader.",
)
SEEN_ALREADY: Final = Reason(
    "seen_already",
    "这条告警已有人确认",
    "Somebody has acknowledged this alarm already; nothing more is to be done here.",
)
