"""Only some duties may read this."""

from collections.abc import Awaitable, Callable
from typing import Final

from fastapi import Request

from gateway.hall import reasons
from gateway.hall.here import Actor, Duty
from gateway.web.asking import Asker
from gateway.web.refusals import refusal

STAFF: Final = frozenset({Duty.CLERK, Duty.GUIDE, Duty.LEADER})
"""Who serves people, and answers what they write."""


def only(ask: Asker, duties: frozenset[Duty]) -> Callable[[Request], Awaitable[Actor]]:
    """Who asks; raises Problem 403 for who is known and has another duty."""

    async def allowed(request: Request) -> Actor:
        by = await ask(request)
        if by.duty not in duties:
            raise refusal(reasons.NOT_YOUR_DUTY)
        return by

    return allowed
