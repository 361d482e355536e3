"""Each rule of the figures removed in turn, with the test that must find it out.

A mutant changes the real rules through a MonkeyPatch, which takes it back afterwards.
"""

from collections.abc import Callable
from typing import Any, Final

from insight.measures import BY_ID
from tests.hall.patches import Patch
from tests.insight import figure_mutants as figure
from tests.insight import staff_mutants as staff
from tests.insight import test_advice as advice
from tests.insight import test_alarms as alarms
from tests.insight import test_book as book
from tests.insight import test_contributions as contributions
from tests.insight import test_erlang as erlang
from tests.insight import test_forecast as forecast
from tests.insight import test_live as live
from tests.insight import test_measures as measures
from tests.insight import test_scores as scores
from tests.insight import test_visits as visits
from tests.insight import test_windows as windows
from tests.insight import visit_mutants as visit

Found = tuple[Callable[[Patch], None], Callable[..., Any], tuple[Any, ...]]
"""A mutant, the test that finds it out, and what the test is given."""

MUTANTS: Final[tuple[Found, ...]] = (
    # Visits: what is a wait, what is handling (F1 to F4).
    (
        visit.wait_again_after_a_transfer,
        visits.test_after_a_transfer_the_person_has_waited_since_joining_and_the_queue_since_then,
        (),
    ),
    (
        visit.wait_until_the_start,
        visits.test_waiting_ends_with_the_call_and_handling_begins_with_the_start,
        (),
    ),
    (
        visit.handle_from_the_call_on,
        visits.test_waiting_ends_with_the_call_and_handling_begins_with_the_start,
        (),
    ),
    (
        visit.finish_without_an_end,
        visits.test_waiting_ends_with_the_call_and_handling_begins_with_the_start,
        (),
    ),
    (
        visit.wait_while_away,
        visits.test_whoever_was_missed_and_came_back_has_not_waited_while_away,
        (),
    ),
    (visit.wait_from_afar, visits.test_a_phone_ticket_waits_from_its_check_in_on, ()),
    (
        visit.wait_before_the_slot,
        visits.test_whoever_came_before_the_booked_slot_waits_from_the_slot_on,
        (),
    ),
    (visit.hold_as_handling, visits.test_time_on_hold_is_nobodys_handling, ()),
    (visit.measure_by_the_wall, visits.test_a_wall_clock_that_is_set_changes_no_length, ()),
    (
        visit.believe_hand_written_times,
        visits.test_what_was_written_by_hand_is_in_no_length_of_time,
        (),
    ),
    # Calls in vain (F8).
    (
        visit.take_who_gave_back_for_a_no_show,
        visits.test_a_number_given_back_before_its_call_is_no_invalid_call,
        (),
    ),
    (
        visit.clear_a_call_in_vain_by_giving_back,
        visits.test_coming_back_and_giving_the_number_back_clears_no_invalid_call,
        (),
    ),
    (
        visit.call_who_came_back_a_no_show,
        visits.test_whoever_was_missed_and_came_back_has_not_waited_while_away,
        (),
    ),
    (visit.forget_recalls, visits.test_a_call_in_vain_is_one_however_often_it_was_repeated, ()),
    (
        visit.count_each_call_as_a_number,
        visits.test_a_call_in_vain_is_one_however_often_it_was_repeated,
        (),
    ),
    # Ratings (F10).
    (
        visit.let_the_last_rating_win,
        visits.test_a_rating_is_its_services_own_however_late_and_the_first_one_counts,
        (),
    ),
    (
        visit.rate_who_serves_now,
        contributions.test_a_late_rating_is_of_its_own_service_and_not_of_the_newest,
        (),
    ),
    (
        visit.take_silence_for_satisfaction,
        contributions.test_whoever_pressed_nothing_has_rated_nothing,
        (),
    ),
    (
        figure.call_the_unrated_satisfied,
        contributions.test_the_last_two_levels_are_bad_and_good_is_of_those_who_rated,
        (),
    ),
    (
        figure.call_the_middle_level_bad,
        contributions.test_the_last_two_levels_are_bad_and_good_is_of_those_who_rated,
        (),
    ),
    (figure.take_part_by_being_asked, measures.test_the_ratings_of_nujiang_2020, ()),
    (figure.very_satisfied_of_all_who_were_asked, measures.test_the_ratings_of_nujiang_2020, ()),
    (
        figure.take_the_share_for_its_bound,
        contributions.test_the_bound_of_one_good_rating_is_no_hundred_percent,
        (),
    ),
    (
        figure.bound_without_the_middle,
        measures.test_one_rating_of_five_is_not_better_than_two_hundred_of_which_one_is_less,
        (),
    ),
    # Whose figures they are.
    (
        visit.finish_who_was_sent_on,
        contributions.test_whoever_was_sent_on_is_served_once_and_started_twice,
        (),
    ),
    (
        visit.blame_who_learns,
        contributions.test_what_somebody_does_who_learns_is_in_no_figure_of_a_person,
        (),
    ),
    (
        visit.time_each_item_of_a_batch,
        contributions.test_a_batch_counts_for_each_of_its_items_and_its_time_for_none,
        (),
    ),
    (
        visit.leave_windows_out,
        visits.test_a_rating_is_its_services_own_however_late_and_the_first_one_counts,
        (),
    ),
    (
        visit.count_on_the_day_of_the_end,
        visits.test_a_visit_over_midnight_belongs_to_the_day_of_its_number,
        (),
    ),
    (
        figure.leave_who_left_to_those_called,
        contributions.test_who_left_is_counted_among_all_numbers,
        (),
    ),
    # The book: late, twice, in any order.
    (
        visit.count_twice_what_comes_late,
        book.test_late_doubled_and_shuffled_facts_give_what_a_recount_gives,
        (0,),
    ),
    (
        visit.count_duplicates,
        book.test_late_doubled_and_shuffled_facts_give_what_a_recount_gives,
        (0,),
    ),
    (
        visit.read_as_it_came,
        book.test_late_doubled_and_shuffled_facts_give_what_a_recount_gives,
        (0,),
    ),
    (
        visit.drop_what_comes_early,
        visits.test_a_rating_that_a_pad_kept_over_a_change_of_disks_finds_its_service,
        (),
    ),
    (
        visit.say_nothing_of_what_comes_too_late,
        visits.test_what_comes_late_about_a_day_let_go_is_told,
        (),
    ),
    (
        visit.keep_what_belongs_to_nothing,
        visits.test_what_belongs_to_nothing_is_not_kept_for_ever,
        (),
    ),
    # Tallies.
    (figure.round_ranks_down, measures.test_medians_and_percentiles_are_exact_to_a_second, ()),
    (figure.take_the_upper_middle, measures.test_medians_and_percentiles_are_exact_to_a_second, ()),
    (figure.lose_the_milliseconds, measures.test_medians_and_percentiles_are_exact_to_a_second, ()),
    (figure.keep_zeros, measures.test_what_is_added_and_taken_back_leaves_nothing, ()),
    (
        figure.take_nothing_for_zero,
        measures.test_of_nothing_there_is_no_share_and_no_mean,
        (BY_ID["F8.rate"],),
    ),
    # Windows (F5).
    (
        figure.take_a_login_for_an_opening,
        windows.test_a_login_opens_no_window_and_a_pause_is_not_open,
        (),
    ),
    (
        figure.take_a_pause_for_open,
        windows.test_a_login_opens_no_window_and_a_pause_is_not_open,
        (),
    ),
    (
        figure.count_hours_after_hours,
        windows.test_what_is_open_after_the_hours_is_not_open_in_them,
        (),
    ),
    (
        figure.rate_only_windows_that_opened,
        windows.test_a_window_that_nobody_opened_counts_among_those_that_are_there,
        (),
    ),
    (
        visit.measure_by_the_wall,
        windows.test_a_wall_clock_that_is_set_makes_no_window_open_longer,
        (),
    ),
    # The hall at this moment (F6, F9, F23), and alarms.
    (figure.leave_a_level_at_once, live.test_a_level_is_reached_at_once_and_left_slowly, ()),
    (
        figure.leave_a_level_at_its_beginning,
        live.test_a_level_is_reached_at_once_and_left_slowly,
        (),
    ),
    (figure.reach_a_level_slowly, live.test_a_level_is_reached_at_once_and_left_slowly, ()),
    (
        figure.press_on_all_windows,
        live.test_pressure_is_the_work_that_waits_per_window_that_may_do_it,
        (),
    ),
    (figure.send_to_any_window, live.test_somebody_sent_to_one_window_waits_for_that_one, ()),
    (figure.tell_the_wait_of_those_ahead_alone, live.test_the_wait_of_a_newcomer, ()),
    (figure.clear_at_the_limit, alarms.test_a_wait_at_its_limit_does_not_flap, ()),
    (figure.raise_at_once, alarms.test_a_short_fault_is_no_alarm, ()),
    (
        figure.never_escalate,
        alarms.test_what_nobody_looks_at_becomes_worse_and_what_was_seen_does_not,
        (),
    ),
    (
        figure.escalate_what_was_seen,
        alarms.test_what_nobody_looks_at_becomes_worse_and_what_was_seen_does_not,
        (),
    ),
    (figure.let_a_bad_rating_pass, alarms.test_a_bad_rating_stays_until_somebody_has_seen_it, ()),
    (
        figure.raise_at_each_reading,
        alarms.test_five_hundred_readings_of_one_episode_are_one_alarm,
        (),
    ),
    # Staffing (F19 to F21).
    (
        staff.wait_as_often_as_calls_are_lost,
        erlang.test_the_values_of_pyworkforce_and_of_the_r_package,
        (),
    ),
    (
        staff.add_somebody_for_a_rounding_error,
        erlang.test_nobody_is_asked_to_come_for_a_rounding_error,
        (),
    ),
    (staff.promise_an_end_of_the_queue, erlang.test_ten_windows_never_catch_up_with_them, ()),
    (
        staff.be_patient_twice_as_long,
        erlang.test_people_who_leave,
        (erlang.HALL, 10, 1800, 0.66353, 0.09193, 165.47),
    ),
    (
        staff.forecast_the_day_from_itself,
        forecast.test_no_method_sees_the_day_that_it_forecasts,
        (),
    ),
    (
        staff.choose_the_model_whatever_it_is_worth,
        forecast.test_little_history_is_no_reason_for_a_model,
        (),
    ),
    # Advice (class 12, 05.5, 11.3).
    (
        staff.count_a_window_for_each_of_its_businesses,
        advice.test_windows_that_two_businesses_share_are_not_counted_for_each_of_them,
        (),
    ),
    (
        staff.get_up_for_whoever_has_just_come,
        advice.test_nobody_gets_up_for_somebody_who_has_waited_for_a_moment,
        (),
    ),
    # Scores (F11, F12).
    (
        staff.win_by_haste,
        scores.test_no_part_counts_for_more_than_the_cap_and_a_missing_one_for_nothing,
        (),
    ),
    (
        staff.win_by_one_rating,
        scores.test_a_single_rating_of_five_does_not_win_against_two_hundred_of_4_9,
        (),
    ),
    (
        staff.score_by_the_share,
        scores.test_a_single_rating_of_five_does_not_win_against_two_hundred_of_4_9,
        (),
    ),
    (staff.rank_whoever_served_one, scores.test_whoever_served_few_is_told_so_and_not_ranked, ()),
    (staff.forget_the_rush, scores.test_the_rush_counts_twice, ()),
    (
        staff.keep_what_an_appeal_took_out,
        scores.test_an_appeal_that_was_upheld_takes_its_rating_out_and_leaves_a_trace,
        (),
    ),
    (staff.compare_hard_work_with_easy, scores.test_hard_work_is_compared_with_hard_work, ()),
)
