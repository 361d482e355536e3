"""What stands in the firmware's tables: words, pins, and the lists of its own files."""

import json
import re
from functools import partial
from typing import Any

import pytest

from hw_sim.vm_process import ROOT
from kiosk_fw import board, texts
from kiosk_fw.parts import digits
from tests.protocol.ram_nor import RamNor

FIRMWARE = ROOT / "kiosk_fw"
NOT_ON_THE_BOARD = {"kiosk_fw/manifest.py", "kiosk_fw/boot/_boot.py"}
PROTOCOL = {
    f"protocol/{name}.py"
    for name in (
        "__init__",
        "frames",
        "checks",
        "codes",
        "records",
        "journal",
        "upload",
        "device_link",
    )
}

BY_ITSELF = [
    *texts.OUT_OF_SERVICE,
    *texts.INVITATION,
    *texts.WAITING,
    *texts.BAD_CODE,
    *texts.IDENTIFIED,
]

MODELS = {
    "dispenser": (board.DISPENSER_KEYS, board.DISPENSER_LAMPS),
    "rating_pad": (board.RATING_KEYS, board.RATING_LAMPS),
    "call_pad": (board.CALL_KEYS, board.CALL_LAMPS),
}


def firmware_files() -> set[str]:
    files = {str(path.relative_to(ROOT)) for path in FIRMWARE.rglob("*.py")}
    return (files - NOT_ON_THE_BOARD) | PROTOCOL


def test_every_text_is_the_one_written_beside_it() -> None:
    source = (FIRMWARE / "texts.py").read_text()
    beside = re.findall(r'^\s*(?:\w+ = )?(b".*"),?  # "(.*)"$', source, re.M)
    assert len(beside) == len(BY_ITSELF) + 1
    for raw, text in beside:
        assert eval(raw).decode("gb2312") == text


@pytest.mark.parametrize("line", BY_ITSELF)
def test_a_text_fits_its_line_with_chinese_at_even_columns(line: bytes) -> None:
    assert len(line) <= 16
    column = 0
    for character in line.decode("gb2312"):
        width = len(character.encode("gb2312"))
        assert width == 1 or column % 2 == 0
        column += width


def test_out_of_service_is_said_in_chinese_and_in_english() -> None:
    said = b"".join(texts.OUT_OF_SERVICE).decode("gb2312")
    assert "暂停服务" in said
    assert "导税员" in said
    assert "Out of service" in said


@pytest.mark.parametrize("model", MODELS)
def test_no_pin_is_used_twice_and_all_are_on_the_header_of_a_pico(model: str) -> None:
    keys, lamps = MODELS[model]
    others = (board.UART_TX, board.UART_RX, board.UART_DRIVE, board.BUZZER)
    used = [*keys, *lamps, *others, board.SPI_SCK, board.SPI_MOSI, board.SPI_CS]
    assert len(set(used)) == len(used)
    assert set(used) <= {*range(23), 26, 27, 28}
    assert len(keys) == len(lamps)


def test_spi_and_uart_are_on_pins_that_the_chip_allows() -> None:
    assert (board.SPI_SCK & 3, board.SPI_MOSI & 3) == (2, 3)
    assert {board.SPI_SCK >> 3 & 1, board.SPI_MOSI >> 3 & 1} == {board.SPI}
    assert (board.UART_TX & 3, board.UART_RX & 3) == (0, 1)


def test_the_journal_fits_the_storage_of_a_pico_and_the_image_leaves_it_free() -> None:
    assert board.JOURNAL_START + board.JOURNAL_SECTORS * 4096 == 1408 * 1024
    reserved = re.search(r"^JOURNAL_START = (\S+) \* (\S+) ", _boot(), re.M)
    assert reserved is not None
    assert int(reserved[1]) * int(reserved[2]) == board.JOURNAL_START


def _boot() -> str:
    return (FIRMWARE / "boot" / "_boot.py").read_text()


def test_package_json_names_every_file_of_the_firmware() -> None:
    listed = {}
    for on_board, here in json.loads((FIRMWARE / "package.json").read_text())["urls"]:
        listed[on_board] = str((FIRMWARE / here).resolve().relative_to(ROOT))
    assert set(listed) == firmware_files()
    assert all(on_board == here for on_board, here in listed.items())


def test_the_manifest_freezes_every_file_of_the_firmware_and_its_own_start_up() -> None:
    frozen: set[str] = set()
    ports: list[str] = []

    def package(name: str, files: tuple[str, ...], base_path: str) -> None:
        assert (FIRMWARE / base_path).resolve() == ROOT
        frozen.update(f"{name}/{file}" for file in files)

    def module(name: str, base_path: str) -> None:
        assert (FIRMWARE / base_path / name).is_file()
        ports.append(name)

    def freeze(path: str, files: tuple[str, ...]) -> None:
        ports.extend(files)

    names: dict[str, Any] = {"package": package, "module": module, "freeze": freeze}
    names["metadata"] = names["include"] = lambda *args, **kwargs: None
    exec((FIRMWARE / "manifest.py").read_text(), names)
    assert frozen == firmware_files()
    assert ports.count("_boot.py") == 1


def test_figures_and_most_letters_have_shapes_of_their_own() -> None:
    shapes = {character: digits.segments(ord(character)) for character in "0123456789ACEFHLPU-b "}
    assert len(set(shapes.values())) == len(shapes)
    assert all(digits.segments(code) < 128 for code in range(256))


def test_no_file_is_longer_than_a_sitting() -> None:
    for path in FIRMWARE.rglob("*.py"):
        assert len(path.read_text().splitlines()) <= 150, path


def test_the_example_of_the_readme_runs() -> None:
    readme = (FIRMWARE / "README.md").read_text()
    (example,) = re.findall(r"```python\n(.*?)```", readme, re.S)
    exec(example, _bench())


def _bench() -> dict[str, Any]:
    class Clock:
        def now(self) -> int:
            return 0

    class Lamps:
        def show(self, lit: int) -> None:
            self.lit = lit

    class Buzzer:
        def play(self, sound: object) -> None:
            self.sound = sound

    return {"RamNor": partial(RamNor, 16), "Clock": Clock, "Lamps": Lamps, "Buzzer": Buzzer}
