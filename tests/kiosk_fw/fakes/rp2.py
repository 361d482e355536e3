"""A block device in RAM with the RP2040's manners: whole pages, bits only cleared."""

# mypy: ignore-errors
# MicroPython, not CPython.


class Flash:
    def __init__(self, *, start=0, len=0):
        self.start = start
        self.image = bytearray(b"\xff" * len)

    def readblocks(self, block, buffer, offset):
        at = block * 4096 + offset
        buffer[:] = self.image[at : at + len(buffer)]

    def writeblocks(self, block, buffer, offset):
        at = block * 4096 + offset
        assert at % 256 == 0
        assert len(buffer) % 256 == 0
        for i in range(len(buffer)):
            self.image[at + i] &= buffer[i]

    def ioctl(self, command, block):
        assert command == 6
        self.image[block * 4096 : (block + 1) * 4096] = b"\xff" * 4096
