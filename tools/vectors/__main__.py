"""Write the golden vectors of the link: `python -m tools.vectors`.

They are generated once and then kept: a change of a byte in them is a change of the protocol,
and must be meant. Tests reproduce them on CPython and in the MicroPython VM.
"""

import json

from tools.vectors.files import ALL, FOLDER


def main() -> int:
    """Write all files."""
    FOLDER.mkdir(exist_ok=True)
    for name, make in ALL.items():
        text = json.dumps(make(), indent=1, ensure_ascii=False)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
