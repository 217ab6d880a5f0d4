"""People are told of their orders, and shops of theirs."""

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.news import News
from meadow.people.models.persons import Person
from meadow.people.newsstand import lines_of
from meadow.plumbing.events import Told, react
from meadow.plumbing.models import Announcement
from meadow.trade.actions.shipping import send_order
from meadow.trade.models.orders import Order
from meadow.trade.tests.made import bought


def told(name: str) -> Told:
    fact = Announcement.objects.get(name=name)
    return Told(event=fact.event, name=fact.name, data=fact.data)


def heard(work: Callable[[], object], name: str) -> dict[int, list[dict[str, str]]]:
    """What people are told because of some work, if it names this: by person, in which words, and where it leads."""
    known = set(News.objects.values_list("pk", flat=True))
    work()
    told: dict[int, list[dict[str, str]]] = defaultdict(list)
    for news in News.objects.exclude(pk__in=known).order_by("pk"):
        (line,) = lines_of([news])
        if name in line.text:
            told[news.person_id].append({"title": line.text, "url": news.url})
    return dict(told)


def test_the_owner_and_the_support_hear_of_a_paid_order_once(
    ada: Person, bo: Person, bai: Person, cy: Person, shop: Shop, lamp: Variant
) -> None:
    Shop.objects.update(name="Ring and Rim")
    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.SUPPORT)
    Seat.objects.create(shop=shop, person=bai, role=Seat.Role.EDITOR)
    order = bought(ada, lamp)
    fact = told("trade.order_paid")
    messages = heard(lambda: (react(fact), react(fact)), "Ring and Rim")
    sold = {"title": f"New order {order.pk} for Ring and Rim: $54.00", "url": f"/desk/cy-clay/orders/{order.pk}/"}
    paid = {"title": f"Your order {order.pk} from Ring and Rim is paid.", "url": order.get_absolute_url()}
    assert messages == {cy.pk: [sold], bo.pk: [sold], ada.pk: [paid]}


def test_an_order_of_yesterday_is_no_news(ada: Person, lamp: Variant) -> None:
    Shop.objects.update(name="Yesterday's Kiln")
    order = bought(ada, lamp)
    Order.objects.filter(pk=order.pk).update(paid_at=timezone.now() - timedelta(days=1))
    fact = told("trade.order_paid")
    assert heard(lambda: react(fact), "Yesterday's Kiln") == {}


def test_the_member_hears_that_an_order_is_on_its_way(ada: Person, cy: Person, lamp: Variant) -> None:
    Shop.objects.update(name="Slow Post")
    order = send_order(bought(ada, lamp), carrier="Post", tracking="1", by=cy)
    fact = told("trade.order_sent")
    assert heard(lambda: react(fact), "Slow Post") == {
        ada.pk: [{"title": "Your order from Slow Post is on its way.", "url": order.get_absolute_url()}]
    }
