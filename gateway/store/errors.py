"""What the store says when it does not do what it was asked. Every text is a sentence."""

from gateway.hall.reasons import Reason


class StoreError(Exception):
    """The store cannot do this; the text says what was kept and what to do."""


class StoreTakenError(StoreError):
    """Another gateway has the store."""


class StoreStoppedError(StoreError):
    """The store is closed, or its writer has ended; nothing of this was kept."""


class NotKeptError(StoreError):
    """The database did not take the group of writes. Ask again later.

    Nothing of it is kept, unless the text says that nobody can know.
    """


class TransactionLostError(StoreError):
    """SQLite has given up the whole transaction in the middle; only the writer handles this."""


class HastyError(TransactionLostError):
    """What was to be written together was refused, and whose it was is not known: the group is to
    be done again, step by step; only the writer handles this."""


class RefusedError(StoreError):
    """A rule says no; nothing was changed."""


class WishRefusedError(RefusedError):
    """The hall's rules say no to a wish."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"{reason.zh} {reason.en}")
        self.reason = reason


class KeyUsedError(RefusedError):
    """The same Idempotency-Key came with another request."""


class OutOfOrderError(RefusedError):
    """Records that the board still has come before these; read it again from the mark."""


class UnknownRowError(RefusedError):
    """An acknowledgement names a row of another stream, or one that this store does not have."""


class DigestDiffersError(RefusedError):
    """An acknowledgement carries another digest than ours: the two copies are not the same."""


class PartlyDoneError(StoreError):
    """What came before the failure stays; `__cause__` is the failure."""
