"""What people are told when a rule about accounts says no, or the database does not answer."""

from screens.people.errors import PeopleError


class NotPossibleError(PeopleError):
    """It contradicts what is there; nothing was changed."""


class NotAnsweringError(PeopleError):
    """The database cannot be asked now."""
