"""Bodies of requests about people. No message about them ever repeats what was in them."""

from typing import Annotated, Self

from pydantic import Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from gateway.hall.here import Duty
from gateway.hall.wish import AsWritten, Code
from gateway.web.body import Body
from screens.people.names import ShownName, SignInName

Password = Annotated[str, Field(strict=True, max_length=1024)]
"""What somebody typed; `gateway.people.passwords` says which may be taken."""

# Written out, because a reference to a definition would lead nowhere from inside the API's page.
DutyName = Annotated[Duty, WithJsonSchema({"type": "string", "enum": [*Duty]})]


class SignIn(Body):
    """The body of POST /api/v1/session."""

    name: SignInName
    password: Password


class OwnPassword(Body):
    """The body of PATCH /api/v1/me."""

    old: Password
    password: Password


class NewAccount(Body):
    """The body of POST /api/v1/staff."""

    name: SignInName
    shown: ShownName
    duty: DutyName
    password: Password | None = None


class AccountChange(Body):
    """The body of PATCH /api/v1/staff/{token}: only what is to be changed."""

    shown: ShownName | None = None
    duty: DutyName | None = None
    active: Annotated[bool, Field(strict=True)] | None = None
    password: Password | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if all(value is None for value in self.__dict__.values()):
            raise PydanticCustomError(
                "nothing_to_change", "nothing to change: give shown, duty, active or password"
            )
        return self


class NewToken(Body):
    """The body of POST /api/v1/tokens."""

    name: Code
    duty: DutyName
    account: Code | None = None
    """Token of the account for which it acts."""
    days: Annotated[int, Field(strict=True, ge=1, le=3650), AsWritten] = 365
