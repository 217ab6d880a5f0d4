"""The items of an XML feed (RSS 2.0 or Atom), one after the other, each as a row whose columns are its elements.

The file may declare no document type and no entities, and nothing is fetched for it. Of an element that is there
several times the texts stand below each other in one cell.
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl

from defusedxml import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from meadow.goods.catalogues.encodings import MARK, UNDECODABLE, encoding_name
from meadow.goods.catalogues.feeds.refused import UnsafeXML
from meadow.goods.catalogues.reading import CELL_LIMIT, PIECE, ROW_LIMIT, Row
from meadow.goods.catalogues.records import RowProblem

MOST_LEVELS, MOST_PARTS = 30, 1000
SILENCE = 4_000_000
"""So many characters without the end of a tag or a text are no feed."""
GOOGLE = re.compile(r"https?://base\.google\.com/c?ns/1\.0/?")
ATOM = "http://www.w3.org/2005/Atom"
ITEMS = ("item", "entry")
PLAIN = {"title": "title", "description": "description", "link": "link", "summary": "description", "id": "id"}
"""What an item says in the feed's own words, where it does not say it in Google's."""
DECLARED = re.compile(r"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.\-]+)")
WIDER = {"gbk": "gb18030", "gb2312": "gb18030", "iso8859-1": "cp1252", "ascii": "utf-8"}
BAD = "\U0010fffd"
"""Stands for bytes that are no text: XML takes no lone surrogate."""
LOOKED_AT = 1_000_000


class XmlItems:
    """Opened anew for each reading; `name` is what refusals call the file."""

    titles: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    ends_cleanly = True

    def __init__(self, stream: BinaryIO, encoding: str, name: str) -> None:
        self._stream = stream
        self._name = name
        self._encoding = _declared(stream, encoding)

    def detach(self) -> None:
        """The stream was never wrapped."""

    def __iter__(self) -> Iterator[Row]:
        self._stream.seek(0)
        decoder = codecs.getincrementaldecoder(self._encoding)(MARK)
        handler = _Items(self._encoding)
        parser = handler.parser
        silent, events, is_last = 0, 0, False
        try:
            while not is_last:
                piece = self._stream.read(PIECE)
                is_last = not piece
                text = decoder.decode(piece, final=is_last).replace(UNDECODABLE, BAD).removeprefix("\ufeff")
                parser.feed(text)
                if is_last:
                    parser.close()
                silent = 0 if handler.events != events else silent + len(text)
                events = handler.events
                if silent > SILENCE or handler.is_too_deep:
                    raise SAXException("too deep" if handler.is_too_deep else "too long")
                yield from handler.take()
        except DefusedXmlException as error:
            raise UnsafeXML(name=self._name) from error
        except SAXException as error:
            yield from handler.take()
            yield handler.damaged(error)


def is_feed(stream: BinaryIO, encoding: str, name: str) -> bool:
    """Whether the first item of the file, if it comes soon, has an element of Google's. Raises UnsafeXML."""
    limited = _Beginning(stream)
    for row in XmlItems(limited, encoding, name):  # type: ignore[arg-type]
        return bool({"price", "id", "availability", "image_link"} & row.cells.keys()) and "title" in row.cells
    return False


class _Beginning:
    """The first part of a file, as if there were no more."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.left = LOOKED_AT

    def seek(self, place: int) -> None:
        self.stream.seek(place)

    def read(self, size: int) -> bytes:
        piece = self.stream.read(min(size, self.left))
        self.left -= len(piece)
        return piece


def _declared(stream: BinaryIO, encoding: str) -> str:
    """The encoding that the file declares, unless its first bytes decide already."""
    stream.seek(0)
    match = DECLARED.search(stream.read(400).decode(encoding, MARK))
    if match is None or encoding.startswith("utf-16") or encoding == "utf-8-sig":
        return encoding
    try:
        declared = codecs.lookup(match[1]).name
    except LookupError:
        return encoding
    if declared.startswith("utf"):
        return encoding  # Judged from all bytes: many a file that says UTF-8 is not.
    return WIDER.get(declared, declared)


def _parser(handler: ContentHandler) -> DefusedExpatParser:
    parser = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    return parser


class _Items(ContentHandler):
    """Gathers items while the parser reads."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self.encoding = encoding
        self.events = 0
        self.number = 0
        self.done: list[Row] = []
        self.parser = _parser(self)
        self.level = 0
        self.item_level = 0
        self.line = 0
        self.path: list[str] = []
        self.texts: list[str] = []
        self.inside: list[str] = []
        """The texts of the element's own elements."""
        self.length = self.parts = 0
        self.google: dict[str, list[str]] = {}
        self.plain: dict[str, list[str]] = {}
        self.damage: list[RowProblem] = []

    @property
    def is_too_deep(self) -> bool:
        return self.level > MOST_LEVELS * 4

    def take(self) -> list[Row]:
        done, self.done = self.done, []
        return done

    def damaged(self, error: SAXException) -> Row:
        """The item in which the file ends or is damaged, or what follows the last one."""
        line = self._line()
        column = self.path[0] if self.item_level and self.path else ""
        number = self.number + 1
        problem = RowProblem(number, line, column, "feed_damaged", {"reason": str(error.getMessage())[:100]})
        return Row(number, self.line if self.item_level else line, {}, (problem,), "")

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: AttributesNSImpl) -> None:  # noqa: N802
        self.events += 1
        self.level += 1
        space, local = name
        if not self.item_level:
            if local in ITEMS:
                self._begin()
            return
        key = local if space and GOOGLE.fullmatch(space) else PLAIN.get(local, "") if space in (None, ATOM) else ""
        if self.level == self.item_level + 1:
            self.path = [key]
            self.texts, self.inside, self.length = [], [], 0
            self.parts += 1
            if key == "link" and (address := attrs.get((None, "href"))):
                self.texts.append(str(address))
        elif self.level == self.item_level + 2:
            self.inside.append("")
        if self.level > self.item_level + MOST_LEVELS:
            self._error("too_deep", limit=MOST_LEVELS)
        elif self.parts > MOST_PARTS:
            self._error("too_much_in_item", limit=MOST_PARTS)

    def characters(self, content: str) -> None:
        self.events += 1
        if self.item_level and self.path and self.path[0] and self.length <= ROW_LIMIT:
            self.length += len(content)
            if self.length > CELL_LIMIT:
                self._error("cell_too_long", limit=CELL_LIMIT)
            elif self.inside and self.level > self.item_level + 1:
                self.inside[-1] += content
            else:
                self.texts.append(content)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        self.events += 1
        if self.item_level and self.level == self.item_level + 1 and self.path and self.path[0]:
            # In a table, Google writes the parts of an element with colons between.
            text = ":".join(part.strip() for part in self.inside) or "".join(self.texts).strip()
            if BAD in text:
                self._error("undecodable", encoding=encoding_name(self.encoding))
                text = text.replace(BAD, "\N{REPLACEMENT CHARACTER}")
            kept = self.google if name[0] and GOOGLE.fullmatch(name[0]) else self.plain
            if text:
                kept.setdefault(self.path[0], []).append(text)
            self.path = []
        elif self.level == self.item_level:
            self._end()
        self.level -= 1

    def _begin(self) -> None:
        self.item_level, self.line, self.parts = self.level, self._line(), 0
        self.google, self.plain, self.damage, self.path = {}, {}, [], []

    def _end(self) -> None:
        self.number += 1
        cells = {key: "\n".join(texts) for key, texts in {**self.plain, **self.google}.items()}
        if sum(map(len, cells.values())) > ROW_LIMIT:
            self._error("row_too_long", limit=ROW_LIMIT)
            cells = {key: cell[:1000] for key, cell in cells.items()}
        damage = tuple(self.damage)
        self.done.append(Row(self.number, self.line, cells, damage))
        self.item_level = 0

    def _error(self, code: str, **params: str | int) -> None:
        column = self.path[0] if self.path else ""
        problem = RowProblem(self.number + (code != "row_too_long"), self.line, column, code, params)
        if not any(known.code == code and known.column == column for known in self.damage):
            self.damage.append(problem)

    def _line(self) -> int:
        line: int = self.parser.getLineNumber()
        return line
