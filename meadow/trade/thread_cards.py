"""Cards of trade in chats: orders and coupons, as whoever reads sees them now."""

from collections.abc import Collection, Iterable

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.people.templatetags.photos import smallest
from meadow.trade.models.orders import Order
from meadow.trade.models.promotions import Promotion
from meadow.venue.talk.cards import CardView, offers, shows

MOST = 20
CARERS = (Seat.Role.OWNER, Seat.Role.SUPPORT)


@shows("order")
def order_cards(keys: Collection[int], person: Person | None) -> dict[int, CardView]:
    """For whoever ordered, and for those of the shop who see to orders; nobody else sees more than that it is gone."""
    if person is None:
        return {}
    cared_for = Q(shop__in=Seat.objects.filter(person=person, role__in=CARERS).values("shop"))
    orders = Order.objects.filter(Q(member=person) | cared_for, pk__in=keys).select_related("shop")
    return {order.pk: _order(order, person) for order in orders}


@offers("order", pgettext_lazy("card", "Order"))
def orders_to_show(q: str, person: Person) -> Iterable[tuple[int, CardView]]:
    """One's own orders, the newest first; found by number, or by what is in them."""
    orders = Order.objects.filter(member=person).select_related("shop")
    if q:
        number = Q(pk=int(q)) if q.isascii() and q.isdecimal() and len(q) < 19 else Q()
        orders = orders.filter(number if number else Q(pk__in=_with(q, person)))
    return [(order.pk, _order(order, person)) for order in orders.order_by("-pk")[:MOST]]


@shows("coupon")
def coupon_cards(keys: Collection[int], person: Person | None) -> dict[int, CardView]:
    """Coupons that anybody can take; one that is over, or used up, says so."""
    found = Promotion.objects.filter(pk__in=keys, trigger=Promotion.Trigger.CLAIM, shop__state=Shop.State.OPEN)
    running = set(Promotion.objects.running(timezone.now()).filter(pk__in=keys).values_list("pk", flat=True))
    return {one.pk: _coupon(one, one.pk in running) for one in found.select_related("shop__picture")}


@offers("coupon", pgettext_lazy("card", "Coupon"))
def coupons_to_show(q: str, person: Person) -> Iterable[tuple[int, CardView]]:
    """Coupons of the shops that one keeps, as long as there is one left to take."""
    shops = Shop.objects.open().run_by(person).values("pk")
    found = Promotion.objects.running(timezone.now()).filter(shop__in=shops, trigger=Promotion.Trigger.CLAIM)
    found = found.filter(Q(limit_total=None) | Q(claimed__lt=F("limit_total")), name__icontains=q)
    return [(one.pk, _coupon(one, True)) for one in found.select_related("shop__picture").order_by("-pk")[:MOST]]


def _with(q: str, person: Person) -> list[int]:
    found = Order.objects.filter(member=person, lines__title__icontains=q).order_by("-pk")
    return list(found.values_list("pk", flat=True).distinct()[:MOST])


def _order(order: Order, person: Person) -> CardView:
    own = order.member_id == person.pk
    url = order.get_absolute_url() if own else reverse("trade:desk-order", args=[order.shop.handle, order.pk])
    title = _("Order %(number)s") % {"number": order.pk}
    line = f"{order.shop.in_words['name']} · {order.get_state_display()}"
    state = "over" if order.state == Order.State.CANCELLED else ""
    return CardView(title, url, "", line, state, order.total, order.currency)


def _coupon(coupon: Promotion, is_running: bool) -> CardView:
    shop = coupon.shop
    is_left = coupon.limit_total is None or coupon.claimed < coupon.limit_total
    title = str(coupon.in_words["name"])
    name = str(shop.in_words["name"]) if shop else ""
    if not is_running or not is_left:
        return CardView(title, "", "", _("This coupon is not to be had any more."), "over")
    picture = smallest(shop.picture) if shop and shop.picture else ""
    return CardView(title, reverse("trade:coupon", args=[coupon.pk]), picture, name)
