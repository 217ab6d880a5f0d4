"""What the cells of a column look like: prices, barcodes, addresses of pictures, long texts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from meadow.goods.catalogues.gtin import is_gtin
from meadow.goods.catalogues.mapping.words import STATUSES

NUMBER = re.compile(r"[-+]?\d[\d., '\N{NO-BREAK SPACE}]*")
PRICE = re.compile(
    r"(?:[A-Z]{3}|[^\w\s.,-]{1,2}|kr|zł|元|RMB)? ?"
    r"\d{1,3}(?:[., ']?\d{3})*[.,]\d{2}"
    r"(?: ?(?:[A-Z]{3}|[^\w\s.,-]{1,2}|kr|zł|元))?"
    r"|(?:[A-Z]{3}|[$€£¥₩₹]) ?\d+|\d+ ?(?:[A-Z]{3}|[$€£¥₩₹元])"
)
WHOLE = re.compile(r"\d{1,6}")
PICTURE = re.compile(
    r"\S+\.(?:jpe?g|png|webp|gif|avif|heic|tiff?|bmp)(?:\?\S*)?(?:[,;|\s].*)?", re.IGNORECASE | re.DOTALL
)
ADDRESS = re.compile(r"https?://\S+")
HTML = re.compile(r"<(?:p|br|div|ul|li|strong|b|em|span|h[1-6]|table)\b[^>]*>", re.IGNORECASE)
PATH = re.compile(r"[^<>›»]+(?:[>›»][^<>›»]+)+|[^/]+(?: / [^/]+)+")
CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][\w.\-/]{1,39}")
LETTERS = re.compile(r"[^\W\d_]{2,}|[\u4e00-\u9fff]")
LONG = 60


@dataclass(frozen=True, slots=True)
class Look:
    """Shares, from 0 to 1, of the cells of a column that are not empty."""

    count: int
    distinct: int
    length: float
    number: float
    whole: float
    price: float
    gtin: float
    picture: float
    address: float
    html: float
    path: float
    code: float
    status: float
    letters: float

    @property
    def is_empty(self) -> bool:
        return self.count == 0

    @property
    def unique(self) -> float:
        """1 if every cell is another one."""
        return self.distinct / self.count if self.count else 0.0


def look_at(cells: Sequence[str]) -> Look:
    filled = [text for cell in cells if (text := cell.strip())]

    def share(test: Callable[[str], object]) -> float:
        return sum(1 for text in filled if test(text)) / len(filled) if filled else 0.0

    return Look(
        count=len(filled),
        distinct=len(set(filled)),
        length=sum(map(len, filled)) / len(filled) if filled else 0.0,
        number=share(lambda text: NUMBER.fullmatch(text) or PRICE.fullmatch(text)),
        whole=share(WHOLE.fullmatch),
        price=share(PRICE.fullmatch),
        gtin=share(is_gtin),
        picture=share(PICTURE.fullmatch),
        address=share(ADDRESS.match),
        html=share(HTML.search),
        path=share(lambda text: len(text) < 300 and not HTML.search(text) and PATH.fullmatch(text)),
        code=share(CODE.fullmatch),
        status=share(lambda text: text.casefold() in STATUSES),
        letters=share(LETTERS.search),
    )
