"""What search engines read in pages has what their documentation asks for, and nothing typed breaks out of it."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from meadow.goods.models.attributes import Attribute
from meadow.goods.models.collections import Collection
from meadow.goods.models.products import Category, Product, ProductPhoto, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.trade.tests.made import rate
from meadow.venue.notes.tests.made import note_of, photo_of

HERE = "http://127.0.0.1:8000"
EVIL = '</script><script>alert("1")</script>'
LAMP = "/shops/cy-clay/lamp/"


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def blocks(html: str) -> dict[str, Any]:
    """The page's data blocks by their type."""
    found = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]
    assert all(block["@context"] == "https://schema.org" for block in found)
    return {block["@type"]: block for block in found}


def meta(html: str, name: str) -> str:
    found = re.search(rf'<meta (?:name|property)="{re.escape(name)}" content="([^"]*)"', html)
    return found[1] if found else ""


def check_offer(offer: dict[str, Any]) -> None:
    """https://developers.google.com/search/docs/appearance/structured-data/merchant-listing#offer"""
    assert offer["@type"] == "Offer"
    assert float(offer["price"]) > 0
    assert re.fullmatch("[A-Z]{3}", offer["priceCurrency"])
    assert offer["availability"].removeprefix("https://schema.org/") in {"InStock", "OutOfStock", "PreOrder"}
    assert offer["itemCondition"] == "https://schema.org/NewCondition"
    assert offer["url"].startswith(f"{HERE}/shops/")
    for sending in offer.get("shippingDetails", []):
        assert float(sending["shippingRate"]["value"]) >= 0
        assert sending["shippingRate"]["currency"] == offer["priceCurrency"]
        assert all(re.fullmatch("[A-Z]{2}", where["addressCountry"]) for where in sending["shippingDestination"])


@pytest.fixture
def shown(lamp_product: Product, cy: Person) -> Product:
    ProductPhoto.objects.create(product=lamp_product, photo=photo_of(cy))
    return lamp_product


def test_a_product_with_one_variant_is_a_product(client: Client, shown: Product) -> None:
    rate(shown.shop, name="Post", countries=["DE", "AT"], price=490, free_from=4000)
    rate(shown.shop, name="Anywhere", price=2900)
    Variant.objects.update(
        compare_at=5900, barcode="4006381333931", weight_grams=800, net_amount=500, net_unit="ml", option_values=["Oat"]
    )
    Attribute.objects.create(
        slug="stoff", name="Stuff", kind="choice", google_name="material", choices=[{"slug": "paper", "name": "Paper"}]
    )
    attributes = {"stoff": "paper", "never heard of": "x"}
    Product.objects.update(options=["Colour"], description="<p>Warm &amp; quiet.</p>", attributes=attributes)

    product = blocks(page(client, LAMP))["Product"]

    assert product["name"] == "Paper lamp"
    assert product["image"][0].startswith(f"{HERE}/files/photos/")
    assert product["brand"] == {"@type": "Brand", "name": "Cy Clay"}
    assert (product["sku"], product["gtin"], product["color"]) == ("LAMP", "4006381333931", "Oat")
    assert product["weight"]["unitCode"] == "GRM"
    assert product["material"] == "Paper"
    offer = product["offers"]
    check_offer(offer)
    assert offer["availability"] == "https://schema.org/InStock"
    before, per_litre = offer["priceSpecification"]
    assert (before["price"], before["priceType"]) == ("59.00", "https://schema.org/StrikethroughPrice")
    assert per_litre["referenceQuantity"]["value"] == "500"
    assert per_litre["referenceQuantity"]["unitCode"] == "MLT"
    assert per_litre["referenceQuantity"]["valueReference"] == {
        "@type": "QuantitativeValue",
        "value": "1",
        "unitCode": "LTR",
    }
    (sending,) = offer["shippingDetails"]
    assert sending["shippingRate"]["value"] == "0.00"  # free from 40
    assert [where["addressCountry"] for where in sending["shippingDestination"]] == ["DE", "AT"]


def test_a_product_with_several_variants_is_a_group(client: Client, shown: Product, cy: Person) -> None:
    Product.objects.update(options=["Size", "Scent"])
    Variant.objects.update(option_values=["Small", "Cedar"])
    large = Variant.objects.create(product=shown, option_values=["Large", "Fig"], price=7900, photo=photo_of(cy))
    Stock.objects.create(variant=large, on_hand=0)

    group = blocks(page(client, LAMP))["ProductGroup"]

    assert group["productGroupID"] == str(shown.pk)
    assert group["variesBy"] == ["https://schema.org/size"]
    assert group["url"] == HERE + LAMP
    small, other = group["hasVariant"]
    assert (small["name"], other["name"]) == ("Paper lamp – Small / Cedar", "Paper lamp – Large / Fig")
    assert (small["size"], other["size"]) == ("Small", "Large")
    assert len({variant["sku"] for variant in group["hasVariant"]}) == 2
    for variant in (small, other):
        check_offer(variant["offers"])
        assert variant["image"]
    assert other["offers"]["url"] == f"{HERE}{LAMP}?variant={large.pk}"
    assert other["offers"]["availability"] == "https://schema.org/OutOfStock"
    assert f'rel="canonical" href="{HERE}{LAMP}"' in page(client, f"{LAMP}?variant={large.pk}")


def test_what_comes_later_says_when(client: Client, shown: Product) -> None:
    day = timezone.localdate() + timedelta(days=40)
    Product.objects.update(preorder_ships_on=day)
    offer = blocks(page(client, LAMP))["Product"]["offers"]
    assert offer["availability"] == "https://schema.org/PreOrder"
    assert offer["availabilityStarts"] == day.isoformat()


def test_a_page_knows_the_way_to_it(client: Client, shown: Product) -> None:
    home = Category.objects.create(slug="home", name="Home")
    light = Category.objects.create(slug="light", name="Light", parent=home)
    shown.categories.set([home, light])

    trail = blocks(page(client, LAMP))["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in trail] == ["Goods", "Home", "Light", "Paper lamp"]
    assert [step["position"] for step in trail] == [1, 2, 3, 4]
    assert trail[2]["item"] == f"{HERE}/products/?category=light"

    html = page(client, "/products/?category=light&sort=cheapest")
    assert [step["name"] for step in blocks(html)["BreadcrumbList"]["itemListElement"]] == ["Goods", "Home", "Light"]
    assert f'rel="canonical" href="{HERE}/products/?category=light"' in html
    assert "BreadcrumbList" not in blocks(page(client, "/products/"))


def test_a_collection_knows_the_way_to_it(client: Client, shop: Shop, cy: Person) -> None:
    collection = Collection.objects.create(shop=shop, handle="warm", title="Warm light", cover=photo_of(cy))
    html = page(client, "/shops/cy-clay/collections/warm/")
    trail = blocks(html)["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in trail] == ["Shops", "Cy Clay", "Warm light"]
    assert meta(html, "og:title") == "Warm light"
    assert meta(html, "og:image").startswith(f"{HERE}/files/")

    Collection.objects.update(is_shown=False)
    client.force_login(cy)
    html = page(client, collection.get_absolute_url())
    assert meta(html, "robots") == "noindex"
    assert not blocks(html)


def test_a_shop_is_an_online_store(client: Client, shop: Shop, cy: Person) -> None:
    Shop.objects.update(picture=photo_of(cy), cover=photo_of(cy), city="Kyoto")
    html = page(client, "/shops/cy-clay/")
    store = blocks(html)["OnlineStore"]
    assert (store["name"], store["url"]) == ("Cy Clay", f"{HERE}/shops/cy-clay/")
    assert store["logo"].startswith(HERE)
    assert store["address"]["addressLocality"] == "Kyoto"
    assert meta(html, "og:title") == "Cy Clay"
    assert meta(html, "og:image").startswith(f"{HERE}/files/")
    assert meta(html, "twitter:card") == "summary_large_image"


def test_the_first_page_says_whose_site_it_is(client: Client, db: None) -> None:
    assert blocks(page(client, "/"))["WebSite"] == {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Meadow",
        "url": f"{HERE}/",
    }


def test_words_for_search_engines_win(client: Client, shown: Product) -> None:
    Product.objects.update(description="<p>Folded paper.</p>")
    html = page(client, LAMP)
    assert "<title>Paper lamp · " in html
    assert meta(html, "description") == meta(html, "og:description") == "Folded paper."

    Product.objects.update(seo_title="Lamp & shade", seo_description='A "warm" lamp')
    html = page(client, LAMP)
    assert "<title>Lamp &amp; shade · " in html
    assert meta(html, "og:title") == "Lamp &amp; shade"
    assert meta(html, "description") == meta(html, "og:description") == "A &quot;warm&quot; lamp"
    assert meta(html, "og:type") == "product"
    assert meta(html, "product:price:amount") == "49.00"
    assert meta(html, "product:price:currency") == "USD"


def test_what_only_the_team_sees_is_for_no_search_engine(client: Client, shown: Product, cy: Person) -> None:
    client.force_login(cy)
    Product.objects.update(status=Product.Status.DRAFT)
    html = page(client, LAMP)
    assert meta(html, "robots") == "noindex"
    assert not blocks(html)
    Shop.objects.update(state=Shop.State.CLOSED)
    html = page(client, "/shops/cy-clay/")
    assert meta(html, "robots") == "noindex"
    assert not blocks(html)


def test_nothing_typed_breaks_out(client: Client, shown: Product, ada: Person) -> None:
    shelf = Category.objects.create(slug="light", name=EVIL)
    shown.categories.add(shelf)
    Product.objects.update(title=EVIL, brand=EVIL, seo_title=EVIL, seo_description=EVIL, options=["Colour"])
    Variant.objects.update(sku=EVIL, option_values=[EVIL])
    Shop.objects.update(name=EVIL, story=EVIL, city=EVIL)
    note = note_of(ada, title=EVIL, text=EVIL)

    for url in (LAMP, "/shops/cy-clay/", "/products/?category=light", f"/notes/{note.pk}/"):
        html = page(client, url)
        assert "<script>alert" not in html
        assert blocks(html)
    assert blocks(page(client, LAMP))["Product"]["name"] == EVIL


def test_a_note_is_a_posting_with_its_pictures(client: Client, ada: Person, shown: Product) -> None:
    note = note_of(ada, title="Quiet corner", text="With the lamp.", products=(shown,), photos=2)
    html = page(client, f"/notes/{note.pk}/")
    posting = blocks(html)["SocialMediaPosting"]
    assert posting["headline"] == "Quiet corner"
    assert posting["text"] == "With the lamp."
    assert posting["author"] == {"@type": "Person", "name": "Ada", "url": f"{HERE}/people/ada/"}
    assert posting["datePublished"].startswith(str(note.published_at.year if note.published_at else ""))
    assert [picture["caption"] for picture in posting["image"]] == ["Photo 0", "Photo 1"]
    assert posting["image"][0]["contentUrl"].startswith(f"{HERE}/files/")
    assert posting["interactionStatistic"]["userInteractionCount"] == 0
    assert meta(html, "og:title") == "Quiet corner"
    assert meta(html, "og:type") == "article"
