"""What each measure is called and what it means, in Chinese and in English, each once.

F-numbers are those of the project's definitions.
"""

from dataclasses import dataclass
from typing import Final

_TABLE: Final = """
issued | 取号数 | Numbers
    发出的号，补录的手写号也在内。
    Numbers given out, those written by hand and entered later too.

F2.mean | 平均等候 | Mean wait
    从到厅（预约者不早于时段开始）到促成首次办理的那次叫号；过号离开的时间不算。仅含已开始办理的号。
    From joining (with a booking not before its slot) to the call that led to the first service,
    without absence after a call in vain. Of numbers whose service has begun.

F2.median | 等候中位数 | Median wait
    同上，中间值，精确到秒。
    The same, the one in the middle, to a second.

F2.p90 | 等候九成位 | P90 wait
    同上，九成的人不超过此值。
    The same: nine in ten waited no longer.

F2.first | 首叫平均等候 | Mean wait to the first call
    从到厅到首次叫号，不论是否应答。
    From joining to the first call, answered or not.

F2.queue | 本队平均等候 | Mean wait in this queue
    从排入本业务到叫号，转办者从转来时算起。
    From being queued for this business to the call; after a transfer from then on.

F2.left | 未办结者平均停留 | Mean stay of those not served
    过号或取消的人停留多久：他们的等候至少这么长，不计入平均等候。因无人见票而作废的号不在内。
    How long those stayed who were missed or gave their number back. They would have waited
    longer; F2.mean leaves them out. Numbers that lapsed because nobody had seen their paper
    are in neither: nobody knows whether anybody waited.

F3.mean | 平均办理 | Mean handling
    从开始到结束，减去挂起；每次办理各计一次。
    From start to end without what was held; each service by itself.

F3.median | 办理中位数 | Median handling
    同上，中间值。
    The same, the one in the middle.

F3.p90 | 办理九成位 | P90 handling
    同上，九成不超过此值。
    The same: nine in ten took no longer.

F3.visit | 每人平均办理 | Mean handling of a visit
    同一号的各次办理相加。
    All services of one number together.

F3.odd | 异常时长 | Odd services
    短于15秒或长于3小时的办理，照计并另报。
    Services shorter than 15 s or longer than 3 h; kept, and told here.

F4.mean | 平均总时长 | Mean total time
    从到厅到最后一次办结。
    From joining to the end of the last service.

F8.count | 无效叫号 | Invalid calls
    叫过而最终无人应、也未复号的号。
    Numbers that were called, and in the end neither served nor waiting again.

F8.rate | 无效叫号率 | Invalid call rate
    无效叫号÷叫过的号。
    Invalid calls / numbers that were called.

F8.wasted | 空叫次数 | Wasted calls
    无效叫号的全部叫号次数。
    All calls of those numbers.

F8.cancelled | 叫前取消率 | Cancel rate
    叫号前取消的号÷取号数，与无效叫号率并列公布。因无人见票而作废的号（no_paper）另计，不在内。
    Numbers given back before their call / numbers; told beside F8.rate. Those that lapsed
    because nobody had seen their paper (no_paper) are counted apart.

F10.good | 好评率 | Good ratings
    非常满意、满意、基本满意÷全部评价。未评不算。
    Levels 5, 4 and 3 / all ratings. Unrated is no level.

F10.very | 非常满意率 | Very satisfied
    非常满意÷全部评价。
    Level 5 / all ratings.

F10.bad | 差评率 | Bad ratings
    不满意、非常不满意÷全部评价。
    Levels 2 and 1 / all ratings.

F10.mean | 评价均值 | Mean level
    评价等级（1至5）的平均。
    Mean of the levels, 1 to 5.

F10.participation | 参评率 | Participation
    全部评价÷请过评价的办理。
    Ratings / services of which the question was shown or answered.

F10.wilson | 好评率下限 | Good ratings, lower bound
    好评率的威尔逊95%下限，排名用。
    Wilson's lower bound (95 %) of the good ratings; rankings use it.

F10.defaulted | 默认数 | Defaulted
    旧评价器报告无人按键；不算评价，单列。
    An old pad said that nobody pressed: no rating, told apart.

F13.accuracy | 办税准确率 | Accuracy
    抽查中办对的÷抽查的。
    Found right / reviewed, of a random sample.

F16.left | 未办率 | Left unserved
    过号未复号或叫前取消÷取号数：大厅的二次放弃。因无人见票而作废的号不算放弃。
    Missed for good or given back / numbers: the hall's secondary abandonment. A number that
    lapsed because nobody had seen its paper was abandoned by nobody.

F29.first | 一次分流准确率 | Routed right
    导税分流后一次办结、未再转办÷分流后的号。
    After a triage, served in one service / numbers after a triage.

F29.misrouted | 分流错误率 | Routed wrong
    导税分流后被标记分错而转出的号÷分流后的号。
    After a triage, sent on as misrouted / numbers after a triage.
"""
"""A measure: its id and two names; what it means in Chinese, on one line; the same in English."""


@dataclass(frozen=True, slots=True)
class Words:
    """Of one measure."""

    zh: str
    """Its name."""
    en: str
    means_zh: str
    """What is counted or divided, in a sentence or two."""
    means_en: str


def _read(measure: str) -> tuple[str, Words]:
    names, means_zh, *means_en = (line.strip() for line in measure.splitlines())
    id, zh, en = names.split(" | ")
    return id, Words(zh, en, means_zh, " ".join(means_en))


WORDS: Final = dict(_read(measure) for measure in _TABLE.strip().split("\n\n"))
"""By the id of the measure."""
