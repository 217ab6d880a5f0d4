"""Writing products: all of it or nothing, found again, and remembered prices."""

import threading
import time
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from meadow.goods.actions.photos import add_photos, arrange_photos
from meadow.goods.actions.prices import set_price
from meadow.goods.actions.products import (
    archive_product,
    duplicate_product,
    publish_product,
    save_product,
    save_products,
)
from meadow.goods.models.products import Category, PriceChange, Product, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.refusals import (
    NotYourPhoto,
    NoVariants,
    OptionsDoNotFit,
    SameOptions,
    StockIsHeld,
    StockMoved,
    TooManyOptions,
    TooManyVariants,
)
from meadow.goods.texts import PhotoText, ProductText, VariantText
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.plumbing.events import announced

SIZES = ProductText(
    title="Linen throw",
    options=("Size",),
    status=Product.Status.ACTIVE,
    variants=(
        VariantText(option_values=("S",), price=4000, sku="T-S", on_hand=3),
        VariantText(option_values=("L",), price=6000, compare_at=8000, sku="T-L", on_hand=0),
    ),
)


def photo(by: Person | None, name: str = "photos/aa/a.jpg") -> Photo:
    return Photo.objects.create(by=by, name=name, width=4, height=3, placeholder="data:,")


def texts_of(product: Product) -> tuple[VariantText, ...]:
    return tuple(
        VariantText(pk=variant.pk, option_values=tuple(variant.option_values), price=variant.price, sku=variant.sku)
        for variant in product.variants.filter(is_active=True)
    )


def test_a_new_product_is_written_whole(shop: Shop, cy: Person) -> None:
    shelf = Category.objects.create(slug="textiles", name="Textiles")

    product = save_product(replace(SIZES, categories=(shelf.pk,), tags=("linen",)), shop=shop, by=cy)

    product = Product.objects.get(pk=product.pk)
    assert (product.handle, product.status, product.price_from, product.price_to) == (
        "linen-throw",
        "active",
        4000,
        6000,
    )
    assert (product.compare_at_from, product.in_stock) == (None, True)
    assert product.published_at is not None
    assert list(product.categories.all()) == [shelf]
    assert [(v.sku, v.stock.on_hand) for v in product.variants.select_related("stock")] == [("T-S", 3), ("T-L", 0)]
    assert list(PriceChange.objects.values_list("price", flat=True).order_by("pk")) == [4000, 6000]
    assert announced() == ["goods.product_published"]


def test_the_same_source_key_writes_the_same_product(shop: Shop, cy: Person) -> None:
    text = replace(SIZES, source="shopify", source_key="throw")
    first = save_product(text, shop=shop, by=None)

    again = save_product(replace(text, title="Linen blanket"), shop=shop, by=None)

    assert again.pk == first.pk
    assert (again.title, again.handle) == ("Linen blanket", "linen-throw")
    assert Variant.objects.count() == 2
    assert PriceChange.objects.count() == 2
    assert announced() == ["goods.product_published"]


def test_handles_are_numbered_when_the_shop_has_them(shop: Shop, cy: Person) -> None:
    handles = [save_product(SIZES, shop=shop, by=cy).handle for _ in range(3)]
    assert handles == ["linen-throw", "linen-throw-2", "linen-throw-3"]
    assert save_product(replace(SIZES, title="亚麻毯"), shop=shop, by=cy).handle == "product"


def test_many_written_at_once_get_handles_that_nobody_has(shop: Shop, cy: Person) -> None:
    for handle in ("cup", "cup-3", "jug", "jug-2", "jug-10", "jug-2-b", "jugular-40"):
        Product.objects.create(shop=shop, handle=handle, title=handle)
    wishes = ["cup", "cup", "cup", "cup-5", "jug", "jug-11", "jug", "bowl", "bowl"]

    products = save_products([replace(SIZES, handle=wish) for wish in wishes], shop=shop, by=cy)

    assert [product.handle for product in products] == [
        *("cup-2", "cup-4", "cup-5", "cup-5-2", "jug-11", "jug-11-2", "jug-12", "bowl", "bowl-2")
    ]


def test_many_written_at_once_cost_as_much_as_one_and_are_the_same(shop: Shop, cy: Person) -> None:
    shelf = Category.objects.create(slug="textiles", name="Textiles")
    text = replace(SIZES, categories=(shelf.pk,), source="woo")

    def rows() -> list[list[object]]:
        product = ("status", "price_from", "price_to", "compare_at_from", "in_stock", "categories")
        variant = ("sku", "option_values", "price", "compare_at", "stock__on_hand", "price_changes__price")
        return [
            list(Product.objects.order_by("pk").values_list(*product)),
            list(Variant.objects.order_by("pk").values_list(*variant)),
        ]

    with CaptureQueriesContext(connection) as one:
        save_products([replace(text, handle="throw", source_key="throw")], shop=shop, by=cy)
    alone = rows()
    with CaptureQueriesContext(connection) as many:
        save_products(
            [replace(text, handle=f"throw-{n}a", source_key=f"throw-{n}") for n in range(40)], shop=shop, by=cy
        )

    assert len(many) == len(one)
    assert rows() == [found * 41 for found in alone]
    assert announced() == ["goods.product_published"] * 41


def test_one_of_many_that_is_known_by_its_source_is_changed(shop: Shop, cy: Person) -> None:
    text = replace(SIZES, source="woo", source_key="b")
    known = save_product(text, shop=shop, by=cy)

    first, second, third = save_products(
        [replace(text, title=title, source_key=title) for title in "abc"], shop=shop, by=cy
    )

    assert (second.pk, second.title, second.handle) == (known.pk, "b", "linen-throw")
    assert [first.title, third.title] == ["a", "c"]
    assert Product.objects.count() == 3


def test_one_of_many_that_is_refused_leaves_nothing_of_the_others(shop: Shop, cy: Person) -> None:
    with pytest.raises(NotYourPhoto):
        save_products([SIZES, replace(SIZES, photos=(PhotoText(photo=photo(None).pk),))], shop=shop, by=cy)

    assert not Product.objects.exists()
    assert announced() == []


def test_option_values_can_change_places(shop: Shop, cy: Person) -> None:
    product = save_product(SIZES, shop=shop, by=cy)
    small, large = texts_of(product)

    save_product(
        replace(SIZES, variants=(replace(small, option_values=("L",)), replace(large, option_values=("S",)))),
        shop=shop, by=cy, product=product,
    )  # fmt: skip

    assert dict(product.variants.values_list("sku", "option_values")) == {"T-S": ["L"], "T-L": ["S"]}


def test_a_variant_left_out_goes_off_sale_and_can_come_back(shop: Shop, cy: Person) -> None:
    product = save_product(SIZES, shop=shop, by=cy)
    large = Variant.objects.get(sku="T-L")

    product = save_product(replace(SIZES, variants=SIZES.variants[:1]), shop=shop, by=cy, product=product)
    assert not Variant.objects.get(pk=large.pk).is_active
    assert product.price_to == 4000

    product = save_product(SIZES, shop=shop, by=cy, product=product)
    assert Variant.objects.get(pk=large.pk).is_active
    assert Variant.objects.count() == 2


def test_a_changed_price_is_remembered_and_told(lamp: Variant, cy: Person) -> None:
    set_price(lamp, 3900, compare_at=4900, by=cy)

    lamp.product.refresh_from_db()
    assert (lamp.product.price_from, lamp.product.compare_at_from) == (3900, 4900)
    assert PriceChange.objects.get().price == 3900
    assert announced() == ["goods.price_changed"]

    set_price(lamp, 3900, compare_at=4900, by=cy)
    assert announced() == ["goods.price_changed"]


def test_statements_do_not_grow_with_variants(shop: Shop, cy: Person) -> None:
    def statements(count: int) -> tuple[int, int]:
        text = replace(
            SIZES, title=f"Throw {count}", source="file", source_key=str(count),
            variants=tuple(VariantText(option_values=(str(n),), price=100 + n, on_hand=n) for n in range(count)),
        )  # fmt: skip
        found = []
        for _ in range(2):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                save_product(text, shop=shop, by=cy)
            found.append(len(queries))
            text = replace(text, variants=tuple(replace(v, price=v.price + 7) for v in text.variants))
        return found[0], found[1]

    assert statements(2) == statements(60)


@pytest.mark.parametrize(
    ("text", "refusal", "message"),
    [
        (replace(SIZES, variants=()), NoVariants, "at least one variant"),
        (replace(SIZES, variants=SIZES.variants[:1] * 2), SameOptions, r"the same options \(S\)"),
        (replace(SIZES, options=()), OptionsDoNotFit, "“S” must have one value"),
        (replace(SIZES, options=("a", "b", "c", "d")), TooManyOptions, "at most 3 options; these are 4"),
        (replace(SIZES, variants=SIZES.variants * 51), TooManyVariants, "at most 100 variants; these are 102"),
    ],
)
def test_what_no_product_can_be_is_refused(
    text: ProductText, refusal: type[Exception], message: str, shop: Shop, cy: Person
) -> None:
    with pytest.raises(refusal, match=message):
        save_product(text, shop=shop, by=cy)
    assert not Product.objects.exists()
    assert announced() == []


def test_a_product_without_variants_is_not_put_on_sale(shop: Shop, cy: Person) -> None:
    product = Product.objects.create(shop=shop, handle="idea", title="Only an idea")
    with pytest.raises(NoVariants):
        publish_product(product, by=cy)
    assert Product.objects.get().status == Product.Status.DRAFT


def test_publishing_twice_tells_once_and_archiving_takes_off_sale(shop: Shop, cy: Person) -> None:
    product = save_product(replace(SIZES, status=Product.Status.DRAFT), shop=shop, by=cy)
    publish_product(product, by=cy)
    publish_product(product, by=cy)
    assert announced() == ["goods.product_published"]

    archive_product(product, by=cy)
    assert not Product.objects.on_sale().exists()


def test_a_duplicate_is_a_draft_with_nothing_on_hand(shop: Shop, cy: Person) -> None:
    text = replace(SIZES, source="shopify", source_key="throw", translations={"zh-hans": {"title": "亚麻毯"}})
    product = save_product(text, shop=shop, by=cy)
    add_photos(product, [PhotoText(photo=photo(cy).pk, alt="folded")], by=cy)

    copy = duplicate_product(product, by=cy)

    assert (copy.handle, copy.status, copy.source_key) == ("linen-throw-2", "draft", "")
    assert copy.translations == {"zh-hans": {"title": "亚麻毯"}}
    assert [(v.price, v.stock.on_hand) for v in copy.variants.select_related("stock")] == [(4000, 0), (6000, 0)]
    assert copy.photos.get().alt == "folded"
    assert copy.cover is not None


def in_chinese(product: Product) -> Product:
    """The product, with its option, the values of it and its photo said in Chinese."""
    product.translations = {"zh-hans": {"title": "亚麻毯", "options": ["尺寸"]}}
    product.save()
    for variant, word in zip(product.variants.all(), ("小号", "大号"), strict=True):
        variant.translations = {"zh-hans": {"option_values": [word]}}
        variant.save()
    add_photos(product, [PhotoText(photo=photo(None).pk, alt="folded")], by=None)
    product.photos.update(translations={"zh-hans": {"alt": "叠好的毯子"}})
    return product


def words_of(product: Product) -> tuple[object, ...]:
    product = Product.objects.get(pk=product.pk)
    with override("zh-hans"):
        return (
            product.in_words["title"],
            product.option_words,
            [variant.option_words for variant in product.variants.filter(is_active=True)],
            [row.in_words["alt"] for row in product.photos.all()],
        )


def test_words_in_other_languages_outlive_a_change_at_the_desk(shop: Shop, cy: Person) -> None:
    product = in_chinese(save_product(SIZES, shop=shop, by=cy))
    text = replace(
        SIZES,
        options=("Colour", "Size"),
        translations={"zh-hans": {"title": "亚麻毯子"}},
        variants=tuple(
            VariantText(option_values=values, price=5000) for values in (("Sand", "L"), ("Moss", "L"), ("Moss", "S"))
        ),
        photos=(PhotoText(photo=product.photos.get().photo_id, alt="folded twice"),),
    )

    save_product(text, shop=shop, by=cy, product=product)

    assert words_of(product) == (
        "亚麻毯子",
        ["Colour", "尺寸"],
        [["Sand", "大号"], ["Moss", "大号"], ["Moss", "小号"]],
        ["叠好的毯子"],
    )


def test_a_duplicate_says_the_same_in_every_language(shop: Shop, cy: Person) -> None:
    product = in_chinese(save_product(SIZES, shop=shop, by=cy))

    copy = duplicate_product(product, by=cy)

    assert words_of(copy) == words_of(product) == ("亚麻毯", ["尺寸"], [["小号"], ["大号"]], ["叠好的毯子"])


def test_descriptions_are_cleaned_in_every_language(shop: Shop, cy: Person) -> None:
    evil = '<p onclick="x()">Soft<script>alert(1)</script> <a href="javascript:x()">a</a><a href="https://a.example">b</a></p>'
    product = save_product(
        replace(SIZES, description=evil, translations={"zh-hans": {"description": evil, "title": "毯"}}),
        shop=shop,
        by=cy,
    )

    clean = (
        '<p>Soft <a rel="nofollow ugc noopener">a</a><a href="https://a.example" rel="nofollow ugc noopener">b</a></p>'
    )
    assert product.description == clean
    assert product.translations["zh-hans"] == {"description": clean, "title": "毯"}
    assert (
        save_product(replace(SIZES, description="a\n\nb & c"), shop=shop, by=cy).description
        == "<p>a</p>\n\n<p>b &amp; c</p>"
    )


# -- stock ----------------------------------------------------------------------------------------


def seen(product: Product, seen: int, on_hand: int) -> ProductText:
    (lamp,) = texts_of(product)
    return ProductText(title="Paper lamp", variants=(replace(lamp, on_hand=on_hand, on_hand_seen=seen),))


def test_a_count_made_before_a_sale_is_refused_in_words(lamp: Variant, cy: Person) -> None:
    Stock.objects.filter(variant=lamp).update(on_hand=0)  # sold while Cy was typing

    with pytest.raises(StockMoved, match="“LAMP” went from 1 to 0 on hand"):
        save_product(
            replace(seen(lamp.product, 1, 5), title="New title"), shop=lamp.product.shop, by=cy, product=lamp.product
        )

    assert Stock.objects.get().on_hand == 0
    assert Product.objects.get().title == "Paper lamp"


def test_a_count_that_nobody_touched_loses_no_sale(lamp: Variant, cy: Person) -> None:
    Stock.objects.filter(variant=lamp).update(on_hand=0)

    product = save_product(seen(lamp.product, 1, 1), shop=lamp.product.shop, by=cy, product=lamp.product)

    assert Stock.objects.get().on_hand == 0
    assert not product.in_stock


def test_a_count_below_what_is_held_is_refused(lamp: Variant, cy: Person) -> None:
    Stock.objects.filter(variant=lamp).update(on_hand=5, held=3)
    with pytest.raises(StockIsHeld, match="3 of “LAMP” are held"):
        save_product(seen(lamp.product, 5, 2), shop=lamp.product.shop, by=cy, product=lamp.product)
    assert Stock.objects.get().on_hand == 5


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_who_count_at_once_one_is_refused(lamp: Variant, cy: Person) -> None:
    start, outcomes = threading.Barrier(2), []

    def edit(on_hand: int) -> None:
        try:
            start.wait()
            save_product(seen(lamp.product, 1, on_hand), shop=lamp.product.shop, by=cy, product=lamp.product)
            outcomes.append(on_hand)
        except StockMoved:
            outcomes.append(0)
        finally:
            connection.close()

    lamp.product.shop  # noqa: B018 - read before the threads do
    threads = [threading.Thread(target=edit, args=[count]) for count in (10, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes)[0] == 0
    assert Stock.objects.get().on_hand == max(outcomes) > 0


@pytest.mark.django_db(transaction=True)
def test_a_sale_while_a_count_is_being_saved_is_not_lost(
    lamp: Variant, cy: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting, recount = threading.Event(), Stock.recount

    def slow_recount(stock: Stock, on_hand: int, *, seen: int | None) -> None:
        counting.set()
        time.sleep(0.5)  # the number has been read and compared to, and is not written yet
        recount(stock, on_hand, seen=seen)

    def edit() -> None:
        try:
            save_product(seen(lamp.product, 1, 5), shop=lamp.product.shop, by=cy, product=lamp.product)
        finally:
            connection.close()

    monkeypatch.setattr(Stock, "recount", slow_recount)
    editor = threading.Thread(target=edit)
    editor.start()
    assert counting.wait(10)
    with transaction.atomic():
        stock = Stock.objects.locked().get(variant=lamp)
        stock.on_hand -= 1
        stock.save()
    editor.join()

    assert Stock.objects.get().on_hand == 4


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_source_make_one_product(shop: Shop) -> None:
    start, errors = threading.Barrier(2), []

    def write() -> None:
        try:
            start.wait()
            save_product(replace(SIZES, source="woo", source_key="1"), shop=shop, by=None)
        except Exception as error:  # noqa: BLE001 - told to the test below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert Product.objects.count() == 1
    assert Variant.objects.count() == 2


# -- photos ---------------------------------------------------------------------------------------


def test_photos_are_shown_in_their_order_and_the_first_is_the_cover(lamp_product: Product, cy: Person) -> None:
    one, two = photo(cy), photo(cy, "photos/bb/b.jpg")
    add_photos(lamp_product, [PhotoText(photo=one.pk), PhotoText(photo=two.pk)], by=cy)

    product = arrange_photos(lamp_product, [PhotoText(photo=two.pk, alt="lit"), PhotoText(photo=one.pk)], by=cy)

    assert [(row.photo_id, row.alt) for row in product.photos.all()] == [(two.pk, "lit"), (one.pk, "")]
    assert product.cover_id == two.pk
    assert arrange_photos(product, [], by=cy).cover_id is None


def test_nobody_shows_the_photo_of_somebody_else(lamp_product: Product, cy: Person, bo: Person) -> None:
    with pytest.raises(NotYourPhoto):
        add_photos(lamp_product, [PhotoText(photo=photo(bo).pk)], by=cy)
    assert not lamp_product.photos.exists()
