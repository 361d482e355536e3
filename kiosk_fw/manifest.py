"""What is frozen into the image of a board: `make BOARD=RPI_PICO FROZEN_MANIFEST=…/manifest.py`.

In place of the port's own manifest, because its _boot.py would give all storage to the file
system and the journal none.
"""

# ruff: noqa: F821  MicroPython's makemanifest.py defines these names
# mypy: ignore-errors

metadata(description="Boards of a tax service hall", version="0.1.0")

freeze("$(PORT_DIR)/modules", ("_boot_fat.py", "rp2.py"))
include("$(MPY_DIR)/extmod/asyncio")
module("_boot.py", base_path="boot")

package(
    "protocol",
    files=(
        "__init__.py",
        "frames.py",
        "checks.py",
        "codes.py",
        "records.py",
        "journal.py",
        "upload.py",
        "device_link.py",
    ),
    base_path="..",
)
package(
    "kiosk_fw",
    files=(
        "__init__.py",
        "board.py",
        "bus.py",
        "call_pad.py",
        "clock.py",
        "dispenser.py",
        "flash.py",
        "main.py",
        "models.py",
        "parts/__init__.py",
        "parts/buzzer.py",
        "parts/digits.py",
        "parts/keys.py",
        "parts/lamps.py",
        "parts/scanner.py",
        "parts/screen.py",
        "rating_pad.py",
        "scans.py",
        "service.py",
        "storage.py",
        "texts.py",
    ),
    base_path="..",
)
