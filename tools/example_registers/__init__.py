"""Registers of recommendations to load into a hall, as files; one of a real reviewing office."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from protocol.facts.recommendation import Person, Position, Status, WhyNoDate
from protocol.settings import Table, decode, no_twice, parse

IRS_MSP1: Final = Path(__file__).with_name("irs_msp1.toml")
"""Twelve recommendations to the IRS on its customer service strategy, and what became of them."""

Rule = Annotated[str, Field(pattern=r"^[0-9A-Za-z_.-]{1,32}$")]
Words = Annotated[str, Field(min_length=1, max_length=400)]
Maybe = Annotated[str, Field(max_length=400)]


class EntryTable(Table):
    """One recommendation with what had become of it, in our own words."""

    rule: Rule
    about: str = ""
    zh: Words
    en: Words
    action_zh: Maybe = ""
    """Corrective action that was planned; empty: none."""
    action_en: Maybe = ""
    reply_zh: Maybe = ""
    """Of the reviewer."""
    reply_en: Maybe = ""
    position: Position | None = None
    status: Status | None = None
    open: Annotated[bool, Field(strict=True)]
    due: str | None = None
    due_why: WhyNoDate | None = None
    done_on: str | None = None
    done_why: WhyNoDate | None = None

    @property
    def words(self) -> str:
        """As one text."""
        parts = [f"{self.zh}\n{self.en}"]
        for head, zh, en in (
            ("整改措施 Corrective action", self.action_zh, self.action_en),
            ("复核意见 Reply", self.reply_zh, self.reply_en),
        ):
            if zh or en:
                parts.append(f"{head}: {zh}\n{en}")
        return "\n\n".join(parts)


class RegisterFile(Table):
    """A file of such recommendations, all of one review."""

    title: Words
    zh: Words
    by: Person = "headquarters"
    recommendation: Annotated[tuple[EntryTable, ...], Field(min_length=1, max_length=500)]


def read(raw: bytes) -> RegisterFile:
    """The register of a file. Raises SettingsError with a sentence."""
    found = parse(RegisterFile, decode(raw))
    no_twice("recommendation", "rule", [one.rule for one in found.recommendation])
    return found
