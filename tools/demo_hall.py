"""The hall of the demo: its files, as a technician would have written them."""

from dataclasses import dataclass
from pathlib import Path

BUSINESSES = (
    ("A", "发票业务", "Invoices"),
    ("B", "纳税申报", "Filing"),
    ("C", "社保缴费", "Social insurance"),
)
WINDOWS = (("1", ("A", "B")), ("2", ("B", "C")), ("3", ("A", "C")), ("4", ("A", "B", "C")))
WITH_PADS = WINDOWS[:3]
"""The others are for who works with the console alone."""
_SERVICES = Path(__file__).with_name("demo_services.toml")
DISPENSER = "e6614c311b7e8a00"


@dataclass(frozen=True)
class Ports:
    """TCP ports on this machine."""

    panel: int
    gateway: int
    central: int
    broker: int
    printer: int


def write(run: Path, ports: Ports) -> None:
    """Write hall.toml and central.toml into the run folder."""
    (run / "hall.toml").write_text(_hall(run, ports), "utf-8")
    (run / "central.toml").write_text(_central(ports), "utf-8")


def _hall(run: Path, ports: Ports) -> str:
    keys = ", ".join(f'"{code}"' for code, _, _ in BUSINESSES)
    parts = [
        '[hall]\nid = "hall-01"\nname = "城东办税服务厅"\nname_en = "East City Tax Hall"\n'
        'first_day = "automatic"\n'
    ]
    for code, name, name_en in BUSINESSES:
        parts.append(f'[[business]]\ncode = "{code}"\nname = "{name}"\nname_en = "{name_en}"\n')
    for window, served in WINDOWS:
        codes = ", ".join(f'"{code}"' for code in served)
        parts.append(
            f'[[window]]\nid = "{window}"\nname = "{window}号窗口"\nbusinesses = [{codes}]\n'
        )
    for line in ("kiosk", "windows"):
        parts.append(f'[[line]]\nname = "{line}"\nport = "{run / f"line-{line}"}"\n')
    parts.append(
        f'[[board]]\nuid = "{DISPENSER}"\nline = "kiosk"\nrole = "dispenser"\nkeys = [{keys}]\n'
    )
    for window, _ in WITH_PADS:
        for role, digit in (("call_pad", "c"), ("rating_pad", "d")):
            uid = f"{DISPENSER[:-2]}{digit}{window}"
            parts.append(
                f'[[board]]\nuid = "{uid}"\nline = "windows"\nrole = "{role}"\n'
                f'window = "{window}"\n'
            )
    parts.append(f'[[printer]]\nhost = "127.0.0.1"\nport = {ports.printer}\n')
    parts.append(f'[uplink]\nhost = "127.0.0.1"\nport = {ports.broker}\n')
    parts.append(f"[web]\nport = {ports.gateway}\n")
    parts.append(_SERVICES.read_text("utf-8"))
    return "\n".join(parts)


def _central(ports: Ports) -> str:
    return (
        '[city]\nname = "本市税务局"\nname_en = "City Tax Bureau"\n\n'
        f"[broker]\nport = {ports.broker}\n\n[web]\nport = {ports.central}\n\n"
        '[[county]]\nid = "east"\nname = "城东区"\nname_en = "East District"\n\n'
        '[[hall]]\nid = "hall-01"\nname = "城东办税服务厅"\nname_en = "East City Tax Hall"\n'
        f'county = "east"\nurl = "http://127.0.0.1:{ports.gateway}/"\n'
    )
