"""Shops: opening one at once, changing what it says, and who is in its team."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from meadow.goods.actions.trail import note_down
from meadow.goods.events import PersonUnseated, ShopOpened
from meadow.goods.models.shops import FormerHandle, Seat, Shop
from meadow.goods.refusals import HandleTaken, LastOwnerStays, NotYourPhoto
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo
from meadow.plumbing.events import announce


@transaction.atomic
def open_shop(shop: Shop, *, by: Person) -> Shop:
    """Open a new shop at once, whose first owner is the one who opens it; for loaders. Members use `begin_shop`."""
    if FormerHandle.objects.filter(handle=shop.handle).exists():
        raise HandleTaken(handle=shop.handle)
    try:
        with transaction.atomic():
            shop.save(force_insert=True)
    except IntegrityError as error:
        raise HandleTaken(handle=shop.handle) from error
    Seat.objects.create(shop=shop, person=by, role=Seat.Role.OWNER)
    note_down(shop, "shop_opened", by=by)
    announce(ShopOpened(shop=shop.pk, manager=by.pk))
    return shop


@transaction.atomic
def edit_shop(
    shop: Shop,
    *,
    by: Person,
    name: str,
    story: str,
    city: str,
    translations: Mapping[str, Mapping[str, str]],
    picture: Photo | None,
    cover: Photo | None,
) -> Shop:
    """Change what the shop says and shows of itself; the words for a holiday stay as they are."""
    shop = Shop.objects.locked().get(pk=shop.pk)
    for before, photo in ((shop.picture_id, picture), (shop.cover_id, cover)):
        if photo and photo.pk != before and photo.by_id != by.pk:
            raise NotYourPhoto
    shop.name, shop.story, shop.city = name, story, city
    shop.say_in_other_words(translations, ("name", "story"))
    shop.picture, shop.cover = picture, cover
    shop.save(update_fields=["name", "story", "city", "translations", "picture", "cover"])
    note_down(shop, "shop_changed", by=by)
    return shop


@transaction.atomic
def seat_person(person: Person, shop: Shop, *, role: Seat.Role, by: Person | None = None) -> Seat:
    """Give a person a seat in the team, or another role in it. Owners invite; this one is for loaders and for roles."""
    shop = Shop.objects.locked().get(pk=shop.pk)
    seat, is_new = Seat.objects.get_or_create(shop=shop, person=person, defaults={"role": role})
    if seat.role == Seat.Role.OWNER and role != Seat.Role.OWNER:
        _keep_an_owner(shop, without=person)
    if is_new or seat.role != role:
        note_down(
            shop, "person_seated" if is_new else "role_changed", by=by, who=f"@{person.handle}", role=Seat.Role(role)
        )
    seat.role = role
    seat.save(update_fields=["role"])
    return seat


@transaction.atomic
def unseat_person(person: Person, shop: Shop, *, by: Person | None = None) -> None:
    """Take a person out of the team; at least one owner stays."""
    shop = Shop.objects.locked().get(pk=shop.pk)
    _keep_an_owner(shop, without=person)
    left, _ = Seat.objects.filter(shop=shop, person=person).delete()
    if left:
        note_down(shop, "person_left", by=by, who=f"@{person.handle}")
        announce(PersonUnseated(shop=shop.pk, person=person.pk))


def _keep_an_owner(shop: Shop, *, without: Person) -> None:
    """Needs the shop's lock, or two owners could unseat each other at the same moment."""
    if not Seat.objects.filter(shop=shop, role=Seat.Role.OWNER).exclude(person=without).exists():
        raise LastOwnerStays
