"""Reasons of bookings."""

from typing import Final

from gateway.hall.reasons.reason import Reason

NO_BOOKING_HERE: Final = Reason(
    "no_booking_here",
    "本厅不办预约",
    "This hall takes no bookings: come and take a number.",
)
DAY_NOT_BOOKABLE: Final = Reason(
    "day_not_bookable",
    "该日期不可预约",
    "This day cannot be booked now; choose one of the days that are offered.",
)
NO_SUCH_SLOT: Final = Reason(
    "no_such_slot",
    "没有这个时段",
    "There is no such slot, or it has begun; choose one of those that are offered.",
)
SLOT_FULL: Final = Reason(
    "slot_full",
    "该时段已约满,请选其他时段",
    "This slot is full; choose another one.",
)
SHOW_ID: Final = Reason(
    "show_id",
    "请出示身份证件",
    "This needs an identity document; show one first.",
)
BOOKING_BLOCKED: Final = Reason(
    "booking_blocked",
    "预约已暂停,请带证件到厅解除",
    "Too many bookings were not kept or cancelled: bring an identity document to the hall.",
)
HAS_A_BOOKING: Final = Reason(
    "has_a_booking",
    "您已预约该半天的此业务",
    "This person has a booking for this business in this half day already.",
)
NO_SUCH_BOOKING: Final = Reason(
    "no_such_booking",
    "没有这个预约",
    "There is no such booking, or it was of another day; take a number at the dispenser.",
)
BOOKING_CANCELLED: Final = Reason(
    "booking_cancelled",
    "预约已取消,请按键取号",
    "This booking was cancelled; take a number at the dispenser.",
)
BOOKING_OVER: Final = Reason(
    "booking_over",
    "预约已过期,请按键取号",
    "This booking has lapsed; take a number at the dispenser.",
)
BOOKED_FOR_ANOTHER_DAY: Final = Reason(
    "booked_for_another_day",
    "预约不在今天,请按预约日期来",
    "This booking is for another day; come on that day, or cancel it.",
)
TOO_EARLY: Final = Reason(
    "too_early",
    "未到预约时间,请稍后再来",
    "It is too early for this booking; come again shortly before its time.",
)
ALREADY_ARRIVED: Final = Reason(
    "already_arrived",
    "预约已取号,请勿重复",
    "This booking has its number already; wait until it is called.",
)
TOO_LATE_TO_CANCEL: Final = Reason(
    "too_late_to_cancel",
    "临近预约时间,不能取消",
    "It is too late to cancel this booking; ask the hall if you cannot come.",
)
NOT_BLOCKED: Final = Reason(
    "not_blocked",
    "此人可以预约",
    "This person may book; there is nothing to lift.",
)
ONLY_BY_STAFF: Final = Reason(
    "only_by_staff",
    "须由工作人员办理",
    "Only a member of the staff with an own account can do this.",
)
