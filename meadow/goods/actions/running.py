"""Running a shop: its address, its holidays, closing it and opening it again, and what operators may do to it."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from meadow.goods.actions.trail import note_down
from meadow.goods.events import ShopClosed, ShopReopened, ShopSuspended
from meadow.goods.models.shops import FormerHandle, Seat, Shop, TrailEntry
from meadow.goods.questions import what_keeps_it_open
from meadow.goods.refusals import HandleTaken, ShopStillBusy, TooManyHandles
from meadow.people.models.persons import Person
from meadow.plumbing.events import announce
from meadow.plumbing.letters import send_letter

YEAR = timedelta(days=365)


@transaction.atomic
def change_handle(shop: Shop, *, by: Person, handle: str) -> Shop:
    """Move the shop to another address. The old one leads on to it for ever, and nobody else may take it.

    A shop may take one of its own former handles again.
    """
    shop = Shop.objects.locked().get(pk=shop.pk)
    before = shop.handle
    if handle == before:
        return shop
    changes = TrailEntry.objects.filter(shop=shop, verb="handle_changed", at__gt=timezone.now() - YEAR).count()
    if changes >= settings.MEADOW_HANDLES_A_YEAR:
        raise TooManyHandles(most=settings.MEADOW_HANDLES_A_YEAR)
    former = FormerHandle.objects.filter(handle=handle).first()
    if former is not None and former.shop_id != shop.pk:
        raise HandleTaken(handle=handle)
    shop.handle = handle
    try:
        with transaction.atomic():
            shop.save(update_fields=["handle"])
            if former is not None:
                former.delete()
            FormerHandle.objects.create(shop=shop, handle=before)
    except IntegrityError as error:
        raise HandleTaken(handle=handle) from error
    note_down(shop, "handle_changed", by=by, before=before, after=handle)
    return shop


@transaction.atomic
def go_on_holiday(
    shop: Shop, *, by: Person, begin: date, until: date | None, words: str, translations: Mapping[str, str]
) -> Shop:
    """Send nothing from `begin` on, `until` included or without an end; the shop can be looked at meanwhile."""
    shop = Shop.objects.locked().get(pk=shop.pk)
    shop.holiday_from, shop.holiday_until, shop.holiday_words = begin, until, words
    shop.say_in_other_words({code: {"holiday_words": said} for code, said in translations.items()}, ("holiday_words",))
    shop.save(update_fields=["holiday_from", "holiday_until", "holiday_words", "translations"])
    note_down(shop, "holiday_set", by=by, begin=begin.isoformat(), until=until.isoformat() if until else "…")
    return shop


@transaction.atomic
def end_holiday(shop: Shop, *, by: Person) -> Shop:
    """Take orders again; the words are kept for the next time. Not on holiday, nothing changes."""
    shop = Shop.objects.locked().get(pk=shop.pk)
    if shop.holiday_from is not None:
        shop.holiday_from = shop.holiday_until = None
        shop.save(update_fields=["holiday_from", "holiday_until"])
        note_down(shop, "holiday_ended", by=by)
    return shop


@transaction.atomic
def close_shop(shop: Shop, *, by: Person) -> Shop:
    """Close the shop. Nothing is deleted, its team goes on seeing it, and may open it again.

    Refused while a room above has a reason to keep it open. An order that is placed at the very same moment is still
    there for the team to send.
    """
    shop = Shop.objects.locked().get(pk=shop.pk)
    shop.close()
    if reasons := what_keeps_it_open.ask(shop):
        raise ShopStillBusy(why=" ".join(reasons))
    shop.save(update_fields=["state", "state_reason"])
    note_down(shop, "shop_closed", by=by)
    announce(ShopClosed(shop=shop.pk, by=by.pk))
    return shop


@transaction.atomic
def reopen_shop(shop: Shop, *, by: Person) -> Shop:
    """Open a shop that its owner closed."""
    shop = Shop.objects.locked().get(pk=shop.pk)
    shop.reopen()
    shop.save(update_fields=["state", "state_reason"])
    note_down(shop, "shop_reopened", by=by)
    announce(ShopReopened(shop=shop.pk, by=by.pk))
    return shop


@transaction.atomic
def suspend_shop(shop: Shop, *, by: Person, reason: str) -> Shop:
    """An operator takes the shop off the platform; its owners are written to and see why."""
    shop = Shop.objects.locked().get(pk=shop.pk)
    shop.suspend(reason)
    shop.save(update_fields=["state", "state_reason"])
    note_down(shop, "shop_suspended", by=by, reason=reason)
    announce(ShopSuspended(shop=shop.pk, by=by.pk))
    _tell_owners(shop)
    return shop


@transaction.atomic
def lift_suspension(shop: Shop, *, by: Person) -> Shop:
    """An operator lets the shop go on."""
    shop = Shop.objects.locked().get(pk=shop.pk)
    shop.lift_suspension()
    shop.save(update_fields=["state", "state_reason"])
    note_down(shop, "suspension_lifted", by=by)
    announce(ShopReopened(shop=shop.pk, by=by.pk))
    _tell_owners(shop)
    return shop


def _tell_owners(shop: Shop) -> None:
    for owner in Person.objects.filter(seats__shop=shop, seats__role=Seat.Role.OWNER, is_active=True):
        send_letter(owner.email, "goods/letters/suspension.txt", language=owner.language, shop=shop, owner=owner)
