"""Lines out of the bytes of a scanner's UART."""

# mypy: ignore-errors
# MicroPython, not CPython.

from kiosk_fw.parts.scanner import BROKEN_MS, LONGEST, Scanner


def scanner():
    return Scanner(None, None)


one = scanner()
assert one.feed(b"ABC", 0) == []
assert one.feed(b"DEF\r", 5) == ["ABCDEF"]
assert one.feed(b"\nGHI\r\nJ\n", 6) == ["GHI", "J"]
assert one.feed(b"\r\n\r\n", 7) == []

broken = scanner()
assert broken.feed(b"half a line", 0) == []
assert broken.feed(b"ABC\r", BROKEN_MS) == ["ABC"]
assert broken.feed(b"in two ", 1000) == []
assert broken.feed(b"pieces\r", 1000 + BROKEN_MS - 1) == ["in two pieces"]

wrapped = scanner()
assert wrapped.feed(b"AB", 0xFFFFFFFF) == []
assert wrapped.feed(b"C\r", 3) == ["ABC"]

long = scanner()
assert long.feed(b"x" * LONGEST + b"\r", 0) == ["x" * LONGEST]
assert long.feed(b"x" * (LONGEST + 1) + b"\rABC\r", 1) == ["ABC"]

assert scanner().feed(b"A\xe7\x00B\r", 0) == ["A??B"]

print("ok")
