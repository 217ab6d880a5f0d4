"""What of an order a member can still give back: how many pieces of what, counting what was exchanged before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from meadow.goods.models.products import Product, Variant
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.returns import Return, ReturnLine


@dataclass(frozen=True)
class Givable:
    """So many pieces of one line that are with the member: of what the line is of, or of what came in exchange.

    `tries` is how often the shop has refused to take this line back.
    """

    line: OrderLine
    variant: Variant
    quantity: int
    tries: int

    @property
    def key(self) -> str:
        return f"{self.line.pk}-{self.variant.pk}"

    @property
    def is_refused_for_good(self) -> bool:
        return self.tries >= settings.MEADOW_RETURN_TRIES


def givable(order: Order) -> list[Givable]:
    """Everything of an order that could be asked to be taken back now, in the order of its lines. Three statements."""
    lines = order.lines.select_related("variant__product__shop", "variant__product__cover").order_by("pk")
    asked = list(
        ReturnLine.objects.filter(ret__order=order).select_related(
            "ret", "variant__product__shop", "variant__product__cover", "instead__product__shop",
            "instead__product__cover",
        )
    )  # fmt: skip
    found: list[Givable] = []
    for line in lines:
        if not line.is_digital:
            found += _of_line(line, [one for one in asked if one.line_id == line.pk])
    return found


def _of_line(line: OrderLine, asked: Sequence[ReturnLine]) -> list[Givable]:
    variants = {line.variant_id: line.variant}
    pieces: Counter[int] = Counter({line.variant_id: line.kept})
    for one in asked:
        variants[one.variant_id] = one.variant
        if one.ret.state == Return.State.DONE and one.ret.kind == Return.Kind.EXCHANGE and one.instead is not None:
            variants[one.instead.pk] = one.instead
            pieces[one.variant_id] -= one.quantity
            pieces[one.instead.pk] += one.quantity
        elif one.ret.refund_id is not None and one.variant_id != line.variant_id:
            # `kept` does not know that it was an exchanged piece that was given back
            pieces[one.variant_id] -= one.quantity
            pieces[line.variant_id] += one.quantity
        elif one.ret.is_open and one.ret.refund_id is None:
            pieces[one.variant_id] -= one.quantity
    tries = sum(one.ret.state == Return.State.REFUSED for one in asked)
    most = sum(pieces.values())
    for variant, quantity in pieces.items():
        pieces[variant] = max(min(quantity, most), 0)
    return [Givable(line, variants[variant], quantity, tries) for variant, quantity in pieces.items() if quantity > 0]


def possible_instead(pieces: Sequence[Givable]) -> dict[str, list[Variant]]:
    """What can be had in exchange, by the pieces' keys: variants of the same product that are on sale and there, at the
    price that was paid, the same one first.
    """
    products = {piece.variant.product_id for piece in pieces}
    found = Variant.objects.filter(
        product__in=products, is_active=True, product__status=Product.Status.ACTIVE, product__kind=Product.Kind.GOODS
    ).select_related("product", "stock")
    offered = [one for one in found.order_by("pk") if getattr(one, "stock", None) and one.stock.available != 0]
    return {
        piece.key: sorted(
            (one for one in offered if one.product_id == piece.variant.product_id and one.price == piece.line.price),
            key=lambda one: one.pk != piece.variant.pk,
        )
        for piece in pieces
    }
