"""Where a shop keeps its goods: opening, naming, ordering and closing warehouses.

A shop with one warehouse or none keeps no levels: everything lies in the one place there is. Every action locks the
shop; those that change which warehouses there are lock all its products and stock too, after which nobody can sell,
count or move anything of the shop meanwhile. That is rare, and takes seconds for a hundred thousand products.
"""

from collections.abc import Sequence

from django.db import connection, transaction

from meadow.goods.actions.shelf import warehouses_of
from meadow.goods.actions.trail import note_down
from meadow.goods.models.products import Product, Stock
from meadow.goods.models.shops import Shop
from meadow.goods.models.stock import StockLevel, Warehouse
from meadow.goods.refusals import TooManyWarehouses, WarehouseNameTaken, WarehouseNotEmpty
from meadow.people.models.persons import Person

MOST_WAREHOUSES = 20
_FILL_THE_FIRST = """
INSERT INTO goods_stocklevel (warehouse_id, variant_id, on_hand)
SELECT %s, stock.variant_id, stock.on_hand
FROM goods_stock stock
JOIN goods_variant variant ON variant.id = stock.variant_id
JOIN goods_product product ON product.id = variant.product_id
WHERE product.shop_id = %s AND product.kind = 'goods' AND stock.on_hand <> 0
"""


@transaction.atomic
def open_warehouse(shop: Shop, *, by: Person, name: str, city: str = "", country: str = "") -> Warehouse:
    """Begin to keep goods in one more place. With the second one, what is there lies in the first one."""
    _lock_everything(shop)
    known = list(shop.warehouses.all())
    if len(known) >= MOST_WAREHOUSES:
        raise TooManyWarehouses(limit=MOST_WAREHOUSES)
    _refuse_namesake(known, name)
    position = max((warehouse.position for warehouse in known), default=-1) + 1
    opened = Warehouse.objects.create(shop=shop, name=name, city=city, country=country, position=position)
    _fill_the_first(shop)
    note_down(shop, "warehouse_added", by=by, name=name)
    return opened


@transaction.atomic
def name_warehouse(warehouse: Warehouse, *, by: Person, name: str, city: str = "", country: str = "") -> Warehouse:
    """Call a warehouse something else."""
    shop = Shop.objects.locked().get(pk=warehouse.shop_id)
    _refuse_namesake([other for other in shop.warehouses.all() if other != warehouse], name)
    warehouse = shop.warehouses.get(pk=warehouse.pk)
    warehouse.name, warehouse.city, warehouse.country = name, city, country
    warehouse.save(update_fields=["name", "city", "country"])
    note_down(shop, "warehouse_changed", by=by, name=name)
    return warehouse


@transaction.atomic
def order_warehouses(shop: Shop, order: Sequence[int]) -> list[Warehouse]:
    """Have goods leave the warehouses in this order of their keys; those that are not named come last, as before."""
    _lock_everything(shop)
    place = {pk: number for number, pk in enumerate(order)}
    known = sorted(shop.warehouses.all(), key=lambda warehouse: place.get(warehouse.pk, len(place)))
    for number, warehouse in enumerate(known):
        warehouse.position = number
    Warehouse.objects.bulk_update(known, ["position"])
    return known


@transaction.atomic
def close_warehouse(warehouse: Warehouse, *, by: Person) -> Warehouse:
    """Keep goods there no longer. Only an empty one can be closed; with the last but one, levels end."""
    shop = _lock_everything(warehouse.shop)
    warehouse = shop.warehouses.get(pk=warehouse.pk)
    if not warehouse.is_active:
        return warehouse
    if warehouse.levels.exclude(on_hand=0).exists():
        raise WarehouseNotEmpty(name=warehouse.name)
    warehouse.is_active = False
    warehouse.save(update_fields=["is_active"])
    warehouse.levels.all().delete()
    if not warehouses_of([shop.pk]):
        StockLevel.objects.filter(warehouse__shop=shop).delete()
    note_down(shop, "warehouse_changed", by=by, name=warehouse.name)
    return warehouse


@transaction.atomic
def reopen_warehouse(warehouse: Warehouse, *, by: Person) -> Warehouse:
    """Keep goods there again."""
    shop = _lock_everything(warehouse.shop)
    warehouse = shop.warehouses.get(pk=warehouse.pk)
    if not warehouse.is_active:
        warehouse.is_active = True
        warehouse.save(update_fields=["is_active"])
        _fill_the_first(shop, instead=warehouse)
        note_down(shop, "warehouse_changed", by=by, name=warehouse.name)
    return warehouse


def _lock_everything(shop: Shop) -> Shop:
    """The shop, all its products and all their stock, locked: who sells looks for warehouses with the row locked."""
    shop = Shop.objects.locked().get(pk=shop.pk)
    list(Product.objects.filter(shop=shop).locked().values_list("pk"))
    list(Stock.objects.filter(variant__product__shop=shop).locked().values_list("pk"))
    return shop


def _fill_the_first(shop: Shop, *, instead: Warehouse | None = None) -> None:
    """Where the shop has just come to two warehouses, have everything lie in the one that was there before."""
    places = warehouses_of([shop.pk]).get(shop.pk, [])
    if len(places) != 2:
        return
    first = next(place for place in places if place != instead)
    with connection.cursor() as cursor:
        cursor.execute(_FILL_THE_FIRST, [first.pk, shop.pk])


def _refuse_namesake(warehouses: Sequence[Warehouse], name: str) -> None:
    if any(warehouse.name.casefold() == name.casefold() for warehouse in warehouses):
        raise WarehouseNameTaken(name=name)
