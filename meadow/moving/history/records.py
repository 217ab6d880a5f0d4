"""What reading a file of orders or customers gives, and what is wrong with which row."""

from dataclasses import dataclass
from datetime import datetime

from meadow.goods.catalogues.records import LeftOut, RowProblem
from meadow.goods.catalogues.wording import MESSAGES as OF_CATALOGUES
from meadow.moving.history.wording import MESSAGES


class HistoryProblem(RowProblem):
    """A problem of a row, in the words of orders and customers."""

    __slots__ = ()

    @property
    def message(self) -> str:
        return (MESSAGES.get(self.code) or OF_CATALOGUES[self.code]) % self.params


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRecord:
    """One customer, with no more than what the shop needs to know whom it served.

    `key` is the e-mail address in small letters, or else what the source calls them; so the customers of a file of
    orders and those of a file of customers meet. A telephone number is taken only of who has no e-mail address.
    `agreed` is None where the file says nothing of letters. `order_count` and `spent` (minor units of the shop's
    currency) are what the file counts.
    """

    key: str
    name: str = ""
    email: str = ""
    phone: str = ""
    country: str = ""
    city: str = ""
    agreed: bool | None = None
    agreed_at: datetime | None = None
    order_count: int = 0
    spent: int = 0
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRecord:
    """One line; `price` is that of one piece."""

    title: str
    sku: str
    price: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRecord:
    """One order, whole; money in minor units of its own currency."""

    key: str
    number: str
    placed_at: datetime
    currency: str
    goods_total: int
    shipping_total: int
    tax_total: int
    discount_total: int
    refunded_total: int
    total: int
    payment_state: str
    shipping_state: str
    customer: CustomerRecord | None
    lines: tuple[LineRecord, ...]
    row: int
    rows: tuple[int, ...]


Record = OrderRecord | CustomerRecord
Found = Record | LeftOut | RowProblem
