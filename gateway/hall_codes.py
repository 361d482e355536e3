"""The codes of a gateway: its own key, the city's where it has one, and codes of streams before."""

from gateway.codes import Codes, Kind
from gateway.config import Config
from gateway.hall import carried
from gateway.hall_key import load_or_make_hall_key
from gateway.store.store import Store
from runtime.city_key import load_city_key


def codes_of(config: Config, store: Store) -> Codes:
    """Raises SecretError."""
    file = config.city.key_file
    key = load_or_make_hall_key(config.store.path.parent)
    city = None if file is None else load_city_key(file)

    def of_before(kind: Kind, number: int) -> int | None:
        """What a code was given to before the disk was replaced, as far as it stands here."""
        match kind:
            case "ticket":
                return carried.by_code(store.state.tickets, number)
            case "booking":
                return carried.by_code(store.state.bookings, number)
        return None

    return Codes(key, store.stream, city, of_before)
