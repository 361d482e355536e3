"""`taxhall adopt`: say at a running gateway in which place a board stands from now on."""

import argparse
from urllib.parse import quote

from tools import asking


def main(argv: list[str]) -> int:
    """Adopt the board; 0 when it is done, 1 when the hall refuses, 2 when nobody answers."""
    parser = argparse.ArgumentParser(
        prog="taxhall adopt",
        description="Let a board take a place of the hall: the role goes along, from this moment.",
        epilog="A place is `call_pad 7`, `rating_pad 7`, `window 7` (the one of the board's kind),"
        " `dispenser`, or the uid that hall.toml has for it. That uid in its own place puts the"
        " first board back.",
    )
    parser.add_argument("uid", help="of the new board, as the hall's page shows it")
    parser.add_argument("place", nargs="+", help="where it belongs")
    parser.add_argument(
        "--force",
        action="store_true",
        help="although the place's board still answers, or was sealed and the new one is not",
    )
    asking.add_options(parser)
    options = parser.parse_args(argv)
    place = " ".join(options.place)
    path = f"/api/v1/boards/{quote(options.uid.lower(), safe='')}/adopt"
    answer = asking.ask(options, path, {"place": place, "force": options.force})
    print(answer.sentence or _done(answer.document))
    return answer.code


def _done(adopted: dict[str, str]) -> str:
    uid, zh, en = adopted.get("uid"), adopted.get("zh"), adopted.get("en")
    return f"设备 {uid} 现在是{zh}。 Board {uid} is {en} now."
