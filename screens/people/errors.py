"""Why nobody was signed in: a sentence in Chinese, one in English."""


class PeopleError(Exception):
    """Nothing was changed; the text says why and what to do."""


class WeakPasswordError(PeopleError):
    """A password that is too easily guessed."""


class WrongError(PeopleError):
    """The name or the password is wrong, and nobody is told which."""

    def __init__(self) -> None:
        super().__init__(
            "账号或密码不对。 The account or the password is wrong; after five wrong ones in a row"
            " there is a pause."
        )


class PausedError(PeopleError):
    """Too many wrong passwords in a row; not even the right one is looked at now."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(
            f"密码错误次数过多,请 {wait_s} 秒后再试。 Too many wrong passwords for this name: try"
            f" again in {wait_s} s, or have an administrator set a new password."
        )
        self.wait_s = wait_s
        """Whole seconds, from 1."""


class BusyError(PeopleError):
    """Too many wait for a hash to be computed already."""

    def __init__(self) -> None:
        super().__init__(
            "登录人数过多,请稍后再试。 Too many sign in at this moment; nothing was looked at. Try"
            " again."
        )
