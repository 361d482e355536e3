"""Asking a running gateway to do something, as `taxhall day` and `taxhall adopt` do."""

import argparse
import json
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TIMEOUT_S = 40
"""The gateway itself waits 30 s for its disk, and then says so."""

MOST_BYTES = 1 << 20
"""Of an answer: a list of a thousand accounts."""


@dataclass(frozen=True)
class Answer:
    """What came back: code 0 with a document, or 1 (refused) or 2 (not asked) with a sentence."""

    code: int
    document: dict[str, Any]
    sentence: str = ""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Which gateway, and the token that it wants."""
    _add(parser, "http://127.0.0.1:8081", Path("web-token"))


def add_options_again(verbs: Iterable[argparse.ArgumentParser]) -> None:
    """The same behind a verb, where people write them too: `staff list --token web-token`."""
    for verb in verbs:
        _add(verb, argparse.SUPPRESS, argparse.SUPPRESS)


def _add(parser: argparse.ArgumentParser, gateway: str, token: Path | str) -> None:
    parser.add_argument("--gateway", default=gateway, help="address of its page")
    parser.add_argument(
        "--token",
        type=Path,
        default=token,
        help="the file web-token that the gateway keeps beside its database",
    )


def ask(
    options: argparse.Namespace,
    path: str,
    body: dict[str, Any] | None = None,
    method: str = "POST",
    key: str | None = None,
) -> Answer:
    """Send the body, if there is one, to the gateway of these options.

    key: its Idempotency-Key; who asks again with the same gets the first answer.
    """
    try:
        token = options.token.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no token"
        return Answer(
            2, {}, f"The token {options.token} cannot be read ({why}): name it by --token."
        )
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    if key is not None:
        headers["Idempotency-Key"] = key
    try:
        request = urllib.request.Request(
            f"{options.gateway.rstrip('/')}{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers=headers,
            method=method,
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            return Answer(0, json.loads(answer.read(MOST_BYTES) or b"{}"))
    except urllib.error.HTTPError as error:
        return Answer(1, {}, _told(error))
    except (OSError, ValueError) as error:
        sentence = f"No gateway answers at {options.gateway} ({error}): start it, or name it by"
        return Answer(2, {}, f"{sentence} --gateway.")


def _told(error: urllib.error.HTTPError) -> str:
    """The sentence of the answer; who is no gateway of ours gives none."""
    try:
        detail = json.loads(error.read(MOST_BYTES))["detail"]
    except (ValueError, LookupError, TypeError, OSError):
        return f"{error.url} answers {error.code} {error.reason} without a word: is it a gateway?"
    return str(detail)
