"""A moment as black and white cells in the top of a picture: 48 bits of milliseconds and 8 to check them."""

WIDTH, HEIGHT, FPS = 640, 360, 30
CELL, ROWS = 10, 40
_BITS = 48
_WHITE, _BLACK = b"\xeb", b"\x10"


def bits(moment: int) -> str:
    """The cells of a moment in Unix milliseconds, most significant first."""
    return f"{moment:048b}{check(moment):08b}"


def check(moment: int) -> int:
    """What tells a moment from one that compression has spoilt."""
    total = 0x5A
    for byte in moment.to_bytes(_BITS // 8, "big"):
        total = (total * 31 + byte) & 255
    return total


def rows(moment: int) -> bytes:
    """The topmost rows of a luma plane."""
    row = b"".join((_WHITE if bit == "1" else _BLACK) * CELL for bit in bits(moment))
    return (row + _BLACK * (WIDTH - len(row))) * ROWS
