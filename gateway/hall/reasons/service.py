"""Refusals about what a service was."""

from typing import Final

from gateway.hall.reasons.reason import Reason

ITEM_OF_ANOTHER: Final = Reason(
    "item_of_another",
    "事项不属于此业务",
    "This item is one of another business: name those of the business that is served, or send the"
    " person on to the other one.",
)
NAMED_TWICE: Final = Reason(
    "named_twice",
    "事项或材料重复",
    "An item or a paper is named twice: name each once.",
)
NAME_THE_ITEM: Final = Reason(
    "name_the_item",
    "缺材料须先选事项",
    "Missing papers are those of an item's checklist: name the item. Where the business has none in"
    " hall.toml, end it as done; a card can be given all the same.",
)
