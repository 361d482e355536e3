"""The papers of hall.toml: their languages and size of type, and templates of the hall's own."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from gateway.board.rules import Tongues
from gateway.printing import fonts
from gateway.printing.layout import Habits, Papers, templates
from protocol.settings import Table, Text


class NoticeTable(Table):
    """A sentence in the languages of the hall; one that it lacks is printed in English, or else in
    Chinese."""

    zh: Annotated[Text, Field(min_length=1, max_length=120)]
    en: Annotated[Text, Field(max_length=200)] = ""
    ko: Annotated[Text, Field(max_length=120)] = ""


class PapersTable(Table):
    """Tickets and all other papers."""

    languages: Tongues = ("zh", "en")
    """The first one large, the others small beneath it; one alone: nothing beneath it."""
    large_type: Annotated[bool, Field(strict=True)] = False
    """Every paper in large type, with fewer words."""
    large_for_special: Annotated[bool, Field(strict=True)] = True
    """Only those of people who need help."""
    phone: Annotated[Text, Field(max_length=30)] = ""
    """Whom to call with a question."""
    notice: NoticeTable | None = None
    """Printed above the time of issue."""
    folder: Annotated[Text, Field(min_length=1)] | None = None
    """Of templates that replace ours, beside hall.toml."""

    font: Annotated[Text, Field(min_length=1)] | None = None
    """A font file for characters that a print head lacks, before those of the system."""

    def open(self) -> Papers:
        """Reads the templates, and chooses the font for this process. Raises ValueError with a
        sentence."""
        try:
            fonts.choose(None if self.font is None else Path(self.font))
        except OSError as error:
            raise ValueError(f"font of [papers]: {self.font} is no font file ({error})") from error
        if len(set(self.languages)) < len(self.languages):
            raise ValueError("languages of [papers] names one twice: keep one of them")
        habits = Habits(
            languages=self.languages,
            large_type=self.large_type,
            large_for_special=self.large_for_special,
            phone=self.phone,
            notice={} if self.notice is None else self.notice.model_dump(),
        )
        return Papers(templates(None if self.folder is None else Path(self.folder)), habits)
