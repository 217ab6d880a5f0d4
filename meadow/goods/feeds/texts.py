"""Texts as channels take them: without markup, without characters that no file may hold, and cut to length."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "dt", "dd", "h2", "h3", "h4", "tr", "table", "blockquote", "hr"}
)
# What XML 1.0 (https://www.w3.org/TR/xml/#charsets) forbids; channels ask for no private characters either.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\uf900-\ufffd\U00010000-\U000effff]")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def plain(html: str) -> str:
    """The words of an HTML text, its paragraphs on lines of their own."""
    if "<" not in html and "&" not in html:
        return clean(html)
    words = _Words()
    words.feed(html)
    words.close()
    return clean("".join(words.found))


def clean(text: str) -> str:
    """The text on lines without surplus spaces and without forbidden characters."""
    lines = (" ".join(line.split()) for line in _FORBIDDEN.sub(" ", text).splitlines())
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    return " ".join(_FORBIDDEN.sub(" ", text).split())


def cut(text: str, most: int) -> str:
    """At most so many characters; where there is a space in the last third, it ends there."""
    if len(text) <= most:
        return text
    short = text[: most - 1]
    space = short.rfind(" ")
    return (short[:space] if space > most * 2 // 3 else short).rstrip(" ,;:–-") + "…"
