"""What central gave back, as a command of its own."""

from gateway.hall.reasons import Reason
from gateway.store.errors import WishRefusedError
from gateway.store.take_over import TakeOver
from gateway.store.transaction import Transaction


class GivenBack(TakeOver):
    """A hall takes it inside of another command (gateway.orders)."""

    def run(self, tx: Transaction) -> int:
        taken = self.take(tx)
        if isinstance(taken, Reason):
            raise WishRefusedError(taken)
        return taken
