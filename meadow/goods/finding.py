"""Words to find goods by: how a text is taken apart, and what somebody types into a question. No database.

A text is known by every ending of every word in it ("lantern" by lantern, antern, ntern ... rn), so that a part of a
word is the beginning of an ending, which an index of sorted words finds. Chinese, which has no spaces, needs nothing
else: 茶杯 begins an ending of 手工灰釉茶杯. Endings are cut at LONGEST characters; what is typed longer is asked for in
pieces.
"""

import unicodedata
from collections.abc import Iterable

LONGEST = 8
MOST_ENDINGS = 3000
"""So many endings of one product are kept; the first ones, so that titles come before the hundredth barcode."""
MOST_TYPED = 8


def endings(texts: Iterable[str]) -> list[str]:
    """Every ending of every word of these texts, each once; a lone letter or digit only where it is a word itself."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _words(text):
            for start in range(len(word)):
                ending = word[start : start + LONGEST]
                if (len(ending) > 1 or start == 0 or not ending.isascii()) and ending[0].isalnum():
                    found[ending] = None
            if len(found) >= MOST_ENDINGS:
                return list(found)[:MOST_ENDINGS]
    return list(found)


def vector(texts: Iterable[str]) -> str:
    """The endings in the form in which PostgreSQL reads a `tsvector`."""
    return " ".join(map(_quoted, endings(texts)))


def question(typed: str) -> str:
    """What was typed, in the form in which PostgreSQL reads a `tsquery`: every word must begin an ending.

    A lone letter or digit asks for words that are nothing else, since almost every text has it somewhere. Empty when
    nothing was typed that anything could be found by; an empty question finds nothing.
    """
    asked: dict[str, None] = {}
    for word in _words(typed)[:MOST_TYPED]:
        for piece in _pieces(word):
            if len(piece) > 1 or not piece.isascii():
                asked[f"{_quoted(piece)}:*"] = None
            elif len(word) == 1 and piece.isalnum():
                asked[_quoted(piece)] = None
    return " & ".join(asked)


def _pieces(word: str) -> list[str]:
    """A word in pieces of LONGEST that begin as endings do; the last one reaches back, for short ones say little."""
    starts = [min(start, max(len(word) - LONGEST, 0)) for start in range(0, len(word), LONGEST)]
    pieces = (word[start : start + LONGEST] for start in starts)
    return [piece[first:] for piece in pieces if (first := _first_letter(piece)) is not None]


def _first_letter(piece: str) -> int | None:
    return next((place for place, letter in enumerate(piece) if letter.isalnum()), None)


def _words(text: str) -> list[str]:
    """Words in small letters; full-width letters are the same as others, and a NUL is nothing."""
    return unicodedata.normalize("NFKC", text.replace("\0", "")).casefold().split()


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
