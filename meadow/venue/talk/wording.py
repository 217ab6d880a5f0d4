"""What a message may be made of: how texts are cleaned, and what in them is a link or calls somebody. No database."""

import re
import unicodedata

MOST_MENTIONS = 20
_STEERING = re.compile(
    "[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u061c\u180e\u00ad\ufeff\ufff9-\ufffb]"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_JOINED = re.compile("\u200d")
_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILES = re.compile(f"({_MARKS}{{3}}){_MARKS}+")
_EMPTY_LINES = re.compile(r"\n{3,}")
_MENTION = re.compile(r"(?<![A-Za-z0-9_.@/])@([a-z0-9][a-z0-9_.]{1,28}[a-z0-9])", re.IGNORECASE)
_ENDINGS = (
    "com|net|org|info|biz|io|co|app|shop|store|cn|hk|tw|de|uk|us|fr|it|es|nl|ru|jp|kr|me|tv|cc|xyz|top|vip|club|site|"
    "online|link|ly|gl|to|ai|dev|eu"
)
# Anything that somebody could tap on, or would copy: a scheme, www., or a name with one of the usual endings.
_LINK = re.compile(
    rf"(?:\b[a-z][a-z0-9+.-]{{1,15}}://|\bwww\.|(?<![@A-Za-z0-9_.-])(?:[a-z0-9-]+\.)+(?:{_ENDINGS})(?![A-Za-z0-9_-])(?!\.[A-Za-z]))[^\s]*",
    re.IGNORECASE,
)


def cleaned(text: str) -> str:
    """A text without signs that nobody sees, or that turn the direction of what follows; with its lines, not more."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    text = _PILES.sub(r"\1", _STEERING.sub("", _CONTROL.sub("", text)))
    text = _JOINED.sub(lambda found: "\u200d" if _joins(text, found.start()) else "", text)
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip()


def _joins(text: str, place: int) -> bool:
    """Whether a joiner stands between two pictures, which it makes one (a family, a profession)."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    is_picture = before and (unicodedata.category(before) in {"So", "Sk"} or before == "\ufe0f")
    return bool(is_picture and after and unicodedata.category(after) == "So")


def mentions(text: str) -> list[str]:
    """Handles that a text calls, each once."""
    return list(dict.fromkeys(found.lower() for found in _MENTION.findall(text)))


def links(text: str) -> list[str]:
    """What in a text leads to other places."""
    folded = unicodedata.normalize("NFKC", text).replace("。", ".").replace("．", ".")
    return [found.group() for found in _LINK.finditer(folded)]
