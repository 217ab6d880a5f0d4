"""The product feed of the Agentic Commerce Protocol: small feeds for each trap, and attacks."""

import io
import json
from typing import Any

import pytest

from meadow.goods.catalogues.catalogue import read_catalogue
from meadow.goods.catalogues.detection import NotCSV
from meadow.goods.catalogues.records import PhotoRecord
from meadow.goods.tests.catalogue_files import errors, read, told


def variant(own: str, **more: Any) -> dict[str, Any]:
    return {"id": own, "title": own, "price": {"amount": 1999, "currency": "USD"}, **more}


def product(own: str, *variants: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": own, "title": own.title(), "variants": list(variants) or [variant(f"{own}-1")], **more}


def feed(*products: dict[str, Any]) -> bytes:
    return json.dumps({"target_country": "US", "products": list(products)}, ensure_ascii=False).encode()


TEE = product(
    "tee",
    variant(
        "T-S",
        list_price={"amount": 2499, "currency": "USD"},
        barcodes=[{"type": "SKU", "value": "x"}, {"type": "GTIN", "value": "4006381333931"}],
        availability={"available": True, "status": "in_stock"},
        variant_options=[{"name": "Color", "value": "Red"}, {"name": "Size", "value": "S"}],
        media=[{"type": "image", "url": "https://x.example/s.jpg", "alt_text": "Red"}],
        categories=[{"value": "Apparel > Shirts", "taxonomy": "merchant"}, {"value": "1604", "taxonomy": "google"}],
        condition=["secondhand"],
    ),
    variant(
        "T-M",
        availability={"available": False, "status": "out_of_stock"},
        variant_options=[{"name": "Size", "value": "M"}, {"name": "Color", "value": "Red"}],
        unit_price={
            "amount": 1,
            "currency": "USD",
            "measure": {"value": 12.5, "unit": "g"},
            "reference": {"value": 1, "unit": "g"},
        },
    ),
    description={"plain": "Soft & light.\n\nTwice washed."},
    media=[{"type": "video", "url": "https://x.example/v.mp4"}, {"type": "image", "url": "https://x.example/m.jpg"}],
)


def test_a_product_and_its_variants_are_one_row() -> None:
    ((tee,), problems) = read(feed(TEE))

    assert problems == []
    assert (tee.key, tee.title, tee.options, tee.row) == ("tee", "Tee", ("Color", "Size"), 1)
    assert tee.description_html == "<p>Soft &amp; light.</p><p>Twice washed.</p>"
    assert (tee.categories, tee.attributes) == ((("Apparel", "Shirts"),), (("Condition", ("secondhand",)),))
    assert tee.photos == (
        PhotoRecord("https://x.example/m.jpg", "", 1),
        PhotoRecord("https://x.example/s.jpg", "Red", 2),
    )
    small, medium = tee.variants
    assert (small.key, small.option_values, small.price, small.compare_at) == ("T-S", ("Red", "S"), 1999, 2499)
    assert (small.barcode, small.tracked, small.photo) == ("4006381333931", False, "https://x.example/s.jpg")
    assert (medium.option_values, medium.tracked, medium.on_hand) == (("Red", "M"), True, 0)
    assert (str(medium.net_amount), medium.net_unit) == ("12.5", "g")


def test_lists_lines_and_wrapped_feeds_are_read_alike() -> None:
    one, two = product("one"), product("two")
    writings = [
        feed(one, two),
        json.dumps([one, two]).encode(),
        b"\n".join(json.dumps(each).encode() for each in (one, two)),
        json.dumps({"meta": {"a": [1, {"b": 2}]}, "response": {"products": [one, two]}}).encode(),
        json.dumps({"products": [one, two]}).encode("utf-16"),
        b"\xef\xbb\xbf" + feed(one, two),
    ]
    for content in writings:
        catalogue = read_catalogue(io.BytesIO(content), name="x", currency="USD")
        assert catalogue.format == "acp"
        assert [product.key for product in read(content)[0]] == ["one", "two"]


def test_a_product_that_comes_again_replaces_the_one_before() -> None:
    products, problems = read(feed(product("a"), product("b"), product("a", variant("new"), title="Newer")))

    assert [(product.title, product.variants[0].key) for product in products] == [("Newer", "new"), ("B", "b-1")]
    assert told(problems) == [(1, "id", "replaced_later")]
    assert "row 3, which counts" in problems[0].message


def test_every_trap_is_told_by_item_and_element() -> None:
    def priced(own: str, amount: object, currency: str = "USD") -> dict[str, Any]:
        return product(own, variant(own, price={"amount": amount, "currency": currency}))

    option = [{"name": "Size", "value": "S"}]
    products, problems = read(
        feed(
            product("fine"),
            priced("euro", 5, "EUR"),
            priced("minus", -5),
            priced("absurd", 100_000_000_001),
            priced("endless", 10**40),
            priced("words", "5.00"),
            product("free", {"id": "free", "title": "Free"}),
            product("odd", variant("odd", barcodes=[{"type": "EAN", "value": "123"}])),
            product("gap", variant("g1", variant_options=option), variant("g2")),
            product("same", variant("s1"), variant("s2")),
            product("taken", variant("fine-1")),
            product(""),
            {"id": "untitled", "variants": [{"id": "u", "price": {"amount": 1, "currency": "USD"}}]},
        )
    )

    assert [product.key for product in products] == ["fine", "odd"]
    assert told(problems) == [
        (2, "variants[0].price.currency", "other_currency"),
        (3, "variants[0].price.amount", "negative_price"),
        (4, "variants[0].price.amount", "absurd_price"),
        (5, "variants[0].price.amount", "absurd_price"),
        (6, "variants[0].price.amount", "not_a_price"),
        (7, "variants[0].price", "no_price"),
        (8, "variants[0].barcodes[0].value", "not_a_gtin"),
        (9, "variants[1].variant_options", "no_option_value"),
        (10, "variants[1].variant_options", "same_options"),
        (11, "variants[0].id", "variant_taken"),
        (12, "id", "no_id"),
        (13, "title", "no_title"),
    ]


def test_three_hundred_variants_in_one_product_are_told() -> None:
    many = (variant(str(n), variant_options=[{"name": "Size", "value": str(n)}]) for n in range(300))
    products, problems = read(feed(product("many", *many)))

    assert products == []
    assert told(problems) == [(1, "variants", "too_many_variants")]


def test_a_feed_cut_in_the_middle_gives_what_came_before_and_tells_where() -> None:
    content = feed(product("one"), product("two"), product("three"))

    products, problems = read(content[: content.index(b'"three-1"') + 20])

    assert [product.key for product in products] == ["one", "two"]
    assert [(problem.row, problem.code) for problem in errors(problems)] == [(3, "feed_damaged")]


def test_deep_nesting_is_told_and_does_not_overflow() -> None:
    nested: dict[str, Any] = {}
    for _ in range(30):
        nested = {"x": nested}
    products, problems = read(feed(product("fine"), product("deep", more=nested)))
    assert [product.key for product in products] == ["fine"]
    assert [(problem.row, problem.code) for problem in problems] == [(2, "too_deep")]

    content = feed(product("fine")).replace(b"]}]}", b"]}, " + b"[" * 1_000_000)
    products, problems = read(content)
    assert [product.key for product in products] == ["fine"]
    assert [(problem.row, problem.code) for problem in problems] == [(2, "feed_damaged")]


def test_a_text_of_ten_megabytes_is_told_and_reading_goes_on() -> None:
    big = product("big", description={"html": "x" * 10_000_000})
    products, problems = read(feed(product("one"), big, product("two")))

    assert [product.key for product in products] == ["one", "two"]
    assert [(problem.row, problem.code) for problem in problems] == [(2, "row_too_long")]


def test_an_object_with_too_many_parts_is_told() -> None:
    products, problems = read(feed(product("one"), product("many", more=list(range(30_000)))))

    assert [product.key for product in products] == ["one"]
    assert [(problem.row, problem.code) for problem in problems] == [(2, "too_much_in_item")]


@pytest.mark.parametrize("content", [b"{}", b'{"products": []}', b"[1, 2]", b'{"a": ', b'[{"id": 1}]', b"{]", b'"x"'])
def test_other_json_is_no_feed(content: bytes) -> None:
    with pytest.raises((NotCSV, ValueError)):
        read(content)
