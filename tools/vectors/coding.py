"""Codes on tickets and bookings, and identities, as people write them."""

from typing import Any

from protocol import codes
from tools.vectors.sample import KEY


def code_vectors() -> list[dict[str, Any]]:
    """Codes of both kinds and subjects, how people write them, and what is none of them."""
    made = [
        {
            "name": f"{kind.decode()} {number}",
            "key": KEY.hex(),
            "kind": kind.decode(),
            "number": number,
            "code": codes.make(KEY, kind, number),
        }
        for kind in (codes.BOOKING, codes.TICKET)
        for number in (0, 1, 4711, (1 << 48) - 1)
    ]
    code = codes.make(KEY, codes.BOOKING, 4711)
    spoken = code.lower().replace("1", "l").replace("0", "o")
    of_another = codes.make(bytes(32), codes.BOOKING, 4711)
    texts = [
        ("in fives, in small letters", f" {code[:5]}-{code[5:10]} {code[10:]}".lower(), 4711),
        ("l for 1, o for 0", spoken, 4711),
        ("a ticket is no booking", codes.make(KEY, codes.TICKET, 4711), None),
        ("of another hall", of_another, None),
        ("one letter more", code + "0", None),
        ("one letter less", code[:-1], None),
        ("a letter that is none", "U" + code[1:], None),
        ("spare bits that are not zero", code[:-1] + "Z", None),
        ("nothing", "", None),
    ]
    read = [
        {"name": name, "key": KEY.hex(), "kind": "booking", "text": text, "reads": number}
        for name, text, number in texts
    ]
    subjects = [
        {"name": f"subject {text}", "key": KEY.hex(), "subject": codes.subject(KEY, text).hex()}
        | {"identity": text}
        for text in ("11010519491231002X", "110105 1949 1231 002x", "E12345678")
    ]
    identities = [
        {"name": f"identity {text}", "identity": text, "is_one": codes.is_identity(text)}
        for text in ("11010519491231002x", "110105194912310021", "914403001922038216", "E1")
    ]
    return [*made, *read, *subjects, *identities]
