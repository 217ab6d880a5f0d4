"""Writing some orders from before, in the transaction at hand."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Prefetch

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Shop
from meadow.moving.actions.history.customers import customers_of_orders
from meadow.moving.history.records import OrderRecord
from meadow.moving.history.report import HistoryReport
from meadow.moving.models.history import HistoryLine, HistoryOrder
from meadow.moving.models.imports import Import

FACTS = (
    *("number", "placed_at", "currency", "goods_total", "shipping_total", "tax_total", "discount_total"),
    *("refunded_total", "total", "payment_state", "shipping_state"),
)


def write_orders(
    records: Sequence[OrderRecord], source: str, shop: Shop, import_row: Import | None, report: HistoryReport
) -> None:
    """Add the new ones, change those that say something else now; a constant number of statements."""
    if not records:
        return
    lines = Prefetch("lines", HistoryLine.objects.order_by("pk"))
    of_shop = HistoryOrder.objects.filter(shop=shop, source=source, source_key__in=[record.key for record in records])
    known = {order.source_key: order for order in of_shop.prefetch_related(lines)}
    customers = customers_of_orders(records, source, shop, import_row, report)
    variants = _variants(shop, {line.sku for record in records for line in record.lines if line.sku})
    new: list[HistoryOrder] = []
    changed: list[HistoryOrder] = []
    told: list[tuple[HistoryOrder, OrderRecord]] = []
    for record in records:
        customer = customers.get(record.customer.key) if record.customer else None
        order = known.get(record.key)
        report.lines += len(record.lines)
        if order is None:
            order = HistoryOrder(shop=shop, source=source, source_key=record.key, brought_by=import_row)
            known[record.key] = order
            new.append(order)
            report.count("added")
        elif _says(order, record, customer.pk if customer else None):
            report.count("unchanged")
            continue
        else:
            changed.append(order)
            report.count("updated")
        for fact in FACTS:
            setattr(order, fact, getattr(record, fact))
        order.customer = customer
        told.append((order, record))
    HistoryOrder.objects.bulk_create(new)
    HistoryOrder.objects.bulk_update(changed, [*FACTS, "customer"])
    HistoryLine.objects.filter(order__in=changed).delete()
    HistoryLine.objects.bulk_create(_lines(told, variants))


def _says(order: HistoryOrder, record: OrderRecord, customer: int | None) -> bool:
    """Whether the order says all of the record already."""
    lines = [(line.title, line.sku, line.price, line.quantity) for line in order.lines.all()]
    said = [(line.title, line.sku, line.price, line.quantity) for line in record.lines]
    facts = all(getattr(order, fact) == getattr(record, fact) for fact in FACTS)
    return facts and lines == said and order.customer_id == customer


def _variants(shop: Shop, skus: Iterable[str]) -> Mapping[str, int]:
    """The shop's variants by SKU, those on sale before others."""
    found = Variant.objects.filter(product__shop=shop, sku__in=list(skus)).order_by("is_active", "-pk")
    return dict(found.values_list("sku", "pk"))


def _lines(told: Iterable[tuple[HistoryOrder, OrderRecord]], variants: Mapping[str, int]) -> Iterable[HistoryLine]:
    for order, record in told:
        for line in record.lines:
            yield HistoryLine(
                order=order,
                variant_id=variants.get(line.sku),
                title=line.title,
                sku=line.sku,
                price=line.price,
                quantity=line.quantity,
            )
