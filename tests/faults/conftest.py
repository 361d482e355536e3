from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.faults.city import Central, City
from tests.faults.hall import Hall
from tests.mosquitto import Mosquitto

MakeCity = Callable[..., City]


@pytest.fixture
def make_city(tmp_path: Path) -> Iterator[MakeCity]:
    """Makes a city whose broker and central run; words are those of Mosquitto."""
    with ExitStack() as stack:

        def make(halls: int = 2, start: bool = True, **of_broker: Any) -> City:
            broker = stack.enter_context(Mosquitto(tmp_path / "mosquitto", **of_broker))
            central = Central(tmp_path / "central", broker.port)
            stack.callback(central.close)
            opened = [
                stack.enter_context(Hall(tmp_path, f"h{number + 1}", number))
                for number in range(halls)
            ]
            if start:
                central.start()
            return City(broker, central, opened)

        yield make


@pytest.fixture
def city(make_city: MakeCity) -> City:
    """Two halls, a broker that keeps nothing, a central."""
    return make_city()
