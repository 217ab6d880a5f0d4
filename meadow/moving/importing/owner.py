"""In whose name an import writes."""

from meadow.goods.models.shops import Seat
from meadow.moving.models.imports import Import
from meadow.moving.refusals import NobodyToImport
from meadow.people.models.persons import Person


def by_whom(an_import: Import) -> Person:
    """Who brought the file, or the shop's oldest owner where that person has left. Raises NobodyToImport."""
    if an_import.by:
        return an_import.by
    owners = Seat.objects.filter(shop=an_import.shop, role=Seat.Role.OWNER).select_related("person")
    seat = owners.order_by("since", "pk").first()
    if seat is None:
        raise NobodyToImport
    return seat.person
