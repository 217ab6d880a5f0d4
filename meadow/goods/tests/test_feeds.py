"""Feeds hold to what their channels' documentation asks for, whatever people typed."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from meadow.goods.feeds import measures
from meadow.goods.feeds.agents import Agents
from meadow.goods.feeds.formats import Format
from meadow.goods.feeds.google import Google
from meadow.goods.feeds.listings import Availability, Item, Listing, Picture, Sending, Source
from meadow.goods.feeds.tables import Meta, Pinterest
from meadow.goods.feeds.texts import cut, plain
from meadow.goods.feeds.traits import allowed, trait_of_option

SOURCE = Source("Cy Clay", "https://meadow.example/shops/cy-clay/", "Cups & lamps", "en", "Meadow")
G = "{http://base.google.com/ns/1.0}"
PICTURES = tuple(Picture(f"https://meadow.example/files/photos/aa/{n}.jpg", f"Side {n}") for n in range(14))


def item(**fields: Any) -> Item:
    known = {
        "id": "7",
        "link": "https://meadow.example/shops/cy-clay/cup/?variant=7",
        "price": 1800,
        "availability": Availability.IN_STOCK,
        "pictures": PICTURES,
    }
    return Item(**{**known, **fields})


def listing(*items: Item, **fields: Any) -> Listing:
    known = {
        "id": "3",
        "link": "https://meadow.example/shops/cy-clay/cup/",
        "title": "Cup",
        "description": "Thrown by hand.",
        "brand": "Cy Clay",
        "seller": "Cy Clay",
        "currency": "USD",
        "items": items or (item(),),
    }
    return Listing(**{**known, **fields})


def written(form: Format, *listings: Listing) -> str:
    bodies = form.separator.join(filter(None, (form.listing(one, SOURCE) for one in listings)))
    return form.begin(SOURCE) + bodies + form.end()


def google(*listings: Listing) -> list[dict[str, list[str]]]:
    """The items of the feed, each element's name with its texts."""
    root = ElementTree.fromstring(written(Google(), *listings).encode())
    assert root.tag == "rss"
    assert root.get("version") == "2.0"
    found = []
    for one in root.iterfind("channel/item"):
        said: dict[str, list[str]] = {}
        for element in one:
            assert element.tag.startswith(G)
            said.setdefault(element.tag.removeprefix(G), []).append(element.text or "")
        found.append(said)
    return found


def rows(form: Format, *listings: Listing) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(form, *listings), newline="")))


def check_google(said: dict[str, list[str]]) -> None:
    """What https://support.google.com/merchants/answer/7052112 asks of every item."""
    for name in ("id", "title", "description", "link", "image_link", "availability", "price", "condition"):
        assert len(said[name]) == 1, name
        assert said[name][0].strip(), name
    longest = {"id": 50, "title": 150, "description": 5000, "brand": 70, "mpn": 70, "item_group_id": 50, "link": 2000}
    longest |= {"color": 100, "size": 100, "material": 200, "pattern": 100, "product_type": 750, "gtin": 50}
    for name, most in longest.items():
        assert all(len(text) <= most for text in said.get(name, [])), name
    assert len(said.get("additional_image_link", [])) <= 10
    assert said["availability"][0] in {"in_stock", "out_of_stock", "preorder", "backorder"}
    assert ("availability_date" in said) is (said["availability"][0] == "preorder")
    for name in ("price", "sale_price"):
        assert all(re.fullmatch(r"\d+(\.\d+)? [A-Z]{3}", text) for text in said.get(name, [])), name
    assert said["condition"] == ["new"]
    assert said.get("gender", ["unisex"])[0] in {"male", "female", "unisex"}
    if "identifier_exists" in said:
        assert said["identifier_exists"] == ["no"]
        assert "gtin" not in said
    else:
        assert "gtin" in said or {"brand", "mpn"} <= said.keys()


def test_a_cup_in_two_sizes_is_two_items_of_one_group() -> None:
    small = item(id="7", options=(("Size", "Small"),), traits={"size": "Small"}, sku="CUP-S")
    large = item(id="8", options=(("Size", "Large"),), traits={"size": "Large"}, gtin="4006381333931")

    one, other = google(listing(small, large, google_category=2169, shelves=("Home > Cups", "Gifts")))

    check_google(one)
    check_google(other)
    assert one["title"] == ["Cup – Small"]
    assert one["item_group_id"] == other["item_group_id"] == ["3"]
    assert (one["size"], other["size"]) == (["Small"], ["Large"])
    assert one["mpn"] == ["CUP-S"]
    assert other["gtin"] == ["4006381333931"]
    assert "mpn" not in other
    assert one["google_product_category"] == ["2169"]
    assert one["product_type"] == ["Home > Cups", "Gifts"]
    assert len(one["additional_image_link"]) == 10


def test_variants_that_differ_in_what_google_does_not_know_are_not_grouped() -> None:
    items = [item(id=str(n), options=(("Scent", word),)) for n, word in enumerate(("Cedar", "Fig"))]
    assert all("item_group_id" not in said for said in google(listing(*items)))


def test_a_reduced_price_is_told_with_the_one_before() -> None:
    (said,) = google(listing(item(price=1800, price_before=2400)))
    check_google(said)
    assert said["price"] == ["24.00 USD"]
    assert said["sale_price"] == ["18.00 USD"]

    (said,) = google(listing(item(price=1800, price_before=1500), currency="JPY"))
    assert said["price"] == ["1800 JPY"]
    assert "sale_price" not in said


def test_goods_that_come_later_say_when() -> None:
    (said,) = google(listing(item(availability=Availability.PREORDER), available_on=date(2027, 2, 1)))
    check_google(said)
    assert said["availability"] == ["preorder"]
    assert said["availability_date"] == ["2027-02-01T00:00+0000"]


def test_goods_of_no_known_maker_say_that_they_have_no_number() -> None:
    (said,) = google(listing(item(sku="")))
    check_google(said)
    assert said["identifier_exists"] == ["no"]


def test_what_is_sent_has_weight_sides_and_costs_and_what_is_not_has_none() -> None:
    heavy = item(weight_grams=1200, dimensions=(125, 300, 80), sending=(Sending("DE", "Post & Co", 490),))
    text = written(Google(), listing(heavy))
    assert (
        "<g:shipping><g:country>DE</g:country><g:service>Post &amp; Co</g:service><g:price>4.90 USD</g:price>"
        "</g:shipping>" in text
    )
    (said,) = google(listing(heavy))
    assert said["shipping_weight"] == ["1200 g"]
    assert [said[f"shipping_{side}"] for side in ("length", "width", "height")] == [["12.5 cm"], ["30 cm"], ["8 cm"]]
    (said,) = google(listing(item(dimensions=(125, 300, 5000))))
    assert "shipping_length" not in said  # all three or none
    (said,) = google(listing(heavy, is_sent=False))
    assert not [name for name in said if name.startswith("shipping")]


@pytest.mark.parametrize(
    ("amount", "unit", "content", "base"),
    [
        ("250", "ml", "250 ml", "100 ml"),
        ("750", "ml", "750 ml", "1 l"),
        ("1.500", "kg", "1.5 kg", "1 kg"),
        ("300", "g", "300 g", "1 kg"),
        ("80", "cm", "80 cm", "1 m"),
        ("2.25", "m2", "2.25 sqm", "1 sqm"),
        ("100", "piece", "100 ct", "1 ct"),
        ("1", "furlong", "", ""),
    ],
)
def test_contents_are_told_in_units_that_google_knows(amount: str, unit: str, content: str, base: str) -> None:
    assert measures.content((Decimal(amount), unit)) == content
    assert measures.base((Decimal(amount), unit)) == base


def test_goods_without_a_photo_or_a_price_are_left_out_but_for_agents() -> None:
    bare, free = listing(item(pictures=())), listing(item(price=0))
    assert google(bare, free, listing()) == google(listing())
    for table in (Meta(), Pinterest()):
        assert len(rows(table, bare, free, listing())) == 1
    assert len(json.loads(written(Agents(), bare, listing()))["products"]) == 2


def test_details_are_named_and_bundles_say_so() -> None:
    text = written(Google(), listing(item(), details=(("Care", "By hand"),), is_bundle=True))
    assert (
        "<g:product_detail><g:attribute_name>Care</g:attribute_name><g:attribute_value>By hand</g:attribute_value>"
        "</g:product_detail>" in text
    )
    assert "<g:is_bundle>yes</g:is_bundle>" in text


def test_meta_reads_its_own_words() -> None:
    sold_out = item(
        availability=Availability.OUT_OF_STOCK,
        price_before=2400,
        sending=(Sending("US", "Post: slow, cheap", 490), Sending("DE", "Post", 990)),
        traits={"color": "Moss"},
        options=(("Glaze", "Moss"),),
    )
    (row,) = rows(Meta(), listing(sold_out))
    assert row["availability"] == "out of stock"
    assert (row["price"], row["sale_price"]) == ("24.00 USD", "18.00 USD")
    assert row["additional_image_link"].count(",") == 12
    assert row["shipping"] == "US::Post slow cheap:4.90 USD,DE::Post:9.90 USD"
    assert row["color"] == "Moss"
    (row,) = rows(Pinterest(), listing(item(availability=Availability.PREORDER), available_on=date(2027, 2, 1)))
    assert row["availability"] == "preorder"
    assert row["availability_date"] == "2027-02-01"
    assert row["additional_image_link"].count(",") == 9


def test_no_cell_runs_as_a_formula() -> None:
    evil = listing(item(sku="@SUM(A1)"), title='=HYPERLINK("http://evil")', brand="+1")
    for table in (Meta(), Pinterest()):
        (row,) = rows(table, evil)
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


def test_agents_read_products_with_variants() -> None:
    small = item(options=(("Size", "Small"),), gtin="4006381333931", price_before=2400)
    (product,) = json.loads(written(Agents(), listing(small, item(id="8"))))["products"]

    assert {"id", "title", "description", "url", "media", "variants"} == product.keys()
    assert product["description"] == {"plain": "Thrown by hand."}
    first = product["variants"][0]
    assert first["barcodes"] == [{"type": "GTIN", "value": "04006381333931"}]
    assert first["price"] == {"amount": 1800, "currency": "USD"}
    assert first["list_price"] == {"amount": 2400, "currency": "USD"}
    assert first["availability"] == {"available": True, "status": "in_stock"}
    assert first["variant_options"] == [{"name": "Size", "value": "Small"}]
    assert first["media"][0] == {"type": "image", "url": PICTURES[0].url, "alt_text": "Side 0"}
    assert first["seller"] == {"name": "Cy Clay"}
    assert first["marketplace"] == {"name": "Meadow"}
    assert json.loads(written(Agents()))["products"] == []


TRICKY = st.text(st.characters(codec="utf-8") | st.sampled_from("<>&\"'\x00\x0b\ufffe]]>"), max_size=300)


@given(title=TRICKY.filter(lambda text: bool(plain(text))), words=TRICKY, sku=TRICKY)
def test_whatever_people_typed_the_files_can_be_read(title: str, words: str, sku: str) -> None:
    typed = listing(
        item(sku=plain(sku).replace("\n", " "), options=(("Size", words),), traits={"size": words}),
        item(id="8"),
        title=plain(title),
        description=plain(words),
    )
    for said in google(typed):
        check_google(said)
    for table in (Meta(), Pinterest()):
        assert [row["id"] for row in rows(table, typed)] == ["7", "8"]
    assert json.loads(written(Agents(), typed))["products"][0]["id"] == "3"


def test_words_lose_their_markup_and_keep_their_paragraphs() -> None:
    assert plain("<p>Thrown &amp; fired.</p><ul><li>One</li><li>Two</li></ul>") == "Thrown & fired.\nOne\nTwo"
    assert plain("a\x00b\x0bc &lt;b&gt;") == "a b c <b>"
    assert plain("  ") == ""


def test_long_texts_end_where_a_word_does() -> None:
    assert cut("A cup of tea", 12) == "A cup of tea"
    assert cut("A cup of tea and cake", 14) == "A cup of tea…"
    assert len(cut("x" * 400, 150)) == 150


def test_options_are_known_by_their_names_in_several_languages() -> None:
    assert [trait_of_option(name) for name in ("Colour", "Größe", "尺码", " SIZE ", "Scent")] == [
        *("color", "size", "size", "size", ""),
    ]
    assert allowed("gender", "Female") == "female"
    assert allowed("gender", "anybody") == ""
    assert allowed("color", "Moss") == "Moss"
