"""Who may host a room, and for whom: buyers for themselves, owners and editors for an open shop."""

from meadow.goods.desks import KEEPERS
from meadow.goods.models.shops import Shop, ShopQuerySet
from meadow.people.models.persons import Person
from meadow.venue.live.refusals import NotAHost


def shops_hosted_by(person: Person) -> ShopQuerySet:
    """The open shops for which this person may host."""
    return Shop.objects.open().run_by(person, *KEEPERS)


def may_host(person: Person) -> bool:
    """Whether there is anybody for whom this person may host."""
    return person.is_buyer or shops_hosted_by(person).exists()


def refuse_to_host(person: Person, shop: Shop | int | None) -> None:
    """Raise NotAHost unless this person may host for this shop, or without one for themselves."""
    pk = shop.pk if isinstance(shop, Shop) else shop
    allowed = person.is_buyer if pk is None else shops_hosted_by(person).filter(pk=pk).exists()
    if not allowed:
        raise NotAHost
