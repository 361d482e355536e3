"""A code as a picture that a phone reads."""

import base64
from typing import Final

import qrcode
from qrcode import constants

_QUIET: Final = 4
"""Modules of white around it (ISO/IEC 18004)."""


def picture(code: str) -> str:
    """An address with the whole picture in it (SVG), for `<img src>`."""
    made = qrcode.QRCode(error_correction=constants.ERROR_CORRECT_M, border=_QUIET)
    made.add_data(code)
    rows = made.get_matrix()
    dark = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module
    )
    side = len(rows)
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"'
        f' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path d="{dark}"/></svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode()
