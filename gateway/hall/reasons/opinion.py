"""Why something was not done in the comment book."""

from typing import Final

from gateway.hall.reasons.reason import Reason

NO_SUCH_OPINION: Final = Reason(
    "no_such_opinion",
    "没有这条意见",
    "There is no such entry in the comment book, or it was closed long ago.",
)
NO_SUCH_TOPIC: Final = Reason(
    "no_such_topic",
    "没有这个意见类别",
    "The comment book has no such subject; choose one that is shown.",
)
NO_SUCH_DESK: Final = Reason(
    "no_such_desk",
    "没有这个承办岗",
    "The hall has no such desk; look at hall.toml.",
)
DESK_OR_PERSON: Final = Reason(
    "desk_or_person",
    "请选一个承办岗或承办人",
    "An opinion goes to a desk or to a person: name one of the two.",
)
HAS_IT_ALREADY: Final = Reason(
    "has_it_already",
    "已在该承办处",
    "The opinion is there already; nothing was changed.",
)
ANSWER_IT: Final = Reason(
    "answer_it",
    "转办已满次数,请直接答复",
    "The opinion was sent on as often as is allowed: whoever has it answers it.",
)
NOT_YOUR_CHANNEL: Final = Reason(
    "not_your_channel",
    "提交渠道与身份不符",
    "Screens and phones write for people themselves, notes and paper are entered by staff: name a"
    " channel that is yours.",
)
NOT_YOUR_OPINION: Final = Reason(
    "not_your_opinion",
    "仅承办人或值班领导可办理",
    "Only a leader, or whoever has the entry to answer, takes this step; ask a leader.",
)
ABOUT_YOU: Final = Reason(
    "about_you",
    "涉及本人,须另一值班领导办理",
    "Nobody has a hand in an entry about themselves: another leader has to. Where there is none, an"
    " administrator makes a leader's account for somebody whom the office above sends.",
)
ABOUT_THEM: Final = Reason(
    "about_them",
    "意见涉及此人,请转给他人",
    "The entry is about this person; give it to somebody else.",
)
SAID_ALREADY: Final = Reason(
    "said_already",
    "已登记,未作更改",
    "That is what the entry says already; nothing was changed.",
)
OPINION_NOT_THERE_YET: Final = Reason(
    "opinion_not_there_yet",
    "意见处理未到这一步",
    "The opinion is not at this step: answer it, then close it; look at it again.",
)
BOOK_FULL_TODAY: Final = Reason(
    "book_full_today",
    "今日意见已满,请联系导税员",
    "The book takes no more entries from screens and phones today; tell somebody of the hall.",
)
