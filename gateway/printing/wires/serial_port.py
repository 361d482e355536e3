"""A head on a serial port, or on an adapter of one.

python-escpos' `Serial` opens and sets the port. Bytes go past it, to the descriptor: its writing
waits for ever for a head that takes nothing, and so does its closing.
"""

import os

from gateway.printing.wires.descriptor import DescriptorWire


def open_serial(path: str, baud: int) -> DescriptorWire:
    """8 data bits, no parity, one stop bit, no handshake: a ticket is smaller than a head's buffer.
    Raises OSError if the port is not there, or another program has it."""
    # Here, as it costs programs that only read hall.toml a third of a second.
    from gateway.printing.commands import DeviceNotFoundError, Serial

    opener = Serial(devfile=path, baudrate=baud, dsrdtr=False)
    try:
        opener.open()
    except DeviceNotFoundError as error:
        raise OSError(f"serial port {path} cannot be opened: {error}") from error
    port = opener.device
    try:
        port.exclusive = True
        # The port closes its own descriptor when it goes; this is another one to the same.
        descriptor = os.dup(port.fileno())
    finally:
        port.close()
    return DescriptorWire(descriptor, two_way=True, baud=baud)
