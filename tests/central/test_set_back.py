"""What central keeps in memory about a database that is set back to an older copy beneath it."""

import shutil
from pathlib import Path

import pytest

from central.config import Config
from central.supervision import Supervision
from central.today import Today
from central.wall import WallReader
from protocol import facts
from tests.central.places import reader_of, store_at
from tests.central.stories import items
from tests.central.test_wall import HALLS, NOW, ONLINE, STORY, ZONE, by_id, heard, of


@pytest.mark.parametrize("turned", [False, True])
def test_what_is_told_is_what_the_database_holds_after_it_was_set_back(path: Path, turned: bool):
    """The hall sends again from there, in another order and with what is new: places that were
    seen are others' now."""
    opinion = facts.OpinionSubmitted("kiosk", "queue", "complaint", "w1")
    story = of("h1", (*STORY, opinion, facts.OpinionClosed(14, "zhao")))
    store, copy = store_at(path), path.with_name("copy.db")
    store.commit(items(*story[:4]), [heard("h1")], NOW)
    store.close()
    shutil.copy(path, copy)
    reader = reader_of(path)
    walls, supervision = (
        WallReader(Config(hall=HALLS), reader, Today(reader, ZONE)),
        Supervision(reader),
    )
    store = store_at(path)
    store.commit(items(*story[4:9]), (), NOW)
    walls.read(ONLINE, NOW)
    supervision.of("h1", NOW)
    store.close()
    for beside in path.parent.glob("central.db-*"):
        if not beside.name.endswith("-lock"):
            beside.unlink()
    shutil.copy(copy, path)
    store = store_at(path)
    late = story[9:14] if turned else story[4:]
    store.commit(items(*(reversed(late) if turned else late)), (), NOW)
    anew = WallReader(Config(hall=HALLS), reader, Today(reader, ZONE))
    assert by_id(walls.read(ONLINE, NOW)) == by_id(anew.read(ONLINE, NOW))
    assert supervision.of("h1", NOW) == Supervision(reader).of("h1", NOW)
    store.close()
