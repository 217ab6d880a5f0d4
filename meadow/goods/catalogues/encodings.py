"""Which encoding a file's text is in, judged from all its bytes."""

import codecs
import re
from typing import BinaryIO

CHUNK = 1 << 16
UNDECODABLE = "\udc80"
"""Stands for bytes that are no text: a lone surrogate, which no decoder gives by itself."""
MARK = "meadow-mark"
"""An error handler for decoders: reading goes on, so that the row and the cell can be named."""

NAMES = {"utf-8": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030", "cp1252": "Windows-1252"}


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNDECODABLE, error.end


codecs.register_error(MARK, _mark)


def encoding_name(encoding: str) -> str:
    """The name that people know an encoding by."""
    return next((name for start, name in NAMES.items() if encoding.startswith(start)), encoding)


def detect_encoding(stream: BinaryIO) -> str:
    """The codec to read a seekable stream with; the stream is left at its beginning.

    A mark at the beginning decides. Otherwise a file with at least as many good UTF-8 characters as bad bytes is UTF-8
    (with damage, which its rows will tell); one whose high bytes come in pairs that GB18030 knows is Chinese; what is
    left is Windows-1252.
    """
    stream.seek(0)
    start = stream.read(4096)
    if start.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    elif start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif (without_mark := _utf16_without_mark(start)) is not None:
        encoding = without_mark
    elif _is_mostly(stream, "utf-8"):
        encoding = "utf-8"
    elif _comes_in_pairs(stream) and _is_mostly(stream, "gb18030"):
        encoding = "gb18030"
    else:
        encoding = "cp1252"
    stream.seek(0)
    return encoding


def _utf16_without_mark(start: bytes) -> str | None:
    """UTF-16 text in a Western file has a NUL in every other byte."""
    if len(start) < 4:
        return None
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) // 4 and even == 0:
        return "utf-16-le"
    if even > len(start) // 4 and odd == 0:
        return "utf-16-be"
    return None


def _is_mostly(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)(MARK)
    good = bad = 0
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        text = decoder.decode(chunk)
        if not text.isascii():
            marks = text.count(UNDECODABLE)
            bad += marks
            good += sum(1 for character in text if character > "\x7f") - marks
    # A character that the end of the file cuts in two is damage, but it speaks for this encoding, not against it.
    return bad == 0 or bad <= good


def _comes_in_pairs(stream: BinaryIO) -> bool:
    """Chinese bytes stand in runs; the accented letters of a Western text mostly stand alone."""
    paired = alone = 0
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        for run in re.findall(rb"[\x80-\xff]+", chunk):
            if len(run) > 1:
                paired += len(run)
            else:
                alone += 1
    return paired > alone
