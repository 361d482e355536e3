"""Why the open day that central gave back was not taken, for people of a hall with a new disk."""

from gateway.orders.answers import Answer
from gateway.web.view import Notice


def notice_of(answer: Answer) -> Notice:
    """answer: to a `day.restore` that was not done."""
    if answer.outcome != "expired":
        return Notice(
            f"上级发回了当日数据，但未能采用：{answer.zh}",
            f"Central gave the day back, and it was not taken. {answer.en}",
        )
    return Notice(
        f"上级发回了当日数据，但未能采用：{answer.zh}本机时钟校准后请重启网关，数据会重新取回；"
        "如急需开业，请按各业务最后一张票的号码开业。",
        f"Central gave the day back, and it was not taken. {answer.en} Once this machine's clock is"
        " set, start the gateway again: the day comes back then. If the hall cannot wait, open the"
        " day with the last numbers.",
    )
