"""What trade answers when goods asks about a shop: a way of sending, and orders that keep it open."""

import pytest
from django.utils import timezone

from meadow.goods.actions.running import close_shop
from meadow.goods.checklist import checklist_of
from meadow.goods.models.shops import Shop
from meadow.goods.refusals import ShopStillBusy
from meadow.people.models.persons import Person
from meadow.trade.actions.returns import withdraw_return
from meadow.trade.models.groups import OrderGroup
from meadow.trade.models.orders import Order
from meadow.trade.tests.made import rate, variant
from meadow.trade.tests.roads import asked, delivered


def is_sending_done(shop: Shop) -> bool:
    return next(step for step in checklist_of(shop, None).steps if "shipping" in step.url).is_done


def test_a_shop_is_asked_how_it_sends_things(shop: Shop) -> None:
    assert not is_sending_done(shop)

    offered = rate(shop, name="Post", price=400)
    assert is_sending_done(shop)

    offered.is_active = False
    offered.save()
    assert not is_sending_done(shop)


@pytest.mark.parametrize(
    ("state", "keeps"),
    [
        ("placed", True),
        ("paid", True),
        ("part_sent", True),
        ("sent", False),
        ("delivered", False),
        ("cancelled", False),
    ],
)
def test_what_is_still_to_be_sent_keeps_a_shop_open(
    shop: Shop, cy: Person, ada: Person, state: str, keeps: bool
) -> None:
    sums = {"currency": "USD", "goods_total": 900, "shipping_total": 0, "total": 900}
    group = OrderGroup.objects.create(member=ada, expires_at=timezone.now(), **sums)
    Order.objects.create(group=group, shop=shop, member=ada, state=state, **sums)

    if keeps:
        with pytest.raises(ShopStillBusy, match="1 order is still to be sent or cancelled"):
            close_shop(shop, by=cy)
    else:
        close_shop(shop, by=cy)

    assert Shop.objects.get().state == (Shop.State.OPEN if keeps else Shop.State.CLOSED)


def test_an_open_return_keeps_a_shop_open(shop: Shop, cy: Person, ada: Person) -> None:
    ret = asked(delivered(ada, cy, variant(shop)))
    with pytest.raises(ShopStillBusy, match="1 return is still to be settled"):
        close_shop(shop, by=cy)
    assert Shop.objects.get().state == Shop.State.OPEN
    withdraw_return(ret, by=ada)
    close_shop(shop, by=cy)
    assert Shop.objects.get().state == Shop.State.CLOSED
