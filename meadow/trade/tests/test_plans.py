"""Plans: which of them rules, what a change of them does to whom, and how they end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from meadow.goods.actions.collections import CollectionText, save_collection
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop, TrailEntry
from meadow.people.models.persons import Person
from meadow.plumbing.events import announced
from meadow.trade.actions.agreements import accept_invitation, end_what_is_over, invite_buyer, pick, ruling_plan
from meadow.trade.actions.offers import count_offers, lay_out_offers
from meadow.trade.actions.plans import change_plan, end_plan, end_plans_that_are_over, launch_plan, make_plan
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.plans import Offer, Plan
from meadow.trade.refusals import (
    AlreadyAgreed,
    NotABuyer,
    NothingInThePlan,
    NotOpenToBuyers,
    OneDefaultPlan,
    OwnShop,
    PlanIsOver,
    PlanKeepsItsKind,
    TooManyInThePlan,
)
from meadow.trade.terms import Terms
from meadow.trade.tests.cooperating import content, plan
from meadow.trade.tests.made import bought, variant

Kind = Plan.Kind
DAY = timedelta(days=1)


def thing(shop: Shop, title: str = "Cup") -> Product:
    return variant(shop, title).product


# -- which one rules ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("there", "is_invited", "rules"),
    [
        ([], False, None),
        ([Kind.SHOP], False, 500),
        ([Kind.OPEN], False, 1000),
        ([Kind.SHOP, Kind.OPEN], False, 1000),
        ([Kind.TARGETED], False, None),
        ([Kind.SHOP, Kind.TARGETED], False, 500),
        ([Kind.OPEN, Kind.TARGETED], False, 1000),
        ([Kind.SHOP, Kind.OPEN, Kind.TARGETED], False, 1000),
        ([Kind.TARGETED], True, 300),
        ([Kind.SHOP, Kind.TARGETED], True, 300),
        ([Kind.OPEN, Kind.TARGETED], True, 300),
        ([Kind.SHOP, Kind.OPEN, Kind.TARGETED], True, 300),
    ],
    ids=lambda value: "+".join(value) or "nothing" if isinstance(value, list) else str(value),
)
def test_targeted_comes_before_open_and_open_before_the_default_even_at_a_lower_rate(
    bai: Person, shop: Shop, there: list[str], is_invited: bool, rules: int | None
) -> None:
    cup = thing(shop)
    rates = {Kind.SHOP: 500, Kind.OPEN: 1000, Kind.TARGETED: 300}
    plans = {kind: plan(shop, kind, rates[Kind(kind)], products=[cup] if kind != Kind.SHOP else []) for kind in there}

    if ruling_plan(cup):
        pick(cup, by=bai)
    if is_invited:
        (invitation,) = invite_buyer(plans[Kind.TARGETED], bai, by=bai)
        accept_invitation(invitation, by=bai)

    agreements = Agreement.objects.live().filter(buyer=bai, product=cup)
    assert [agreement.rate for agreement in agreements] == ([] if rules is None else [rules])
    open_rate = next((rates[kind] for kind in (Kind.OPEN, Kind.SHOP) if kind in there), None)
    assert [offer.rate for offer in Offer.objects.filter(product=cup)] == ([] if open_rate is None else [open_rate])


def test_of_two_open_plans_the_better_rate_rules_in_the_shelf_as_at_the_moment_of_picking(shop: Shop) -> None:
    cup = thing(shop)
    plan(shop, Kind.OPEN, 1200, products=[cup])
    plan(shop, Kind.OPEN, 900)
    ruling = ruling_plan(cup)
    assert ruling is not None
    assert (ruling.rate, Offer.objects.get(product=cup).rate) == (1200, 1200)


def test_a_plan_covers_what_it_names_what_its_collections_hold_and_what_comes_into_them(cy: Person, shop: Shop) -> None:
    named, gathered, other = thing(shop, "A"), thing(shop, "B"), thing(shop, "C")
    shelf = save_collection(CollectionText(title="Tea"), shop=shop, by=cy)
    shelf.items.create(product=gathered)
    plan(shop, products=[named], collections=[shelf])
    assert {offer.product for offer in Offer.objects.all()} == {named, gathered}
    assert ruling_plan(gathered) is not None
    assert ruling_plan(other) is None

    shelf.items.create(product=other)
    shelf.items.filter(product=gathered).delete()
    lay_out_offers()
    assert {offer.product for offer in Offer.objects.all()} == {named, other}


def test_a_plan_takes_no_goods_of_another_shop(cy: Person, bo: Person, shop: Shop) -> None:
    other = Shop.objects.create(handle="bo-books", name="Bo Books", currency="USD")
    book = thing(other, "Book")
    mine = make_plan(shop, content(products=[book]), by=cy)
    assert not mine.products.exists()
    with pytest.raises(NothingInThePlan, match="which goods “Winter” is about"):
        launch_plan(mine, by=cy)
    assert Plan.objects.get().state == Plan.State.DRAFT


# -- writing, starting, ending ------------------------------------------------------------------


def test_a_draft_offers_nothing_and_a_started_plan_is_told_once(cy: Person, shop: Shop) -> None:
    cup = thing(shop)
    draft = make_plan(shop, content(), by=cy)
    assert ruling_plan(cup) is None
    assert not Offer.objects.exists()

    launch_plan(draft, by=cy)
    launch_plan(draft, by=cy)
    assert announced() == ["trade.plan_launched"]
    assert [entry.verb for entry in TrailEntry.objects.order_by("pk")] == ["plan_made", "plan_launched"]
    assert Offer.objects.get().product == cup


def test_a_shop_has_one_rate_for_all_its_goods(cy: Person, shop: Shop) -> None:
    plan(shop, Kind.SHOP, 500)
    with pytest.raises(OneDefaultPlan, match="There is a rate for all goods already"):
        make_plan(shop, content(Kind.SHOP, 700), by=cy)
    assert Plan.objects.get().rate == 500


def test_a_started_plan_keeps_its_kind_and_an_ended_one_everything(cy: Person, shop: Shop) -> None:
    cup = thing(shop)
    started = plan(shop, products=[cup])
    with pytest.raises(PlanKeepsItsKind, match="keeps its kind"):
        change_plan(started, content(Kind.TARGETED, products=[cup]), by=cy)
    end_plan(started, by=cy)
    with pytest.raises(PlanIsOver, match="“Winter” has ended"):
        change_plan(started, content(rate=1), by=cy)
    with pytest.raises(PlanIsOver, match="cannot be started again"):
        launch_plan(started, by=cy)
    kept = Plan.objects.get()
    assert (kept.kind, kept.rate, kept.state) == (Kind.OPEN, 1000, Plan.State.ENDED)


def test_a_targeted_plan_names_at_most_a_hundred_products(cy: Person, shop: Shop) -> None:
    Product.objects.bulk_create(
        Product(shop=shop, handle=f"t{n}", title="T", status=Product.Status.ACTIVE) for n in range(101)
    )
    with pytest.raises(TooManyInThePlan, match="at most 100 products"):
        launch_plan(make_plan(shop, content(Kind.TARGETED), by=cy), by=cy)
    assert Plan.objects.get().state == Plan.State.DRAFT


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"rate": 9001}, "plan_rate_at_most_90_percent"),
        ({"samples": 1, "samples_given": 2}, "no_more_samples_than_there_are"),
    ],
)
def test_the_database_itself_refuses_what_no_plan_may_be(shop: Shop, fields: dict[str, int], name: str) -> None:
    plan(shop)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Plan.objects.update(**fields)


def test_plans_begin_and_end_by_the_clock(bai: Person, cy: Person, shop: Shop) -> None:
    cup, now = thing(shop), timezone.now()
    later = plan(shop, begins_at=now + DAY, ends_at=now + 2 * DAY)
    assert ruling_plan(cup) is None
    assert not Offer.objects.exists()
    with pytest.raises(NotOpenToBuyers, match="“Cup” is not open to buyers"):
        pick(cup, by=bai)

    Plan.objects.update(begins_at=now - DAY)
    lay_out_offers()
    agreement = pick(cup, by=bai)
    assert agreement.ends_at == later.ends_at

    Plan.objects.update(ends_at=now)
    Agreement.objects.update(ends_at=now)
    assert not Agreement.objects.live().exists()
    assert end_plans_that_are_over() == 1
    assert end_what_is_over() == 1
    agreement.refresh_from_db()
    assert agreement.state == Agreement.State.ENDED
    assert not Offer.objects.exists()
    assert announced()[-2:] == ["trade.plan_ended", "trade.agreement_ended"]


# -- what a change does to those who sell already -----------------------------------------------


def test_a_rise_reaches_standing_agreements_at_once(bai: Person, cy: Person, shop: Shop) -> None:
    cup = thing(shop)
    mine = plan(shop)
    agreement = pick(cup, by=bai)
    change_plan(mine, content(rate=1500, steps=[(10, 2000)]), by=cy)
    agreement.refresh_from_db()
    assert agreement.terms == Terms(1500, ((10, 2000),))
    assert agreement.coming == []


def test_a_lowering_reaches_new_agreements_at_once_and_standing_ones_after_their_notice(
    ada: Person, bai: Person, cy: Person, shop: Shop, settings: Settings
) -> None:
    cup = thing(shop)
    mine = plan(shop)
    agreement = pick(cup, by=bai)
    change_plan(mine, content(rate=600), by=cy)

    agreement.refresh_from_db()
    assert agreement.rate == 1000
    ((begin, terms),) = agreement.coming
    assert terms == Terms(600)
    assert timedelta(days=29, hours=23) < begin - timezone.now() <= timedelta(days=settings.MEADOW_RATE_NOTICE_DAYS)
    ada.is_buyer = True
    ada.save()
    assert pick(cup, by=ada).rate == 600
    assert Offer.objects.get().rate == 600


def test_a_plan_that_is_ended_goes_on_for_its_notice_for_those_who_sell_under_it(
    bai: Person, cy: Person, shop: Shop
) -> None:
    cup, bowl = thing(shop), thing(shop, "Bowl")
    mine = plan(shop)
    agreement = pick(cup, by=bai)
    end_plan(mine, by=cy)
    agreement.refresh_from_db()
    assert agreement.is_live
    assert agreement.ends_at is not None
    assert agreement.ends_at - timezone.now() > 29 * DAY
    with pytest.raises(NotOpenToBuyers, match="“Bowl” is not open"):
        pick(bowl, by=bai)
    assert Agreement.objects.count() == 1


def test_what_is_taken_out_of_a_plan_ends_for_its_sellers_after_the_notice(bai: Person, cy: Person, shop: Shop) -> None:
    cup, bowl = thing(shop), thing(shop, "Bowl")
    mine = plan(shop, products=[cup, bowl])
    pick(cup, by=bai)
    pick(bowl, by=bai)
    change_plan(mine, content(products=[bowl]), by=cy)
    ends = {agreement.product.title: agreement.ends_at for agreement in Agreement.objects.select_related("product")}
    assert ends["Bowl"] is None
    assert ends["Cup"] is not None
    assert ends["Cup"] > timezone.now() + 29 * DAY


def test_when_an_agreement_ends_the_next_plan_that_asks_nobody_takes_its_place(
    bai: Person, cy: Person, shop: Shop
) -> None:
    cup = thing(shop)
    plan(shop, Kind.SHOP, 500)
    plan(shop, Kind.OPEN, 1000, products=[cup], name="Autumn")
    first = pick(cup, by=bai)
    end_plan(Plan.objects.get(name="Autumn"), by=cy)
    Agreement.objects.update(ends_at=timezone.now())
    end_what_is_over()
    first.refresh_from_db()
    assert first.state == Agreement.State.ENDED
    assert [agreement.rate for agreement in Agreement.objects.live()] == [500]


# -- who may not --------------------------------------------------------------------------------


def test_only_buyers_pick_and_nobody_in_their_own_shop(ada: Person, cy: Person, shop: Shop) -> None:
    cup = thing(shop)
    plan(shop)
    with pytest.raises(NotABuyer, match="Only buyers can do this"):
        pick(cup, by=ada)
    cy.is_buyer = True
    cy.save()
    with pytest.raises(OwnShop, match="earns no commission there"):
        pick(cup, by=cy)
    assert not Agreement.objects.exists()


def test_a_product_is_agreed_on_once(bai: Person, shop: Shop) -> None:
    cup = thing(shop)
    plan(shop)
    pick(cup, by=bai)
    with pytest.raises(AlreadyAgreed, match="an agreement about “Cup” already"):
        pick(cup, by=bai)
    assert Agreement.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("needs_approval", [False, True])
def test_of_many_clicks_at_once_one_makes_an_agreement(bai: Person, shop: Shop, needs_approval: bool) -> None:
    cup = thing(shop)
    plan(shop, needs_approval=needs_approval)
    together = Barrier(6)

    def click(_: int) -> bool:
        try:
            together.wait(timeout=20)
            pick(cup, by=bai)
        except AlreadyAgreed:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as crowd:
        assert sum(crowd.map(click, range(6))) == 1
    assert Agreement.objects.count() == 1


# -- the numbers --------------------------------------------------------------------------------


def test_offers_are_counted_from_what_was_paid_and_came_back(ada: Person, shop: Shop) -> None:
    cup = variant(shop, on_hand=50)
    plan(shop)
    order = bought(ada, cup, quantity=8)
    bought(ada, cup, quantity=4)
    Order.objects.filter(pk=order.pk).update(paid_at=timezone.now() - 40 * DAY)
    OrderLine.objects.filter(order=order).update(returned=3)
    count_offers()
    offer = Offer.objects.get()
    assert (offer.sold_30, offer.sold_90, offer.return_rate) == (4, 12, 2500)


def test_too_few_sales_say_nothing_of_returns(ada: Person, shop: Shop) -> None:
    cup = variant(shop)
    plan(shop)
    bought(ada, cup)
    count_offers()
    offer = Offer.objects.get()
    assert (offer.sold_30, offer.return_rate) == (1, None)


def test_laying_out_a_shop_is_one_statement_however_much_it_has(
    shop: Shop, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan(shop)
    for n in range(5):
        thing(shop, f"T{n}")
    with django_assert_num_queries(1):
        lay_out_offers([shop.pk])
    assert Offer.objects.count() == 5
