"""Why a rating, or what it is about, was not taken."""

from typing import Final

from gateway.hall.reasons.reason import Reason

ALREADY_RATED: Final = Reason(
    "already_rated",
    "本次服务已评价",
    "This service has its rating; the first press is final.",
)
NO_SUCH_LEVEL: Final = Reason(
    "no_such_level",
    "评价等级无效",
    "A rating is 1 to 5; this one counts for nothing.",
)
NOT_FINISHED: Final = Reason(
    "not_finished",
    "业务尚未办结,请稍后评价",
    "There is no finished service to rate; rate it once it is finished.",
)
NO_SUCH_SERVICE: Final = Reason(
    "no_such_service",
    "没有这次服务",
    "The hall does not know this service; look at its number again.",
)
RATING_TOO_LATE: Final = Reason(
    "rating_too_late",
    "已过评价期限",
    "The days in which this ticket's page takes a rating are over; write into the comment book.",
)
NOT_RATED_BADLY: Final = Reason(
    "not_rated_badly",
    "仅不满意评价需选原因",
    "Reasons go with a rating of 1 or 2 alone; give the rating first, or leave them out.",
)
ALREADY_TAGGED: Final = Reason(
    "already_tagged",
    "本次评价已选原因",
    "This rating has its reasons; the first ones are final.",
)
NO_SUCH_TAG: Final = Reason(
    "no_such_tag",
    "没有这个原因",
    "There is no such reason for a bad rating; choose from those that are shown.",
)
