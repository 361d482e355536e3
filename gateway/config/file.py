"""hall.toml as a whole: read, and checked before anything starts."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import Field

from gateway.board.rules import USUAL_BOARD, USUAL_VOICE, BoardRules, VoiceRules
from gateway.config.papers import PapersTable
from gateway.config.printers import PrinterTable, of_known_boards, one_head_each
from gateway.config.tables import (
    AdoptTable,
    BoardTable,
    BusinessTable,
    CityTable,
    DeskTable,
    ExportTable,
    GroupTable,
    Hall,
    ItemTable,
    LineTable,
    PublicTable,
    QuestionTable,
    ScoreGroupTable,
    StoreTable,
    TopicTable,
    WebTable,
    WindowTable,
)
from gateway.hall.alarm_rules import USUAL_ALARMS, AlarmRules
from gateway.hall.booking_rules import BookingRules
from gateway.hall.plan import (
    Board,
    Business,
    CallPad,
    Dispenser,
    Group,
    HallPlan,
    Item,
    Paper,
    RatingPad,
    Role,
    Window,
)
from gateway.hall.quality import (
    USUAL_TOPICS,
    AdviceRules,
    CaseRules,
    Desk,
    OpinionRules,
    Quality,
    RatingRules,
    ReviewRules,
    Topic,
)
from gateway.hall.questions import Answer, Question
from gateway.hall.rules import USUAL, Rules
from gateway.hall.scoring import ScoreGroup, ScoreRules
from gateway.people.people import Sessions
from gateway.people.retention import Keep
from protocol.settings import Table, decode, no_twice, parse
from runtime.mqtt import Broker

MOST_BOARDS = 32
"""Unit loads of an RS-485 line, and what the schedule is made for."""


class ConfigError(Exception):
    """hall.toml cannot be used; one sentence names the file, the key and the remedy."""


class Config(Table):
    """All of hall.toml."""

    hall: Hall
    business: Annotated[tuple[BusinessTable, ...], Field(min_length=1)]
    group: tuple[GroupTable, ...] = ()
    item: tuple[ItemTable, ...] = ()
    rules: Rules = USUAL
    booking: BookingRules | None = None
    rating: RatingRules = RatingRules()
    case: CaseRules = CaseRules()
    opinion: OpinionRules = OpinionRules()
    review: ReviewRules = ReviewRules()
    advice: AdviceRules = AdviceRules()
    alarms: AlarmRules = USUAL_ALARMS
    topic: tuple[TopicTable, ...] = ()
    desk: tuple[DeskTable, ...] = ()
    question: tuple[QuestionTable, ...] = ()
    scores: ScoreRules = ScoreRules()
    score_group: tuple[ScoreGroupTable, ...] = ()
    window: Annotated[tuple[WindowTable, ...], Field(min_length=1)]
    line: Annotated[tuple[LineTable, ...], Field(min_length=1)]
    board: tuple[BoardTable, ...] = ()
    adopt: AdoptTable = AdoptTable()
    export: ExportTable = ExportTable()
    printer: tuple[PrinterTable, ...] = ()
    papers: PapersTable = PapersTable()
    uplink: Broker | None = None
    """The broker of the city; leave the table out for a hall that stands alone."""
    city: CityTable = CityTable()
    web: WebTable = WebTable()
    hall_board: BoardRules = USUAL_BOARD
    voice: VoiceRules = USUAL_VOICE
    public: PublicTable = PublicTable()
    store: StoreTable = StoreTable()
    people: Sessions = Sessions()
    retention: Keep = Keep()

    def line_of(self, board: BoardTable) -> int:
        """Index of the board's line. Raises ValueError with a sentence."""
        for index, line in enumerate(self.line):
            if board.line in (index + 1, line.name or None):
                return index
        raise ValueError(
            f"board {board.uid} is on line {board.line!r}, which is not there:"
            " give the name of a [[line]], or its number from 1"
        )

    def uids_on(self, index: int) -> list[str]:
        """Boards of the line with this index, in the order of the file."""
        return [board.uid for board in self.board if self.line_of(board) == index]

    def plan(self) -> HallPlan:
        """The hall as its rules see it. Raises ValueError with a sentence."""
        return HallPlan(
            hall=self.hall.id,
            name=self.hall.name,
            name_en=self.hall.name_en,
            businesses=tuple(Business(**vars(table)) for table in self.business),
            groups=tuple(Group(**vars(table)) for table in self.group),
            items=tuple(_item(table) for table in self.item),
            rules=self.rules,
            timezone=self.hall.timezone,
            booking=self.booking,
            quality=self.quality(),
            alarms=self.alarms,
            printers=tuple(printer.name for printer in self.printer),
            windows=tuple(Window(w.id, w.name, w.businesses) for w in self.window),
            boards=tuple(Board(board.uid, _role(board)) for board in self.board),
        )

    def quality(self) -> Quality:
        """What it sets about ratings, cases, the comment book, triage, reviews and scores."""
        return Quality(
            rating=self.rating,
            case=self.case,
            opinion=self.opinion,
            review=self.review,
            advice=self.advice,
            topics=tuple(Topic(**vars(table)) for table in self.topic) or USUAL_TOPICS,
            desks=tuple(Desk(**vars(table)) for table in self.desk),
            questions=tuple(_question(table) for table in self.question),
            scores=self.scores,
            score_groups=tuple(ScoreGroup(**vars(table)) for table in self.score_group),
        )


def load(path: Path, option: str = "--config") -> Config:
    """Read hall.toml; relative paths in it are relative to the file. Raises ConfigError, which
    names the option that names the file."""
    try:
        config = parse(Config, decode(path.read_bytes()))
        printers = tuple(table.beside(path.parent) for table in config.printer)
        config = config.model_copy(update={"printer": printers})
        _check(config)
        papers = _papers(config.papers, path.parent)
    except FileNotFoundError as error:
        raise ConfigError(f"{path} does not exist: name a file with {option}.") from error
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read ({error.strerror}): name a file with {option} that this user"
            " may read."
        ) from error
    except ValueError as error:
        raise ConfigError(f"{path}: {str(error).rstrip('.')}.") from error
    store = config.store.model_copy(update={"path": path.parent / config.store.path})
    lines = tuple(
        line.model_copy(update={"port": str(path.parent / line.port)}) for line in config.line
    )
    return config.model_copy(
        update={
            "store": store,
            "line": lines,
            "uplink": None if config.uplink is None else config.uplink.beside(path.parent),
            "voice": _voice(config.voice, path.parent),
            "papers": papers,
            "city": _city(config.city, path.parent),
        }
    )


def _papers(table: PapersTable, folder: Path) -> PapersTable:
    """With the path of its folder. Raises ValueError for a template that cannot be used."""
    paths = {name: getattr(table, name) for name in ("folder", "font")}
    beside = {name: str(folder / path) for name, path in paths.items() if path is not None}
    table = table.model_copy(update=beside)
    table.open()
    return table


def _city(table: CityTable, folder: Path) -> CityTable:
    return table if table.key_file is None else CityTable(key_file=folder / table.key_file)


def _voice(rules: VoiceRules, folder: Path) -> VoiceRules:
    return replace(rules, clips=str(folder / rules.clips)) if rules.clips else rules


def _check(config: Config) -> None:
    """What no single table can know. Raises ValueError with a sentence."""
    plan = config.plan()
    served = {code for window in plan.windows for code in window.businesses}
    for business in plan.businesses:
        if business.code not in served:
            raise ValueError(
                f"business {business.code} ({business.name}) has no window:"
                f' add "{business.code}" to the businesses of a [[window]], or remove it'
            )
    fault = config.hall_board.fault() or config.voice.fault()
    if fault is not None:
        raise ValueError(fault)
    no_twice("window", "name", [window.name for window in config.window])
    no_twice("printer", "name", [printer.name for printer in config.printer])
    for printer in config.printer:
        printer.model()
    of_known_boards(config.printer, {board.uid for board in config.board})
    one_head_each(config.printer, [line.port for line in config.line])
    _one_line_a_port([line.port for line in config.line])
    no_twice("line", "name", [line.name for line in config.line if line.name])
    for index, line in enumerate(config.line):
        if len(config.uids_on(index)) > MOST_BOARDS:
            raise ValueError(
                f"line {line.port} has more than {MOST_BOARDS} boards:"
                " move some to another [[line]]"
            )
    rated = [board.role.window for board in plan.boards if isinstance(board.role, RatingPad)]
    for window in rated:
        if rated.count(window) > 1:
            raise ValueError(f"window {window} has two rating pads: keep one of them")


def _one_line_a_port(ports: Sequence[str]) -> None:
    """Raises ValueError for one serial port under two names, such as a link and its goal."""
    first: dict[str, str] = {}
    for port in ports:
        goal = os.path.realpath(port)
        if goal in first:
            raise ValueError(
                f"two [[line]] tables have one port ({first[goal]!r} and {port!r}): give each its"
                " own port"
            )
        first[goal] = port


def _item(table: ItemTable) -> Item:
    papers = tuple(Paper(**vars(paper)) for paper in table.papers)
    return Item(**{**vars(table), "papers": papers})


def _question(table: QuestionTable) -> Question:
    answers = tuple(Answer(**vars(answer)) for answer in table.answers)
    return Question(table.code, table.zh, table.en, answers)


def _role(board: BoardTable) -> Role:
    if board.role == "dispenser":
        if not any(board.keys) or board.window:
            raise ValueError(
                f"board {board.uid} is a dispenser and needs keys (business codes, from key 1 on)"
                " and no window: correct the [[board]]"
            )
        return Dispenser(tuple(key or None for key in board.keys))
    if board.keys or not board.window:
        raise ValueError(
            f"board {board.uid} is a {board.role} and needs a window and no keys:"
            " correct the [[board]]"
        )
    return CallPad(board.window) if board.role == "call_pad" else RatingPad(board.window)
