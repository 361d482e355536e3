"""Why something was not asked, as sentences for people."""


class CommandError(Exception):
    """It was not asked; the text says why, in Chinese and English."""


class KeyUsedError(CommandError):
    """The Idempotency-Key belongs to another asking."""

    def __init__(self) -> None:
        super().__init__(
            "此Idempotency-Key已用于另一请求。 This Idempotency-Key was used for another request;"
            " nothing was asked. Draw a new one."
        )
