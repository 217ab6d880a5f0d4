"""What trade does for buyers and shops when a fact is told, in the words of who hears of it."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.plumbing.events import Told, react
from meadow.trade.actions.agreements import accept_application, decline, invite_buyer, pick
from meadow.trade.cooperation_jobs import count_what_is_offered, forget, keep_cooperation
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.plans import Offer, Plan
from meadow.trade.models.touches import Touch
from meadow.trade.tests.cooperating import agreed, came_through, note_with, owner, plan
from meadow.trade.tests.made import bought, home, variant
from meadow.trade.tests.test_reactions import heard, told


def fact(name: str, **data: int) -> Told:
    return Told(uuid4(), name, data)


def test_a_note_that_shows_it_keeps_the_deadline_and_the_first_one_counts(bai: Person, lamp_product: Product) -> None:
    agreement = agreed(bai, lamp_product, deadline_days=7)
    assert agreement.show_by is not None
    note = note_with(bai, lamp_product)
    react(fact("venue.note_published", note=note.pk))
    agreement.refresh_from_db()
    first = agreement.shown_at
    assert first is not None
    react(fact("venue.note_edited", note=note.pk))
    agreement.refresh_from_db()
    assert agreement.shown_at == first
    assert not agreement.is_late


def test_what_was_shown_before_keeps_the_deadline_from_the_start(bai: Person, lamp_product: Product) -> None:
    note_with(bai, lamp_product)
    assert agreed(bai, lamp_product, deadline_days=7).shown_at is not None


def test_a_new_product_of_a_plan_for_everything_is_offered_at_once(shop: Shop) -> None:
    plan(shop)
    thing = variant(shop).product
    assert not Offer.objects.exists()
    react(fact("goods.product_published", product=thing.pk, shop=shop.pk))
    assert Offer.objects.get().product == thing


def test_a_payment_counts_for_the_steps_of_the_rate(ada: Person, bai: Person, shop: Shop) -> None:
    cup = variant(shop)
    agreement = agreed(bai, cup.product, steps=[(3, 2000)])
    home(bai).delete()
    came_through(note_with(bai, cup.product), cup.product, by=ada)
    order = bought(ada, cup, quantity=2)
    react(fact("trade.order_paid", order=order.pk))
    agreement.refresh_from_db()
    assert (agreement.sold, agreement.rate) == (2, 2000)


def test_the_shop_hears_of_an_application_and_the_buyer_of_the_answer(bai: Person, cy: Person, shop: Shop) -> None:
    Shop.objects.update(name="Owl Pottery")
    thing = variant(shop, "Owl cup").product
    plan(shop, needs_approval=True)
    agreement = pick(thing, by=bai)
    messages = heard(lambda: react(told("trade.agreement_asked")), "Owl cup")
    assert messages == {
        cy.pk: [{"title": "Bai would like to sell “Owl cup”.", "url": "/desk/cy-clay/cooperation/buyers/"}]
    }
    accept_application(agreement, by=cy)
    messages = heard(lambda: react(told("trade.agreement_began")), "Owl cup")
    assert messages[bai.pk][0]["title"] == "Owl Pottery agrees: you sell “Owl cup”."


def test_the_buyer_hears_of_an_invitation_and_of_a_refusal(bai: Person, shop: Shop) -> None:
    Shop.objects.update(name="Wren Pottery")
    thing, other = variant(shop, "Wren cup").product, variant(shop, "Wren bowl").product
    targeted = plan(shop, Plan.Kind.TARGETED, products=[thing])
    plan(shop, products=[other], needs_approval=True)
    invite_buyer(targeted, bai, by=owner(shop))
    messages = heard(lambda: react(told("trade.agreement_asked")), "Wren cup")
    assert messages[bai.pk][0]["title"] == "Wren Pottery invites you to sell “Wren cup”."
    decline(pick(other, by=bai), by=owner(shop))
    messages = heard(lambda: react(told("trade.agreement_declined")), "Wren bowl")
    assert messages[bai.pk][0]["title"] == "Wren Pottery does not want you to sell “Wren bowl” now."


def test_the_clock_may_strike_twice(ada: Person, bai: Person, lamp_product: Product) -> None:
    agreement = agreed(bai, lamp_product)
    note = note_with(bai, lamp_product)
    came_through(note, lamp_product, by=ada)
    Touch.objects.update(at=timezone.now() - timedelta(days=20))
    Agreement.objects.update(ends_at=timezone.now())
    Plan.objects.update(ends_at=timezone.now())
    for _ in range(2):
        keep_cooperation(timestamp=0)
        count_what_is_offered(timestamp=0)
        forget(timestamp=0)
    agreement.refresh_from_db()
    assert (agreement.state, Plan.objects.get().state) == (Agreement.State.ENDED, Plan.State.ENDED)
    assert not Touch.objects.exists()
    assert not Offer.objects.exists()
