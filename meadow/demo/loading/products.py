"""The goods of the demo: categories, products, variants and what they used to cost."""

from datetime import datetime, timedelta

from meadow.demo.loading.album import Album
from meadow.demo.loading.details import Details
from meadow.demo.loading.people import People
from meadow.demo.loading.shops import Shops
from meadow.demo.loading.texts import CHINESE, Row, Texts, lot
from meadow.goods.actions.attributes import bring_taxonomy
from meadow.goods.actions.products import save_product
from meadow.goods.models.products import Category, PriceChange, Product, ProductPhoto, Variant
from meadow.goods.texts import PhotoText, ProductText, VariantText

Products = dict[str, Product]


def fill_shelves(texts: Texts, album: Album, people: People, shops: Shops, *, now: datetime) -> Products:
    """Put every product on sale, with its words in both languages and a past that its prices can tell."""
    bring_taxonomy()
    categories = _categories(texts)
    details = Details(texts, today=now.date())
    managers = {shop["handle"]: people[shop["manager"]] for shop in texts.goods["shops"]}
    products: Products = {}
    for row in texts.goods["products"]:
        manager = managers[row["shop"]]
        found = [album.photo(picture["file"], by=manager) for picture in row["pictures"]]
        photos = [
            PhotoText(photo=photo.pk, alt=picture["alt"])
            for picture, photo in zip(row["pictures"], found, strict=True)
            if photo
        ]
        products[row["handle"]] = save_product(
            _text(row, categories, tuple(photos), details), shop=shops[row["shop"]], by=manager
        )
    _translate(texts, products)
    _age(products, now)
    return products


def _categories(texts: Texts) -> dict[str, Category]:
    known: dict[str, Category] = {}
    for position, row in enumerate(texts.goods["categories"]):
        known[row["slug"]], _ = Category.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "name": row["name"],
                "parent": known.get(row.get("parent", "")),
                "position": position,
                "translations": {CHINESE: {"name": row["name_zh"]}},
            },
        )
    return known


def _text(row: Row, categories: dict[str, Category], photos: tuple[PhotoText, ...], details: Details) -> ProductText:
    in_chinese = {
        "title": row["title_zh"],
        "description": f"<p>{row['description_zh']}</p>",
        "care": details.care_in_chinese(row),
    }
    return ProductText(
        title=row["title"],
        handle=row["handle"],
        description=f"<p>{row['description']}</p>",
        status=Product.Status.ACTIVE,
        tags=tuple(row["tags"]),
        options=tuple(option["name"] for option in row.get("options", ())),
        categories=(categories[row["category"]].pk,),
        translations={CHINESE: {field: words for field, words in in_chinese.items() if words}},
        photos=photos,
        variants=tuple(
            VariantText(
                option_values=tuple(variant["options"]),
                price=variant["price"],
                compare_at=variant.get("compare_at"),
                sku=variant["sku"],
                weight_grams=variant["weight_grams"],
                on_hand=variant["on_hand"],
                **details.of_variant(row, place),
            )
            for place, variant in enumerate(row["variants"])
        ),
        **details.of_product(row),
    )


def _translate(texts: Texts, products: Products) -> None:
    """Give options, their values and photos their Chinese words, which no action takes yet."""
    rows = {row["handle"]: row for row in texts.goods["products"]}
    values: dict[int, dict[str, str]] = {}
    for handle, product in products.items():
        options = rows[handle].get("options", [])
        values[product.pk] = {value["name"]: value["name_zh"] for option in options for value in option["values"]}
        if options:
            product.translations[CHINESE]["options"] = [option["name_zh"] for option in options]
    Product.objects.bulk_update(products.values(), ["translations"], batch_size=500)

    variants = list(Variant.objects.filter(product__in=values))
    for variant in variants:
        words = [values[variant.product_id][value] for value in variant.option_values]
        variant.translations = {CHINESE: {"option_values": words}} if words else {}
    Variant.objects.bulk_update(variants, ["translations"], batch_size=500)

    in_chinese = {picture["alt"]: picture["alt_zh"] for row in texts.goods["products"] for picture in row["pictures"]}
    photos = list(ProductPhoto.objects.filter(product__in=values))
    for photo in photos:
        photo.translations = {CHINESE: {"alt": in_chinese[photo.alt]}}
    ProductPhoto.objects.bulk_update(photos, ["translations"], batch_size=500)


def _age(products: Products, now: datetime) -> None:
    """Have everything be on sale for a while; what is reduced was reduced within the last three weeks."""
    for handle, product in products.items():
        product.published_at = product.created_at = now - timedelta(days=35 + 170 * lot("published", handle))
    Product.objects.bulk_update(products.values(), ["published_at", "created_at"], batch_size=500)

    published = {product.pk: product.published_at for product in products.values()}
    changes = list(PriceChange.objects.filter(variant__product__in=published).select_related("variant"))
    before = []
    for change in changes:
        variant = change.variant
        begun = published[variant.product_id]
        change.at = begun or now
        if variant.is_reduced and variant.compare_at is not None:
            before.append(PriceChange(variant=variant, price=variant.compare_at, at=change.at))
            change.at = now - timedelta(days=3 + 18 * lot("reduced", str(variant.product_id)))
    PriceChange.objects.bulk_update(changes, ["at"], batch_size=500)
    PriceChange.objects.bulk_create(before)
