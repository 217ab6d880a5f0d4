"""Samples on their way from asking to settled.

Locks are taken in one order: an order, then the plan, then the sample; stock comes last.
"""

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from meadow.goods.actions.bundles import in_parts
from meadow.goods.actions.counting import change_stock
from meadow.goods.models.products import Product, Stock, Variant
from meadow.goods.models.stock import StockChange
from meadow.people.models.persons import Address, Person
from meadow.plumbing.events import announce
from meadow.trade.actions.refunds import Back, write_refund
from meadow.trade.destinations import kept_address
from meadow.trade.events import SampleMoved
from meadow.trade.models.agreements import Agreement
from meadow.trade.models.lines import OrderLine
from meadow.trade.models.orders import Order
from meadow.trade.models.plans import Plan, SampleKind
from meadow.trade.models.refunds import Refund
from meadow.trade.models.samples import Sample
from meadow.trade.models.touches import LineTouch
from meadow.trade.refusals import NoSampleHere, NoSamplesLeft, SampleIsPaidFor

State = Sample.State


@transaction.atomic
def ask_for_sample(
    agreement: Agreement, variant: Variant, *, by: Person, address: Address | None, words: str = ""
) -> Sample:
    """Ask the shop for one piece to try; a free one goes to `address`. Refuses with NoSampleHere, NoSamplesLeft."""
    plan = Plan.objects.locked().get(pk=agreement.plan_id)
    agreement = Agreement.objects.locked().get(pk=agreement.pk, buyer=by)
    is_there = Variant.objects.on_sale().filter(pk=variant.pk, product=agreement.product_id).exists()
    if not agreement.is_live or agreement.sample == SampleKind.NONE or not is_there:
        raise NoSampleHere
    if agreement.sample == SampleKind.FREE and address is None:
        raise NoSampleHere
    if plan.samples is not None and plan.samples_given >= plan.samples:
        raise NoSamplesLeft(name=plan.name)
    is_free = agreement.sample == SampleKind.FREE
    sample = Sample(
        agreement=agreement,
        variant=variant,
        kind=agreement.sample,
        words=words.strip(),
        address=kept_address(address if is_free else None),
    )
    try:
        with transaction.atomic():
            sample.save()
    except IntegrityError as error:
        if "one_sample_per_agreement" in str(error):
            raise NoSampleHere from error
        raise
    _tell(sample)
    return sample


@transaction.atomic
def approve_sample(sample: Sample, *, by: Person, words: str = "") -> Sample:
    """Promise the sample; of a plan's last one, two approvals at once promise it once. `by` is of the shop's team."""
    plan = Plan.objects.locked().get(agreements__samples=sample)
    sample = _locked(sample)
    sample.move(State.APPROVED)
    left = Plan.objects.filter(Q(samples=None) | Q(samples_given__lt=F("samples")), pk=plan.pk)
    if not left.update(samples_given=F("samples_given") + 1):
        raise NoSamplesLeft(name=plan.name)
    sample.answer, sample.answered_at = words.strip(), timezone.now()
    sample.save(update_fields=["state", "answer", "answered_at"])
    _tell(sample)
    return sample


@transaction.atomic
def refuse_sample(sample: Sample, *, by: Person, words: str = "") -> Sample:
    """Say no, with words. `by` is of the shop's team."""
    sample = _locked(sample)
    sample.move(State.REFUSED)
    sample.answer, sample.answered_at, sample.address = words.strip(), timezone.now(), {}
    sample.save(update_fields=["state", "answer", "answered_at", "address"])
    _tell(sample)
    return sample


@transaction.atomic
def withdraw_sample(sample: Sample, *, by: Person) -> Sample:
    """The buyer does without; what was promised can be promised to somebody else."""
    plan = Plan.objects.locked().get(agreements__samples=sample)
    sample = Sample.objects.asked_by(by).locked().get(pk=sample.pk)
    was_promised = sample.state == State.APPROVED
    if sample.line_id is not None:
        raise SampleIsPaidFor
    sample.move(State.WITHDRAWN)
    sample.address = {}
    sample.save(update_fields=["state", "address"])
    if was_promised:
        Plan.objects.filter(pk=plan.pk).update(samples_given=F("samples_given") - 1)
    _tell(sample)
    return sample


@transaction.atomic
def send_sample(sample: Sample, *, carrier: str, tracking: str, by: Person) -> Sample:
    """Hand a free sample to a carrier: it leaves the stock, as a sample and not as a sale. Locks stock last."""
    sample = _locked(sample)
    if sample.kind != SampleKind.FREE:
        raise SampleIsPaidFor
    sample.move(State.SENT)
    sample.carrier, sample.tracking, sample.sent_at = carrier.strip(), tracking.strip(), timezone.now()
    sample.save(update_fields=["state", "carrier", "tracking", "sent_at"])
    _tell(sample)
    _take_from_stock(sample, by=by)
    return sample


@transaction.atomic
def receive_sample(sample: Sample, *, by: Person) -> Sample:
    """The buyer says that the sample arrived. A free one is settled with that."""
    sample = Sample.objects.asked_by(by).locked().get(pk=sample.pk)
    _arrive(sample)
    return sample


@transaction.atomic
def follow_order(order: Order) -> None:
    """Take the samples that somebody pays for along with their order: bought, sent, arrived."""
    order = Order.objects.locked().get(pk=order.pk)
    if order.state not in Order.PAID_STATES:
        return
    due = Sample.objects.asked_by(order.member).filter(kind=SampleKind.REFUNDABLE, state=State.APPROVED, line=None)
    taken: set[int] = set()
    for sample in due.filter(variant__in=order.lines.values("variant")).locked():
        line = order.lines.filter(variant=sample.variant_id, sample=None).exclude(pk__in=taken).first()
        if line is not None:
            sample.line = line
            sample.save(update_fields=["line"])
            taken.add(line.pk)
    bought = Sample.objects.filter(line__order=order)
    if order.state in {Order.State.SENT, Order.State.DELIVERED, Order.State.COMPLETED}:
        for sample in bought.filter(state=State.APPROVED).locked():
            sample.move(State.SENT)
            sample.sent_at = order.sent_at or timezone.now()
            sample.save(update_fields=["state", "sent_at"])
            _tell(sample)
    if order.state in {Order.State.DELIVERED, Order.State.COMPLETED}:
        for sample in bought.filter(state=State.SENT).locked():
            _arrive(sample)


def samples_to_pay_back(order: Order) -> list[Sample]:
    """Samples of which the first sale stands with this order: it is completed, and something of it was kept."""
    stands = LineTouch.objects.filter(
        line__order=order,
        line__order__state=Order.State.COMPLETED,
        line__refunded_quantity__lt=F("line__quantity"),
        agreement__isnull=False,
    )
    mine = Sample.objects.filter(agreement__in=stands.values("agreement"), kind=SampleKind.REFUNDABLE)
    return list(mine.filter(state__in=[State.SENT, State.RECEIVED], line__isnull=False, refund=None).order_by("pk"))


@transaction.atomic
def pay_sample_back(sample: Sample) -> Refund | None:
    """Give the buyer back what one piece of their sample cost, as far as it was not given back before."""
    order = Order.objects.locked().get(lines__sample=sample)
    sample = _locked(sample)
    if sample.refund_id is not None or sample.state not in {State.SENT, State.RECEIVED}:
        return None
    line = OrderLine.objects.get(sample=sample)
    # The piece stays with the buyer, so it is no return: an amount goes back, and no piece.
    amount = line.worth(1) if line.standing else 0
    refund = write_refund(order, [Back(line, amount)], reason=Refund.Reason.SAMPLE) if amount else None
    sample.move(State.SETTLED)
    sample.refund, sample.settled_at = refund, timezone.now()
    sample.save(update_fields=["state", "refund", "settled_at"])
    _tell(sample)
    return refund


def _arrive(sample: Sample) -> None:
    sample.move(State.RECEIVED)
    sample.received_at = timezone.now()
    if sample.kind == SampleKind.FREE:
        sample.move(State.SETTLED)
        sample.settled_at, sample.address = sample.received_at, {}
    sample.save(update_fields=["state", "received_at", "settled_at", "address"])
    _tell(sample)


def _take_from_stock(sample: Sample, *, by: Person) -> None:
    for variant, quantity in in_parts({sample.variant_id: 1}).items():
        stock = Stock.objects.select_related("variant__product").filter(variant=variant).first()
        if stock is None or not stock.is_tracked or stock.variant.product.kind != Product.Kind.GOODS:
            continue
        change_stock(
            stock.variant,
            quantity,
            reason=StockChange.Reason.SAMPLE,
            by=by,
            seen=stock.on_hand,
            words=f"@{sample.agreement.buyer.handle}",
        )


def _locked(sample: Sample) -> Sample:
    return Sample.objects.locked().select_related("agreement__buyer").get(pk=sample.pk)


def _tell(sample: Sample) -> None:
    announce(
        SampleMoved(
            sample=sample.pk,
            agreement=sample.agreement_id,
            shop=sample.agreement.shop_id,
            buyer=sample.agreement.buyer_id,
            state=str(sample.state),
        )
    )
