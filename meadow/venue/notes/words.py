"""What a text says beyond its letters: #hashtags, @mentions, links, and the language it is in. No Django here."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

MOST_HASHTAGS = 30
LONGEST_HASHTAG = 60

# \w leaves out the combining marks without which Hindi, Thai and many others cannot be written.
_MARKS = "".join(chr(code) for code in range(0x300, 0xFE30) if unicodedata.category(chr(code)).startswith("M"))
_LETTER = rf"[\w{_MARKS}\u200c\u200d]"
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]")
_KANA = re.compile(r"[\u3040-\u30ff]")
# Chinese is written without spaces, so that a sign may follow a Han character; after Latin letters it is another thing.
_SIGN_ALONE = r"(?<![A-Za-z0-9_&/#＃@＠.])"

_PIECES = re.compile(
    rf"""
      (?P<link>https?://[^\s<>"'，。！？、；：（）【】《》“”‘’]+)
    | {_SIGN_ALONE}[#＃](?P<hashtag>{_LETTER}{{1,{LONGEST_HASHTAG}}})(?!{_LETTER})(?P<close>[#＃])?
    | {_SIGN_ALONE}[@＠](?P<mention>[A-Za-z0-9][A-Za-z0-9_.]{{1,28}}[A-Za-z0-9])(?![A-Za-z0-9_])
    """,
    re.VERBOSE,
)


class Kind(Enum):
    TEXT = "text"
    HASHTAG = "hashtag"
    MENTION = "mention"
    LINK = "link"


@dataclass(frozen=True)
class Piece:
    """One stretch of a text as it was typed; `target` is the hashtag's word, the handle or the address it names."""

    kind: Kind
    text: str
    target: str = ""


def pieces(text: str) -> Iterator[Piece]:
    """The text cut into stretches which, joined, are the text again.

    A hashtag is letters, digits and underscores of any script with at least one letter in it, up to 60 of them. Of the
    closed form of Chinese services, `#话题#`, the second sign belongs to the hashtag when its word is Chinese, or when
    nothing follows that could be another hashtag.
    """
    at = 0
    scan = _PIECES.search(text, at)
    while scan is not None:
        piece = _piece(scan, text)
        if piece is None:
            scan = _PIECES.search(text, scan.end())
            continue
        start = scan.start()
        if start > at:
            yield Piece(Kind.TEXT, text[at:start])
        yield piece
        at = start + len(piece.text)
        scan = _PIECES.search(text, at)
    if at < len(text):
        yield Piece(Kind.TEXT, text[at:])


def hashtags(text: str) -> list[str]:
    """The words of the hashtags, canonical, each once, in the order in which they first appear; at most 30."""
    words = dict.fromkeys(piece.target for piece in pieces(text) if piece.kind is Kind.HASHTAG)
    return list(words)[:MOST_HASHTAGS]


def mentions(text: str) -> list[str]:
    """The handles that are mentioned, in small letters, each once."""
    return list(dict.fromkeys(piece.target for piece in pieces(text) if piece.kind is Kind.MENTION))


def canonical(word: str) -> str:
    """A hashtag's word as it is kept: compatibility forms unified (full width is half width) and case folded."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())


def language_of(text: str, fallback: str) -> str:
    """`zh-hans` for Chinese; for other scripts `fallback`, unless that is Chinese: then `en`.

    Han characters say about as much as four Latin letters each, so that a Chinese text full of brand names is Chinese.
    """
    letters = sum(character.isalpha() for character in text)
    if not letters:
        return fallback
    han = len(_HAN.findall(text))
    if not _KANA.search(text) and 4 * han >= letters - han:
        return "zh-hans" if han else fallback
    return "en" if fallback.startswith("zh") else fallback


def _piece(found: re.Match[str], text: str) -> Piece | None:
    if found["link"]:
        address = _without_tail(found["link"])
        return Piece(Kind.LINK, address, address) if len(address) > len("https://") else None
    if found["mention"]:
        return Piece(Kind.MENTION, found[0], found["mention"].lower())
    word = canonical(found["hashtag"])
    if len(word) > LONGEST_HASHTAG or not any(character.isalpha() for character in word):
        return None
    closed = found["close"] and (_HAN.search(word) or not re.match(_LETTER, text[found.end() : found.end() + 1]))
    return Piece(Kind.HASHTAG, found[0] if closed or not found["close"] else found[0][:-1], word)


def _without_tail(address: str) -> str:
    """Leave out punctuation that ends the sentence rather than the address, and a bracket that it did not open."""
    while address:
        last = address[-1]
        if last in ".,;:!?*_~…" or (last == ")" and address.count("(") < address.count(")")):
            address = address[:-1]
        else:
            break
    return address
