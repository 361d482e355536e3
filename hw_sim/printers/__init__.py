"""Ticket printers that exist only as programs: network, serial and USB, faults and real paper."""

from hw_sim.paper.model import (
    CLONE_58,
    EPSON_T82,
    EPSON_T88,
    GPRINTER_58,
    MUTE_58,
    SUNMI_80,
    XPRINTER_80,
    Glyphs,
    Model,
)
from hw_sim.printers.faults import Fault
from hw_sim.printers.network import NetworkPrinter
from hw_sim.printers.papers import Paper
from hw_sim.printers.printer import Printer
from hw_sim.printers.serial_port import SerialPrinter
from hw_sim.printers.usb_port import UsbPrinter

__all__ = [
    "CLONE_58",
    "EPSON_T82",
    "EPSON_T88",
    "GPRINTER_58",
    "MUTE_58",
    "SUNMI_80",
    "XPRINTER_80",
    "Fault",
    "Glyphs",
    "Model",
    "NetworkPrinter",
    "Paper",
    "Printer",
    "SerialPrinter",
    "UsbPrinter",
]
