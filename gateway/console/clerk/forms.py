"""The forms that some deeds ask for. What they hold is read when the big button sends it."""

from typing import Final

from gateway.console.clerk.buttons import field, pick
from gateway.console.clerk.deeds import Deed
from gateway.console.clerk.sight import Person
from gateway.console.clerk.words import BUTTONS
from gateway.hall import queue
from gateway.hall.nouns import Mode
from gateway.hall.plan import HallPlan, Item
from gateway.hall.state import HallState
from gateway.hall.windows import PAUSES
from screens.console.tags import Tag
from screens.languages import Words

FIRST: Final = "input[data-first], select[data-first], [data-first] input"
"""Where the focus goes when a form opens."""
_MOST_LABEL: Final = 40
_MOST_WORDS: Final = 2000


def draw(
    form: Deed, say: Words, plan: HallPlan, state: HallState, window: str, person: Person | None
) -> None:
    """Into the element that is entered."""
    Tag("h2", say(BUTTONS[form]))
    match form:
        case Deed.FINISH if person is not None:
            _finish(say, plan, person)
        case Deed.TRANSFER if person is not None:
            _transfer(say, plan, state, window, person)
        case Deed.CALL:
            _call(say)
        case Deed.PAUSE:
            _pause(say)


def asks_nothing(plan: HallPlan, person: Person) -> bool:
    """Whether a service can be finished without a form: there is nothing to say about it."""
    return not plan.rules.card_days and not _items(plan, person)


def _items(plan: HallPlan, person: Person) -> list[Item]:
    return [item for item in plan.items if item.business == person.business]


def _finish(say: Words, plan: HallPlan, person: Person) -> None:
    items = _items(plan, person)
    if items:
        box = field("input", "", say("What was it? Type to search"), _MOST_LABEL)
        box.attribute("type", "search").attribute("id", "clerk-search").attribute("name", None)
        box.attribute("data-first", "")
        with Tag("fieldset").attribute("id", "clerk-items").mark_as("items"):
            Tag("legend", say("Items"), "unseen")
            for item in items:
                name = say.pick(item.name, item.name_en or item.name)
                text = f"{item.code} {item.name} {item.name_en}".lower()
                pick("checkbox", "items", item.code, name).attribute("data-text", text)
    if any(item.papers for item in items):
        with Tag("fieldset").mark_as("outcome"):
            Tag("legend", say("What came of it"))
            pick("radio", "outcome", "done", say("Done"), chosen=True)
            pick("radio", "outcome", "missing_documents", say("Papers are missing"))
        choose = Tag("p", say("Tick the item above: its papers come here."), "soft")
        choose.attribute("id", "clerk-choose").show(False)
    for item in items:
        if item.papers:
            _papers(say, item)
    if plan.rules.card_days:
        card = pick("checkbox", "card", "yes", say("Goes first next time (second-priority card)"))
        if not items:
            card.attribute("data-first", "")


def _papers(say: Words, item: Item) -> None:
    lists = Tag("fieldset", classes="clerk-papers").attribute("data-papers-of", item.code)
    with lists.show(False):
        name = say.pick(item.name, item.name_en or item.name)
        Tag("legend", say("Missing for {item}: tick all, they are told at once", item=name))
        for paper in item.papers:
            text = say.pick(paper.name, paper.name_en or paper.name)
            pick("checkbox", "missing", paper.code, text)


def _transfer(say: Words, plan: HallPlan, state: HallState, window: str, person: Person) -> None:
    with Tag("label", classes="field"):
        Tag("span", say("To which business"))
        with Tag("select").attribute("name", "business").attribute("data-first", ""):
            for one in plan.businesses:
                if any(one.code in each.businesses for each in plan.windows):
                    option = Tag(
                        "option", f"{one.code} {say.pick(one.name, one.name_en or one.name)}"
                    )
                    option.attribute("value", one.code)
    with Tag("label", classes="field"):
        Tag("span", say("To which window"))
        with Tag("select").attribute("name", "to"):
            Tag("option", say("Any that serves it")).attribute("value", "")
            for each in plan.windows:
                at = state.at(each.id)
                if each.id != window and at.mode in (Mode.OPEN, Mode.PAUSED, Mode.UNSTAFFED):
                    served = " ".join(sorted(queue.businesses_at(state, each)))
                    Tag("option", f"{each.name} ({served})").attribute("value", each.id)
    if person.service is not None:
        pick("checkbox", "finished", "yes", say("This matter is finished; another one follows"))
    pick("checkbox", "misrouted", "yes", say("Should never have been sent here"))


def _call(say: Words) -> None:
    number = field("input", "number", say("Number, such as A012"), _MOST_LABEL)
    number.attribute("data-first", "").attribute("autocapitalize", "characters")
    words = field("textarea", "words", say("Why out of turn (it is kept)"), _MOST_WORDS)
    words.attribute("rows", "2")


def _pause(say: Words) -> None:
    with Tag("fieldset").attribute("data-first", ""):
        Tag("legend", say("Why"))
        for i, (code, words) in enumerate(PAUSES.items()):
            pick("radio", "reason", code, say.pick(*words), chosen=i == 0)
