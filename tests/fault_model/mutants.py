"""Each rule of the link and of the store removed in turn: some seed must find each of them out.

A mutant changes the real classes through a MonkeyPatch, which takes it back after the story.
"""

from collections.abc import Callable
from itertools import count
from typing import Final

import pytest

from tests.fault_model import board_mutants as board
from tests.fault_model import gateway_mutants as gateway
from tests.fault_model import link_mutants as link
from tests.fault_model.disk import HandWriter


def slow_disk(patch: pytest.MonkeyPatch) -> None:
    """No rule is removed: the disk takes three turns for a commit. It alone must pass."""
    commit, turns = HandWriter.commit, count()

    def slow(self: HandWriter) -> None:
        if self.head.n < 3 or next(turns) % 3 == 0:
            commit(self)

    patch.setattr(HandWriter, "commit", slow)


CONTROL: Final = slow_disk
COVERED: Final = (board.write_over_a_torn_slot, link.seed_without_the_journal)
"""No seed finds these out, for another rule covers each. Over a torn slot nothing reads back, so it
is left behind as VOID after all; `write_over_a_torn_slot_unread` takes both rules away. A board
begins another journal only when it starts, which ends the session, and the next one has a nonce of
its own; `seed_without_anything` takes that away too."""

MUTANTS: Final[dict[str, Callable[[pytest.MonkeyPatch], None]]] = {
    mutant.__name__: mutant
    for mutant in (
        gateway.acknowledge_before_the_commit,
        gateway.take_a_failed_commit_for_one,
        gateway.mark_after_the_records,
        gateway.mark_before_the_records,
        gateway.take_what_is_out_of_order,
        gateway.tell_no_gap,
        gateway.name_records_without_their_journal,
        gateway.see_no_flash_go_back,
        gateway.see_no_flash_that_caught_up,
        gateway.believe_every_request_fresh,
        gateway.forget_reboots,
        gateway.ask_not_which_screen,
        gateway.rate_the_newest_service,
        board.free_what_was_sent,
        board.free_what_was_read_ahead,
        board.keep_acknowledgements_over_sessions,
        board.keep_acknowledgements_over_reboots,
        board.erase_what_is_not_acknowledged,
        board.show_before_it_is_written,
        board.count_good_slots,
        board.read_nothing_back,
        board.write_over_a_torn_slot_unread,
        board.leave_torn_slots_out,
        board.erase_without_the_header_first,
        board.note_no_boot,
        link.seed_without_the_host_nonce,
        link.i_am_without_the_host_nonce,
        link.seed_without_anything,
        link.take_any_tag,
        link.keep_an_address_that_was_given_away,
    )
}
