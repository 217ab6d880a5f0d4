"""What groups answer when the rooms below ask where people gather."""

from django.db.models import Exists, OuterRef, Q

from meadow.goods.gatherings import Gathering, knows_where_people_gather
from meadow.goods.models.shops import Seat, Shop
from meadow.people.models.persons import Person
from meadow.venue.groups.models.groups import Group, Member


@knows_where_people_gather
def listed_groups(shop: Shop | None, person: Person | None, looker: Person | None, most: int) -> list[Gathering]:
    """Listed groups of a shop, or of a person and the shops whose team they are of; those with room first, and of these
    the ones in which somebody spoke last. One statement.
    """
    if shop is not None:
        whose = Q(shop=shop)
    elif person is not None:
        seats = Seat.objects.filter(person=person).values("shop")
        whose = Q(owner=person, shop=None) | Q(owner=person, shop__in=seats)
    else:
        return []
    groups = Group.objects.known_to(looker).filter(whose, is_listed=True, state=Group.State.OPEN, first=None)
    inside = Member.objects.inside().filter(group=OuterRef("pk"), person=looker.pk if looker else None)
    found = groups.for_cards().annotate(is_joined=Exists(inside)).order_by("-thread__spoken_at", "-pk")
    return [
        Gathering(
            name=group.name,
            words=group.words,
            url=group.get_absolute_url(),
            face=group if group.picture_id else group.face,
            members=group.member_count,
            is_joined=group.is_joined,  # type: ignore[attr-defined]  # annotated
        )
        for group in found[:most]
    ]
