"""Carries the hall's facts to central: SQLite is the queue, MQTT only the wire.

`Uplink` (pump.py) is one thread. What may be sent and when something must be sent again is decided
in window.py, whether central is there in presence.py, both without I/O; outbox.py says what it
needs of the store, orders.py who takes central's commands, devices.py who knows the boards.
"""

from gateway.uplink.devices import Devices
from gateway.uplink.orders import Orders
from gateway.uplink.outbox import Confirmation, Outbox, OutboxError
from gateway.uplink.pump import Uplink
from gateway.uplink.settings import Timing
from gateway.uplink.status import Condition, Status
from gateway.uplink.store_outbox import StoreOutbox

__all__ = [
    "Condition",
    "Confirmation",
    "Devices",
    "Orders",
    "Outbox",
    "OutboxError",
    "Status",
    "StoreOutbox",
    "Timing",
    "Uplink",
]
