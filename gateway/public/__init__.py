"""Pages of the hall for everybody's phone: light, served as they are, whole without any script.

They take wishes the way the API takes them by code (gateway/web): whoever holds the code of a
ticket, a booking or an entry of the comment book may settle it. Nobody's identity is asked for.
"""

from gateway.public.counter import Counter
from gateway.public.install import install

__all__ = ["Counter", "install"]
