"""Shops and the people who run them."""

from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.goods.translations import Translated
from meadow.people.models.persons import Person
from meadow.people.models.photos import Photo

handle_rule = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Small letters and digits, with single hyphens between."))


def trading_currency() -> str:
    return str(settings.MEADOW_CURRENCY)


class ShopQuerySet(models.QuerySet["Shop"]):
    def open(self) -> Self:
        return self.filter(state=Shop.State.OPEN)

    def run_by(self, person: Person, *roles: "Seat.Role") -> Self:
        """Shops in which this person holds a seat (with one of these roles, when any are named)."""
        seats = Seat.objects.filter(person=person)
        if roles:
            seats = seats.filter(role__in=roles)
        return self.filter(pk__in=seats.values("shop"))

    def visible_to(self, person: Person | None) -> Self:
        """Open shops, and those whose team the person belongs to."""
        if person is None:
            return self.open()
        return self.filter(
            models.Q(state=Shop.State.OPEN) | models.Q(pk__in=Seat.objects.filter(person=person).values("shop"))
        )

    def locked(self) -> Self:
        """The rows, locked by their keys; orders and products may go on pointing at them meanwhile."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Shop(Translated):
    """One brand's shop: its name, its story, its team and the currency it prices in."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("shop", "Open")
        CLOSED = "closed", _("Closed")

    handle = models.CharField(_("handle"), max_length=50, unique=True, validators=[handle_rule])
    name = models.CharField(_("name"), max_length=80)
    story = models.TextField(_("story"), max_length=4000, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default=trading_currency)
    picture = models.ForeignKey(
        Photo, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    cover = models.ForeignKey(Photo, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(_("opened at"), db_default=Now())
    team = models.ManyToManyField(Person, through="Seat", related_name="shops", verbose_name=_("team"))

    objects = ShopQuerySet.as_manager()
    translated = ("name", "story")

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("matching:shop", args=[self.handle])


class Seat(models.Model):
    """One person's place in one shop's team, and what they may do there."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")
        SUPPORT = "support", _("Support")

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="seats", verbose_name=_("shop"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="seats", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=8, choices=Role)
    since = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [models.UniqueConstraint(fields=["shop", "person"], name="one_seat_per_person_and_shop")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.shop_id}"
