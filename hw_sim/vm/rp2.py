"""`rp2.Flash` over an image file, with the manners of the NOR chip and of the boot ROM.

Programming only clears bits, erasing sets a sector to FF. Every operation is one write() straight
to the file, so killing the VM cuts between operations as a power cut does.

SIM_FLASH_CUT="n:mode:bytes:seed" lets power fail at the n-th operation of this boot, see FlashCut.
SIM_FLASH_MS="erase:program" lets operations take their time: the VM does nothing else meanwhile,
hears no more than its UART's FIFO holds, and a kill leaves an operation half done.
"""

import os
import time

import sim_control
import sim_deaf

from hw_sim import torn, wire

_SECTOR = 4096
_PAGE = 256
_STEPS = 8  # in which an operation that takes its time reaches the cells

_INIT, _DEINIT, _SYNC, _COUNT, _SIZE, _ERASE = 1, 2, 3, 4, 5, 6


class _Image:
    def __init__(self, path, cut, times):
        self._file = open(path, "r+b")  # noqa: SIM115 - lives as long as the VM
        self.length = self._file.seek(0, 2)
        self._operation = 0
        self._cut_at = -1
        if cut:
            operation, self._mode, part, seed = cut.split(":")
            self._cut_at, self._part, self._seed = int(operation), int(part), int(seed)
        self._erase_us, self._program_us = (int(1000 * float(ms)) for ms in times.split(":"))

    def read(self, position, buffer):
        self._file.seek(position)
        self._file.readinto(buffer)

    def program(self, position, data):
        old = self._at(position, len(data))
        new = int.from_bytes(old, "little") & int.from_bytes(data, "little")
        self._change(position, old, new.to_bytes(len(data), "little"), self._program_us)

    def erase(self, position, length):
        for at in range(position, position + length, _SECTOR):
            self._change(at, self._at(at, _SECTOR), b"\xff" * _SECTOR, self._erase_us)

    def _change(self, position, old, new, takes_us):
        if self._operation == self._cut_at:
            new = torn.torn(old, new, self._mode, self._part, self._seed)
            self._write(position, new)
            sim_control.send(wire.POWER_FAILS)
            while True:  # the bench kills this process now
                time.sleep(1)
        self._operation += 1
        if takes_us:
            self._slowly(position, new, takes_us)
        else:
            self._write(position, new)

    def _slowly(self, position, new, takes_us):
        sim_deaf.begin()
        step = len(new) // _STEPS
        for at in range(0, len(new), step):
            time.sleep_us(takes_us // _STEPS)
            self._write(position + at, new[at : at + step])
        sim_deaf.end()

    def _at(self, position, length):
        self._file.seek(position)
        return self._file.read(length)

    def _write(self, position, data):
        self._file.seek(position)
        self._file.write(data)


_image = _Image(
    os.getenv("SIM_FLASH"), os.getenv("SIM_FLASH_CUT"), os.getenv("SIM_FLASH_MS") or "0:0"
)


class Flash:
    """The region which the image stands for: its length is the file's, wherever it starts."""

    def __init__(self, *, start=0, len=-1):
        if start < 0 or start % _SECTOR:
            raise ValueError("start is a multiple of 4096")
        if len != -1 and len != _image.length:
            raise ValueError("the image holds %d bytes, not %d" % (_image.length, len))

    def readblocks(self, block, buffer, offset=0):
        _image.read(self._place(block * _SECTOR + offset, buffer), buffer)

    def writeblocks(self, block, buffer, offset=None):
        position = block * _SECTOR + (offset or 0)
        if position % _PAGE or len(buffer) % _PAGE:
            # The boot ROM rounds up to whole pages and reads on past the end of the buffer.
            raise ValueError("flash is programmed in whole 256-byte pages: pad with FF")
        self._place(position, buffer)
        if offset is None:
            if len(buffer) % _SECTOR:
                raise ValueError("without an offset whole 4096-byte sectors are written")
            _image.erase(position, len(buffer))
        _image.program(position, buffer)

    def _place(self, position, buffer):
        if not 0 <= position <= _image.length - len(buffer):
            raise ValueError("outside of the region")
        return position

    def ioctl(self, command, argument):
        if command in (_INIT, _DEINIT, _SYNC):
            return 0
        if command == _COUNT:
            return _image.length // _SECTOR
        if command == _SIZE:
            return _SECTOR
        if command == _ERASE:
            if not 0 <= argument < _image.length // _SECTOR:
                raise ValueError("outside of the region")
            _image.erase(argument * _SECTOR, _SECTOR)
            return 0
        return None
