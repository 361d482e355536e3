"""`taxhall recommendations look`: what the rules about weeks say now, without giving anything."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from gateway import config
from gateway.advice_past import days_before, past_of
from gateway.store.errors import StoreError
from gateway.store.read import Reader
from insight import advice_words
from insight.advice import Advice
from insight.advice_later import advise_for_later
from insight.past import KINDS
from tools.report.errors import ReportError
from tools.report.tallies import Source

NOTHING: Final = (
    "近几周无可建议之处，或所知太少。 The last weeks say nothing, or too little is known."
)


def add_parser(what: Any) -> None:
    """The sub-command."""
    look = what.add_parser("look", help="what the rules say of the last weeks; gives nothing")
    look.add_argument("--hall", type=Path, default=Path("hall.toml"), help="its hall.toml")
    look.add_argument(
        "--recount", action="store_true", help="count from the facts even where tallies are kept"
    )
    look.add_argument("--json", action="store_true", help="for programs")


def look(options: argparse.Namespace) -> int:
    """0 when it is told, 1 when the hall cannot be read or was altered."""
    try:
        settings = config.load(options.hall, "--hall")
        with Reader(settings.store.path) as reader:
            opened = reader.days()
            # The newest day may still go on: it is in no week that is over.
            days = days_before(opened[-1], opened) if opened else []
            source = Source(reader, settings, options.recount)
            rollup = source.by_day(days, KINDS) if days else {}
            said = advise_for_later(past_of(settings.plan(), reader, rollup))
    except (StoreError, config.ConfigError, ReportError) as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(_told(days, said), ensure_ascii=False) if options.json else _words(days, said))
    return 0


def _told(days: Sequence[str], said: Sequence[Advice]) -> dict[str, Any]:
    return {
        "period": [days[0], days[-1]] if days else None,
        "days": len(days),
        "advice": [
            {
                "rule": piece.rule,
                "about": piece.about,
                "what": _sentence(advice_words.what(piece.rule, piece.about)),
                "why": _sentence(advice_words.why(piece.rule, piece.reasons)),
                "reasons": dict(piece.reasons),
            }
            for piece in said
        ],
    }


def _words(days: Sequence[str], said: Sequence[Advice]) -> str:
    if not said:
        return NOTHING
    lines = [f"{days[0]} – {days[-1]}  ({len(days)} 天 days)"]
    for piece in said:
        lines.append(f"{piece.rule}  {piece.about}".rstrip())
        for words in (
            advice_words.what(piece.rule, piece.about),
            advice_words.why(piece.rule, piece.reasons),
        ):
            if words is not None:
                lines += [f"  {words.zh}", f"  {words.en}"]
        numbers = ", ".join(f"{name} {value:g}" for name, value in piece.reasons.items())
        lines.append(f"  {numbers}")
    return "\n".join(lines)


def _sentence(words: advice_words.Sentence | None) -> dict[str, str] | None:
    return None if words is None else asdict(words)
