"""What is shown in groups: whether a card of a product stands in one that somebody is in."""

from meadow.goods.models.products import Product
from meadow.people.models.persons import Person
from meadow.venue.groups.models.groups import Group
from meadow.venue.talk.models.messages import Message


def showing(pk: int, product: Product, person: Person | None) -> Group | None:
    """The group, with its owner, if this person is in it and the product is shown there; one statement at most."""
    if person is None or not pk:
        return None
    shown = Message.objects.standing().filter(thread=pk, card_kind="product", card_key=product.pk)
    groups = Group.objects.joined_by(person).filter(pk=pk, thread__in=shown.order_by().values("thread"))
    return groups.select_related("owner").first()
