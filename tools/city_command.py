"""`taxhall city-command`: what the city asks of its halls, from the machine where central is.

It works on central's database itself, beside a running central or while it stands: whoever may
write that is the city. What is asked is kept, and goes out once central and the hall are there.
"""

import argparse
import hashlib
import secrets
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, get_args
from zoneinfo import ZoneInfo

from central.commands.asked import Asking, Making, ask, is_setting
from central.commands.city_key import city_key
from central.commands.errors import CommandError
from central.commands.reading import CommandView, Reading
from central.commands.rules import State
from central.commands.wanted import credit, firmware, wanted_of
from central.config import Config, ConfigError, load
from central.people.accounts import MACHINE
from central.store import Database, StoreError, open_database
from protocol.facts.city import ClosingCause

WORDS: Final[Mapping[State, str]] = {
    State.WAITING: "待发送 waiting",
    State.SENT: "已发送 sent",
    State.DONE: "已执行 done",
    State.REFUSED: "被拒绝 refused",
    State.EXPIRED: "已过期 expired",
    State.UNREADABLE: "大厅版本不支持 not known to this version",
    State.REPLACED: "已被更新 replaced",
}

LOOK_S: Final = 0.2


def main(argv: list[str]) -> int:
    """0 when it is kept (or done, where a hall is waited for), 1 when something is wrong with it or
    a hall refuses, 2 when there is no database to work on."""
    options = _parser().parse_args(argv)
    if options.what == "program":
        print(_program(options.name))
        return 0
    try:
        config = load(options.config)
        db = open_database(config.store)
    except (ConfigError, StoreError) as error:
        print(error)
        return 2
    try:
        return _do(options, config, db)
    except (CommandError, StoreError) as error:
        print(error)
        return 1
    finally:
        db.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="taxhall city-command",
        description="Ask something of halls. It is kept until each hall has it, however long one is"
        " away; `list` and `show` tell what came of it.",
    )
    _add_config(parser, Path("central.toml"))
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    close = what.add_parser("close", help="the days on which halls serve nobody, as a whole")
    close.add_argument("days", nargs="*", metavar="DAY", help="such as 2026-12-24")
    close.add_argument("--cause", default="holiday", choices=get_args(ClosingCause))
    notice = what.add_parser("notice", help="the city's sentences in halls, as a whole")
    notice.add_argument("zh", nargs="*", metavar="SENTENCE", help="in Chinese")
    notice.add_argument("--en", action="append", default=[], help="the same in English, in order")
    notice.add_argument("--until", metavar="TIME", help="such as 2026-12-24T18:00, the city's time")
    threshold = what.add_parser("threshold", help="limits of alarms, as a whole")
    threshold.add_argument("limits", nargs="*", metavar="NAME=NUMBER", help="names of [alarms]")
    for one in (close, notice, threshold):
        one.add_argument("--none", action="store_true", help="withdraw all that were set before")
    listed = what.add_parser("credit", help="who has the best tax credit, from a file")
    listed.add_argument("file", type=Path, help="a number of a document on each line; - for input")
    bundle = what.add_parser("firmware", help="a bundle for boards, from a file")
    bundle.add_argument("name", help="its version, such as 1.4.0")
    bundle.add_argument("file", type=Path)
    make = what.add_parser("book", help="hold a place of a slot")
    make.add_argument("business")
    make.add_argument("starts", help="start of the slot, such as 2026-12-24T09:00, the city's time")
    make.add_argument("--subject", default="", help="keyed hash of whose it is, 24 hex digits")
    cancel = what.add_parser("cancel", help="a booking's owner will not come")
    cancel.add_argument("stream", help="of the booking's reply")
    cancel.add_argument("booking", type=int, help="n of the booking's reply")
    for one in (close, notice, threshold, listed, bundle):
        one.add_argument("--hall", action="append", required=True, help="id of a hall, or all")
    for one in (make, cancel):
        one.add_argument("--hall", action="append", required=True, help="id of the hall")
    for one in (close, notice, threshold, listed, bundle, make, cancel):
        one.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="for replies")
    what.add_parser("list", help="what was asked last")
    show = what.add_parser("show", help="how something stands in each hall")
    show.add_argument("asking", help="its id, as `list` tells it")
    program = what.add_parser("program", help="draw a secret for a program, and its [[program]]")
    program.add_argument("name", help="id of the program")
    for one in what.choices.values():  # people write it behind the verb, too
        _add_config(one, argparse.SUPPRESS)
    return parser


def _add_config(parser: argparse.ArgumentParser, default: Any) -> None:
    parser.add_argument("--config", type=Path, default=default, metavar="FILE", help="central.toml")


def _do(options: argparse.Namespace, config: Config, db: Database) -> int:
    reading, zone = Reading(db), ZoneInfo(config.city.timezone)
    match options.what:
        case "list":
            for one in reading.newest(50, _now_ms()):
                counts = ", ".join(f"{WORDS[state]} {count}" for state, count in one.counts.items())
                at = datetime.fromtimestamp(one.asked_ms / 1000, zone)
                print(f"{one.id}  {at:%Y-%m-%d %H:%M}  {one.name}  {one.halls} 厅 halls: {counts}")
            return 0
        case "show":
            views = reading.of_asking(options.asking, _now_ms())
            if not views:
                raise CommandError("没有这条指令。 There is no such command; see `list`.")
            return _tell(views)
    name, make = _wanted(options, config, zone)
    halls = _halls(options.hall, config, db)
    if not is_setting(name) and len(halls) != 1:
        raise CommandError("一次只能指定一个大厅。 A booking is of one hall.")
    expires_ms = None if is_setting(name) else _now_ms() + max(60_000, int(options.wait * 1000))
    asked = ask(db, Asking(MACHINE, name, halls, make, expires_ms), _now_ms())
    print(f"{asked.id}: 已受理。 Kept for {len(halls)} 厅 halls.")
    if options.wait <= 0:
        return 0
    return _tell(_waited(reading, asked.id, options.wait))


def _wanted(options: argparse.Namespace, config: Config, zone: ZoneInfo) -> tuple[str, Making]:
    """NAME and what is wanted. Raises CommandError."""
    match options.what:
        case "credit":
            return "credit.set", credit(city_key(config.city.key_file), _lines(options.file))
        case "firmware":
            return "firmware.offer", firmware(options.name, _bytes(options.file))
        case "close":
            _some_or_none(options.days, options.none)
            return _written("hall.close", days=options.days, cause=options.cause)
        case "notice":
            return _written("notice.set", notices=_notices(options, zone))
        case "threshold":
            _some_or_none(options.limits, options.none)
            return _written("threshold.set", limits=dict(map(_limit, options.limits)))
        case "book":
            starts_ms = _ms(options.starts, zone)
            day = f"{datetime.fromtimestamp(starts_ms / 1000, zone):%Y-%m-%d}"
            return _written(
                "booking.make",
                business=options.business,
                day=day,
                starts_ms=starts_ms,
                subject=options.subject,
            )
    return _written("booking.cancel", stream=options.stream, booking=options.booking)


def _notices(options: argparse.Namespace, zone: ZoneInfo) -> list[dict[str, Any]]:
    _some_or_none([*options.zh, *options.en], options.none)
    if len(options.en) > len(options.zh):
        raise CommandError(
            f"英文句数多于中文。 There are {len(options.zh)} sentences in Chinese and"
            f" {len(options.en)} in English: give at least as many in Chinese; nothing was sent."
        )
    until = {} if options.until is None else {"until_ms": _ms(options.until, zone)}
    english = [*options.en, *[""] * (len(options.zh) - len(options.en))]
    return [{"zh": zh, "en": en, **until} for zh, en in zip(options.zh, english, strict=True)]


def _some_or_none(given: Sequence[str], none: bool) -> None:
    """A list that was left out by mistake must not withdraw what stands. Raises CommandError."""
    if none and given:
        raise CommandError("要么列出，要么--none。 Give either a list or --none; nothing was sent.")
    if not none and not given:
        raise CommandError(
            "没有内容；全部撤销请写--none。 Nothing is named; to withdraw all that were set before,"
            " write --none. Nothing was sent."
        )


def _written(name: str, **data: object) -> tuple[str, Making]:
    return name, wanted_of(name, data)


def _halls(named: Sequence[str], config: Config, db: Database) -> list[str]:
    heard = {hall for (hall,) in db.select("SELECT hall FROM hall")}
    known = {hall.id for hall in config.hall} | heard
    if "all" in named:
        return sorted(known)
    unknown = sorted(set(named) - known)
    if unknown:
        raise CommandError(
            f"没有这个大厅。 There is no hall {', '.join(unknown)}: name it as [[hall]] in"
            " central.toml, if it has never been heard."
        )
    return sorted(set(named))


def _limit(text: str) -> tuple[str, int]:
    name, _, number = text.partition("=")
    if not number.isascii() or not number.isdigit():
        raise CommandError(f"请写成“名称=数字”。 Write {text} as NAME=NUMBER.")
    return name, int(number)


def _ms(text: str, zone: ZoneInfo) -> int:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"时间有误。 {text} is no time such as 2026-12-24T09:00.") from error
    if "T" not in text and ":" not in text:
        raise CommandError(f"缺少时刻。 {text} names no hour: write it like 2026-12-24T09:00.")
    return int((at if at.tzinfo else at.replace(tzinfo=zone)).timestamp() * 1000)


def _bytes(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise CommandError(f"无法读取文件。 {file} cannot be read: {error.strerror}.") from error


def _lines(file: Path) -> list[str]:
    try:
        return _bytes(file).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise CommandError(f"文件不是UTF-8文本。 {file} is no text in UTF-8.") from error


def _waited(reading: Reading, asking: str, seconds: float) -> list[CommandView]:
    until = time.monotonic() + seconds
    while True:
        views = reading.of_asking(asking, _now_ms())
        open_ = any(view.state in (State.WAITING, State.SENT) for view in views)
        if not open_ or time.monotonic() >= until:
            return views
        time.sleep(LOOK_S)


def _tell(views: Sequence[CommandView]) -> int:
    """1 if any hall has said no."""
    for view in views:
        parts = f" {view.done}/{view.parts}" if view.parts > 1 else ""
        reply = view.reply
        said = "" if reply is None else f"{reply.zh} {reply.en}".strip()
        if reply is not None and reply.outcome == "done":
            said = f"n {reply.n} stream {reply.stream} {reply.code}".rstrip() if reply.n else said
        print(f"{view.hall}  {WORDS[view.state]}{parts}  {said}".rstrip())
    good = (State.DONE, State.WAITING, State.SENT, State.REPLACED)
    return 0 if all(view.state in good for view in views) else 1


def _program(name: str) -> str:
    secret = secrets.token_urlsafe(32)
    return (
        f"密钥（只显示一次） The secret, this once: {secret}\n"
        f'central.toml:\n\n[[program]]\nid = "{name}"\nsecret_sha256 = "{digest_of(secret)}"'
    )


def digest_of(secret: str) -> str:
    """As `[[program]] secret_sha256` has it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
