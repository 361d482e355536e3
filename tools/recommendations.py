"""`taxhall recommendations`: the register of a running gateway; `effects` tells what came of it,
`look` what rules say of the last weeks."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_args

from gateway.web.recommendations import Which
from protocol.settings import SettingsError
from tools import asking, effects, look
from tools.example_registers import IRS_MSP1, EntryTable, read

PATH: Final = "/api/v1/recommendations"

NO_DAY: Final = {
    "not_applicable": "不适用 not applicable",
    "not_stated": "未写明 not stated",
    "lost_in_source": "来源缺失 lost in the source",
    None: "–",
}


def main(argv: list[str]) -> int:
    """0 when it is done, 1 when the hall refuses or there is no such thing, 2 when nobody
    answers."""
    options = _parser().parse_args(argv)
    match options.what:
        case "load":
            return _load(options)
        case "list":
            return _list(options)
        case "effect":
            return effects.of_one(options)
        case "look":
            return look.look(options)
        case _:
            return effects.of_all(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="taxhall recommendations",
        description="Recommendations to a hall, and what became of them.",
    )
    asking.add_options(parser)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    load = what.add_parser(
        "load", help="enter those of a file, each once however often it is loaded"
    )
    load.add_argument(
        "file",
        nargs="?",
        type=Path,
        default=IRS_MSP1,
        help="a register in TOML; default: the twelve recommendations of TAS to the IRS",
    )
    listed = what.add_parser("list", help="the register, the newest first")
    listed.add_argument("--status", choices=get_args(Which), default="all")
    asking.add_options_again((load, listed))
    look.add_parser(what)
    effects.add_parsers(what)
    return parser


def _load(options: argparse.Namespace) -> int:
    try:
        register = read(options.file.read_bytes())
    except (OSError, SettingsError) as error:
        print(f"{options.file}: {error}", file=sys.stderr)
        return 1
    there = {one["rule"] for one in _all(options, "all") if one["from_paper"]}
    for entry in register.recommendation:
        if entry.rule in there:
            print(f"{entry.rule}: 已登记。 In the register already.")
            continue
        body = _body(entry, register.by)
        answer = asking.ask(options, f"{PATH}-from-paper", body, key=f"load {entry.rule}")
        if answer.code:
            print(f"{entry.rule}: {answer.sentence}", file=sys.stderr)
            return answer.code
        print(f"{entry.rule}: {answer.document['n']}")
    return 0


def _body(entry: EntryTable, by: str) -> dict[str, Any]:
    return {
        "rule": entry.rule,
        "about": entry.about,
        "by": by,
        "words": entry.words,
        "is_open": entry.open,
        "position": entry.position,
        "status": entry.status,
        "due": entry.due,
        "due_why": entry.due_why,
        "done_on": entry.done_on,
        "done_why": entry.done_why,
    }


def _list(options: argparse.Namespace) -> int:
    for one in _all(options, options.status):
        print(_line(one))
    return 0


def _all(options: argparse.Namespace, status: str) -> Iterator[dict[str, Any]]:
    """Every page. Ends the program with the gateway's sentence where it does not answer."""
    before = ""
    while True:
        answer = asking.ask(options, f"{PATH}?status={status}{before}", method="GET")
        if answer.code:
            print(answer.sentence, file=sys.stderr)
            raise SystemExit(answer.code)
        found = answer.document["recommendations"]
        yield from found
        if not answer.document["more"]:
            return
        before = f"&before={found[-1]['recommendation']}"


def _line(one: dict[str, Any]) -> str:
    answer, closed = one["answer"] or {}, one["closed"] or {}
    due = answer.get("due") or NO_DAY[answer.get("due_why")]
    done = closed.get("done_on") or NO_DAY[closed.get("done_why")]
    late = f"  逾期 overdue: {one['overdue']['step']}" if one["overdue"] else ""
    said = f"  {one['what']['zh']} {one['what']['en']}" if one["what"] else ""
    about = f" {one['about']}" if one["about"] else ""
    return (
        f"{one['recommendation']}  {one['rule']}{about}  {one['stage']}  {one['status'] or '–'}"
        f"  期限 due {due}  完成 done {done}{late}{said}"
    )
