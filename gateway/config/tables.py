"""The tables of hall.toml, each checked by itself. What no single table can know is in `file`."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from gateway.hall.bounds import whole
from gateway.hall.plan import MOST_KEYS
from gateway.hall.wish import Uid
from protocol.facts.triage import Advice
from protocol.settings import (
    HallId,
    Host,
    NamesAFile,
    Table,
    Text,
    Timezone,
)

Name = Annotated[Text, Field(min_length=1, max_length=40)]
Count = Annotated[int, Field(strict=True, ge=0, le=99_999)]
Short = Annotated[str, Field(pattern=r"^[0-9A-Za-z_.-]{1,32}$")]
"""A code that people read and programs compare."""


class Hall(Table):
    """Which hall this is. `id` is a level of its MQTT topics."""

    id: HallId
    name: Name
    name_en: Text = ""
    timezone: Timezone = "Asia/Shanghai"
    """Of the hall: what is printed on tickets, and the date of its first day."""
    first_day: Literal["asked", "automatic"] = "asked"
    """Who opens the first day of a new store. Asked: somebody, who says how far the numbers of
    today have gone, for nobody else knows whether the hall is new or its disk. Automatic: the
    gateway itself, with numbers from 1; for halls that are simulated."""
    active_taxpayers: Annotated[int, Field(strict=True, ge=0)] | None = None
    """Of its district, those who bought invoices at least once in the year (F7); leave it out
    where nobody knows."""


class BusinessTable(Table):
    """A kind of matter with its own numbers; `code` is their prefix."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{1,2}$")]
    name: Name
    name_en: Text = ""
    group: Short | Literal[""] = ""
    """Code of a [[group]], the level above."""
    most_a_day: Count = 0
    """Numbers in a day; 0: as many as are wanted."""
    most_a_half_hour: Count = 0
    """Numbers in a half hour; 0: as many as are wanted."""
    area: Annotated[Text, Field(max_length=40)] = ""
    """Where in the building it is done; with the next three, on its papers."""
    area_en: Annotated[Text, Field(max_length=60)] = ""
    department: Annotated[Text, Field(max_length=40)] = ""
    department_en: Annotated[Text, Field(max_length=60)] = ""


class GroupTable(Table):
    """What a taxpayer chooses first, where a hall has many businesses."""

    code: Short
    name: Name
    name_en: Text = ""


class PaperTable(Table):
    """Something that an item needs: a line of its checklist (一次性告知)."""

    code: Short
    name: Annotated[Text, Field(min_length=1, max_length=80)]
    name_en: Text = ""


class ItemTable(Table):
    """What exactly it was; the clerk names it. `papers` are what it needs."""

    code: Short
    name: Name
    business: Text
    name_en: Text = ""
    papers: Annotated[tuple[PaperTable, ...], Field(max_length=40)] = ()


class TopicTable(Table):
    """What an opinion may be about."""

    code: Short
    name: Name
    name_en: Text = ""


class DeskTable(Table):
    """Where opinions are answered."""

    code: Short
    name: Name
    name_en: Text = ""


class ScoreGroupTable(Table):
    """People of comparable work, by the names that they sign in with, or their tokens."""

    code: Short
    name: Name
    name_en: Text = ""
    staff: Annotated[tuple[Name, ...], Field(min_length=1, max_length=1000)]


class AnswerTable(Table):
    """A choice of a question: it leads to one of question, business and advice."""

    code: Short
    zh: Name
    en: Text = ""
    question: Short | Literal[""] = ""
    business: Text = ""
    advice: Advice | None = None
    text: Annotated[Text, Field(max_length=200)] = ""
    """With an advice: where to go, or what to do online."""
    text_en: Annotated[Text, Field(max_length=400)] = ""


class QuestionTable(Table):
    """Asked before the ticket; the first one in the file is asked first."""

    code: Short
    zh: Name
    en: Text = ""
    answers: Annotated[tuple[AnswerTable, ...], Field(min_length=1, max_length=8)]


class WindowTable(Table):
    """A counter. `id` is spoken and shown: `3` in 请到3号窗口."""

    id: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{1,8}$")]
    name: Name
    businesses: Annotated[tuple[Text, ...], Field(min_length=1)]


class LineTable(Table):
    """A serial port with boards on it. Name it by /dev/serial/by-id, which survives replugging."""

    port: Annotated[Text, Field(min_length=1, max_length=200)]
    baud: Literal[9600, 19200, 38400, 57600, 115200, 230400] = 115200
    name: Text = ""


class BoardTable(Table):
    """A board by the id of its chip; `line` is the name of a [[line]], or its number from 1."""

    uid: Uid
    line: Text | int = 1
    role: Literal["dispenser", "call_pad", "rating_pad"]
    keys: Annotated[tuple[Text, ...], Field(max_length=MOST_KEYS)] = ()
    window: Text = ""

    @field_validator("line", mode="before")
    @classmethod
    def _names_a_line(cls, value: object) -> object:
        if type(value) not in (str, int):  # by type: `true` would be line 1
            raise ValueError("give the name of a [[line]], or its number from 1")
        return value


class AdoptTable(Table):
    """Boards that take the place of others."""

    automatic: Annotated[bool, Field(strict=True)] = True
    """A spare takes the place of a board that died by itself, where there is no doubt. False: only
    `taxhall adopt` moves boards."""


class ExportTable(Table):
    """What leaves the hall in files."""

    names: Annotated[bool, Field(strict=True)] = False
    """Whether `taxhall export --names` may write people's names beside their tokens."""


class CityTable(Table):
    """What the hall has from its city."""

    key_file: Annotated[Path, NamesAFile] | None = None
    """File with the key under which the city knows its taxpayers, 64 hex digits, readable by the
    gateway alone. Without it no list of the best tax credit can be used."""


class PublicTable(Table):
    """What phones may do, by the public pages, for somebody of whom nobody knows who it is."""

    numbers: Annotated[bool, Field(strict=True)] = True
    """Take a number from afar, which waits once its owner has checked in."""
    most_an_hour: Annotated[int, whole(1, 10_000)] = 20
    """Numbers, bookings and entries of the comment book from one connection, in all."""
    address: Annotated[str, Field(pattern=r"^(https?://[!-~]{1,80})?$")] = ""
    """At which phones reach these pages, such as https://hall.example: codes on paper then lead
    there. Empty: they are the code alone."""


class WebTable(Table):
    """Where the pages and the API are served."""

    host: Host = "127.0.0.1"
    port: Annotated[int, Field(strict=True, ge=0, le=65535)] = 8081
    """0 takes a free one."""


class StoreTable(Table):
    """The hall's database, and the folder of its secrets beside it."""

    path: Annotated[Path, NamesAFile] = Path("gateway.db")
    least_free_mb: Annotated[int, whole(1, 1_000_000)] = 200
    """With less than this free on its disk, boards keep what is pressed."""
