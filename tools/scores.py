"""`taxhall scores`: freeze a month's scores, prove them from the facts, explain one of them."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from gateway import config
from gateway.clock import SystemClock
from gateway.scores import Scores, ScoresError, prove, read_month
from gateway.scores.explaining import Explained, explain
from gateway.scores.history import groups_of
from gateway.scores.proof import Proof
from gateway.store.errors import StoreError, StoreTakenError
from gateway.store.read import Reader
from gateway.store.store import Store
from gateway.web.ways import PREFIX
from insight.weights import weights_of
from tools import asking
from tools.telling import month_of, show


def main(argv: Sequence[str]) -> int:
    """0 when it is done or proved, 1 when there is a difference or the hall says no, 2 when nobody
    answers."""
    options = _parser().parse_args(argv)
    try:
        settings = config.load(options.hall, "--hall")
        match options.what:
            case "freeze":
                return _freeze(settings, options)
            case "prove":
                return _prove(settings, options)
            case _:
                return _explain(settings, options)
    except (config.ConfigError, ScoresError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="taxhall scores",
        description="Scores of people, month by month. What they are of: docs/measures.md.",
    )
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    for verb, told in (
        ("freeze", "keep the scores of a month that is over, for good"),
        ("prove", "compute a frozen month from the facts again, and compare"),
        ("explain", "every fact behind somebody's score"),
    ):
        one = what.add_parser(verb, help=told)
        one.add_argument("--hall", type=Path, default=Path("hall.toml"), help="its hall.toml")
        one.add_argument("--of", type=month_of, required=True, metavar="MONTH", help="as 2026-11")
        one.add_argument("--json", action="store_true", help="for programs")
        if verb == "explain":
            one.add_argument(
                "--staff", required=True, metavar="NAME", help="sign-in name, or token, of whose"
            )
    return parser


def _freeze(settings: config.Config, options: argparse.Namespace) -> int:
    """By the running gateway; where none runs, here."""
    try:
        with Store.open(settings.store.path, settings.plan(), SystemClock()) as store:
            frozen = Scores(store, settings.plan()).freeze(options.of)
    except StoreTakenError:
        return _ask_to_freeze(settings, options)
    fact = frozen.fact
    _tell_frozen(
        {
            "month": fact.month,
            "version": fact.version,
            "people": fact.people,
            "digest": fact.digest,
            "again": frozen.again,
        },
        options,
    )
    return 0


def _ask_to_freeze(settings: config.Config, options: argparse.Namespace) -> int:
    web = settings.web
    who = argparse.Namespace(
        gateway=f"http://{f'[{web.host}]' if ':' in web.host else web.host}:{web.port}",
        token=settings.store.path.parent / "web-token",
    )
    answer = asking.ask(who, f"{PREFIX}/scores/{options.of}")
    while answer.code == 0 and answer.document.get("busy"):
        answer = asking.ask(who, f"{PREFIX}/scores/{options.of}")
    if answer.code:
        print(answer.sentence, file=sys.stderr)
        return answer.code
    _tell_frozen(answer.document, options)
    return 0


def _tell_frozen(told: dict[str, Any], options: argparse.Namespace) -> None:
    if options.json:
        show(json.dumps(told))
        return
    zh = "此前已定稿,未作改动" if told["again"] else "已定稿"
    en = "was frozen before; nothing was changed" if told["again"] else "is frozen"
    show(
        f"{told['month']} 绩效第{told['version']}版{zh}。 Version {told['version']} of the scores"
        f" of {told['month']} {en}: {told['people']} people, digest {told['digest']}."
    )


def _prove(settings: config.Config, options: argparse.Namespace) -> int:
    with Reader(settings.store.path) as reader:
        found = prove(reader, options.of)
    if options.json:
        show(json.dumps({"equal": found.equal, **asdict(found)}, ensure_ascii=False))
    else:
        show("\n".join(_proof_lines(found)))
    return 0 if found.equal else 1


def _proof_lines(found: Proof) -> Iterator[str]:
    if found.equal:
        yield (
            f"{found.month} 绩效与事实一致。 Equal: {found.versions} version(s) of {found.people}"
            f" scores are what the facts up to {found.through} say."
        )
    else:
        yield f"{found.month} 绩效与事实不一致。 Not equal:"
        yield from (f"  {one}" for one in found.differences)
    for late in found.came_after:
        yield f"  定稿后到 came after: fact {late.n} {late.type}, service {late.service}"


def _explain(settings: config.Config, options: argparse.Namespace) -> int:
    zone = ZoneInfo(settings.hall.timezone)
    with Reader(settings.store.path) as reader:
        staff = _token(reader, options.staff)
        found = explain(reader, options.of, staff)
        told = asdict(found) if found else _not_frozen(reader, settings, options, staff, zone)
    if options.json:
        show(json.dumps(told, ensure_ascii=False))
    else:
        show("\n".join(_explained(told, zone)))
    return 0


def _token(reader: Reader, named: str) -> str:
    """Of the account that is signed in to by this name; what is nobody's name is a token."""
    found = reader.select("SELECT token FROM account WHERE name = ?", named)
    return next((str(token) for (token,) in found), named)


def _not_frozen(
    reader: Reader,
    settings: config.Config,
    options: argparse.Namespace,
    staff: str,
    zone: ZoneInfo,
) -> dict[str, Any]:
    """As the facts are now: the month may change until it is frozen."""
    plan = settings.plan()
    month, _ = read_month(reader, options.of, zone, reader.last())
    weights = weights_of(plan.quality.scores.weights)
    for line in month.lines(weights, groups_of(reader, plan)):
        if line.staff == staff:
            return asdict(Explained(options.of, (), line.trace, ())) | {"score": line.told}
    raise ScoresError(
        f"{options.staff} 在 {options.of} 没有绩效。 {options.staff} served nobody in {options.of}:"
        " names and tokens stand in `taxhall staff list`."
    )


def _explained(told: dict[str, Any], zone: ZoneInfo) -> Iterator[str]:
    for one in told["versions"]:
        yield f"第{one['version']}版 version {one['version']}, sealed by fact {one['frozen']}:"
        yield from _score_lines(one["score"])
    if not told["versions"]:
        yield "尚未定稿,仅供参考。 Not frozen yet: this may still change."
        yield from _score_lines(told["score"])
    yield ""
    yield f"{'n':>9}  {'time':<16}  {'took s':>8}  {'counts s':>8}  item, rating, review"
    for row in told["facts"]:
        yield _fact_line(row, zone)
    yield (
        "took s 实际用时；counts s 计入用时：至少为同类平均，超出部分打折，高峰加倍。 What it took,"
        " and what it counts: the mean of its kind at least, beyond it ever less, twice in a rush."
    )
    for appeal in told["appeals"]:
        became = {None: "待裁定 waits", True: "成立 upheld", False: "不成立 rejected"}
        yield f"申诉 appeal {appeal['appeal']} about {appeal['about']}: {became[appeal['upheld']]}"


def _score_lines(score: dict[str, Any]) -> Iterator[str]:
    rank = f"{score['rank']} / {score['of']}" if score["rank"] else f"– ({score['reason']})"
    yield f"  {score['staff']}  {score['group']}  得分 score {score['total']}  排名 rank {rank}"
    parts = (f"{name} {value}" for name, value in score["parts"].items() if value is not None)
    yield f"  {', '.join(parts)}"
    yield (
        f"  served {score['served']}, open {score['open_h']} h, rated {score['rated']}, reviewed"
        f" {score['reviewed']}, left out {score['excluded'] or '–'}"
    )


def _fact_line(row: dict[str, Any], zone: ZoneInfo) -> str:
    at = datetime.fromtimestamp(row["at_ms"] / 1000, zone)
    counts = "–" if "out" in row else f"{row['counts_s']:.1f}"
    told = [row["item"]]
    for name, value in (("rating", "level"), ("case", "upheld"), ("review", "verdict")):
        if name in row:
            part = row[name]
            out = f", left out by {part['out']}" if "out" in part else ""
            told.append(f"{name} {part.get(value, '–')} (fact {part['n']}{out})")
    if "out" in row:
        told.append(f"time left out by {row['out']}")
    of = ", ".join(told)
    return f"{row['n']:>9}  {at:%m-%d %H:%M:%S}    {row['took_s']:>8.1f}  {counts:>8}  {of}"
