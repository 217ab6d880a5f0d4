"""What a shop does with its plans: writing, starting, changing and ending them.

Locks are taken in one order: the plan, then its agreements by their keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils import timezone

from meadow.goods.actions.trail import note_down
from meadow.goods.models.collections import Collection
from meadow.goods.models.products import Product
from meadow.goods.models.shops import Shop
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.trade.actions.offers import lay_out_offers
from meadow.trade.events import PlanEnded, PlanLaunched
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.plans import MOST_TARGETED, Plan, SampleKind
from meadow.trade.refusals import NothingInThePlan, OneDefaultPlan, PlanIsOver, PlanKeepsItsKind, TooManyInThePlan
from meadow.trade.terms import Schedule, Terms

Kind = Plan.Kind


@dataclass(frozen=True, kw_only=True)
class PlanContent:
    """All that a manager decides about a plan."""

    kind: str
    name: str
    terms: Terms
    words: str = ""
    needs_approval: bool = False
    deadline_days: int | None = None
    sample: str = SampleKind.NONE
    samples: int | None = None
    room_off: int = 0
    whole_shop: bool = False
    products: Sequence[Product] = field(default_factory=tuple)
    collections: Sequence[Collection] = field(default_factory=tuple)
    begins_at: datetime | None = None
    ends_at: datetime | None = None


def notice() -> timedelta:
    """How long what was promised holds after a shop has taken it back."""
    return timedelta(days=settings.MEADOW_RATE_NOTICE_DAYS)


@transaction.atomic
def make_plan(shop: Shop, content: PlanContent, *, by: Person) -> Plan:
    """Keep a new plan as a draft that only the team sees."""
    plan = Plan(shop=shop, kind=content.kind)
    _write(plan, content)
    note_down(shop, "plan_made", by=by, name=plan.name)
    return plan


@transaction.atomic
def change_plan(plan: Plan, content: PlanContent, *, by: Person) -> Plan:
    """Change a plan. What is new holds for new agreements at once; standing ones keep what they were promised.

    A better rate reaches standing agreements at once, a worse one after MEADOW_RATE_NOTICE_DAYS. When a product is
    taken out, or the end comes nearer, standing agreements go on until the notice is over.
    """
    plan = Plan.objects.locked().get(pk=plan.pk)
    if plan.state == Plan.State.ENDED:
        raise PlanIsOver(name=plan.name)
    if plan.state == Plan.State.ACTIVE and plan.kind != content.kind:
        raise PlanKeepsItsKind
    before = plan.terms
    plan.kind = content.kind
    _write(plan, content)
    if plan.state == Plan.State.ACTIVE:
        _refuse_emptiness(plan)
        if plan.terms != before:
            _tell_agreements(plan)
        _let_end(plan)
        lay_out_offers([plan.shop_id])
    note_down(plan.shop, "plan_changed", by=by, name=plan.name)
    return plan


@transaction.atomic
def launch_plan(plan: Plan, *, by: Person) -> Plan:
    """Offer the plan to buyers from now on, or from its beginning on; starting twice changes nothing."""
    plan = Plan.objects.locked().get(pk=plan.pk)
    was_draft = plan.state == Plan.State.DRAFT
    plan.launch(timezone.now())
    if not was_draft:
        return plan
    _refuse_emptiness(plan)
    plan.save(update_fields=["state", "launched_at"])
    lay_out_offers([plan.shop_id])
    note_down(plan.shop, "plan_launched", by=by, name=plan.name)
    announce(PlanLaunched(plan=plan.pk, shop=plan.shop_id, kind=plan.kind, rate=plan.rate))
    return plan


@transaction.atomic
def end_plan(plan: Plan, *, by: Person | None) -> Plan:
    """Offer the plan to nobody any more; who sells under it already goes on until the notice is over.

    Questions that nobody answered are closed. `by` None is the clock, when the plan's own end has come: then standing
    agreements, which have known that end, end with it.
    """
    plan = Plan.objects.locked().get(pk=plan.pk)
    if plan.state == Plan.State.ENDED:
        return plan
    now = timezone.now()
    was_draft = plan.state == Plan.State.DRAFT
    plan.end(now)
    plan.save(update_fields=["state", "ended_at"])
    plan.agreements.open().update(state=Agreement.State.DECLINED, answered_at=now)
    end = now + notice()
    plan.agreements.live().update(ends_at=Least("ends_at", end))  # of a NULL and a moment the moment is the least
    if not was_draft:
        lay_out_offers([plan.shop_id])
        announce(PlanEnded(plan=plan.pk, shop=plan.shop_id))
    note_down(plan.shop, "plan_ended", by=by, name=plan.name)
    return plan


def end_plans_that_are_over() -> int:
    """End every plan whose end has come, each in a transaction of its own; returns how many."""
    over = list(Plan.objects.filter(state=Plan.State.ACTIVE, ends_at__lte=timezone.now()).order_by("ends_at"))
    for plan in over:
        end_plan(plan, by=None)
    return len(over)


def covered_by(plan: Plan) -> "list[Product]":
    """The products on sale that the plan is about, at most one more than a targeted plan may name."""
    named = Q(pk__in=plan.products.values("pk")) | Q(collections__in=plan.collections.all())
    found = Product.objects.on_sale().filter(shop=plan.shop_id)
    if not plan.whole_shop:
        found = found.filter(named)
    return list(found.distinct().order_by("pk")[: MOST_TARGETED + 1])


def _write(plan: Plan, content: PlanContent) -> None:
    plan.name, plan.words = content.name.strip(), content.words.strip()
    plan.rate, plan.steps = content.terms.rate, content.terms.kept()["steps"]
    plan.needs_approval = content.needs_approval and plan.kind == Kind.OPEN
    plan.deadline_days, plan.room_off = content.deadline_days, content.room_off
    plan.sample, plan.samples = content.sample, content.samples
    if plan.sample == SampleKind.NONE:
        plan.samples = None if plan.samples_given == 0 else plan.samples_given
    elif plan.samples is not None:
        plan.samples = max(plan.samples, plan.samples_given)
    plan.whole_shop = content.whole_shop or plan.kind == Kind.SHOP
    plan.begins_at, plan.ends_at = content.begins_at, content.ends_at
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:
        if "one_default_plan_per_shop" in str(error):
            raise OneDefaultPlan from error
        raise
    own = {"shop": plan.shop_id}
    plan.products.set([] if plan.whole_shop else Product.objects.filter(pk__in=[p.pk for p in content.products], **own))
    plan.collections.set(
        [] if plan.whole_shop else Collection.objects.filter(pk__in=[c.pk for c in content.collections], **own)
    )


def _refuse_emptiness(plan: Plan) -> None:
    if not plan.whole_shop and not plan.products.exists() and not plan.collections.exists():
        raise NothingInThePlan(name=plan.name)
    if plan.kind == Kind.TARGETED and len(covered_by(plan)) > MOST_TARGETED:
        raise TooManyInThePlan(most=MOST_TARGETED)


def _tell_agreements(plan: Plan) -> None:
    """Take the plan's new terms to its standing agreements, as far as what they were promised allows."""
    now = timezone.now()
    standing = list(plan.agreements.filter(state=Agreement.State.ACTIVE).locked())
    for agreement in standing:
        changed = Schedule.read(agreement.schedule).changed(plan.terms, now=now, notice=notice())
        agreement.schedule = changed.kept()
    Agreement.objects.bulk_update(standing, ["schedule"], batch_size=500)
    # What is only asked for has been promised to nobody.
    plan.agreements.filter(state=Agreement.State.APPLIED).update(schedule=Schedule.of(plan.terms).kept())


def _let_end(plan: Plan) -> None:
    """Have standing agreements end with the plan, or with the notice when what they are about was taken out."""
    now = timezone.now()
    end = now + notice()
    live = plan.agreements.live()
    if plan.ends_at is not None:
        live.filter(Q(ends_at=None) | Q(ends_at__gt=plan.ends_at)).update(ends_at=max(plan.ends_at, end))
    else:
        live.filter(ends_at__gt=end).update(ends_at=None)
    if not plan.whole_shop:
        kept = Q(product__in=plan.products.all()) | Q(product__collections__in=plan.collections.all())
        taken_out = plan.agreements.live().exclude(pk__in=plan.agreements.filter(kept).values("pk"))
        taken_out.update(ends_at=Least(F("ends_at"), end))
