"""From a guest's cart to goods received, through the doors that a browser uses."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Address, Person
from meadow.plumbing.events import announced
from meadow.trade.actions.carts import put_in_cart
from meadow.trade.models.carts import Cart, CartLine
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.orders import Order
from meadow.trade.models.payments import Payment
from meadow.trade.models.shipping import ShippingRate
from meadow.trade.tests.made import cart_with, home, rate
from tests.cast import PASSWORD


def confirmation(client: Client, address: Address) -> dict[str, str]:
    """The hidden fields of the form that the checkout shows."""
    page = client.get(reverse("trade:checkout"), {"address": address.pk}).content.decode()
    form = page[page.rindex("idempotency_key") - 60 :]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


def test_from_a_guests_cart_to_goods_received(client: Client, ada: Person, cy: Person, lamp: Variant) -> None:
    rate(lamp.product.shop, 500)
    client.post(reverse("trade:cart-lines"), {"variant": lamp.pk, "quantity": 1})
    page = client.get(reverse("trade:cart"))
    assert "Paper lamp" in page.content.decode()
    assert page.context["cart_count"] == 1

    sent_away = client.get(reverse("trade:checkout"))
    assert sent_away["Location"].startswith(reverse("account_login"))
    client.post(reverse("account_login"), {"login": ada.email, "password": PASSWORD})
    assert CartLine.objects.get().cart.person == ada

    page = client.get(reverse("trade:checkout"))
    assert "Where shall it go?" in page.content.decode()
    typed = {"name": "Ada", "country": "US", "city": "Springfield", "street": "1 Meadow Lane", "postcode": "12345"}
    answer = client.post(reverse("trade:checkout-address"), typed)
    address = Address.objects.get(person=ada)
    assert answer["Location"] == f"{reverse('trade:checkout')}?address={address.pk}"

    answer = client.post(reverse("trade:checkout"), confirmation(client, address))
    group = OrderGroup.objects.get()
    assert answer["Location"] == group.get_absolute_url()
    assert group.total == 5400
    page = client.get(group.get_absolute_url())
    assert "Sandbox: no money moves" in page.content.decode()
    assert "Pay $54.00" in page.content.decode()

    answer = client.post(reverse("trade:sandbox", args=[group.pk]), {"outcome": "pay"})
    assert "Thank you" in client.get(answer["Location"]).content.decode()
    order = Order.objects.get()
    assert order.state == Order.State.PAID
    assert Stock.objects.get().on_hand == 0

    desk = Client()
    desk.force_login(cy)
    page = desk.get(reverse("trade:desk-order", args=["cy-clay", order.pk]))
    assert "1 Meadow Lane" in page.content.decode()
    desk.post(reverse("trade:shipment", args=["cy-clay", order.pk]), {"carrier": "Post", "tracking": "RR123"})

    page = client.get(reverse("trade:order", args=[order.pk]))
    assert "RR123" in page.content.decode()
    client.post(reverse("trade:receipt", args=[order.pk]))
    order.refresh_from_db()
    assert order.state == Order.State.DELIVERED
    assert [name for name in announced() if name.startswith("trade.")] == [
        "trade.order_placed",
        "trade.order_paid",
        "trade.order_sent",
        "trade.order_delivered",
    ]


def test_signing_in_keeps_the_larger_quantity(client: Client, ada: Person, lamp: Variant) -> None:
    Stock.objects.update(on_hand=9)
    put_in_cart(lamp, 2, by=ada)
    client.post(reverse("trade:cart-lines"), {"variant": lamp.pk, "quantity": 3})
    client.post(reverse("account_login"), {"login": ada.email, "password": PASSWORD})
    assert Cart.objects.get().person == ada
    assert CartLine.objects.get().quantity == 3
    assert client.get(reverse("trade:cart")).context["cart_count"] == 3


def test_the_cart_works_without_scripts(client: Client, lamp: Variant) -> None:
    Stock.objects.update(on_hand=3)
    answer = client.post(reverse("trade:cart-lines"), {"variant": lamp.pk})
    assert answer["Location"] == reverse("trade:cart")
    line = CartLine.objects.get()
    client.post(reverse("trade:cart-line", args=[line.pk]), {"quantity": 2})
    assert CartLine.objects.get().quantity == 2
    client.post(reverse("trade:cart-line", args=[line.pk]), {"quantity": 0})
    assert "Your cart is empty" in client.get(reverse("trade:cart")).content.decode()


def test_with_htmx_the_count_comes_along(client: Client, lamp: Variant) -> None:
    answer = client.post(reverse("trade:cart-lines"), {"variant": lamp.pk}, headers={"HX-Request": "true"})
    assert 'hx-swap-oob="true"' in answer.content.decode()
    assert '<span class="count">1</span>' in answer.content.decode()
    assert "Paper lamp" in answer["HX-Trigger"]
    line = CartLine.objects.get()
    answer = client.post(reverse("trade:cart-line", args=[line.pk]), {"quantity": 0}, headers={"HX-Request": "true"})
    assert "Your cart is empty" in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"variant": "999999"}, "Variant: "),
        ({"variant": "LAMP", "quantity": "0"}, "Quantity: "),
        ({"quantity": "1"}, "Variant: This field is required"),
        ({"variant": "LAMP", "quantity": "1e9"}, "Quantity: "),
    ],
)
def test_bad_input_at_the_cart_is_named_by_field(
    client: Client, lamp: Variant, typed: dict[str, str], words: str
) -> None:
    fields = {name: str(lamp.pk) if value == "LAMP" else value for name, value in typed.items()}
    answer = client.post(reverse("trade:cart-lines"), fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    answer = client.post(reverse("trade:cart-lines"), fields, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) <= {"variant", "quantity"}
    assert not CartLine.objects.exists()


def test_too_much_for_a_cart_is_refused_in_words(client: Client, lamp: Variant) -> None:
    answer = client.post(reverse("trade:cart-lines"), {"variant": lamp.pk, "quantity": 2})
    assert answer.status_code == 409
    assert "“Paper lamp” has only 1 left" in answer.content.decode()
    assert not CartLine.objects.exists()


def test_a_draft_of_another_shop_cannot_be_put_in_a_cart(client: Client, lamp: Variant) -> None:
    Product.objects.update(status=Product.Status.DRAFT)
    answer = client.post(reverse("trade:cart-lines"), {"variant": lamp.pk})
    assert answer.status_code == 422
    assert "Paper lamp" not in answer.content.decode()


def test_nobody_changes_the_cart_of_another(client: Client, ada: Person, bo: Person, lamp: Variant) -> None:
    line = put_in_cart(lamp, 1, by=ada)
    path = reverse("trade:cart-line", args=[line.pk])
    assert client.post(path, {"quantity": 0}).status_code == 404
    client.force_login(bo)
    assert client.post(path, {"quantity": 0}).status_code == 404
    assert CartLine.objects.count() == 1


def test_a_guest_who_buys_nothing_gets_no_session(client: Client, lamp: Variant) -> None:
    client.get(reverse("trade:cart"))
    assert "sessionid" not in client.cookies


def test_the_same_confirmation_sent_twice_orders_once(client: Client, ada: Person, lamp: Variant) -> None:
    rate(lamp.product.shop)
    cart_with(ada, lamp)
    client.force_login(ada)
    fields = confirmation(client, home(ada))
    first = client.post(reverse("trade:checkout"), fields)
    second = client.post(reverse("trade:checkout"), fields)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert second["Idempotent-Replayed"] == "true"
    assert Order.objects.count() == 1


def test_the_key_may_come_as_a_header(client: Client, ada: Person, lamp: Variant) -> None:
    rate(lamp.product.shop)
    cart_with(ada, lamp)
    client.force_login(ada)
    fields = confirmation(client, home(ada))
    del fields["idempotency_key"]
    for _ in range(2):
        client.post(reverse("trade:checkout"), fields, headers={"Idempotency-Key": "abc"})
    assert OrderGroup.objects.get().request_key == "abc"


def test_a_changed_price_shows_the_new_summary_and_orders_nothing(client: Client, ada: Person, lamp: Variant) -> None:
    rate(lamp.product.shop, 500)
    cart_with(ada, lamp)
    client.force_login(ada)
    fields = confirmation(client, address := home(ada))
    ShippingRate.objects.update(price=900)

    answer = client.post(reverse("trade:checkout"), fields)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "has changed" in page
    assert "Place the order · $58.00" in page
    assert not OrderGroup.objects.exists()

    assert client.post(reverse("trade:checkout"), confirmation(client, address)).status_code == 302
    assert OrderGroup.objects.get().total == 5800


def test_sold_out_meanwhile_is_said_on_the_checkout(client: Client, ada: Person, lamp: Variant) -> None:
    rate(lamp.product.shop)
    cart_with(ada, lamp)
    client.force_login(ada)
    fields = confirmation(client, home(ada))
    Stock.objects.update(on_hand=0)
    answer = client.post(reverse("trade:checkout"), fields)
    assert answer.status_code == 409
    assert "“Paper lamp” has only 0 left" in answer.content.decode()
    assert "Place the order" not in answer.content.decode()
    assert not OrderGroup.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"address": "x", "expected_total": "many"}, {"address": "999999"}])
def test_a_confirmation_without_an_address_names_the_field(
    client: Client, ada: Person, lamp: Variant, fields: dict[str, str]
) -> None:
    rate(lamp.product.shop)
    cart_with(ada, lamp)
    home(ada)
    client.force_login(ada)
    answer = client.post(reverse("trade:checkout"), fields)
    assert answer.status_code == 422
    assert "Address: " in answer.content.decode()
    assert not OrderGroup.objects.exists()


def test_nobody_sends_to_the_address_of_another(client: Client, ada: Person, bo: Person, lamp: Variant) -> None:
    rate(lamp.product.shop)
    cart_with(bo, lamp)
    home(bo)
    client.force_login(bo)
    fields = confirmation(client, home(bo)) | {"address": str(home(ada).pk)}
    assert client.post(reverse("trade:checkout"), fields).status_code == 422
    assert not OrderGroup.objects.exists()


def test_a_wrong_address_is_named_by_field_and_not_kept(client: Client, ada: Person, lamp: Variant) -> None:
    cart_with(ada, lamp)
    client.force_login(ada)
    answer = client.post(reverse("trade:checkout-address"), {"name": "Ada", "country": "XX"})
    assert answer.status_code == 422
    assert answer.context["address_form"].errors.keys() == {"country", "city", "street"}
    assert not Address.objects.exists()


def test_a_declined_payment_may_be_tried_again(client: Client, ada: Person, lamp: Variant) -> None:
    rate(lamp.product.shop)
    cart_with(ada, lamp)
    client.force_login(ada)
    client.post(reverse("trade:checkout"), confirmation(client, home(ada)))
    group = OrderGroup.objects.get()
    client.post(reverse("trade:sandbox", args=[group.pk]), {"outcome": "decline"})
    page = client.get(group.get_absolute_url()).content.decode()
    assert "The last try did not go through" in page
    assert "Pay in the sandbox" in page

    client.post(group.get_absolute_url(), {"provider": "sandbox"})
    client.post(reverse("trade:sandbox", args=[group.pk]), {"outcome": "pay"})
    group.refresh_from_db()
    assert group.state == OrderGroup.State.PAID
    assert sorted(Payment.objects.values_list("state", flat=True)) == ["failed", "succeeded"]


def test_an_unknown_provider_is_refused(client: Client, ada: Person, lamp: Variant) -> None:
    rate(lamp.product.shop)
    cart_with(ada, lamp)
    client.force_login(ada)
    client.post(reverse("trade:checkout"), confirmation(client, home(ada)))
    group = OrderGroup.objects.get()
    answer = client.post(group.get_absolute_url(), {"provider": "barter"})
    assert answer.status_code == 404
    assert "no payment provider “barter”" in answer.content.decode()


def test_the_support_seat_sees_orders_but_not_the_rates(
    client: Client, ada: Person, bo: Person, shop: Shop, lamp: Variant
) -> None:
    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.SUPPORT)
    client.force_login(bo)
    assert client.get(reverse("trade:desk-orders", args=["cy-clay"])).status_code == 200
    assert client.get(reverse("trade:desk-shipping", args=["cy-clay"])).status_code == 404
