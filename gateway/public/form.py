"""Forms of the public pages: bounded, from a page of ours, and each of one effect."""

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from fastapi import Request

from gateway.store import Once
from gateway.web.asking import must_come_from_here
from gateway.web.problem import Problem

MOST_BYTES: Final = 32_768
"""2,000 Hanzi in a form take 18,000 bytes."""

CHOOSE_FIRST: Final = "请先选择", "Choose first, then send."
"""A refusal of this page in Chinese and English."""

_MOST_FIELDS: Final = 24
_KEY: Final = "key"
_KEY_PATTERN: Final = r"[\w-]{16,64}"

Fields = Mapping[str, Sequence[str]]


def new_key() -> str:
    """Stands in a form as its hidden `key`: sent twice, the form has one effect."""
    return secrets.token_urlsafe(16)


def choose_first() -> Problem:
    """A form without the choice that it is for."""
    zh, en = CHOOSE_FIRST
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return Problem(status, f"{zh} {en}", more={"zh": zh, "en": en})


class Form:
    """What somebody has filled in."""

    def __init__(self, path: str, fields: Fields) -> None:
        self._path = path
        self._fields = fields

    def one(self, name: str) -> str:
        """The value; empty where there is none."""
        values = self._fields.get(name)
        return values[0].strip() if values else ""

    def all(self, name: str) -> tuple[str, ...]:
        """All values of boxes with one name."""
        return tuple(self._fields.get(name, ()))

    def whole(self, name: str) -> int:
        """The value as a whole number; 0 for what is none."""
        text = self.one(name)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0

    @property
    def key(self) -> str:
        """The form's own; empty for one that no page of ours has drawn."""
        key = self.one(_KEY)
        return key if re.fullmatch(_KEY_PATTERN, key, re.ASCII) else ""

    @property
    def once(self) -> Once:
        """By which the store knows the same form, filled in alike: whoever goes back and chooses
        otherwise wishes something else. Raises Problem 422 for a form without a key."""
        if not self.key:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The form has no key of its own.")
        asked = repr((self._path, sorted((k, tuple(v)) for k, v in self._fields.items())))
        digest = hashlib.sha256(asked.encode()).digest()
        return Once(f"{self.key}.{digest.hex()[:32]}", digest)


async def read(request: Request) -> Form:
    """The form. Raises Problem 403 for one that a page of another host has sent, 413 for one that
    is too long.

    The browser is no proof of anything here: no cookie gives a right, the code does, and another
    site does not know it. So a browser that says nothing of whence it comes, as old ones within
    other apps do, is heard; one that says "from elsewhere" is not, or any page could let its
    visitors take numbers here.
    """
    must_come_from_here(request, browser=False)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            raise _too_much()
    text = body.decode("utf-8", "replace")
    try:
        fields = parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as many:
        raise _too_much() from many
    return Form(request.url.path, fields)


def _too_much() -> Problem:
    told = "The form is longer than any page of ours makes it; nothing was done."
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, told)
