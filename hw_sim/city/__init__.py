"""A city whose halls write true facts without boards: the gateway's own rules, a clock that jumps
from one happening to the next, and people who come, wait, are served, rate, or do not come.

`hall_day.py` makes the facts of one hall's day, `mail.py` sends them to central as badly as a line
can.
"""

from hw_sim.city.hall_day import HallDay
from hw_sim.city.mail import Mail

__all__ = ["HallDay", "Mail"]
