"""How buyers and shops come to terms: picking, applying, inviting, answering and ending.

Locks are taken in one order: the plan, then its agreements by their keys, then the notes that say so. The plan's lock
keeps its terms from changing while they are being frozen.
"""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby

from django.db import IntegrityError, transaction
from django.utils import timezone

from meadow.goods.models.products import Product
from meadow.goods.models.shops import Seat
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce, announce_all
from meadow.trade.actions.labels import label_notes_of
from meadow.trade.actions.plans import covered_by, notice
from meadow.trade.events import AgreementAsked, AgreementBegan, AgreementDeclined, AgreementEnded
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.plans import Plan
from meadow.trade.refusals import (
    AlreadyAgreed,
    AlreadyAnswered,
    NotABuyer,
    NothingInThePlan,
    NotOpenToBuyers,
    OwnShop,
    PlanIsOver,
)
from meadow.trade.terms import Schedule
from meadow.venue.notes.models.notes import Pin

State = Agreement.State


def ruling_plan(product: Product) -> Plan | None:
    """The plan under which any buyer may sell this product now: an open one before the shop's default.

    A targeted plan, which comes before both, is answered to by its invitation.
    """
    open_ones = Plan.objects.running().covering(product).exclude(kind=Plan.Kind.TARGETED)
    return open_ones.by_precedence().first()


@transaction.atomic
def pick(product: Product, *, by: Person, words: str = "") -> Agreement:
    """Begin to sell a product under the plan that rules for it, or apply where its shop wants to be asked.

    `words` are for the shop. Refuses with NotABuyer, OwnShop, NotOpenToBuyers and AlreadyAgreed.
    """
    _refuse_strangers(by)
    plan = ruling_plan(product)
    if plan is None or not Product.objects.on_sale().filter(pk=product.pk).exists():
        raise NotOpenToBuyers(title=product.in_words["title"])
    plan = Plan.objects.locked().get(pk=plan.pk)
    if not plan.is_running(timezone.now()):
        raise NotOpenToBuyers(title=product.in_words["title"])
    _refuse_own_people(plan.shop_id, by)
    if Agreement.objects.live().filter(buyer=by, product=product).exists():
        raise AlreadyAgreed(title=product.in_words["title"])
    end_agreements_that_are_over(Agreement.objects.over().filter(buyer=by, product=product))
    agreement = _draw_up(plan, product, by)
    agreement.words = words.strip()
    if plan.needs_approval:
        agreement.state = State.APPLIED
        _insert(agreement)
        announce(_asked(agreement, is_invitation=False))
    else:
        _begin(agreement)
    return agreement


@transaction.atomic
def invite_buyer(plan: Plan, buyer: Person, *, by: Person, words: str = "") -> list[Agreement]:
    """Invite a buyer to every product of a targeted plan for which no answer is due and nothing is agreed under it.

    Returns the invitations. Refuses with NotABuyer, OwnShop, PlanIsOver and, where nothing is left to invite to, with
    NothingInThePlan.
    """
    _refuse_strangers(buyer)
    plan = Plan.objects.locked().get(pk=plan.pk)
    _refuse_own_people(plan.shop_id, buyer)
    if plan.state != Plan.State.ACTIVE or plan.kind != Plan.Kind.TARGETED:
        raise PlanIsOver(name=plan.name)
    taken = Agreement.objects.filter(buyer=buyer, plan=plan, state=State.ACTIVE) | Agreement.objects.filter(
        buyer=buyer, state__in=Agreement.OPEN
    )
    known = set(taken.values_list("product", flat=True))
    wanted = [product for product in covered_by(plan) if product.pk not in known]
    if not wanted:
        raise NothingInThePlan(name=plan.name)
    invitations = []
    for product in wanted:
        agreement = _draw_up(plan, product, buyer)
        agreement.state, agreement.answer, agreement.answered_by = State.INVITED, words.strip(), by
        invitations.append(agreement)
    try:
        with transaction.atomic():
            Agreement.objects.bulk_create(invitations)
    except IntegrityError as error:
        raise AlreadyAgreed(title=wanted[0].in_words["title"]) from error
    announce_all([_asked(agreement, is_invitation=True) for agreement in invitations])
    return invitations


@transaction.atomic
def accept_application(agreement: Agreement, *, by: Person, words: str = "") -> Agreement:
    """The shop says yes: the buyer sells the product from now on."""
    agreement = _locked(agreement, State.APPLIED)
    agreement.answer, agreement.answered_by = words.strip(), by
    _begin(agreement)
    return agreement


@transaction.atomic
def accept_invitation(agreement: Agreement, *, by: Person) -> Agreement:
    """The buyer says yes. What they agreed on for the product under another plan ends: the targeted one rules."""
    agreement = _locked(agreement, State.INVITED)
    _refuse_strangers(by)
    for earlier in Agreement.objects.filter(buyer=by, product=agreement.product_id, state=State.ACTIVE).locked():
        _write_end(earlier)
    _begin(agreement)
    return agreement


@transaction.atomic
def decline(agreement: Agreement, *, by: Person, words: str = "") -> Agreement:
    """Turn down an application or an invitation, or take back one's own."""
    agreement = _locked(agreement, *Agreement.OPEN)
    agreement.decline(timezone.now())
    if by.pk != agreement.buyer_id:
        agreement.answer, agreement.answered_by = words.strip(), by
    agreement.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    announce(
        AgreementDeclined(
            agreement=agreement.pk, shop=agreement.shop_id, buyer=agreement.buyer_id, product=agreement.product_id
        )
    )
    return agreement


@transaction.atomic
def end_agreement(agreement: Agreement, *, by: Person) -> Agreement:
    """End a running agreement: the buyer at once, the shop after the notice that it owes for a lower rate too."""
    agreement = _locked(agreement, State.ACTIVE)
    if by.pk == agreement.buyer_id:
        _write_end(agreement)
        label_notes_of(agreement.buyer_id, [agreement.product_id])
        return agreement
    end = timezone.now() + notice()
    agreement.ends_at = min(agreement.ends_at or end, end)
    agreement.save(update_fields=["ends_at"])
    return agreement


@transaction.atomic
def end_agreements_of(buyer: Person) -> None:
    """End at once everything that somebody agreed on, asked for or was invited to: they are no buyer any more."""
    now = timezone.now()
    Agreement.objects.filter(buyer=buyer).open().update(state=State.DECLINED, answered_at=now)
    products = []
    for agreement in Agreement.objects.filter(buyer=buyer, state=State.ACTIVE).locked():
        _write_end(agreement)
        products.append(agreement.product_id)
    label_notes_of(buyer.pk, products)


def end_what_is_over() -> int:
    """End agreements whose end has come, each in a transaction of its own, and have others take their place.

    Where another plan that asks nobody covers the product, the buyer goes on under it; returns how many ended.
    """
    over = list(Agreement.objects.over().select_related("product", "buyer").order_by("pk"))
    for agreement in over:
        with transaction.atomic():
            plan = ruling_plan(agreement.product)
            if plan is not None:
                plan = Plan.objects.locked().get(pk=plan.pk)
            standing = Agreement.objects.over().filter(pk=agreement.pk)
            if not end_agreements_that_are_over(standing):
                continue
            may_go_on = plan is not None and not plan.needs_approval and plan.is_running(timezone.now())
            if plan is not None and may_go_on and agreement.buyer.is_buyer:
                _begin(_draw_up(plan, agreement.product, agreement.buyer))
    return len(over)


def end_agreements_that_are_over(over: Iterable[Agreement]) -> int:
    """Write down the end of these agreements; part of a transaction."""
    pks = [agreement.pk for agreement in over]
    ended = list(Agreement.objects.filter(pk__in=pks, state=State.ACTIVE).locked()) if pks else []
    for agreement in ended:
        _write_end(agreement)
    for buyer, some in groupby(sorted(ended, key=lambda one: one.buyer_id), key=lambda one: one.buyer_id):
        label_notes_of(buyer, [one.product_id for one in some])
    return len(ended)


def note_what_is_shown(note: int, author: int, products: Iterable[int]) -> None:
    """Remember that a buyer has shown products that they agreed to show; the first note counts."""
    Agreement.objects.live().filter(buyer=author, product__in=list(products), shown_at=None).update(
        shown_at=timezone.now()
    )


def _draw_up(plan: Plan, product: Product, buyer: Person) -> Agreement:
    """An agreement as the plan would have it now."""
    return Agreement(
        plan=plan,
        shop_id=plan.shop_id,
        buyer=buyer,
        product=product,
        schedule=Schedule.of(plan.terms).kept(),
        deadline_days=plan.deadline_days,
        sample=plan.sample,
        ends_at=plan.ends_at,
    )


def _begin(agreement: Agreement) -> None:
    """Have an agreement run from now on."""
    now = timezone.now()
    agreement.state, agreement.began_at, agreement.answered_at = State.ACTIVE, now, now
    if agreement.deadline_days:
        agreement.show_by = now + timedelta(days=agreement.deadline_days)
    if Pin.objects.filter(note__author=agreement.buyer_id, note__state="published", product=agreement.product).exists():
        agreement.shown_at = now
    _insert(agreement)
    label_notes_of(agreement.buyer_id, [agreement.product_id])
    announce(
        AgreementBegan(
            agreement=agreement.pk,
            plan=agreement.plan_id,
            shop=agreement.shop_id,
            buyer=agreement.buyer_id,
            product=agreement.product_id,
            rate=agreement.terms.rate,
        )
    )


def _insert(agreement: Agreement) -> None:
    """Write it; of two at the same moment the database takes one."""
    try:
        with transaction.atomic():
            agreement.save()
    except IntegrityError as error:
        if "one_running_agreement" in str(error) or "one_open_agreement" in str(error):
            raise AlreadyAgreed(title=agreement.product.in_words["title"]) from error
        raise


def _write_end(agreement: Agreement) -> None:
    agreement.end(timezone.now())
    agreement.save(update_fields=["state", "ended_at"])
    announce(
        AgreementEnded(
            agreement=agreement.pk, shop=agreement.shop_id, buyer=agreement.buyer_id, product=agreement.product_id
        )
    )


def _locked(agreement: Agreement, *states: str) -> Agreement:
    """The agreement with its plan, both locked, in one of these states; AlreadyAnswered when it has moved on."""
    Plan.objects.locked().get(pk=agreement.plan_id)
    found = Agreement.objects.locked().select_related("product", "buyer").get(pk=agreement.pk)
    if found.state not in states:
        raise AlreadyAnswered
    return found


def _refuse_strangers(person: Person) -> None:
    if not person.is_buyer or not person.is_active:
        raise NotABuyer


def _refuse_own_people(shop: int, person: Person) -> None:
    if Seat.objects.filter(shop=shop, person=person).exists():
        raise OwnShop


def _asked(agreement: Agreement, *, is_invitation: bool) -> AgreementAsked:
    return AgreementAsked(
        agreement=agreement.pk,
        shop=agreement.shop_id,
        buyer=agreement.buyer_id,
        product=agreement.product_id,
        is_invitation=is_invitation,
    )
