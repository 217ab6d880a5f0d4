"""What an H.264 stream says about itself: the size of its picture (ISO/IEC 14496-10, 7.3.2.1.1)."""

from meadow.engines.media.formats.bits import Bits
from meadow.engines.media.formats.malformed import Malformed

_WITH_CHROMA = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135}
_LARGEST = 8192


def picture_size(parameter_set: bytes) -> tuple[int, int]:
    """Width and height in pixels that a sequence parameter set (with its NAL header) announces."""
    bits = Bits(parameter_set[1:].replace(b"\0\0\3", b"\0\0"))
    profile = bits.take(8)
    bits.take(16)  # constraints, level
    bits.exp_golomb()  # its number
    chroma = 1
    if profile in _WITH_CHROMA:
        chroma = bits.exp_golomb()
        if chroma == 3:
            bits.take(1)
        bits.exp_golomb()  # depth of luma
        bits.exp_golomb()  # depth of chroma
        bits.take(1)
        if bits.take(1):
            _skip_scaling(bits, 8 if chroma != 3 else 12)
    bits.exp_golomb()  # frame numbers
    _skip_picture_order(bits)
    bits.exp_golomb()  # reference frames
    bits.take(1)
    width = (bits.exp_golomb() + 1) * 16
    height = bits.exp_golomb() + 1
    frames_only = bits.take(1)
    height *= 16 * (2 - frames_only)
    if not frames_only:
        bits.take(1)
    bits.take(1)
    if bits.take(1):
        left, right, top, bottom = (bits.exp_golomb() for _ in range(4))
        width -= (left + right) * (2 if chroma in {1, 2} else 1)
        height -= (top + bottom) * (2 if chroma == 1 else 1) * (2 - frames_only)
    if not (0 < width <= _LARGEST and 0 < height <= _LARGEST):
        raise Malformed(f"A picture of {width} x {height} is none.")
    return width, height


def _skip_scaling(bits: Bits, lists: int) -> None:
    for index in range(lists):
        if not bits.take(1):
            continue
        last = following = 8
        for _ in range(16 if index < 6 else 64):
            if following:
                following = (last + bits.signed_exp_golomb()) % 256
            last = following or last


def _skip_picture_order(bits: Bits) -> None:
    kind = bits.exp_golomb()
    if kind == 0:
        bits.exp_golomb()
    elif kind == 1:
        bits.take(1)
        bits.signed_exp_golomb()
        bits.signed_exp_golomb()
        cycle = bits.exp_golomb()
        if cycle > 255:
            raise Malformed("A picture order cycle is longer than any.")
        for _ in range(cycle):
            bits.signed_exp_golomb()
