"""What every public page works with: reading the hall, wishing something of it, and drawing."""

from collections.abc import Callable, Hashable
from datetime import date, datetime
from functools import cached_property, lru_cache
from http import HTTPStatus
from typing import Any, Final, Protocol

import qrcode
from babel.dates import format_skeleton, format_time
from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from qrcode.constants import ERROR_CORRECT_M

from gateway.codes import Kind
from gateway.config.tables import PublicTable
from gateway.expecting import Expected, Expecting
from gateway.hall.here import Actor, Duty
from gateway.hall.plan import Business
from gateway.public.form import Form, new_key
from gateway.public.offer import Offer, offer
from gateway.public.often import Often
from gateway.store import Do, Done
from gateway.web.hall_api import HallApi
from gateway.web.hall_reading import Glance
from gateway.web.problem import Problem
from gateway.web.reading import STALE_S
from gateway.web.wishing import done_of, must_read, owner
from screens import preferences
from screens.bell import Bell
from screens.faces import face_svg
from screens.languages import Language, window_name
from screens.pages import Pages

ANYBODY: Final = Actor(Duty.KIOSK, code="own phone")
"""Whoever has opened a page, of whom nothing is known; no code gives this one a right to what is
somebody's. The keys of forms, which nobody can guess, tell one such person's request from another's
(`store.wished`)."""


class Named(Protocol):
    """What hall.toml names in two languages."""

    @property
    def name(self) -> str: ...
    @property
    def name_en(self) -> str: ...


class TooOftenError(Exception):
    """This connection has asked for as much as one may in an hour."""


class Counter:
    """Of one hall."""

    def __init__(self, api: HallApi, bell: Bell, allowed: PublicTable) -> None:
        self.api = api
        self.plan = api.plan
        self.bell = bell
        self.allowed = allowed
        self.often = Often(allowed.most_an_hour)
        self._expecting = Expecting(api.plan, api.figures)
        self._shared: dict[Language, tuple[tuple[Hashable, bool], str]] = {}

    @cached_property
    def pages(self) -> Pages:
        """The templates of this package."""
        return Pages(__package__, face=face_svg, qr=qr_path, grouped=grouped, new_key=new_key)

    def look(self) -> Glance:
        """The hall now. Raises StoreError."""
        return self.api.look()

    def expected(self, seen: Glance) -> Expected:
        """How long people will wait. Raises StoreError."""
        return self._expecting.of(seen.n, seen.state, seen.now)

    def offer(self, seen: Glance) -> Offer:
        """Which numbers whoever has opened a page may take now."""
        return offer(self.plan, seen, ANYBODY)

    def page(
        self, request: Request, template: str, status: int = HTTPStatus.OK, **more: Any
    ) -> Response:
        """A page, for whoever asks. A language or size in its address is kept for the pages after
        it."""
        answer = self.pages.page(request, template, status, **self._always(request), **more)
        if preferences.was_asked(request):
            preferences.keep(answer, preferences.of(request))
        return answer

    def part(self, request: Request, template: str, **more: Any) -> str:
        """A part of one, as HTML."""
        return self.pages.text(request, template, **self._always(request), **more)

    def shared(self, request: Request, of: Hashable, draw: Callable[[], str]) -> str:
        """What everybody sees who reads one language: drawn once for a state of the hall, however
        many phones look. of: what tells one state from another, such as n of its last fact."""
        spoken = preferences.of(request).language
        state = (of, self.api.store.trouble is None)
        made = self._shared.get(spoken)
        if made is None or made[0] != state:
            made = self._shared[spoken] = (state, draw())
        return made[1]

    def trouble(self, request: Request, no: Problem) -> Response:
        """A page that says why not. What a rule says it says in its own words."""
        told = "" if no.more.get("zh") is None else self._picked(request, no)
        if no.status is HTTPStatus.NOT_FOUND:
            return self.page(request, "unknown.html", no.status)
        return self.page(request, "trouble.html", no.status, told=told, why=no.status.value)

    def told(self, request: Request, no: Problem) -> str:
        """What a form says above itself when it was refused. Raises the problem if it is none that
        a rule of the hall tells, and so none that another choice mends."""
        if no.more.get("zh") is None:
            raise no
        return self._picked(request, no)

    async def as_owner(self, kind: Kind, n: int, wish: object, form: Form) -> Done:
        """Done for whoever holds the code. Raises Problem, StoreError."""
        return await done_of(self.api.store.submit, Do(wish, owner(kind, n), form.once))

    async def as_anybody(self, request: Request, wish: object, form: Form) -> Done:
        """Done for whoever has opened the page. Raises Problem, StoreError, TooOftenError."""
        address = request.client.host if request.client else ""
        if not self.often.take(address):
            raise TooOftenError
        made = None
        try:
            made = await done_of(self.api.store.submit, Do(wish, ANYBODY, form.once))
        finally:
            if made is None or made.again:
                self.often.give_back(address)
        return made

    def code_of(self, done: Done) -> str:
        """By which its owner names what was made."""
        code = self.api.codes.of(done.n, done.fact)
        assert code is not None
        return code

    def must_read(self, kind: Kind, code: str) -> int:
        """n that the code names. Raises Problem 404."""
        return must_read(self.api.codes, kind, code)

    async def off_loop(self, draw: Callable[..., Response], *given: Any) -> Response:
        """What `draw` makes, in a thread that may wait for the disk."""
        return await run_in_threadpool(draw, *given)

    def business(self, code: str) -> Business:
        """The business; one that hall.toml has no more is called by its code."""
        return self.plan.business.get(code) or Business(code, code)

    def _always(self, request: Request) -> dict[str, Any]:
        return {
            "hall": self.plan,
            "named": lambda one: _name(one, preferences.of(request).language),
            "day": lambda day: day_text(day, preferences.of(request).language),
            "clock": self._clock,
            "window_name": window_name,
            "allowed": self.allowed,
            "kept": self.api.store.trouble is None,
        }

    def _clock(self, at_ms: int) -> str:
        """Time of day on the hall's wall."""
        return format_time(datetime.fromtimestamp(at_ms / 1000, self.plan.zone), "HH:mm")

    def _picked(self, request: Request, no: Problem) -> str:
        say = self.pages.words(preferences.of(request).language)
        return say.pick(str(no.more["zh"]), str(no.more["en"]))


def usable(seen: Glance) -> bool:
    """Whether figures may be shown as those of now."""
    return seen.age_s <= STALE_S


def plain(code: str) -> str:
    """A code as an address has it."""
    return "".join(letter for letter in code.upper() if letter.isalnum())[:40]


def grouped(code: str) -> str:
    """A code as people read it out."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


@lru_cache(maxsize=1024)
def qr_path(code: str) -> tuple[int, str]:
    """Side of the QR code in modules, and its dark ones as the path of an SVG."""
    drawn = qrcode.QRCode(border=0, error_correction=ERROR_CORRECT_M)
    drawn.add_data(code)
    drawn.make(fit=True)
    rows = drawn.get_matrix()
    dark = ((x, y) for y, row in enumerate(rows) for x, on in enumerate(row) if on)
    return len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark)


def day_text(day: str, spoken: Language) -> str:
    """A date as people say it: 11月30日周一."""
    locale = spoken.code.replace("-", "_")
    return str(format_skeleton("MMMEd", date.fromisoformat(day), locale=locale))


def _name(one: Named, spoken: Language) -> str:
    chinese = spoken.catalogue == "zh"
    return one.name if chinese else one.name_en or one.name
