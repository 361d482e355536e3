"""Bundles for boards that the city offers."""

from datetime import datetime, tzinfo

from gateway.hall.city_nouns import Offer
from gateway.hall.state import HallState
from screens.console.rows import Rows
from screens.console.tags import Tag
from screens.languages import Words


class Offers:
    """A table, hidden while there is nothing in it."""

    def __init__(self, say: Words, zone: tzinfo) -> None:
        with Tag("section", classes="card wide").mark_as("offers") as self._box:
            Tag("h2", say("Firmware that the city offers"))
            with Tag("table"):
                with Tag("thead"), Tag("tr"):
                    for head in (say("Version"), say("Bytes"), "SHA-256", say("Offered since")):
                        Tag("th", head).attribute("scope", "col")
                body = Tag("tbody")
        self._rows: Rows[int, Offer] = Rows(body, lambda version: _Offer(version, zone))

    def show(self, state: HallState) -> None:
        """The newest first."""
        offers = state.city.offers[::-1]
        self._rows.draw([(one.version, one) for one in offers])
        self._box.show(bool(offers))


class _Offer:
    def __init__(self, version: int, zone: tzinfo) -> None:
        self._zone = zone
        with Tag("tr").mark_as(f"offer-{version}") as self.tag:
            self._name = Tag("th").attribute("scope", "row")
            self._cells = [Tag("td") for _ in range(3)]

    def draw(self, offer: Offer) -> None:
        """Bring it up to date."""
        since = datetime.fromtimestamp(offer.since_ms / 1000, self._zone)
        self._name.say(offer.name)
        told = (f"{offer.size:,}", f"{offer.digest[:16]}…", f"{since:%m-%d %H:%M}")
        for cell, text in zip(self._cells, told, strict=True):
            cell.say(text)
