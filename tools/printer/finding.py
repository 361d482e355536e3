"""What printers there are, in the words that hall.toml wants."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from gateway.printing.wires import usb
from gateway.printing.wires.network import NetworkWire

PORTS: Final = Path("/dev/serial/by-id")
NODES: Final = Path("/dev/usb")
_PORT: Final = 9100


def find(hosts: Sequence[str], ports: Path = PORTS, nodes: Path = NODES) -> int:
    """Print one line for each; 0 if there is any, 1 if not."""
    found = [*_on_usb(), *_on_serial(ports), *_as_nodes(nodes), *_on_network(hosts)]
    for line in found:
        print(line)
    if found:
        print("把一台打印机的行写入 hall.toml 的 [[printer]]，再运行 taxhall printer test。")
        print("Put the lines of one below [[printer]] in hall.toml, then: taxhall printer test")
        return 0
    print("没有找到打印机：检查电源和连接线；网络打印机请写出它的地址")
    print("No printer was found: check power and cable; of one on the network give the address.")
    return 1


def _on_usb() -> Iterator[str]:
    try:
        heads = usb.find()
    except OSError as trouble:
        print(f"USB: {trouble}")
        return
    for head in heads:
        yield f'usb = "{head.name}"    # {head.title or "USB printer"}'


def _on_serial(folder: Path) -> Iterator[str]:
    for port in sorted(folder.glob("*")):
        yield f'serial = "{port}"    # if a printer is behind it, and no board'


def _as_nodes(folder: Path) -> Iterator[str]:
    for node in sorted(folder.glob("lp*")):
        yield f'file = "{node}"    # a printer of USB above, by the kernel; prefer usb'


def _on_network(hosts: Sequence[str]) -> Iterator[str]:
    for place in hosts:
        host, _, port = place.rpartition(":") if place.count(":") == 1 else (place, "", "")
        number = int(port) if port.isdecimal() else _PORT
        try:
            NetworkWire(host, number).close()
        except (OSError, OverflowError) as trouble:
            print(f"{place}: {trouble}")
            continue
        also = "" if number == _PORT else f"\nport = {number}"
        yield f'host = "{host}"{also}    # something listens there'
