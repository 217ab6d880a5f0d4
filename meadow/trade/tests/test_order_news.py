"""Both sides are told of wishes, returns and refunds."""

from datetime import timedelta

from django.utils import timezone

from meadow.goods.models.products import Variant
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.plumbing.events import react
from meadow.trade.actions.answering import approve_return, refuse_return
from meadow.trade.actions.cancelling import ask_to_cancel, refuse_cancellation
from meadow.trade.models.orders import Order
from meadow.trade.tests.made import bought
from meadow.trade.tests.roads import asked, delivered
from meadow.trade.tests.test_reactions import heard, told


def test_the_shop_hears_of_a_return_and_the_member_of_its_answer(
    ada: Person, bo: Person, cy: Person, shop: Shop, lamp: Variant
) -> None:
    Shop.objects.update(name="Rim and Rest")
    Person.objects.filter(pk=ada.pk).update(name="Ada of Rim and Rest")
    Seat.objects.create(shop=shop, person=bo, role=Seat.Role.SUPPORT)
    ret = asked(delivered(ada, cy, lamp))
    fact = told("trade.return_asked")
    messages = heard(lambda: (react(fact), react(fact)), "Rim and Rest")
    words = f"Ada of Rim and Rest would like to give something of order {ret.order_id} back."
    assert messages == {person.pk: [{"title": words, "url": f"/desk/cy-clay/returns/{ret.pk}/"}] for person in (bo, cy)}
    approve_return(ret, by=cy)
    fact = told("trade.return_answered")
    assert heard(lambda: react(fact), "Rim and Rest") == {
        ada.pk: [{"title": "Your return to Rim and Rest is granted.", "url": ret.get_absolute_url()}]
    }


def test_a_refusal_is_no_grant(ada: Person, cy: Person, lamp: Variant) -> None:
    Shop.objects.update(name="No and Never")
    refuse_return(asked(delivered(ada, cy, lamp)), words="Worn", by=cy)
    fact = told("trade.return_answered")
    ((message,),) = heard(lambda: react(fact), "No and Never").values()
    assert message["title"] == "No and Never has refused your return."


def test_both_sides_hear_of_a_wish_to_cancel(ada: Person, cy: Person, lamp: Variant) -> None:
    Shop.objects.update(name="Kiln and Keep")
    Person.objects.filter(pk=ada.pk).update(name="Ada of Kiln and Keep")
    order = bought(ada, lamp)
    Order.objects.update(paid_at=timezone.now() - timedelta(hours=2))
    ask_to_cancel(order, by=ada)
    fact = told("trade.cancellation_asked")
    assert heard(lambda: react(fact), "Kiln and Keep").keys() == {cy.pk}
    refuse_cancellation(order, words="", by=cy)
    fact = told("trade.cancellation_refused")
    assert heard(lambda: react(fact), "Kiln and Keep") == {
        ada.pk: [{"title": f"Kiln and Keep sends order {order.pk} all the same.", "url": order.get_absolute_url()}]
    }
