"""Putting things into a cart and taking them out again, and making a guest's cart a member's."""

from uuid import UUID

from django.db import transaction

from meadow.goods.models.products import Variant
from meadow.people.models.persons import Person
from meadow.trade.models.carts import MOST_LINES, MOST_OF_ONE, Cart, CartLine
from meadow.trade.refusals import CartFull
from meadow.trade.summary import objection
from meadow.venue.notes.models.notes import Note


@transaction.atomic
def put_in_cart(
    variant: Variant, quantity: int = 1, *, by: Person | None, key: UUID | None = None, note: Note | None = None
) -> CartLine:
    """Put so many more of a variant into the member's cart, or into the guest's cart of this key.

    Nothing is held: a cart is a wish. Only what could be had right now is let in.
    """
    cart = _own(by, key)
    line = CartLine.objects.in_full().filter(cart=cart, variant=variant).first()
    if line is None:
        if cart.lines.count() >= MOST_LINES:
            raise CartFull(most=MOST_LINES)
        line = CartLine(cart=cart, variant=variant, quantity=0)
    line.quantity = min(line.quantity + quantity, MOST_OF_ONE)
    line.note = note or line.note
    _check(line)
    line.save()
    cart.save(update_fields=["changed_at"])
    return line


@transaction.atomic
def change_line(line: CartLine, quantity: int) -> None:
    """Have so many of a line from now on; none takes it out of the cart."""
    cart = Cart.objects.locked().get(pk=line.cart_id)
    line = CartLine.objects.in_full().get(pk=line.pk)
    if quantity == 0:
        line.delete()
    else:
        line.quantity = min(quantity, MOST_OF_ONE)
        _check(line)
        line.save(update_fields=["quantity"])
    cart.save(update_fields=["changed_at"])


@transaction.atomic
def merge_carts(key: UUID, *, into: Person) -> None:
    """Make the guest's cart of this key the member's: of each variant the larger of the two quantities stays.

    Signing in on a second device therefore never doubles what somebody put into both carts.
    """
    guest = Cart.objects.locked().filter(key=key, person=None).first()
    if guest is None:
        return
    cart = _own(into, None)
    mine = {line.variant_id: line for line in cart.lines.all()}
    moved, raised = [], []
    for line in guest.lines.order_by("pk"):
        kept = mine.get(line.variant_id)
        if kept is None:
            moved.append(CartLine(cart=cart, variant_id=line.variant_id, quantity=line.quantity, note_id=line.note_id))
        else:
            kept.quantity = max(kept.quantity, line.quantity)
            kept.note_id = kept.note_id or line.note_id
            raised.append(kept)
    CartLine.objects.bulk_create(moved[: MOST_LINES - len(mine)])
    CartLine.objects.bulk_update(raised, ["quantity", "note"])
    typed = guest.codes.exclude(code__promotion__in=cart.codes.values("code__promotion"))
    typed.update(cart=cart)
    guest.delete()
    cart.save(update_fields=["changed_at"])


def _own(person: Person | None, key: UUID | None) -> Cart:
    """The cart of this owner, made when it is not there, locked."""
    owner = {"person": person} if person is not None else {"key": key}
    cart, _ = Cart.objects.get_or_create(**owner)
    return Cart.objects.locked().get(pk=cart.pk)


def _check(line: CartLine) -> None:
    if refusal := objection(line):
        raise refusal
