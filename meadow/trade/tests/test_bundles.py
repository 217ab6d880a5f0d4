"""Bundles, files and pre-orders on their way through cart, checkout and order."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meadow.goods.actions.digital import put_file, replace_file
from meadow.goods.actions.products import save_product
from meadow.goods.actions.stock import hold_stock
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.shops import Shop
from meadow.goods.refusals import OutOfStock
from meadow.goods.texts import PartText, ProductText, VariantText
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.trade.actions.carts import put_in_cart
from meadow.trade.actions.orders import cancel_order
from meadow.trade.actions.placing import place_order
from meadow.trade.checkout import look_over
from meadow.trade.models.carts import Cart, CartLine
from meadow.trade.models.groups import Hold, OrderGroup
from meadow.trade.models.orders import Order
from meadow.trade.refusals import NowhereToSend
from meadow.trade.tests.made import bought, cart_with, home, pay, place, rate, variant

ROUNDS = 15


def bundle_of(*parts: tuple[Variant, int], shop: Shop, by: Person, price: int = 5000) -> Variant:
    text = ProductText(
        title="Tea for two",
        kind=Product.Kind.BUNDLE,
        status=Product.Status.ACTIVE,
        variants=(
            VariantText(price=price, sku="SET", parts=tuple(PartText(variant=p.pk, quantity=n) for p, n in parts)),
        ),
    )
    return save_product(text, shop=shop, by=by).variants.get()


def e_book(shop: Shop, by: Person, *files: str) -> Variant:
    text = ProductText(
        title="Patterns",
        kind=Product.Kind.DIGITAL,
        status=Product.Status.ACTIVE,
        variants=(VariantText(price=900),),
    )
    product = save_product(text, shop=shop, by=by)
    for name in files:
        put_file(product, SimpleUploadedFile(name, name.encode()), by=by)
    return product.variants.get()


def stock(one: Variant) -> tuple[int, int]:
    row = Stock.objects.get(variant=one)
    return row.on_hand, row.held


def can_be_had(one: Variant) -> int | None:
    return Stock.objects.get(variant=one).available


# -- bundles ------------------------------------------------------------------------------------


def test_a_bundle_is_sold_out_of_the_stock_of_its_parts(shop: Shop, cy: Person, ada: Person) -> None:
    cup, pot = variant(shop, "Cup", on_hand=7), variant(shop, "Pot", on_hand=5)
    tea = bundle_of((cup, 2), (pot, 1), shop=shop, by=cy)
    assert can_be_had(tea) == 3

    group = place(ada, tea, quantity=2)
    assert (stock(cup), stock(pot), stock(tea)) == ((7, 4), (5, 2), (1, 0))
    assert sorted(group.holds.values_list("variant", "quantity")) == sorted([(cup.pk, 4), (pot.pk, 2)])

    pay(group)
    assert (stock(cup), stock(pot), can_be_had(tea)) == ((3, 0), (3, 0), 1)
    line = Order.objects.get(group=group).lines.get()
    assert line.parts == [
        {"title": "Cup", "options": [], "sku": cup.sku, "variant": cup.pk, "quantity": 2},
        {"title": "Pot", "options": [], "sku": pot.sku, "variant": pot.pk, "quantity": 1},
    ]


def test_what_a_bundle_held_goes_back_to_its_parts_whatever_it_is_made_of_then(
    shop: Shop, cy: Person, ada: Person
) -> None:
    cup, pot = variant(shop, "Cup", on_hand=4), variant(shop, "Pot", on_hand=4)
    tea = bundle_of((cup, 2), shop=shop, by=cy)
    group = place(ada, tea)
    text = ProductText(
        title="Tea", variants=(VariantText(pk=tea.pk, price=5000, parts=(PartText(variant=pot.pk, quantity=3),)),)
    )
    save_product(text, shop=shop, by=cy, product=tea.product)

    cancel_order(group.orders.get(), by=ada)

    assert (stock(cup), stock(pot), can_be_had(tea)) == ((4, 0), (4, 0), 1)


def test_a_bundle_and_its_part_in_one_cart_are_counted_together(shop: Shop, cy: Person, ada: Person) -> None:
    cup = variant(shop, "Cup", on_hand=3)
    tea = bundle_of((cup, 2), shop=shop, by=cy)
    rate(shop)
    cart_with(ada, tea)
    cart = cart_with(ada, cup, quantity=2)
    total = look_over(cart, country="US").total

    with pytest.raises(OutOfStock, match="“Cup” has only 3 left"):
        place_order(cart, by=ada, address=home(ada), rates={}, expected_total=total)

    assert stock(cup) == (3, 0)
    assert OrderGroup.objects.count() == 0


def test_a_part_that_sells_out_takes_its_bundle_off_the_shelf_and_brings_it_back(
    shop: Shop, cy: Person, ada: Person
) -> None:
    cup = variant(shop, "Cup", on_hand=2)
    tea = bundle_of((cup, 1), shop=shop, by=cy)
    group = place(ada, cup, quantity=2)
    assert can_be_had(tea) == 0
    assert not Product.objects.get(pk=tea.product_id).in_stock

    cancel_order(group.orders.get(), by=ada)
    assert can_be_had(tea) == 2
    assert Product.objects.get(pk=tea.product_id).in_stock


@pytest.mark.django_db(transaction=True)
def test_a_part_sold_alone_and_in_bundles_at_once_is_never_oversold(shop: Shop, cy: Person) -> None:
    cup, pot = variant(shop, "Cup", on_hand=6), variant(shop, "Pot", on_hand=100)
    tea = bundle_of((cup, 2), (pot, 1), shop=shop, by=cy)
    rate(shop)
    members = [Person.objects.create_user(f"m{n}@example.org", "x", handle=f"m{n}", name=f"M{n}") for n in range(8)]
    start = threading.Barrier(8)

    def order(person: Person, wanted: Variant) -> int:
        """Order one; how many cups that took."""
        try:
            cart, address = cart_with(person, wanted), home(person)
            total = look_over(cart, country="US").total
            start.wait()
            place_order(cart, by=person, address=address, rates={}, expected_total=total)
        except OutOfStock:
            return 0
        finally:
            connection.close()
        return 2 if wanted == tea else 1

    with ThreadPoolExecutor(8) as pool:
        taken = sum(pool.map(order, members, [cup, tea] * 4))

    on_hand, held = stock(cup)
    assert on_hand == 6
    assert held == taken <= 6
    assert held >= 5, "what is left is less than a bundle"
    assert can_be_had(tea) == (6 - held) // 2
    assert Hold.objects.filter(variant=tea).count() == 0


@pytest.mark.django_db(transaction=True)
def test_saving_a_bundle_and_selling_its_parts_never_wait_in_a_circle(shop: Shop, cy: Person, ada: Person) -> None:
    tea = bundle_of(shop=shop, by=cy)  # older than its parts: locks by key take it first
    cup, pot = variant(shop, "Cup", on_hand=50), variant(shop, "Pot", on_hand=50)
    parts = (PartText(variant=cup.pk, quantity=1), PartText(variant=pot.pk, quantity=1))
    text = ProductText(title="Tea", variants=(VariantText(pk=tea.pk, price=5000, parts=parts),))
    rate(shop)
    address = home(ada)

    def sell() -> None:
        try:
            for _ in range(ROUNDS):
                cart = cart_with(ada, cup, pot)
                total = look_over(cart, country="US").total
                place_order(cart, by=ada, address=address, rates={}, expected_total=total)
        finally:
            connection.close()

    def save() -> None:
        try:
            for _ in range(ROUNDS):
                save_product(text, shop=shop, by=cy, product=tea.product)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for work in [pool.submit(sell), pool.submit(save)]:
            work.result()

    assert stock(cup) == (50, ROUNDS)
    assert can_be_had(tea) == 50 - ROUNDS


@pytest.mark.django_db(transaction=True)
def test_a_bundle_that_is_being_made_hears_of_what_is_sold_meanwhile(shop: Shop, cy: Person) -> None:
    cup, tea = variant(shop, "Cup", on_hand=5), bundle_of(shop=shop, by=cy)
    parts = (PartText(variant=cup.pk, quantity=1),)
    text = ProductText(title="Tea", variants=(VariantText(pk=tea.pk, price=5000, parts=parts),))
    saved, sold = threading.Event(), threading.Event()

    def save() -> None:
        try:
            with transaction.atomic():
                save_product(text, shop=shop, by=cy, product=tea.product)
                saved.set()
                sold.wait(1)  # whoever sells has to wait for the part's product
        finally:
            connection.close()

    def sell() -> None:
        try:
            saved.wait()
            hold_stock({cup.pk: 2})
            sold.set()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for work in [pool.submit(save), pool.submit(sell)]:
            work.result()

    assert stock(cup) == (5, 2)
    assert can_be_had(tea) == 3


# -- files --------------------------------------------------------------------------------------


def test_a_file_is_bought_without_address_and_is_there_at_once(shop: Shop, cy: Person, ada: Person) -> None:
    book = e_book(shop, cy, "patterns.pdf")
    cart = cart_with(ada, book, quantity=3)
    group = place_order(cart, by=ada, address=None, rates={}, expected_total=2700)
    assert (group.shipping_total, group.address_lines) == (0, [])

    pay(group)

    order = Order.objects.get(group=group)
    assert order.state == Order.State.DELIVERED
    assert order.is_digital
    names = announced()
    assert names.index("trade.order_paid") < names.index("trade.order_delivered")


def test_what_is_sent_still_needs_an_address(shop: Shop, cy: Person, ada: Person, lamp: Variant) -> None:
    book = e_book(shop, cy, "patterns.pdf")
    rate(shop)
    cart = cart_with(ada, book, lamp)

    with pytest.raises(NowhereToSend, match="where it should go"):
        place_order(cart, by=ada, address=None, rates={}, expected_total=5800)

    assert OrderGroup.objects.count() == 0
    group = place_order(cart, by=ada, address=home(ada), rates={}, expected_total=5800 + 500)
    pay(group)
    order = Order.objects.get(group=group)
    assert order.state == Order.State.PAID
    assert not order.is_digital


def test_without_a_file_there_is_nothing_to_buy(shop: Shop, cy: Person, ada: Person) -> None:
    book = e_book(shop, cy)
    with pytest.raises(OutOfStock):
        put_in_cart(book, 1, by=ada)
    assert not CartLine.objects.exists()


def test_only_who_paid_fetches_the_file(client: Client, shop: Shop, cy: Person, ada: Person, bo: Person) -> None:
    book, other = e_book(shop, cy, "pätterns.html"), e_book(shop, cy, "secret.pdf")
    file, secret = book.product.files.get(), other.product.files.get()
    cart = cart_with(ada, book)
    group = place_order(cart, by=ada, address=None, rates={}, expected_total=900)
    order = Order.objects.get(group=group)
    url = f"/orders/{order.pk}/files/{file.pk}/"
    client.force_login(ada)
    assert client.get(url).status_code == 404, "not paid yet"
    assert "pätterns.html" in client.get(order.get_absolute_url()).content.decode()
    assert url not in client.get(order.get_absolute_url()).content.decode()

    pay(group)

    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.getvalue() == "pätterns.html".encode()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert url in client.get(order.get_absolute_url()).content.decode()
    assert client.get(f"/orders/{order.pk}/files/{secret.pk}/").status_code == 404
    client.force_login(bo)
    assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_a_better_file_reaches_who_has_bought_already(client: Client, shop: Shop, cy: Person, ada: Person) -> None:
    book = e_book(shop, cy, "draft.txt")
    group = place_order(cart_with(ada, book), by=ada, address=None, rates={}, expected_total=900)
    pay(group)
    replace_file(book.product.files.get(), SimpleUploadedFile("final.txt", b"better"), by=cy)

    client.force_login(ada)
    answer = client.get(f"/orders/{group.orders.get().pk}/files/{book.product.files.get().pk}/")

    assert answer.getvalue() == b"better"
    assert "final.txt" in answer["Content-Disposition"]


def test_the_checkout_of_files_asks_for_no_address(client: Client, shop: Shop, cy: Person, ada: Person) -> None:
    cart_with(ada, e_book(shop, cy, "patterns.pdf"))
    client.force_login(ada)

    html = client.get("/checkout/").content.decode()
    assert "Where shall it go?" not in html
    assert "Nothing is sent" in html
    assert "Place the order · $9.00" in html
    answer = client.post("/checkout/", {"expected_total": "900", "idempotency_key": "one"})

    assert answer.status_code == 302
    assert OrderGroup.objects.get().total == 900


# -- pre-orders ---------------------------------------------------------------------------------


def test_a_pre_order_keeps_the_day_it_was_promised_for(client: Client, ada: Person, lamp: Variant) -> None:
    day = timezone.localdate() + timedelta(days=30)
    Product.objects.update(preorder_ships_on=day)
    client.force_login(ada)
    cart_with(ada, lamp)
    assert "Pre-order, sent from" in client.get("/cart/").content.decode()
    CartLine.objects.all().delete()

    order = bought(ada, lamp)
    Product.objects.update(preorder_ships_on=None)

    assert order.lines.get().ships_on == day
    assert "Pre-order, sent from" in client.get(order.get_absolute_url()).content.decode()


def test_a_day_that_has_come_promises_nothing(ada: Person, lamp: Variant) -> None:
    Product.objects.update(preorder_ships_on=timezone.localdate())
    assert bought(ada, lamp).lines.get().ships_on is None


# -- what pages cost ----------------------------------------------------------------------------


def test_cart_and_order_cost_the_same_with_many_bundles(
    client: Client, shop: Shop, cy: Person, ada: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    parts = [variant(shop, f"Part {n}", on_hand=99) for n in range(8)]
    client.force_login(ada)

    def statements(url: str) -> int:
        client.get(url)
        with django_assert_max_num_queries(30) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    cart_with(ada, bundle_of((parts[0], 1), shop=shop, by=cy))
    few = statements("/cart/")
    cart_with(ada, *(bundle_of((part, 1), (parts[0], 2), shop=shop, by=cy) for part in parts[1:]))
    assert statements("/cart/") == few

    rate(shop)
    home(ada)
    cart = Cart.objects.get(person=ada)
    total = look_over(cart, country="US").total
    address = ada.addresses.get()
    group = place_order(cart, by=ada, address=address, rates={}, expected_total=total)
    many = statements(group.orders.get().get_absolute_url())
    single = statements(place(ada, parts[0]).orders.get().get_absolute_url())
    assert many == single
