"""A program for the crash test: presses as fast as it can and tells what it was promised."""

import sys
from pathlib import Path

from tests.store.fakes import FakeBoard, open_store


def main(path: Path, journal: int) -> None:
    with open_store(path) as store:
        board = FakeBoard(store, journal=journal)
        print("ready", flush=True)
        while True:
            mark = board.press(0)
            print(mark, store.n, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
