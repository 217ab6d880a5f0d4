"""One large shop: a hundred thousand products with variants, stock and words, in English and Chinese, copied in.

What it sells is drawn with a fixed seed. Its owner is the person with number 1.
"""

import random
import time
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from bench.load import let_the_database_know_defaults

PRODUCTS = 100_000
HANDLE = "large"
MADE = ("hand-thrown", "turned", "woven", "cast", "folded", "dyed", "glazed", "waxed", "quilted", "carved")
OF = ("stoneware", "linen", "ash", "oak", "cotton", "wool", "brass", "paper", "glass", "porcelain", "bamboo", "felt")
THINGS = ("bowl", "cup", "lamp", "throw", "tray", "vase", "cushion", "basket", "candle", "apron", "stool", "teapot")
IN_CHINESE = ("碗", "茶杯", "台灯", "盖毯", "托盘", "花瓶", "靠垫", "篮子", "蜡烛", "围裙", "凳子", "茶壶")
MADE_IN_CHINESE = ("手工拉坯", "车削", "手织", "铸造", "折叠", "草木染", "上釉", "打蜡", "绗缝", "雕刻")


def title(number: int, lot: random.Random) -> tuple[str, str]:
    """What a product is called, in both languages."""
    made, thing = lot.randrange(len(MADE)), lot.randrange(len(THINGS))
    english = f"{MADE[made]} {lot.choice(OF)} {THINGS[thing]} no. {number}".capitalize()
    return english, f"{MADE_IN_CHINESE[made]}{IN_CHINESE[thing]} {number} 号"


def fill(products: int) -> float:
    """Fill the database at hand with the shop, unless it is there; returns the seconds it took."""
    from meadow.goods.models.shops import Seat, Shop
    from meadow.people.models.persons import Person

    started = time.perf_counter()
    if Shop.objects.filter(handle=HANDLE).exists():
        return 0.0
    with transaction.atomic():
        let_the_database_know_defaults()
        shop = Shop.objects.create(handle=HANDLE, name="Large", currency="USD")
        Seat.objects.create(shop=shop, person=Person.objects.get(pk=1), role=Seat.Role.OWNER)
        _copy_in(shop.pk, products)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return time.perf_counter() - started


def _copy_in(shop: int, products: int) -> None:
    import orjson

    from meadow.goods.finding import vector

    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM goods_product")
        (first,) = cursor.fetchone()
        cursor.execute("SELECT coalesce(max(id), 0) FROM goods_variant")
        (first_variant,) = cursor.fetchone()
        cursor.execute("SELECT array_agg(id) FROM people_photo WHERE state = 'ready'")
        (photos,) = cursor.fetchone()
        cursor.execute("SELECT array_agg(id ORDER BY id) FROM goods_category")
        (categories,) = cursor.fetchone()

    lot = random.Random(42)  # the same shop every time
    rows: dict[str, list[Sequence[Any]]] = {name: [] for name in _COLUMNS}
    for number in range(1, products + 1):
        pk, (english, chinese) = first + number, title(number, lot)
        status = "active" if number % 10 else "draft" if number % 20 else "archived"
        price, on_hand, is_low = 500 + lot.randrange(20_000), lot.randrange(60), number % 500 == 0
        cover = None if number % 400 == 0 else photos[number % len(photos)]
        words = orjson.dumps({"zh-hans": {"title": chinese}}).decode()
        sold_out = number % 50 == 0
        rows["goods_product"].append(
            (pk, shop, f"p-{number}", english, status, words, cover, price, price + 500, not sold_out)
        )
        rows["goods_product_categories"].append((pk, categories[number % len(categories)]))
        called = [english, chinese]
        for place, size in enumerate(("S", "L")):
            variant, sku = first_variant + 2 * number - 1 + place, f"LG-{number:06}-{size}"
            barcode = f"59{number:010}{place}"
            called += [sku, barcode]
            rows["goods_variant"].append((variant, pk, sku, [size], price + 500 * place, barcode, place))
            low_at = 100 if is_low else 2
            rows["goods_stock"].append((variant, 0 if sold_out else on_hand, low_at, is_low))
        rows["goods_productstock"].append(
            (pk, shop, 2, 0 if sold_out else 2 * on_hand, is_low, int(lot.paretovariate(1)))
        )
        rows["goods_productwords"].append((pk, shop, vector(called)))
        if number % 2000 == 0 or number == products:
            for table, some in rows.items():
                _copy(table, some)
                some.clear()
    with connection.cursor() as cursor:
        for table in ("goods_product", "goods_variant"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


_COLUMNS = {
    "goods_product": "id, shop_id, handle, title, status, translations, cover_id, price_from, price_to, in_stock",
    "goods_product_categories": "product_id, category_id",
    "goods_variant": "id, product_id, sku, option_values, price, barcode, position",
    "goods_stock": "variant_id, on_hand, low_at, is_low",
    "goods_productstock": "product_id, shop_id, variants, on_hand, is_low, sold",
    "goods_productwords": "product_id, shop_id, words",
}


def _copy(table: str, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({_COLUMNS[table]}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def cursor_at(place: int) -> str:
    """The cursor of the page that begins behind so many of the newest products."""
    from meadow.goods.models.products import Product
    from meadow.plumbing.cursors import leaf

    rows = Product.objects.filter(shop__handle=HANDLE)
    before = rows.order_by("-pk")[place - 2 : place - 1].get()
    after = leaf(rows.filter(pk__lte=before.pk), by="-pk", after=None, limit=1).after
    assert after
    return after
