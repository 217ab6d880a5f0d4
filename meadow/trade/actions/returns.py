"""What a member does about a return: asking for it, sending the goods back, thinking better of it.

Locks are taken as everywhere in trade: the order first, then the return, stock last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from meadow.goods.actions.stock import release_stock
from meadow.goods.models.products import Variant
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.plumbing.events import announce
from meadow.trade.actions.answering import approve, pay_back
from meadow.trade.actions.steps import note_step
from meadow.trade.events import ReturnAsked, ReturnSentBack, ReturnWithdrawn
from meadow.trade.models.orders import Order, OrderStep
from meadow.trade.models.returns import Return, ReturnLine, ReturnPhoto, ReturnTerms
from meadow.trade.refusals import NothingChosen, NotInExchange, NotReturnable, NotSoMany, RefusedTooOften
from meadow.trade.returnable import Givable, givable, possible_instead

MOST_PHOTOS = 6


@dataclass(frozen=True)
class Wanted:
    """So many pieces of one line (and of what it is), and what is wanted for them in an exchange."""

    line: int
    variant: int
    quantity: int
    instead: int | None = None

    @property
    def key(self) -> str:
        return f"{self.line}-{self.variant}"


@transaction.atomic
def ask_return(
    order: Order,
    wanted: Sequence[Wanted],
    *,
    kind: Return.Kind,
    reason: Return.Reason,
    words: str = "",
    photos: Sequence[Photo] = (),
    request_key: str = "",
    by: Person,
) -> Return:
    """Ask the shop to take goods of an order back; the same `request_key` gives the same return again.

    Without a reason that the shop is at fault for it is granted at once where the shop's terms say so.
    """
    order = Order.objects.locked().placed_by(by).get(pk=order.pk)
    if request_key and (earlier := order.returns.filter(request_key=request_key).first()):
        return earlier
    if not order.may_be_returned(timezone.now()):
        raise NotReturnable(number=order.pk)
    chosen = _chosen(order, wanted, kind)
    ret = Return.objects.create(
        order=order,
        kind=kind,
        reason=reason,
        words=words,
        request_key=request_key or None,
        answer_by=timezone.now() + timedelta(days=settings.MEADOW_RETURN_ANSWER_DAYS),
    )
    ReturnLine.objects.bulk_create(
        ReturnLine(ret=ret, line=piece.line, variant=piece.variant, quantity=quantity, instead=instead)
        for piece, quantity, instead in chosen
    )
    ReturnPhoto.objects.bulk_create(ReturnPhoto(ret=ret, photo=photo) for photo in photos[:MOST_PHOTOS])
    pieces = sum(quantity for _, quantity, _ in chosen)
    note_step(order, OrderStep.Kind.RETURN_ASKED, by=by, ret=ret.pk, what=str(kind), why=str(reason), pieces=pieces)
    terms = ReturnTerms.objects.filter(shop=order.shop_id, approves_at_once=True)
    at_once = kind != Return.Kind.REFUND_ONLY and reason in Return.NO_REASON and terms.exists()
    announce(
        ReturnAsked(
            ret=ret.pk,
            order=order.pk,
            shop=order.shop_id,
            member=order.member_id,
            kind=ret.kind,
            reason=ret.reason,
            state=Return.State.APPROVED if at_once else Return.State.ASKED,
        )
    )
    if at_once:
        approve(order, ret)
    return ret


@transaction.atomic
def send_back(ret: Return, *, carrier: str, tracking: str, by: Person) -> Return:
    """The member has handed the goods to a carrier; trusted members are paid back at once.

    Told twice with the same number it changes nothing.
    """
    order, ret = _locked(ret, by)
    if ret.state == Return.State.SENT_BACK and (ret.carrier, ret.tracking) == (carrier, tracking):
        return ret
    ret.send_back()
    ret.carrier, ret.tracking, ret.sent_back_at = carrier, tracking, timezone.now()
    if ret.kind == Return.Kind.RETURN and _is_trusted(order, ret):
        ret.is_instant = True
    ret.save(update_fields=["state", "carrier", "tracking", "sent_back_at", "is_instant"])
    note_step(order, OrderStep.Kind.RETURN_SENT, by=by, ret=ret.pk, carrier=carrier, tracking=tracking)
    announce(
        ReturnSentBack(
            ret=ret.pk,
            order=order.pk,
            shop=order.shop_id,
            member=order.member_id,
            carrier=carrier,
            tracking=tracking,
        )
    )
    if ret.is_instant:
        pay_back(order, ret)
    return ret


@transaction.atomic
def withdraw_return(ret: Return, *, by: Person) -> Return:
    """The member keeps the goods after all. Doing it twice changes nothing."""
    order, ret = _locked(ret, by)
    if ret.state != Return.State.WITHDRAWN:
        call_it_off(order, ret, by=by)
    return ret


def call_it_off(order: Order, ret: Return, *, by: Person | None = None) -> None:
    """End a locked return before any goods came back; what was kept back for it goes on the shelf again.

    The stock is locked last.
    """
    was_held = ret.state == Return.State.APPROVED and ret.is_exchange
    ret.withdraw()
    ret.settled_at = timezone.now()
    ret.save(update_fields=["state", "settled_at"])
    note_step(order, OrderStep.Kind.RETURN_WITHDRAWN, by=by, ret=ret.pk)
    announce(ReturnWithdrawn(ret=ret.pk, order=order.pk, shop=order.shop_id, member=order.member_id))
    if was_held:
        release_stock(ret.held_back())


def _locked(ret: Return, member: Person) -> tuple[Order, Return]:
    order = Order.objects.locked().placed_by(member).get(pk=ret.order_id)
    return order, order.returns.locked().get(pk=ret.pk)


def _chosen(order: Order, wanted: Sequence[Wanted], kind: Return.Kind) -> list[tuple[Givable, int, Variant | None]]:
    """What was asked for, against what there is."""
    pieces = {piece.key: piece for piece in givable(order)}
    swaps = possible_instead(list(pieces.values())) if kind == Return.Kind.EXCHANGE else {}
    chosen: list[tuple[Givable, int, Variant | None]] = []
    for one in wanted:
        if one.quantity < 1:
            continue
        piece = pieces.get(one.key)
        if piece is None:
            raise NotReturnable(number=order.pk)
        if one.quantity > piece.quantity:
            raise NotSoMany(what=piece.line.title, most=piece.quantity)
        if piece.is_refused_for_good:
            raise RefusedTooOften(what=piece.line.title, times=piece.tries)
        instead = None
        if kind == Return.Kind.EXCHANGE:
            instead = next((swap for swap in swaps[piece.key] if swap.pk == one.instead), None)
            if instead is None:
                raise NotInExchange(what=piece.line.title)
        chosen.append((piece, one.quantity, instead))
    if not chosen:
        raise NothingChosen
    return chosen


def _is_trusted(order: Order, ret: Return) -> bool:
    """Whether the member gets the money before the goods are back: rules of numbers, and one such return at a time."""
    of_member = Order.objects.filter(member=order.member_id)
    completed = of_member.filter(state=Order.State.COMPLETED).count()
    if (
        completed < settings.MEADOW_INSTANT_ORDERS
        or ret.worth(ret.lines.select_related("line")) > settings.MEADOW_INSTANT_MOST
    ):
        return False
    returns = Return.objects.filter(order__member=order.member_id)
    if returns.filter(is_instant=True, state__in=Return.OPEN).exclude(pk=ret.pk).exists():
        return False
    over = returns.exclude(state__in=[Return.State.WITHDRAWN, Return.State.REFUSED]).exclude(pk=ret.pk)
    returned = over.values("order").distinct().count()
    return returned * 100 < settings.MEADOW_INSTANT_RETURN_SHARE * completed


@transaction.atomic
def keep_terms(terms: ReturnTerms) -> ReturnTerms:
    """Take goods back on these terms from now on; returns that were answered keep their answer."""
    terms.save()
    return terms
