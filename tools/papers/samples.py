"""One slip of each kind with values as a hall has them, to look at before there is a taxpayer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gateway.config import Config
from gateway.printing.slips import (
    BookingSlip,
    CardSlip,
    ChecklistSlip,
    DeviceLabelSlip,
    Named,
    SelfTestSlip,
    Slip,
    StaffDaySlip,
    TicketSlip,
)
from gateway.printing.slips.people import Missed


@dataclass(frozen=True)
class Sample:
    """A slip to look at."""

    name: str
    """Of its picture."""
    slip: Slip


@dataclass(frozen=True)
class Setting:
    """The hall that the samples are of."""

    name: str
    name_en: str
    business: str
    business_en: str
    item: str
    item_en: str
    papers: tuple[Named, ...]
    windows: tuple[str, ...] = ("3", "4")
    early_min: int = 15
    card_days: int = 5
    missed: Missed = "after_n"
    where: str = ""
    where_en: str = ""
    area: str = ""
    area_en: str = ""
    cancel_hours: str = "3"
    address: str = "HTTPS://HALL.EXAMPLE"
    """Of its pages; empty: codes lead to none."""

    def page(self, kind: str, code: str) -> str:
        """Address of a code's page."""
        return f"{self.address}/{kind}/{code}" if self.address else ""


EXAMPLE: Final = Setting(
    name="石家庄市桥西区税务局办税服务厅",
    name_en="Qiaoxi District Tax Service Hall",
    business="发票领用",
    business_en="Invoice collection",
    item="增值税专用发票最高开票限额变更",
    item_en="Change of the limit of special VAT invoices",
    papers=(
        Named("经办人身份证原件及复印件", "ID card of whoever comes, and a copy"),
        Named("《税务行政许可申请表》一式两份，加盖公章", "Application form, two copies, sealed"),
        Named("授权委托书", "Letter of authority"),
    ),
    where="二楼东区取号机",
    where_en="Dispenser on floor 2, east",
    area="二楼东区",
    area_en="Floor 2, east",
)
"""Of the pictures in docs/paper."""


def samples(of: Setting = EXAMPLE) -> tuple[Sample, ...]:
    """One of each paper, and a second paper of a number, and a blank card."""
    hall: dict[str, Any] = {"hall_name": of.name, "hall_name_en": of.name_en}
    matter: dict[str, Any] = {
        **hall,
        "business_name": of.business,
        "business_name_en": of.business_en,
    }
    return (
        Sample("ticket", _ticket(of, matter)),
        Sample("ticket-again", _ticket(of, matter, reprint=True)),
        Sample("ticket-booked", _ticket(of, matter, reserved="09:30-10:00")),
        Sample(
            "booking",
            BookingSlip(
                **matter,
                day="2026-11-24",
                slot="09:30-10:00",
                early_min=of.early_min,
                where=of.where,
                where_en=of.where_en,
                bring=of.papers,
                cancel_hours=of.cancel_hours,
                code="7K3MQ9TDX2",
                code_url=of.page("B", "7K3MQ9TDX2"),
            ),
        ),
        Sample(
            "checklist",
            ChecklistSlip(
                **matter,
                item_name=of.item,
                item_name_en=of.item_en,
                papers=of.papers,
                number="A001",
                told_at="2026-11-22 09:41",
                first_contact=f"{of.windows[0]}号窗口 1024",
                first_contact_en=f"Window {of.windows[0]}, 1024",
                card_days=of.card_days,
                code="4PXW8R2HC6",
                code_url=of.page("T", "4PXW8R2HC6"),
            ),
        ),
        Sample(
            "card",
            CardSlip(
                **matter,
                number="A001",
                given_at="2026-11-22 09:41",
                valid_days=of.card_days,
                code="4PXW8R2HC6",
                code_url=of.page("T", "4PXW8R2HC6"),
            ),
        ),
        Sample("card-blank", CardSlip(**hall, blank=True, valid_days=of.card_days)),
        Sample(
            "staff_day",
            StaffDaySlip(
                **hall,
                staff="1024",
                day="2026-11-22",
                printed_at="2026-11-22 17:32",
                calls=43,
                services=41,
                mean_handling="6:40",
                ratings=(21, 6, 2, 1, 0),
                least_ratings=10,
            ),
        ),
        Sample(
            "self_test",
            SelfTestSlip(
                printer="取号机旁",
                profile="ESC/POS",
                coding="GBK",
                printed_at="2026-11-22 08:20",
                version="0.1.0",
            ),
        ),
        Sample(
            "device_label",
            DeviceLabelSlip(**hall, uid="e6614c311b7e8a01", role="call_pad", window=of.windows[0]),
        ),
    )


def _ticket(of: Setting, matter: Mapping[str, Any], **more: Any) -> TicketSlip:
    values: dict[str, Any] = {
        **matter,
        "area": of.area,
        "area_en": of.area_en,
        "number": "A001",
        "ahead": 5,
        "eta": "15-25",
        "window_hint": "、".join(of.windows),
        "missed": of.missed,
        "issued_at": "2026-11-22 09:15",
        "code": "4PXW8R2HC6",
        "code_url": of.page("T", "4PXW8R2HC6"),
    }
    return TicketSlip(**{**values, **more})


def setting_of(config: Config) -> Setting:
    """The hall of a hall.toml: its own names, its first business, its longest checklist."""
    business = config.business[0]
    item = max(config.item, key=lambda one: len(one.papers), default=None)
    papers = () if item is None else tuple(Named(p.name, p.name_en) for p in item.papers)
    windows = [one.id for one in config.window if business.code in one.businesses]
    return Setting(
        name=config.hall.name,
        name_en=config.hall.name_en,
        business=business.name,
        business_en=business.name_en,
        item="" if item is None else item.name,
        item_en="" if item is None else item.name_en,
        papers=papers or EXAMPLE.papers,
        windows=tuple(windows),
        early_min=EXAMPLE.early_min if config.booking is None else config.booking.early_min,
        card_days=config.rules.card_days or EXAMPLE.card_days,
        missed=config.rules.missed,
        cancel_hours=_hours(config),
        address=config.public.address.rstrip("/"),
    )


def _hours(config: Config) -> str:
    minutes = 0 if config.booking is None else config.booking.cancel_before_min
    return f"{minutes / 60:g}" if minutes else ""
