"""Opening a shop: from the wish to the open door."""

from django.db import IntegrityError, transaction

from meadow.goods.actions.trail import note_down
from meadow.goods.models.applications import Application
from meadow.goods.models.shops import FormerHandle, Seat, Shop
from meadow.goods.refusals import HandleTaken
from meadow.people.models.persons import Person


@transaction.atomic
def begin_shop(shop: Shop, *, by: Person, road: Application.Road = Application.Road.NEW) -> Shop:
    """Begin a shop that is being prepared: its first owner and its application begin with it.

    Begun again by the same person under the same handle while it is being prepared, it is the same shop.
    """
    known = Shop.objects.filter(handle=shop.handle, state=Shop.State.PREPARING, application__by=by).first()
    if known is not None:
        return known
    if FormerHandle.objects.filter(handle=shop.handle).exists():
        raise HandleTaken(handle=shop.handle)
    shop.state = Shop.State.PREPARING
    try:
        with transaction.atomic():
            shop.save(force_insert=True)
    except IntegrityError as error:
        raise HandleTaken(handle=shop.handle) from error
    Seat.objects.create(shop=shop, person=by, role=Seat.Role.OWNER)
    Application.objects.create(shop=shop, by=by, road=road)
    note_down(shop, "shop_begun", by=by)
    return shop
