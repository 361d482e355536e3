"""The board and its voice in the gateway's application. Everybody may look and listen."""

import asyncio
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

from gateway.board import sound
from gateway.board.announcing import Turn, next_turn
from gateway.board.call import Call
from gateway.board.rules import BoardRules, VoiceRules
from gateway.board.screen import Screen, Shown, shown_languages
from gateway.board.speech import Speech, SpeechError
from gateway.board.view import BoardView
from protocol.stamp import Moment
from screens.bell import Bell
from screens.following import MOST_WAIT_S, follow
from screens.languages import language
from screens.preferences import Preferences

_HERE: Final = Path(__file__).parent

Windows = Annotated[str, Query(max_length=200, pattern=r"^[0-9A-Za-z]*(,[0-9A-Za-z]+)*$")]
"""Ids, with commas between."""

_WAV: Final = "audio/wav"


@dataclass(frozen=True)
class HallBoard:
    """What the board and its voice are made of."""

    windows: Collection[str]
    """Ids of all windows."""
    rules: BoardRules
    voice: VoiceRules
    look: Callable[[], BoardView]
    calls: Callable[[], tuple[Call, ...]]
    """The last ones, oldest first."""
    now: Callable[[], Moment]
    """By a clock that goes on evenly."""
    zone: tzinfo
    stream: str
    """Of the facts: with another one, n begins anew."""
    bell: Bell


def install(app: FastAPI, board: HallBoard) -> None:
    """Let `app` show it at `/board`."""
    screen = Screen(board.look, board.bell)
    speech = Speech(board.voice, "gateway.board")
    pages, chime = screen.pages, sound.chime().wav()
    silence = sound.silence(0.2).wav()
    one_at_a_time = asyncio.Lock()

    def shown(request: Request, windows: str) -> Shown:
        asked = request.query_params
        return Shown(
            shown_languages(board.rules, asked.get("lang")),
            asked.get("large") == "on",
            tuple(dict.fromkeys(one for one in windows.split(",") if one)),
        )

    def strange(what: Shown) -> list[str]:
        return [one for one in what.windows if one not in board.windows]

    @app.get("/board", response_class=HTMLResponse, include_in_schema=False)
    def page(request: Request, windows: Windows = "", voice: str = "") -> HTMLResponse:
        what = shown(request, windows)
        unknown = strange(what)
        html, age_s = ("", 0.0) if unknown else screen.part(what)
        text = pages.text(
            request,
            "board.html",
            wanted=Preferences(what.languages[0], what.large),
            unknown=", ".join(unknown),
            html=html,
            age_s=age_s,
            query=request.url.query,
            voice=board.voice if voice == "on" else None,
            voices=[language(one).code for one in board.voice.languages],
            by_clips=speech.from_clips,
            **screen.speaking(what),
        )
        return HTMLResponse(text, HTTPStatus.NOT_FOUND if unknown else HTTPStatus.OK)

    @app.get("/board/part", response_class=HTMLResponse, include_in_schema=False)
    async def part(request: Request, windows: Windows = "") -> Response:
        what = shown(request, windows)
        if strange(what):  # hall.toml has changed: the page is to say so
            return Response(status_code=HTTPStatus.NOT_FOUND)
        return await follow(request, board.bell, lambda: screen.part(what))

    @app.get("/board/voice", include_in_schema=False)
    async def voice(
        request: Request,
        windows: Windows = "",
        after: Annotated[str, Query(max_length=80, pattern=r"^[0-9A-Za-z-]*$")] = "",
    ) -> JSONResponse:
        """What is said next; `after`: what the answer before told to ask with."""
        parts = frozenset(one for one in windows.split(",") if one)
        reached = _after(after, board.stream)
        heard = board.bell.count
        turn = _turn(board, reached, parts)
        wait = re.search(r"\bwait=\d", request.headers.get("prefer", ""))
        if turn.say is None and wait and await board.bell.wait(heard, MOST_WAIT_S) != heard:
            turn = _turn(board, reached, parts)
        return JSONResponse(_told(board, speech, turn))

    @app.get("/board/voice/chime.wav", include_in_schema=False)
    def chime_wav() -> Response:
        return Response(chime, media_type=_WAV)

    @app.get("/board/voice/silence.wav", include_in_schema=False)
    def silence_wav() -> Response:
        return Response(silence, media_type=_WAV)

    @app.get("/board/voice/{n}.wav", include_in_schema=False)
    async def call_wav(n: int) -> Response:
        call = next((one for one in board.calls() if one.n == n), None)
        if call is None:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        try:
            # Or all threads of the pages would stand before a voice that takes ten seconds.
            async with one_at_a_time:
                return Response(await run_in_threadpool(speech.wav, call), media_type=_WAV)
        except SpeechError as error:
            return Response(f"{error.zh}\n{error.en}\n", HTTPStatus.SERVICE_UNAVAILABLE)

    app.mount("/board/static", StaticFiles(directory=_HERE / "static"), name="board")


def _after(told: str, stream: str) -> int:
    """n that a loudspeaker has come to; 0 for one that comes anew or from another stream."""
    of, _, n = told.rpartition("-")
    return int(n) if of == stream and n.isdecimal() and len(n) < 19 else 0


def _turn(board: HallBoard, after: int, windows: Collection[str]) -> Turn:
    now = board.now()
    at = datetime.fromtimestamp(now.wall_ms / 1000, board.zone).time()
    return next_turn(board.voice, board.calls(), after, now, at, windows)


def _told(board: HallBoard, speech: Speech, turn: Turn) -> dict[str, Any]:
    trouble = speech.trouble
    return {
        "after": f"{board.stream}-{turn.through}",
        "quiet": turn.quiet,
        "trouble": None if trouble is None else f"{trouble.zh} {trouble.en}",
        "say": None
        if turn.say is None
        else {
            "n": turn.say.n,
            "wav": f"/board/voice/{turn.say.n}.wav",
            "texts": [
                {"lang": language(one).code, "text": text}
                for one, text in speech.texts(turn.say).items()
            ],
            "volume": turn.volume,
        },
    }
