"""Each rule of a hall removed in turn: the judge must find a hall without it out.

A mutant changes the real rules through a MonkeyPatch, which takes it back after the story.
"""

from collections.abc import Callable
from typing import Final

from tests.hall import away_mutants as away
from tests.hall import order_mutants as order
from tests.hall import paper_mutants as paper
from tests.hall import window_mutants as window
from tests.hall.patches import Patch

MUTANTS: Final[dict[str, Callable[[Patch], None]]] = {
    mutant.__name__: mutant
    for mutant in (
        order.give_numbers_on_over_night,
        order.take_back_the_number_of_who_cancels,
        order.send_who_waits_home_at_midnight,
        order.keep_who_waits_for_ever,
        order.give_out_any_number_of_numbers,
        order.pass_over_without_end,
        order.let_people_wait_without_end,
        order.protect_normal_tickets_alone,
        order.take_a_call_by_name_for_a_turn,
        order.forget_the_classes,
        order.call_the_newest_first,
        order.take_early_for_on_time,
        order.leave_windows_idle_until_the_slot,
        order.let_a_phone_wait_from_afar,
        order.count_the_time_elsewhere,
        order.put_who_was_missed_at_the_head,
        order.put_who_was_missed_one_too_far_behind,
        order.bring_back_what_is_void,
        order.bring_back_whatever_the_hour,
        order.bring_back_again_and_again,
        order.count_the_time_after_a_missed_call,
        window.cancel_after_the_call,
        window.recall_at_once,
        window.recall_without_end,
        window.measure_time_by_the_wall,
        window.call_out_of_the_queue_twice,
        window.call_while_paused_or_closed,
        window.call_where_nobody_has_logged_in,
        window.call_for_any_window,
        window.call_for_what_the_clerk_does_not_know,
        window.call_by_name_for_any_window,
        window.let_two_clerks_sit_at_a_window,
        window.let_a_clerk_sit_at_two_windows,
        window.leave_who_stands_at_the_window,
        window.send_to_a_window_that_left,
        window.begin_anew_after_a_transfer,
        window.lose_the_class_in_a_transfer,
        window.transfer_for_the_old_business,
        window.resume_at_two_windows,
        window.hold_and_keep_the_window,
        paper.begin_again_after_the_numbers_of_others,
        paper.go_on_after_numbers_in_the_middle_of_the_day,
        paper.let_a_guide_say_how_far_numbers_went,
        paper.let_bookings_go_before_cards,
        paper.let_cards_go_before_need,
        paper.take_a_card_twice,
        paper.take_cards_of_any_age,
        paper.take_cards_for_the_first_business,
        paper.take_a_card_from_anybody,
        paper.let_a_card_be_a_second_place,
        paper.turn_cards_away_when_the_day_is_full,
        paper.give_cards_where_there_are_none,
        away.leave_a_clerk_without_account_who_serves,
        away.leave_a_clerk_of_another_duty,
        away.let_the_pad_call_where_somebody_was_sent_away,
        away.send_home_who_stands_where_somebody_was_sent_away,
        away.strand_who_stands_where_somebody_was_sent_away,
        away.keep_who_was_sent_to_a_window_whose_clerk_was_sent_away,
        away.say_not_who_sent_somebody_away,
    )
}
