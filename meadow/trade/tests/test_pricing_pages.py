"""The pages of promotions, codes, coupons, taxes and zones: who may do what, what is refused, and what they cost."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meadow.goods.actions.shops import seat_person
from meadow.goods.models.collections import Collection
from meadow.goods.models.products import Product, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.trade.actions.carts import put_in_cart
from meadow.trade.actions.promotions import claim_coupon, generate_codes, keep_promotion, type_code
from meadow.trade.actions.tax_rates import begin_with_rates, starter
from meadow.trade.checkout import look_over
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.orders import Order
from meadow.trade.models.promotions import CartCode, Coupon, Promotion, PromotionCode
from meadow.trade.models.shipping import ShippingRate, ShippingZone
from meadow.trade.models.taxes import TaxRate
from meadow.trade.tests.made import cart_with, home, place, rate, shop_of, variant
from meadow.trade.tests.test_pages import signed_in, statements, text
from meadow.trade.tests.test_promotions import order, promotion

pytestmark = pytest.mark.django_db
DESK = "/desk/cy-clay/promotions/"
TYPED = {
    "name": "Spring",
    "kind": "percent",
    "percent": "10",
    "trigger": "automatic",
    "combines": "on",
    "is_active": "on",
}


# -- the desk -------------------------------------------------------------------------------------


def test_a_shop_gives_a_promotion_changes_it_and_deletes_it(cy: Person, shop: Shop, lamp: Variant) -> None:
    client = signed_in(cy)
    group = Collection.objects.create(shop=shop, handle="warm", title="Warm")
    assert "No promotion yet" in text(client.get(DESK))
    typed = TYPED | {
        "percent": "12.5", "min_goods": "20", "product_handles": "https://meadow.example/shops/cy-clay/lamp/",
        "collections": [group.pk], "limit_total": "100", "limit_each": "2", "name_zh-hans": "春天",
        "starts_at": "2026-01-01T08:00", "gives_back": "on",
    }  # fmt: skip

    answer = client.post(f"{DESK}new/", typed)

    made = Promotion.objects.get()
    assert answer["Location"] == f"{DESK}{made.pk}/"
    assert (made.shop, made.currency, made.percent, made.min_goods, made.funded_share) == (shop, "USD", 1_250, 2_000, 0)
    assert (made.limit_total, made.limit_each, made.combines, made.gives_back) == (100, 2, True, True)
    assert made.translations == {"zh-hans": {"name": "春天"}}
    assert (list(made.products.all()), list(made.collections.all())) == ([lamp.product], [group])
    page = text(client.get(f"{DESK}{made.pk}/"))
    assert 'value="12.5"' in page
    assert "cy-clay/lamp" in page

    client.post(f"{DESK}{made.pk}/", TYPED | {"kind": "tiers", "tiers": "50: 5\n100 15"})
    made.refresh_from_db()
    assert (made.kind, made.steps, made.limit_total) == ("tiers", [(5_000, 500), (10_000, 1_500)], None)
    assert not made.products.exists()
    client.post(f"{DESK}{made.pk}/", {"_method": "delete"})
    assert not Promotion.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("percent", {"percent": "101"}, "at most 100"),
        ("percent", {"percent": "ten"}, "digits"),
        ("percent", {"percent": ""}, "needs it"),
        ("amount", {"kind": "amount", "amount": "1.999"}, "more decimals than USD"),
        ("amount", {"kind": "amount"}, "needs it"),
        ("tiers", {"kind": "tiers", "tiers": "50"}, "two numbers in each line"),
        ("tiers", {"kind": "tiers", "tiers": "50 5\n50 6"}, "is there twice"),
        ("buy", {"kind": "bundle", "get": "1"}, "needs it"),
        ("product_handles", {"product_handles": "lamp\nnever-heard-of"}, "no product “never-heard-of” here"),
        ("product_handles", {"product_handles": "bo-books/book"}, "no product “bo-books/book” here"),
        ("ends_at", {"starts_at": "2026-01-02T00:00", "ends_at": "2026-01-01T00:00"}, "ends before it starts"),
        ("code", {"trigger": "code", "code": "taken"}, "taken already"),
        ("name", {"name": ""}, "required"),
    ],
)
def test_a_wrong_promotion_is_named_by_field_and_not_kept(
    cy: Person, bo: Person, shop: Shop, lamp: Variant, field: str, typed: dict[str, str], words: str
) -> None:
    other = shop_of(bo, "bo-books")
    Product.objects.create(shop=other, handle="book", title="Book")
    promotion(shop, code="TAKEN")

    answer = signed_in(cy).post(f"{DESK}new/", TYPED | typed)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert words in str(answer.context["form"].errors[field])
    assert Promotion.objects.count() == 1


def test_codes_are_generated_and_taken_along_as_a_table(cy: Person, shop: Shop) -> None:
    made = promotion(shop, code="ALWAYS")
    client = signed_in(cy)

    assert client.post(f"{DESK}{made.pk}/codes/", {"number": "20", "limit": "1"}).status_code == 302
    assert client.post(f"{DESK}{made.pk}/codes/", {"number": "10001", "limit": "1"}).status_code == 422

    batch = PromotionCode.objects.exclude(batch="").values_list("batch", flat=True)[0]
    answer = client.get(f"{DESK}{made.pk}/codes.csv?batch={batch}")
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[0] == ["Code", "Batch", "Used", "Limit"]
    assert len(rows) == 21
    assert {row[3] for row in rows[1:]} == {"1"}


def test_only_who_keeps_the_goods_sees_promotions(ada: Person, bo: Person, cy: Person, di: Person, shop: Shop) -> None:
    made = promotion(shop)
    ours = promotion(None)
    seat_person(bo, shop, role=Seat.Role.SUPPORT)
    shop_of(ada, "ada-art")

    for person in (ada, bo, di):
        assert signed_in(person).get(f"{DESK}{made.pk}/").status_code == 404
        assert signed_in(person).post(f"{DESK}{made.pk}/", {"_method": "delete"}).status_code == 404
    assert signed_in(ada).get(f"/desk/ada-art/promotions/{made.pk}/").status_code == 404
    assert signed_in(cy).get(f"{DESK}{ours.pk}/").status_code == 404
    for person in (ada, cy):
        assert signed_in(person).get("/review/promotions/").status_code == 404
    assert Promotion.objects.count() == 2


def test_operators_give_the_platforms_promotions(di: Person, shop: Shop, lamp: Variant) -> None:
    client = signed_in(di)
    typed = TYPED | {"kind": "amount", "amount": "5", "funded_share": "60", "product_handles": "cy-clay/lamp"}

    assert client.post("/review/promotions/new/", typed).status_code == 302

    made = Promotion.objects.get()
    assert (made.shop, made.funded_share, made.amount) == (None, 6_000, 500)
    assert list(made.products.all()) == [lamp.product]
    assert "Spring" in text(client.get("/review/promotions/"))
    assert client.get(f"/review/promotions/{made.pk}/").status_code == 200


def test_lists_of_promotions_cost_as_many_statements_as_short_ones(cy: Person, ada: Person, shop: Shop) -> None:
    client = signed_in(cy)

    def more(number: int) -> None:
        for n in range(number):
            promotion(shop, kind="tiers", tiers=[{"from": 1, "off": 1}])
            made = promotion(shop, code=f"CODE{number}{n}")
            generate_codes(made, 3)
            claim_coupon(promotion(shop, trigger="claim"), by=ada)
            promotion(shop, trigger="claim")
            promotion(None, trigger="claim")

    more(1)
    pages = [(client, DESK), (signed_in(ada), "/me/coupons/")]
    few = [statements(who, path) for who, path in pages]
    more(6)
    assert [statements(who, path) for who, path in pages] == few


# -- codes at the cart ------------------------------------------------------------------------------


def test_a_code_is_typed_and_taken_out_on_the_cart_page(ada: Person, shop: Shop) -> None:
    promotion(shop, code="SPRING")
    cart_with(ada, variant(shop, price=1_000))
    client = signed_in(ada)

    assert client.post("/cart/codes/", {"code": "spring"}).status_code == 302
    page = text(client.get("/cart/"))
    assert "Spring" in page
    assert "−$1.00" in page
    code = PromotionCode.objects.get()
    assert client.post(f"/cart/codes/{code.pk}/", {"_method": "delete"}).status_code == 302
    assert not CartCode.objects.exists()
    assert "−$1.00" not in text(client.get("/cart/"))


def test_a_refused_code_says_why_in_place(ada: Person, shop: Shop) -> None:
    promotion(shop, code="OLD", ends_at=timezone.now() - timedelta(days=1))
    cart_with(ada, variant(shop))
    client = signed_in(ada)

    answer = client.post("/cart/codes/", {"code": "OLD"})
    assert (answer.status_code, "“Spring” is over." in text(answer)) == (409, True)
    answer = client.post("/cart/codes/", {"code": "never"}, headers={"HX-Request": "true"})
    assert answer.status_code == 404
    assert "There is no code “NEVER”" in text(answer)
    assert "toast" in answer["HX-Trigger"]
    answer = client.post("/cart/codes/", {"code": "OLD", "back": "checkout"}, follow=True)
    assert "“Spring” is over." in text(answer)
    assert not CartCode.objects.exists()


def test_guessing_codes_is_slow(ada: Person, shop: Shop) -> None:
    cart_with(ada, variant(shop))
    client = signed_in(ada)

    said = [client.post("/cart/codes/", {"code": f"GUESS{n}"}).status_code for n in range(12)]

    assert said[:10] == [404] * 10
    assert said[10:] == [429, 429]


def test_nobody_takes_a_code_out_of_the_cart_of_another(ada: Person, bo: Person, shop: Shop) -> None:
    promotion(shop, code="SPRING")
    type_code(cart_with(ada, variant(shop)), "SPRING", by=ada)
    cart_with(bo, variant(shop))

    signed_in(bo).post(f"/cart/codes/{PromotionCode.objects.get().pk}/", {"_method": "delete"})

    assert CartCode.objects.count() == 1


# -- coupons ----------------------------------------------------------------------------------------


def test_a_coupon_is_taken_in_the_cart_and_found_among_ones_own(ada: Person, shop: Shop) -> None:
    made = promotion(shop, trigger="claim", name="Welcome")
    rate(shop, 0)
    cart_with(ada, variant(shop, price=1_000))
    client = signed_in(ada)
    assert "Welcome" in text(client.get("/cart/"))

    answer = client.post(f"/coupons/{made.pk}/", {"back": "cart"})

    assert answer["Location"] == "/cart/"
    assert "−$1.00" in text(client.get("/cart/"))
    assert "Your coupons" in text(client.get("/me/coupons/"))
    assert client.post(f"/coupons/{made.pk}/").status_code == 409
    order(ada)
    page = text(client.get("/me/coupons/"))
    assert "You hold no coupon at the moment." in page
    assert "Used, or over" in page


def test_a_guest_signs_in_before_a_coupon_is_theirs(client: Client, shop: Shop) -> None:
    made = promotion(shop, trigger="claim", name="Welcome")

    assert "Welcome" in text(client.get(f"/coupons/{made.pk}/"))
    assert client.post(f"/coupons/{made.pk}/")["Location"].startswith("/account/login/?next=")
    assert not Coupon.objects.exists()


def test_what_is_no_coupon_or_off_is_not_there(ada: Person, shop: Shop) -> None:
    for made in (promotion(shop), promotion(shop, trigger="claim", is_active=False)):
        assert signed_in(ada).get(f"/coupons/{made.pk}/").status_code == 404
        assert signed_in(ada).post(f"/coupons/{made.pk}/").status_code == 404
    assert not Coupon.objects.exists()


# -- cart and checkout ------------------------------------------------------------------------------


def test_the_cart_estimates_for_the_usual_address_or_the_country_that_is_chosen(ada: Person, shop: Shop) -> None:
    rate(shop, 500, countries=["DE"], free_from=1_800)
    TaxRate.objects.create(shop=shop, country="DE", rate=1_900, name="MwSt")
    cart_with(ada, variant(shop, price=1_200))
    client = signed_in(ada)
    assert "Shipping is added at the checkout" in text(client.get("/cart/"))

    home(ada, "DE")
    page = text(client.get("/cart/"))
    assert "Estimated total" in page
    assert "$17.00" in page
    assert "$6.00 more for free shipping from Cy Clay" in page
    assert "MwSt 19% in it" in page

    page = text(client.get("/cart/?country=FR"))
    assert "Cy Clay does not ship to France." in page
    assert "To the checkout" in page
    assert "does not ship to France" in text(client.get("/cart/"))
    assert "Shipping is added at the checkout" in text(client.get("/cart/?country="))


def test_the_whole_road_through_the_pages_takes_off_and_taxes(ada: Person, shop: Shop) -> None:
    rate(shop, 500)
    TaxRate.objects.create(shop=shop, country="US", region="CA", rate=1_000, name="Sales tax", is_included=False)
    promotion(shop, code="SPRING")
    address = home(ada)
    address.region = "California"
    address.save()
    cart_with(ada, variant(shop, price=1_000))
    client = signed_in(ada)
    client.post("/cart/codes/", {"code": "spring", "back": "checkout"})

    page = client.get(reverse("trade:checkout"))
    assert "Sales tax 10%" in text(page)
    # 10.00 - 1.00, 5.00 for sending, and 10% on 14.00
    assert page.context["summary"].total == 1_540
    fields = {"address": address.pk, "expected_total": 1_540, "idempotency_key": "k"}
    assert client.post(reverse("trade:checkout"), fields).status_code == 302

    made = Order.objects.get()
    assert (made.discount_total, made.shipping_total, made.tax_added, made.tax_total, made.total) == (
        100, 500, 140, 140, 1_540,
    )  # fmt: skip
    line = made.lines.get()
    assert (line.tax, line.tax_added, line.tax_rate, line.paid) == (90, 90, 1_000, 990)


def test_a_cart_full_of_promotions_costs_as_many_statements_as_a_small_one(ada: Person, shop: Shop) -> None:
    rate(shop)
    home(ada)
    TaxRate.objects.create(shop=shop, country="US", rate=700, name="Tax")
    promotion(shop)
    promotion(shop, trigger="claim")
    claim_coupon(promotion(shop, trigger="claim"), by=ada)
    promotion(shop, code="A")
    type_code(cart_with(ada, variant(shop)), "A", by=ada)
    client = signed_in(ada)
    few = [statements(client, path) for path in ("/cart/", "/checkout/")]
    for n in range(5):
        put_in_cart(variant(shop, f"Thing {n}"), 1, by=ada)
        rate(shop, n, countries=["US"])
        TaxRate.objects.create(shop=shop, country="US", region=f"R{n}", rate=700, name="Tax")
        promotion(shop)
        promotion(shop, trigger="claim")
        promotion(shop, code=f"B{n}")
        type_code(cart_with(ada), f"B{n}", by=ada)
    assert [statements(client, path) for path in ("/cart/", "/checkout/")] == few


# -- taxes ------------------------------------------------------------------------------------------


def test_an_owner_keeps_tax_rates(cy: Person, shop: Shop) -> None:
    client = signed_in(cy)
    path = "/desk/cy-clay/taxes/"
    typed = {"country": "US", "region": "california", "tax_class": "standard", "rate": "8.25", "name": "Sales tax"}

    assert client.post(path, typed).status_code == 302
    made = TaxRate.objects.get()
    assert (made.region, made.rate, made.is_included, made.on_shipping) == ("CA", 825, False, False)
    again = client.post(path, typed | {"region": "CA"})
    assert (again.status_code, "There is a rate for this place" in text(again)) == (422, True)
    assert 'value="8.25"' in text(client.get(f"{path}{made.pk}/"))
    client.post(f"{path}{made.pk}/", typed | {"rate": "9", "is_included": "on"})
    made.refresh_from_db()
    assert (made.rate, made.is_included) == (900, True)
    client.post(f"{path}{made.pk}/", {"_method": "delete"})
    assert not TaxRate.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed"), [("country", "XX"), ("rate", "101"), ("rate", "lots"), ("name", ""), ("tax_class", "zero")]
)
def test_a_wrong_tax_rate_is_named_by_field_and_not_kept(cy: Person, shop: Shop, field: str, typed: str) -> None:
    fields = {"country": "US", "tax_class": "standard", "rate": "8", "name": "Tax"}

    answer = signed_in(cy).post("/desk/cy-clay/taxes/", fields | {field: typed})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not TaxRate.objects.exists()


def test_a_shop_begins_with_the_rates_of_the_house_and_keeps_its_own(cy: Person, shop: Shop) -> None:
    TaxRate.objects.create(shop=shop, country="DE", rate=100, name="Mine")
    client = signed_in(cy)

    assert client.post("/desk/cy-clay/taxes/beginning/", {"countries": ["DE", "DK"]}).status_code == 302

    found = TaxRate.objects.values_list("country", "tax_class", "rate").order_by("country", "tax_class")
    assert list(found) == [("DE", "reduced", 700), ("DE", "standard", 100), ("DK", "standard", 2_500)]
    assert client.post("/desk/cy-clay/taxes/beginning/", {"countries": ["XX"]}).status_code == 422
    assert begin_with_rates(shop, ["DE", "DK"]) == 0


def test_the_rates_of_the_house_are_rates() -> None:
    said = starter()
    assert len(said["rates"]) == 29
    assert said["sources"]
    for code, rates in said["rates"].items():
        assert len(code) == 2
        assert 1_300 <= rates["standard"] <= 2_700
        assert rates.get("reduced", 500) < rates["standard"]


def test_taxes_follow_the_class_of_goods_the_region_and_what_is_left_to_pay(ada: Person, shop: Shop) -> None:
    book, cup, stamp = (variant(shop, title, price=1_000) for title in ("Book", "Cup", "Stamp"))
    Product.objects.filter(pk=book.product_id).update(tax_class="reduced")
    Product.objects.filter(pk=stamp.product_id).update(tax_class="exempt")
    for tax_class, percent in (("standard", 1_900), ("reduced", 700)):
        TaxRate.objects.create(shop=shop, country="DE", tax_class=tax_class, rate=percent, name="MwSt")
    TaxRate.objects.create(shop=shop, country="DE", region="HELGOLAND", rate=100, name="Island")
    promotion(shop, kind="amount", amount=300)
    cart = cart_with(ada, book, cup, stamp)

    def taxes(country: str, region: str = "") -> dict[str, int]:
        return {line.title: line.tax for line in _titled(look_over(cart, country=country, region=region).lines)}

    def _titled(lines: list) -> list:  # type: ignore[type-arg]
        for line in lines:
            line.title = line.variant.product.title
        return lines

    # 9.00 is left of each: 9.00 * 7 / 107 and 9.00 * 19 / 119
    assert taxes("DE") == {"Book": 59, "Cup": 144, "Stamp": 0}
    assert taxes("DE", "Helgoland") == {"Book": 59, "Cup": 9, "Stamp": 0}
    assert taxes("FR") == {"Book": 0, "Cup": 0, "Stamp": 0}


# -- zones ------------------------------------------------------------------------------------------


def test_rates_lie_in_zones_that_come_and_go_with_them(cy: Person, shop: Shop) -> None:
    client = signed_in(cy)
    path = "/desk/cy-clay/shipping/"
    typed = {
        "name": "Post", "price": "4.90", "countries": "US", "regions": "california, NY", "bands": "1 4.90\n5 8.90",
        "days_from": "3", "days_to": "5", "is_active": "on",
    }  # fmt: skip
    assert client.post(path, typed).status_code == 302
    made = ShippingRate.objects.get()
    assert (made.zone.countries, made.zone.regions, made.days) == (["US"], ["CA", "NY"], "3–5 days")
    assert made.bands == [{"up_to": 1_000, "price": 490}, {"up_to": 5_000, "price": 890}]
    page = text(client.get(f"{path}{made.pk}/"))
    assert 'value="CA, NY"' in page
    assert "1 4.90" in page
    client.post(path, typed | {"name": "Air"})
    assert ShippingZone.objects.count() == 1

    zone = f"{path}zones/{made.zone_id}/"
    assert client.post(zone, {"name": "Two coasts", "countries": "US", "regions": "CA, WA"}).status_code == 302
    assert ShippingZone.objects.get().regions == ["CA", "WA"]
    assert "Two coasts" in text(client.get(path))
    client.post(f"{path}{made.pk}/", typed | {"countries": "", "regions": ""})
    assert {tuple(one.countries) for one in ShippingZone.objects.all()} == {("US",), ()}
    client.post(zone, {"_method": "delete"})
    assert [one.name for one in ShippingRate.objects.all()] == ["Post"]
    client.post(f"{path}{made.pk}/", {"_method": "delete"})
    assert not ShippingZone.objects.exists()


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("regions", {"countries": "US, CA", "regions": "NY"}, "Name one country"),
        ("bands", {"bands": "one 4"}, "not a weight"),
        ("bands", {"bands": "1 4 5"}, "two numbers"),
        ("days_to", {"days_from": "5", "days_to": "3"}, "fewer days"),
    ],
)
def test_a_wrong_zone_or_band_is_named_by_field(
    cy: Person, shop: Shop, field: str, typed: dict[str, str], words: str
) -> None:
    answer = signed_in(cy).post("/desk/cy-clay/shipping/", {"name": "Post", "price": "1"} | typed)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert words in str(answer.context["form"].errors[field])
    assert not ShippingRate.objects.exists()


def test_the_nearest_zone_and_the_weight_decide(ada: Person, shop: Shop) -> None:
    cup, pot = variant(shop, "Cup"), variant(shop, "Pot")
    Variant.objects.filter(pk=cup.pk).update(weight_grams=400)
    Variant.objects.filter(pk=pot.pk).update(weight_grams=1_500)
    bands = [{"up_to": 1_000, "price": 490}, {"up_to": 2_000, "price": 890}]
    rate(shop, 100, "World")
    rate(shop, 490, "Post", countries=["DE"], bands=bands)
    cart = cart_with(ada, cup)

    def ways(country: str) -> list[tuple[str, int]]:
        return [(way.rate.name, way.price) for way in look_over(cart, country=country).parcels[0].ways]

    assert ways("FR") == [("World", 100)]
    assert ways("DE") == [("Post", 490)]
    put_in_cart(pot, 1, by=ada)
    assert ways("DE") == [("Post", 890)]
    put_in_cart(cup, 1, by=ada)
    assert ways("DE") == []
    assert "does not ship" in str(look_over(cart, country="DE").obstacle)


def test_what_was_placed_keeps_what_was_promised(ada: Person, shop: Shop) -> None:
    TaxRate.objects.create(shop=shop, country="US", rate=1_000, name="Tax")
    made = promotion(shop)
    group = place(ada, variant(shop, price=1_000))
    keep_promotion(made, about={})
    TaxRate.objects.update(rate=5_000)
    Promotion.objects.update(percent=9_000)

    stored = OrderGroup.objects.get(pk=group.pk)

    assert (stored.discount_total, stored.total, stored.orders.get().tax_total) == (100, 1_400, 82 + 45)
    cache.clear()
