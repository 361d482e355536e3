"""How old something is, in the words of a page."""

from screens.languages import Words


def age(say: Words, seconds: float | None) -> str:
    """None: never. Steps are coarse enough that a page is not drawn anew every second."""
    if seconds is None:
        return say("never")
    if seconds < 60:
        return say("less than a minute ago")
    if seconds < 3600:
        return say("{n} min ago", n=int(seconds // 60))
    if seconds < 86400:
        return say("{n} h ago", n=int(seconds // 3600))
    return say("{n} days ago", n=int(seconds // 86400))
