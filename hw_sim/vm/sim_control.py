"""The VM's end of the control socket: sends what the pins do, takes what fingers do."""

import asyncio
import gc
import os
import select
import sys

from hw_sim import wire

_socket = open(int(os.getenv("SIM_CTL")), "r+b")  # noqa: SIM115 - lives as long as the VM
_ready = select.poll()
_ready.register(_socket, select.POLLIN)

# Set by machine.py: called as on_pin(pin, level).
on_pin = None


def send(kind, body=b""):
    """Tell the bench one thing; waits when the bench is slow, loses nothing."""
    _socket.write(bytes((kind, len(body))) + body)


def pump():
    """Take every order that has arrived. Ends the VM when the bench is gone."""
    while _ready.poll(0):
        order = _socket.read(wire.ORDER_LENGTH)
        if not order or len(order) < wire.ORDER_LENGTH:
            sys.exit()  # nobody would ever end this process otherwise
        kind, pin, level = order
        if kind == wire.PIN_IN:
            on_pin(pin, level & 1)
            if level & wire.WANT_SEEN:
                send(wire.EDGE_SEEN, bytes((pin,)))
        elif kind == wire.ASK_HEAP:
            gc.collect()
            send(wire.HEAP, gc.mem_alloc().to_bytes(4, "little"))


async def _serve():
    while True:
        yield asyncio.core._io_queue.queue_read(_socket)
        pump()


def start():
    """Say who runs here and keep serving beside the firmware's tasks."""
    version = sys.implementation.version
    send(wire.STARTED, bytes(version[:3]) + sys.version.encode()[:200])
    asyncio.create_task(_serve())  # legal before asyncio.run(): the queue exists at import
