"""The products of a JSON feed, one after the other, each as a row whose columns are the paths to its values.

`{"variants": [{"price": {"amount": 5}}]}` becomes the cell `variants[0].price.amount`. Products are the items of a list
called `products`, at the top or one level below, the items of a list that is the whole file, or one object a line.
"""

import codecs
from collections.abc import Iterator
from typing import Any, BinaryIO

import ijson

from meadow.goods.catalogues.encodings import MARK
from meadow.goods.catalogues.feeds.refused import FeedTooLarge
from meadow.goods.catalogues.reading import CELL_LIMIT, PIECE, ROW_LIMIT, Row, storable
from meadow.goods.catalogues.records import RowProblem

MOST_LEVELS, MOST_PARTS = 12, 20_000
DEEPEST = 200
"""A file nested more deeply than this is read no further."""
MOST_BYTES = 1_000_000_000


class JsonItems:
    """Opened anew for each reading."""

    titles: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    ends_cleanly = True

    def __init__(self, stream: BinaryIO, encoding: str, name: str) -> None:
        self._stream = stream
        self._encoding = encoding
        if stream.seek(0, 2) > MOST_BYTES:
            raise FeedTooLarge(name=name, limit=f"{MOST_BYTES:,}")

    def detach(self) -> None:
        """The stream was never wrapped."""

    def __iter__(self) -> Iterator[Row]:
        self._stream.seek(0)
        source = _Utf8(self._stream, self._encoding)
        items = _Items()
        try:
            for event, value in ijson.basic_parse(source, multiple_values=True, buf_size=PIECE):
                items.take(event, value)
                if items.done:
                    yield items.done.pop()
                if items.depth > DEEPEST:
                    yield items.damaged(f"more than {DEEPEST} levels deep")
                    return
        except (ijson.JSONError, ValueError, OverflowError) as error:
            yield items.damaged(" ".join(str(error).split())[:100])


def is_feed(stream: BinaryIO, encoding: str, name: str) -> bool:
    """Whether the file has products with variants. One that is damaged before the first is none that can be told."""
    for row in JsonItems(stream, encoding, name):
        return not row.damage and any(key.startswith("variants[") for key in row.cells)
    return False


class _Utf8:
    """The stream as UTF-8 without a mark at its beginning."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)(MARK)

    def read(self, size: int = PIECE) -> bytes:
        if size == 0:
            return b""
        while piece := self._stream.read(size):
            if text := self._decoder.decode(piece).removeprefix("\ufeff"):
                return storable(text).encode()
        return b""


class _Items:
    """Gathers products while the parser reads."""

    def __init__(self) -> None:
        self.depth = 0
        self.number = 0
        self.done: list[Row] = []
        self._names: list[str | int] = []
        """Where the parser is: the key or the place in each object or list around it."""
        self._lists: list[bool] = []
        self._root: int | None = None
        self._cells: dict[str, str] = {}
        self._size = 0
        self._damage: list[RowProblem] = []
        self._is_tentative = False

    def take(self, event: str, value: Any) -> None:
        match event:
            case "map_key":
                self._names[-1] = value[:200]
            case "start_map" | "start_array":
                self._next()
                self._enter(is_list=event == "start_array")
            case "end_map" | "end_array":
                self._leave()
            case _:
                self._next()
                self._keep(event, value)

    def damaged(self, reason: str) -> Row:
        number = self.number + 1
        path = self._path() if self._root is not None else ""
        problem = RowProblem(number, number, path[:200], "feed_damaged", {"reason": reason})
        return Row(number, number, {}, (problem,), "")

    def _next(self) -> None:
        if self._lists and self._lists[-1]:
            place = self._names[-1]
            self._names[-1] = place + 1 if isinstance(place, int) else 0

    def _enter(self, *, is_list: bool) -> None:
        if self._is_tentative and is_list and self._names[-1:] == ["products"]:
            self._root, self._is_tentative = None, False  # It holds products and is none.
        if self._root is None and not is_list and (self._is_in_products() or self.depth == 0):
            self._is_tentative = not self._is_in_products()
            self._root, self._cells, self._size, self._damage = self.depth, {}, 0, []
        elif self._root is not None and self.depth - self._root > MOST_LEVELS:
            self._error("too_deep", limit=MOST_LEVELS)
        self.depth += 1
        if self.depth <= DEEPEST:
            self._names.append(-1 if is_list else "")
            self._lists.append(is_list)

    def _is_in_products(self) -> bool:
        """Whether an object that begins here is a product: in a list of products, or in one that is the whole file."""
        if not self._lists or not self._lists[-1]:
            return False
        return self.depth == 1 or (self.depth in (2, 3) and self._names[-2] == "products")

    def _leave(self) -> None:
        self.depth -= 1
        self._names.pop()
        self._lists.pop()
        if self._root == self.depth:
            self._root = None
            if not self._is_tentative or "id" in self._cells:
                self.number += 1
                self.done.append(Row(self.number, self.number, self._cells, tuple(self._damage)))
            self._is_tentative = False

    def _keep(self, event: str, value: Any) -> None:
        if self._root is None or event == "null" or self.depth - self._root > MOST_LEVELS:
            return
        text = str(value).lower() if event == "boolean" else str(value)
        self._size += len(text)
        if len(self._cells) >= MOST_PARTS:
            self._error("too_much_in_item", limit=MOST_PARTS)
        elif self._size > ROW_LIMIT:
            self._error("row_too_long", limit=ROW_LIMIT)
        else:
            if len(text) > CELL_LIMIT:
                self._error("cell_too_long", limit=CELL_LIMIT)
            self._cells[self._path()] = storable(text[:CELL_LIMIT])

    def _path(self) -> str:
        path = ""
        for name in self._names[self._root_depth :]:
            path += f"[{name}]" if isinstance(name, int) else f".{name}"
        return path.removeprefix(".")

    @property
    def _root_depth(self) -> int:
        return self._root or 0

    def _error(self, code: str, **params: str | int) -> None:
        if not any(problem.code == code for problem in self._damage):
            number = self.number + 1
            self._damage.append(RowProblem(number, number, self._path()[:200], code, params))
