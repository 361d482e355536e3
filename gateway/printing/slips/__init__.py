"""What each paper of a hall says, as plain values that are ready to print.

How it looks stands in `templates/`, one file for each kind of paper. Nothing here is a person's
name or ID number; the only one that a paper names is somebody of the hall.

Every `x_en` is the English of `x`: it may be empty, and the other one is printed then.
"""

from typing import Final

from gateway.printing.slips.office import DeviceLabelSlip, SelfTestSlip, StaffDaySlip
from gateway.printing.slips.people import BookingSlip, CardSlip, ChecklistSlip, TicketSlip
from gateway.printing.slips.slip import MOST_QR_BYTES, Copied, Named, Slip

__all__ = [
    "KINDS",
    "MOST_QR_BYTES",
    "BookingSlip",
    "CardSlip",
    "ChecklistSlip",
    "Copied",
    "DeviceLabelSlip",
    "Named",
    "SelfTestSlip",
    "Slip",
    "StaffDaySlip",
    "TicketSlip",
]

KINDS: Final[tuple[type[Slip], ...]] = (
    TicketSlip,
    BookingSlip,
    ChecklistSlip,
    CardSlip,
    StaffDaySlip,
    SelfTestSlip,
    DeviceLabelSlip,
)
"""In the order in which a person meets them."""
