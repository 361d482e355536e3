"""Why a request had no effect. The code stands in the fact, the sentences on screens and pages.

A dispenser shows three lines of eight Hanzi, so the Chinese sentences stay within 24 characters.
"""

from typing import Final

from gateway.hall.reasons import (
    alarm,
    case,
    city,
    opinion,
    paper,
    rating,
    recommendation,
    restoring,
    review,
    score,
    service,
    slip,
    triage,
)
from gateway.hall.reasons.booking import *  # noqa: F403  all that stands there
from gateway.hall.reasons.cards import CARD_OF_ANOTHER as CARD_OF_ANOTHER
from gateway.hall.reasons.cards import CARD_USED as CARD_USED
from gateway.hall.reasons.cards import NO_CARD as NO_CARD
from gateway.hall.reasons.cards import NO_CARDS_HERE as NO_CARDS_HERE
from gateway.hall.reasons.held import NOBODY_HELD as NOBODY_HELD
from gateway.hall.reasons.held import SEVERAL_HELD as SEVERAL_HELD
from gateway.hall.reasons.outage import ENTERED_ALREADY as ENTERED_ALREADY
from gateway.hall.reasons.outage import GIVEN_BY_MACHINE as GIVEN_BY_MACHINE
from gateway.hall.reasons.outage import IN_THE_FUTURE as IN_THE_FUTURE
from gateway.hall.reasons.outage import NOT_SERVED_AT_ALL as NOT_SERVED_AT_ALL
from gateway.hall.reasons.outage import NOT_YOURS_TO_ENTER as NOT_YOURS_TO_ENTER
from gateway.hall.reasons.outage import NUMBERS_GIVEN as NUMBERS_GIVEN
from gateway.hall.reasons.outage import SAY_WHERE_AND_WHEN as SAY_WHERE_AND_WHEN
from gateway.hall.reasons.outage import SERVED_BEFORE_IT_CAME as SERVED_BEFORE_IT_CAME
from gateway.hall.reasons.outage import TOO_LONG_AGO as TOO_LONG_AGO
from gateway.hall.reasons.reason import Reason as Reason

STALE_SCREEN: Final = Reason(
    "stale_screen",
    "画面已更新,请看新画面再按",
    "The screen has changed since; look at it and press again if needed.",
)
TOO_OLD: Final = Reason(
    "too_old",
    "按键已超时,请再按一次",
    "The press arrived too late and had no effect; press again.",
)
BEFORE_REBOOT: Final = Reason(
    "before_reboot",
    "设备已重启,请再按一次",
    "The board restarted after this press, which had no effect; press again.",
)
MALFORMED: Final = Reason(
    "malformed",
    "设备故障,请咨询导税员",
    "The board wrote a record that cannot be read; check its firmware version.",
)
CONTRADICTS_FACTS: Final = Reason(
    "contradicts_facts",
    "系统数据有误,请联系技术员",
    "The hall's facts contradict this, so it was not done: have a technician look at the log.",
)
NO_ROLE: Final = Reason(
    "no_role",
    "设备未登记,请咨询导税员",
    "This board is not in the hall's configuration; add it there.",
)
WRONG_ROLE: Final = Reason(
    "wrong_role",
    "设备登记有误,请咨询导税员",
    "This board does not do what the configuration says it is; correct its role.",
)
NO_DAY_OPEN: Final = Reason(
    "no_day_open",
    "今日尚未开始取号,请稍候",
    "The business day is not open yet; wait for the hall to open it.",
)
KEY_WITHOUT_BUSINESS: Final = Reason(
    "key_without_business",
    "此键未启用,请按亮灯的键",
    "This key has no business; press a lit key.",
)
NO_SUCH_KEY: Final = Reason(
    "no_such_key",
    "此键无效",
    "This version of the gateway does not know that key of the call pad.",
)
CODE_OF_BEFORE: Final = Reason(
    "code_of_before",
    "无效的码,请咨询导税员",
    "The hall has a new computer, or a new version, which does not know this code: show your number"
    " to a guide, or take a new one.",
)
NOBODY_WAITING: Final = Reason(
    "nobody_waiting",
    "无人等候",
    "Nobody waits for the businesses of this window.",
)
ANSWER_CALL_FIRST: Final = Reason(
    "answer_call_first",
    "请先开始、重呼或过号",
    "A number is called here already: start it, recall it or mark it as a no-show first.",
)
FINISH_FIRST: Final = Reason(
    "finish_first",
    "请先结束当前业务",
    "Somebody is being served here: finish this service first.",
)
NOTHING_CALLED: Final = Reason(
    "nothing_called",
    "尚未叫号",
    "No number is called at this window: press next first.",
)
TOO_MANY_CALLS: Final = Reason(
    "too_many_calls",
    "已叫满次数,请开始或过号",
    "The number was called as often as is allowed: start it or mark it as a no-show.",
)
NOT_SERVING: Final = Reason(
    "not_serving",
    "当前没有办理中的业务",
    "Nobody is being served at this window: call a number and start it first.",
)
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
DAY_NOT_LATER: Final = Reason(
    "day_not_later",
    "营业日必须晚于当前营业日",
    "A business day must be later than the open one; the day was not changed.",
)

NO_SUCH_TICKET: Final = Reason(
    "no_such_ticket",
    "没有这张票",
    "There is no such ticket among those of today; look at its number again.",
)
NOT_WAITING: Final = Reason(
    "not_waiting",
    "此号不在等候",
    "This ticket does not wait any more, or not yet; nothing was changed.",
)
NOT_SERVED_HERE: Final = Reason(
    "not_served_here",
    "该窗口不办此业务",
    "This window does not serve that business, or not for this ticket.",
)
TOO_SOON: Final = Reason(
    "too_soon",
    "请稍候再重呼",
    "The number was called just now: leave the person the time to come.",
)
NO_SUCH_WINDOW: Final = Reason(
    "no_such_window",
    "没有这个窗口",
    "The hall has no such window; look at hall.toml.",
)
NO_SUCH_BUSINESS: Final = Reason(
    "no_such_business",
    "没有这项业务",
    "The hall has no such business; look at hall.toml.",
)
NO_SUCH_ITEM: Final = Reason(
    "no_such_item",
    "没有这个事项",
    "The hall has no such item; look at hall.toml.",
)
NO_SUCH_PAPER: Final = Reason(
    "no_such_paper",
    "清单上没有这份材料",
    "This paper is not on the checklist of these items.",
)
SAY_WHAT_IS_MISSING: Final = Reason(
    "say_what_is_missing",
    "缺材料须列出材料",
    "Missing documents are named with that outcome, and with no other: name them, or end it as"
    " done.",
)
NOT_YOUR_WINDOW: Final = Reason(
    "not_your_window",
    "您未登录此窗口",
    "You are not logged in at this window; log in there first.",
)
LOG_IN_FIRST: Final = Reason(
    "log_in_first",
    "请先登录窗口",
    "Nobody is logged in at this window; log in first.",
)
NOT_A_PERSON: Final = Reason(
    "not_a_person",
    "须由本人登录",
    "Only a member of the staff can log in at a window, with an own account.",
)
WINDOW_TAKEN: Final = Reason(
    "window_taken",
    "此窗口已有人登录",
    "Somebody is logged in at this window; one clerk at a window.",
)
LOGGED_IN_HERE: Final = Reason(
    "logged_in_here",
    "您已登录此窗口",
    "You are logged in at this window already: open it, or go on where you were.",
)
LOGGED_IN_ELSEWHERE: Final = Reason(
    "logged_in_elsewhere",
    "您已登录另一窗口",
    "You are logged in at another window; log out there first.",
)
WINDOW_CLOSED: Final = Reason(
    "window_closed",
    "窗口未开",
    "The window is closed; open it first.",
)
NO_WINDOW_FOR_IT: Final = Reason(
    "no_window_for_it",
    "没有窗口办理此业务",
    "No window of hall.toml serves this business: send the person to another one, or give it to a"
    " window first.",
)
SENT_TO_CLOSED: Final = Reason(
    "sent_to_closed",
    "目标窗口未开,请另选窗口",
    "Nobody is called to that window now: send the person to another, or to none in particular.",
)
WINDOW_PAUSED: Final = Reason(
    "window_paused",
    "窗口暂停中",
    "The window is paused; resume first.",
)
WINDOW_OPEN: Final = Reason(
    "window_open",
    "窗口已开",
    "The window is open already.",
)
WINDOW_NOT_PAUSED: Final = Reason(
    "window_not_paused",
    "窗口未暂停",
    "The window is not paused.",
)
SOMEBODY_AT_WINDOW: Final = Reason(
    "somebody_at_window",
    "请先办完当前号",
    "Somebody is called to this window or served there: finish that first.",
)
NOT_HELD: Final = Reason(
    "not_held",
    "此号未挂起",
    "This ticket is not on hold.",
)
NOT_AWAY: Final = Reason(
    "not_away",
    "此号无需签到",
    "This ticket waits already or is done with; there is nothing to check in.",
)
NOT_MISSED: Final = Reason(
    "not_missed",
    "此号未过号",
    "This ticket was not missed; there is nothing to bring back.",
)
MISSED_IS_VOID: Final = Reason(
    "missed_is_void",
    "过号作废,请重新取号",
    "A missed number is void in this hall: take a new one.",
)
MISSED_TOO_OFTEN: Final = Reason(
    "missed_too_often",
    "过号已失效,请重新取号",
    "This number was missed too often or too long ago: take a new one.",
)
NOT_YOURS_TO_SAY: Final = Reason(
    "not_yours_to_say",
    "优先须由工作人员办理",
    "Only a guide or the duty leader can give a number of another class.",
)
NOT_YOUR_DUTY: Final = Reason(
    "not_your_duty",
    "您的岗位无此权限",
    "This is not for somebody of your duty to do; ask who it is for.",
)
NO_SUCH_STAFF: Final = Reason(
    "no_such_staff",
    "没有此人的有效账号",
    "No clerk, guide or leader with an active account has this token; look at the list of staff.",
)
ONLY_BY_CODE: Final = Reason(
    "only_by_code",
    "请凭本人的凭证码办理",
    "This is the owner's alone, who is known by the code: ask with the code instead of the number.",
)
NOT_AS_OWNER: Final = Reason(
    "not_as_owner",
    "工作人员以本人名义凭号办理,评价时须无人登录",
    "Whoever works here acts under the own name, by the number n: people rate, and settle what is"
    " theirs, where nobody of the hall is signed in.",
)
NO_MORE_TODAY: Final = Reason(
    "no_more_today",
    "今日号已取完",
    "This business has given out all its numbers of today.",
)
NO_MORE_THIS_HALF_HOUR: Final = Reason(
    "no_more_this_half_hour",
    "本时段号已取完,请稍后",
    "This business has given out its numbers of this half hour; come later.",
)
HAS_A_TICKET: Final = Reason(
    "has_a_ticket",
    "您已有此业务的号",
    "This person has an open number of this business already.",
)
HAD_ENOUGH_TODAY: Final = Reason(
    "had_enough_today",
    "今日取号次数已满",
    "This person has had all numbers of this business that are allowed in a day.",
)

_NOUNS: Final = (
    alarm,
    case,
    city,
    opinion,
    paper,
    rating,
    recommendation,
    restoring,
    review,
    score,
    service,
    slip,
    triage,
)

ALL: Final = {
    one.code: one
    for names in (globals(), *map(vars, _NOUNS))
    for one in tuple(names.values())
    if isinstance(one, Reason)
}
"""Every reason by its code, for those who show a fact."""
