"""What people are told when a rule about people says no: a sentence in Chinese, one in English."""

from typing import ClassVar

from gateway.store.errors import RefusedError


class NotYoursError(RefusedError):
    """Whoever asks has no right to this, or has it no more."""

    TOLD: ClassVar[str] = (
        "您的岗位无此权限。 This is not for somebody of your duty to do; ask who it is for."
    )

    def __init__(self) -> None:
        super().__init__(self.TOLD)


class NotYourTextError(NotYoursError):
    """The text belongs to nothing that whoever asks has to answer, or there is none."""

    TOLD = (
        "您的岗位只能读由您承办的意见。 Your duty reads the texts of an entry that was given to you"
        " to answer; ask a leader to route it to you."
    )


class AboutYouError(NotYoursError):
    """The text is about whoever asks."""

    TOLD = (
        "这段文字涉及本人,须由另一值班领导处理。 This text is about yourself: another leader reads"
        " or erases it. Where there is none, an administrator makes a leader's account for somebody"
        " whom the office above sends."
    )


class NamelessError(NotYoursError):
    """The text is about somebody of the hall, and whoever asks has no name to be kept apart by."""

    TOLD = (
        "这段文字涉及本厅人员,请以本人账号登录后再办。 This text is about somebody of the hall:"
        " sign in under your own name, as a program that acts for nobody could be that person's."
    )


class NotThereError(RefusedError):
    """There is no such account, token, text or person (any more)."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"没有{zh}。 There is no {en}; nothing was changed.")


class NotPossibleError(RefusedError):
    """It contradicts what is there."""
