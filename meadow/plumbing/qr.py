"""Codes to be scanned, as one path of a drawing."""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M


@dataclass(frozen=True)
class Code:
    """A square of `size` by `size` modules, quiet zone included; `path` draws the dark ones."""

    size: int
    path: str


def code_for(text: str) -> Code:
    """The code that says this."""
    drawing = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    drawing.add_data(text)
    drawing.make(fit=True)
    rows = drawing.get_matrix()
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return Code(len(rows), "".join(dark))
