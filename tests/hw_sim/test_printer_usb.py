"""The simulated printer on USB, through pyusb itself and through python-escpos' own class."""

import errno
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hw_sim.printers import Fault, Model, UsbPrinter
from tests.hw_sim.printed import ALL_CHANGES, CUT, ask_id, id_back
from tests.waiting import wait_for

core = pytest.importorskip("usb.core", reason="pyusb is not installed")
util = pytest.importorskip("usb.util", reason="pyusb is not installed")

OUT, IN = 0x01, 0x82
SMALL = Model(buffer_bytes=1_000)


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[UsbPrinter]:
    printer = UsbPrinter(tmp_path, model=SMALL, draw=False)
    yield printer
    printer.close()


@pytest.fixture
def device(printer: UsbPrinter) -> Any:
    found = core.find(**printer.usb_args)
    assert found is not None
    found.set_configuration()
    return found


def test_escpos_own_class_finds_it_prints_and_reads(printer: UsbPrinter):
    from escpos.printer import Usb

    host = Usb(usb_args=printer.usb_args, timeout=1000)
    host.open()
    host.text("Hello\n")
    host.cut()
    assert printer.wait_for_papers(1)[0].text == "Hello\n"
    host._raw(b"\x10\x04\x01")
    assert bytes(host._read()) == b"\x12"
    host.close()


def test_it_is_a_printer_with_two_bulk_endpoints(printer: UsbPrinter, device: Any):
    assert (device.idVendor, device.idProduct) == (0x04B8, 0x0E27)
    interface = device.get_active_configuration()[(0, 0)]
    assert interface.bInterfaceClass == 7
    assert [endpoint.bEndpointAddress for endpoint in interface] == [OUT, IN]
    assert core.find(idVendor=1, idProduct=2, backend=printer.backend) is None
    assert not device.is_kernel_driver_active(0)


def test_answers_come_in_order_and_asb_by_itself(printer: UsbPrinter, device: Any):
    device.write(OUT, b"A\n" + CUT + ask_id(b"0001") + ALL_CHANGES, 1000)
    said = b""
    while len(said) < 11:
        said += bytes(device.read(IN, 64, 1000))
    assert said == id_back(b"0001") + b"\x10\x00\x00\x00"
    printer.cover_open = True
    assert bytes(device.read(IN, 64, 1000)) == b"\x38\x00\x00\x00"


def test_silence_is_a_timeout(device: Any):
    begin = time.monotonic()
    with pytest.raises(core.USBTimeoutError) as silence:
        device.read(IN, 16, 200)
    assert silence.value.errno == errno.ETIMEDOUT
    assert 0.19 <= time.monotonic() - begin < 1


def test_a_busy_printer_takes_a_part_and_then_nothing(printer: UsbPrinter, device: Any):
    """As over libusb: a transfer that was cut short says how much went, and raises nothing."""
    printer.paper_end = True
    job = b"A" * 5_000
    sent = device.write(OUT, job, 200)
    assert 1_000 <= sent < 2_500
    with pytest.raises(core.USBTimeoutError):
        device.write(OUT, job, 200)
    printer.paper_end = False
    assert device.write(OUT, b"\n" + CUT, 1000) == 4
    assert printer.wait_for_papers(1)[0].text.count("A") == sent


def test_a_write_without_timeout_waits_until_there_is_room(printer: UsbPrinter, device: Any):
    printer.paper_end = True
    job = b"A" * 5_000 + b"\n" + CUT
    sent: list[int] = []
    writer = threading.Thread(target=lambda: sent.append(device.write(OUT, job, 0)), daemon=True)
    writer.start()
    time.sleep(0.2)
    assert sent == []
    printer.paper_end = False
    writer.join(5)
    assert sent == [len(job)]
    assert printer.wait_for_papers(1)[0].text.count("A") == 5_000


@pytest.mark.parametrize("how", ["cable", "power"])
def test_who_is_gone_is_no_device_and_comes_back_as_another(
    printer: UsbPrinter, device: Any, how: str
):
    device.write(OUT, b"\x10\x04\x01", 1000)
    assert bytes(device.read(IN, 16, 1000)) == b"\x12"
    if how == "cable":
        printer.cable = True
    else:
        printer.cut_power()
    for transfer in (lambda: device.write(OUT, b"A", 100), lambda: device.read(IN, 16, 100)):
        with pytest.raises(core.USBError) as gone:
            transfer()
        assert gone.value.errno == errno.ENODEV
    assert core.find(**printer.usb_args) is None
    if how == "cable":
        printer.cable = False
    else:
        printer.power_on()
    with pytest.raises(core.USBError) as gone:
        device.write(OUT, b"A", 100)
    assert gone.value.errno == errno.ENODEV
    util.dispose_resources(device)
    new = core.find(**printer.usb_args)
    new.write(OUT, b"\x10\x04\x01", 1000)
    assert bytes(new.read(IN, 16, 1000)) == b"\x12"


def test_a_cable_pulled_during_a_transfer_ends_it_and_the_rest_is_printed(
    printer: UsbPrinter, device: Any
):
    printer.paper_end = True
    troubles: list[Any] = []

    def write() -> None:
        try:
            device.write(OUT, b"A001\n" + CUT + b"B" * 5_000, 0)
        except core.USBError as trouble:
            troubles.append(trouble.errno)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    time.sleep(0.2)
    printer.trip(Fault.CABLE, 3)
    printer.paper_end = False
    writer.join(5)
    assert troubles == [errno.ENODEV]
    assert printer.wait_for_papers(1)[0].text == "A001\n"


def test_the_printer_classs_own_status_is_told(printer: UsbPrinter, device: Any):
    def status() -> int:
        (byte,) = device.ctrl_transfer(0xA1, 1, 0, 0, 1, 1000)
        return int(byte)

    assert status() == 0x18
    printer.paper_end = True
    assert status() == 0x30
    with pytest.raises(core.USBError):
        device.ctrl_transfer(0x21, 77, 0, 0, None, 1000)


def test_a_host_that_hangs_is_freed_when_the_printer_is_closed(printer: UsbPrinter, device: Any):
    over: list[int] = []

    def read() -> None:
        try:
            device.read(IN, 16, 0)
        except core.USBError as trouble:
            over.append(int(trouble.errno))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    time.sleep(0.1)
    printer.close()
    wait_for(lambda: over == [errno.ENODEV], 5)
