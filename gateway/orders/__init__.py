"""What central asks of this hall (protocol.commands): taken once, answered as often as it comes."""

from gateway.orders.orders import CityOrders as CityOrders
from gateway.orders.watch import OrdersWatch as OrdersWatch
