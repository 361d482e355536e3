"""Refusals about second-priority cards."""

from typing import Final

from gateway.hall.reasons.reason import Reason

NO_CARD: Final = Reason(
    "no_card",
    "没有可用的优先卡,请取号",
    "This ticket has no card, or it was used or is too old: take a number.",
)
CARD_USED: Final = Reason(
    "card_used",
    "优先卡已取号,请勿重复",
    "This card has given its number already: wait until that is called. If it was missed, ask a"
    " guide.",
)
CARD_OF_ANOTHER: Final = Reason(
    "card_of_another",
    "此优先卡不是本人的",
    "This card was given to somebody else: take a number.",
)
NO_CARDS_HERE: Final = Reason(
    "no_cards_here",
    "本厅不发优先卡",
    "This hall gives no second-priority cards: card_days of hall.toml is 0.",
)
