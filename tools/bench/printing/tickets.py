"""The tickets that are printed here: as a hall in China prints them, in Chinese and English."""

from gateway.printing.slips import TicketSlip


def ticket(n: int) -> TicketSlip:
    """The n-th of them; no two say the same."""
    return TicketSlip(
        hall_name="石家庄市桥西区税务局办税服务厅",
        hall_name_en="Qiaoxi District Tax Service Hall",
        business_name="增值税专用发票代开",
        business_name_en="VAT special invoices",
        number=f"A{n % 1000:03d}",
        ahead=n % 60,
        issued_at=f"2026-11-23 {9 + n % 8:02d}:{n % 60:02d}",
        code=f"{n:020d}",
        window_hint="3、4、5",
        missed="after_n",
    )
