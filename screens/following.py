"""The part of a light page that changes: asked for again and again by static/follow.js.

A screen on a wall says `Prefer: wait=2` (RFC 7240): its answer waits until there is news, or so
long; without news it is 304. So news is there at once, and silence is noticed.
"""

import hashlib
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from screens.bell import Bell

MOST_WAIT_S: Final = 2.0
AGE: Final = "X-Age"
"""How old what is shown is, in seconds. No part of the text, which would be new every time."""

Part = Callable[[], tuple[str, float]]
"""Makes the part: HTML and its age in seconds."""


async def follow(request: Request, bell: Bell, part: Part) -> Response:
    """The part as an answer. Raises what `part` raises."""
    known = request.headers.get("if-none-match", "")
    heard = bell.count
    answer = await _answer(part, known)
    if answer.status_code == HTTPStatus.NOT_MODIFIED:
        seconds = _wanted(request)
        if seconds and await bell.wait(heard, seconds) != heard:
            answer = await _answer(part, known)
    return answer


async def _answer(part: Part, known: str) -> Response:
    html, age_s = await run_in_threadpool(part)
    tag = f'"{hashlib.blake2b(html.encode(), digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, AGE: f"{age_s:.1f}"}
    if tag == known:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return HTMLResponse(html, headers=headers)


def _wanted(request: Request) -> float:
    asked = re.search(r"\bwait=(\d{1,3})\b", request.headers.get("prefer", ""))
    return min(float(asked[1]), MOST_WAIT_S) if asked else 0.0
