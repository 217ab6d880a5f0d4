"""What belongs to single people: addresses, collections, carts, and orders in every state."""

from datetime import datetime, timedelta

from meadow.demo.loading.notes import Notes
from meadow.demo.loading.people import People
from meadow.demo.loading.texts import Row, Texts
from meadow.goods.models.products import Variant
from meadow.people.actions.addresses import keep_address
from meadow.people.models.persons import Address
from meadow.trade.actions.carts import put_in_cart
from meadow.trade.actions.completing import confirm_receipt
from meadow.trade.actions.payments import settle_payment
from meadow.trade.actions.placing import place_order
from meadow.trade.actions.shipping import send_order
from meadow.trade.checkout import look_over
from meadow.trade.models.carts import Cart
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.orders import Order
from meadow.trade.models.payments import Payment
from meadow.trade.models.shipping import Shipment
from meadow.trade.payments.provider import Outcome, Standing
from meadow.trade.payments.sandbox import Sandbox
from meadow.venue.notes.actions.collections import make_collection, save_note

_PARTS = ("name", "phone", "country", "region", "city", "street", "postcode")


def hand_out_belongings(texts: Texts, people: People, notes: Notes, *, now: datetime) -> int:
    """Give everybody what is theirs, and say how many orders there are."""
    for row in texts.belongings["addresses"]:
        address = Address(**{part: row.get(part, "") for part in _PARTS}, is_usual=row.get("usual", False))
        keep_address(address, by=people[row["person"]])
    for row in texts.belongings["collections"]:
        _collect(row, people, notes)
    managers = {shop["handle"]: shop["manager"] for shop in texts.goods["shops"]}
    for row in texts.belongings["orders"]:
        _order(row, people, notes, managers, now)
    for row in texts.belongings["carts"]:
        _fill_cart(row, people, notes)
    return len(texts.belongings["orders"])


def _collect(row: Row, people: People, notes: Notes) -> None:
    person = people[row["person"]]
    collection = make_collection(row["name"], by=person) if row["name"] else None
    for title in row["notes"]:
        if note := notes.get(title):
            save_note(note, by=person, collection=collection)


def _fill_cart(row: Row, people: People, notes: Notes) -> None:
    for line in row["lines"]:
        variant = Variant.objects.get(sku=line["sku"])
        put_in_cart(variant, line["quantity"], by=people[row["person"]], note=notes.get(line.get("note", "")))


def _order(row: Row, people: People, notes: Notes, managers: dict[str, str], now: datetime) -> None:
    """Place one order and take it as far as its row says, then move it to the days on which that happened."""
    member = people[row["person"]]
    _fill_cart(row, people, notes)
    cart = Cart.objects.get(person=member)
    address = Address.objects.kept_by(member).get(is_usual=True)
    total = look_over(cart, country=address.country).total
    group = place_order(cart, by=member, address=address, rates={}, expected_total=total)
    # Not through `begin_payment`, which refuses where the sandbox is not offered: this payment is over already.
    payment = Payment.objects.create(group=group, provider=Sandbox.name, amount=group.total, currency=group.currency)
    settle_payment(payment, Standing(Outcome.COLLECTED, group.total, group.currency))
    order = Order.objects.select_related("shop").get(group=group)
    if sent := row.get("sent"):
        manager = people[managers[order.shop.handle]]
        send_order(order, carrier=sent["carrier"], tracking=sent["tracking"], by=manager)
    if "received" in row:
        confirm_receipt(order, by=member)
    _age(group, order, payment, row, now)


def _age(group: OrderGroup, order: Order, payment: Payment, row: Row, now: datetime) -> None:
    def ago(days: float) -> datetime:
        return now - timedelta(days=days)

    placed, paid = ago(row["placed"]), ago(row["paid"])
    moved: dict[str, datetime] = {"placed_at": placed, "paid_at": paid}
    OrderGroup.objects.filter(pk=group.pk).update(**moved, expires_at=placed + (group.expires_at - now))
    Payment.objects.filter(pk=payment.pk).update(begun_at=placed, settled_at=paid)
    if sent := row.get("sent"):
        moved["sent_at"] = ago(sent["days_ago"])
        Shipment.objects.filter(order=order).update(sent_at=moved["sent_at"])
    if "received" in row:
        moved["delivered_at"] = ago(row["received"])
    Order.objects.filter(pk=order.pk).update(**moved)
