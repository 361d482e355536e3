"""What has to be brought: told to the person at once, and on paper where there is a printer."""

from collections.abc import Sequence

from gateway.console.clerk.deeds import PRINT_KEY
from gateway.hall.plan import HallPlan
from protocol.facts import ServiceFinished
from screens.console.tags import Tag
from screens.languages import Words


class SlipView:
    """The list of a service that ended for want of papers, until the next person is called."""

    def __init__(self, say: Words, plan: HallPlan) -> None:
        self.say, self._plan = say, plan
        self._section = Tag("section", classes="card clerk-slip").mark_as("slip")
        self._section.show(False)

    def clear(self) -> None:
        """It is told."""
        self._section.show(False)

    def tell(self, fact: ServiceFinished, label: str) -> None:
        """Show it, if papers are missing."""
        papers = papers_of(self._plan, fact.items, fact.missing)
        self._section.show(bool(papers))
        self._section.clear()
        say = self.say
        with self._section:
            Tag("p", say.pick(self._plan.name, self._plan.name_en or self._plan.name), "print-only")
            Tag("h2", say("{label}: tell the person to bring", label=label))
            with Tag("ol"):
                for zh, en in papers:
                    Tag("li", say.pick(zh, en or zh))
            if fact.card:
                Tag("p", say("The number of today goes first then: come with it."))
            button = Tag("button", classes="button").attribute("type", "button")
            button.attribute("data-key", PRINT_KEY).attribute("aria-keyshortcuts", PRINT_KEY)
            with button.mark_as("print"):
                Tag("span", say("Print the list"))
                Tag("kbd", PRINT_KEY)
            button.on("click", js_handler="() => window.print()")


def papers_of(
    plan: HallPlan, items: Sequence[str], missing: Sequence[str]
) -> list[tuple[str, str]]:
    """Names of the missing papers, in Chinese and English, in the order of the checklists."""
    known = {
        paper.code: (paper.name, paper.name_en)
        for item in items
        if item in plan.item
        for paper in plan.item[item].papers
    }
    return [names for code, names in known.items() if code in missing]
