"""Goods in a room: the shelf, what is being explained and was, what people ask to see, and offers."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.goods.models.products import Product, Variant
from meadow.people.models.persons import Person
from meadow.venue.live.models.rooms import Room
from meadow.venue.live.models.shows import Show

MOST_ON_SHELF = 100
MOST_COUNTDOWN, LEAST_COUNTDOWN = 300, 10
MOST_MINUTES, LEAST_MINUTES = 20, 1


class ShelfItem(models.Model):
    """One product that a room shows, at its place; hidden ones only its team sees."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="shelf", verbose_name=_("room"))
    product = models.ForeignKey(Product, models.CASCADE, related_name="on_shelves", verbose_name=_("product"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_hidden = models.BooleanField(_("hidden"), default=False)
    words = models.CharField(_("words beside it"), max_length=60, blank=True)
    ask_count = models.PositiveIntegerField(_("asks counted"), default=0)
    put_at = models.DateTimeField(_("put at"), db_default=Now())

    class Meta:
        verbose_name = _("product on a shelf")
        verbose_name_plural = _("products on shelves")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["room", "product"], name="one_place_on_a_shelf")]

    def __str__(self) -> str:
        return f"{self.product_id} in {self.room_id}"


class Explaining(models.Model):
    """A while in which one product was being explained in a show: a chapter of its replay. One at a time."""

    show = models.ForeignKey(Show, models.CASCADE, related_name="explained", verbose_name=_("show"))
    product = models.ForeignKey(Product, models.CASCADE, related_name="explained", verbose_name=_("product"))
    began_at = models.DateTimeField(_("began at"), db_default=Now())
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("chapter of a show")
        verbose_name_plural = _("chapters of shows")
        ordering = ["began_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["show"], condition=models.Q(ended_at=None), name="one_product_explained_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["product"], condition=models.Q(ended_at=None), name="explained_now")]

    def __str__(self) -> str:
        return f"{self.product_id} in show {self.show_id}"


class ExplainAsk(models.Model):
    """One viewer's wish in a show that a product be explained."""

    show = models.ForeignKey(Show, models.CASCADE, related_name="asks", verbose_name=_("show"))
    product = models.ForeignKey(Product, models.CASCADE, related_name="+", verbose_name=_("product"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="explain_asks", verbose_name=_("person"))
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())

    class Meta:
        verbose_name = _("wish for explanation")
        verbose_name_plural = _("wishes for explanation")
        constraints = [models.UniqueConstraint(fields=["show", "product", "person"], name="asked_to_explain_once")]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.product_id}"


class OfferQuerySet(models.QuerySet["Offer"]):
    def running(self, at: datetime) -> Self:
        """Those that can be bought at this moment."""
        return self.filter(state=Offer.State.OPEN, starts_at__lte=at, ends_at__gt=at)


class Offer(models.Model):
    """One price that counts in one room for a few minutes, for so many pieces of one variant.

    Its pieces are a slice of the stock (`occasion`), so that they can be neither oversold nor bought elsewhere.
    It is told when it is made, `starts_at` lies a countdown later, and it closes at `ends_at`, or by hand, or when the
    show ends. `limit_each` is how many one member may buy. `lowest_30` is told beside the price: the lowest for which
    the variant could be had in the 30 days before the offer was made, here or outside.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("offer", "Open")
        CLOSED = "closed", pgettext_lazy("offer", "Over")

    show = models.ForeignKey(Show, models.CASCADE, related_name="offers", verbose_name=_("show"))
    variant = models.ForeignKey(Variant, models.CASCADE, related_name="offers", verbose_name=_("variant"))
    price = models.BigIntegerField(_("price"))
    usual_price = models.BigIntegerField(_("price outside"))
    lowest_30 = models.BigIntegerField(_("lowest price of the 30 days before"), null=True, blank=True)
    quantity = models.PositiveIntegerField(_("pieces"))
    limit_each = models.PositiveSmallIntegerField(_("pieces for each member"), default=1)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.OPEN)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("made at"), db_default=Now())
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer in a room")
        verbose_name_plural = _("offers in rooms")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price__gte=0, price__lt=models.F("usual_price")), name="an_offer_is_cheaper"
            ),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1, limit_each__gte=1, ends_at__gt=models.F("starts_at")),
                name="an_offer_in_bounds",
            ),
        ]
        indexes = [models.Index(fields=["variant"], condition=models.Q(state="open"), name="offer_open")]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id}"

    @property
    def occasion(self) -> str:
        """How the slice of stock that is kept for it is named."""
        return f"offer:{self.pk}"

    def is_running(self, at: datetime | None = None) -> bool:
        at = at or timezone.now()
        return self.state == self.State.OPEN and self.starts_at <= at < self.ends_at


class Raffle(models.Model):
    """One drawing of `winners` among those in a show who did what `gate` asks by `ends_at`.

    The prize is a coupon that a room above hands out (`prize`: the key of a promotion), or is said in `words`. Drawn
    once; `seed` lets anybody draw again from the entries and find the same winners.
    """

    class Gate(models.TextChoices):
        NONE = "", _("Everybody who takes part")
        FOLLOW = "follow", _("Who follows the host")
        COMMENT = "comment", _("Who said something")
        WATCH = "watch", _("Who watched long enough")

    show = models.ForeignKey(Show, models.CASCADE, related_name="raffles", verbose_name=_("show"))
    words = models.CharField(_("prize"), max_length=80)
    prize = models.BigIntegerField(_("promotion"), null=True, blank=True)
    gate = models.CharField(_("who may take part"), max_length=8, choices=Gate, default=Gate.NONE, blank=True)
    watch_seconds = models.PositiveIntegerField(_("seconds to watch"), default=0)
    winners = models.PositiveSmallIntegerField(_("winners"), default=1)
    seed = models.CharField(_("seed"), max_length=64, blank=True)
    ends_at = models.DateTimeField(_("ends at"))
    drawn_at = models.DateTimeField(_("drawn at"), null=True, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("raffle")
        verbose_name_plural = _("raffles")

    def __str__(self) -> str:
        return self.words


class RaffleEntry(models.Model):
    """One member who takes part in a raffle, and whether they won."""

    raffle = models.ForeignKey(Raffle, models.CASCADE, related_name="entries", verbose_name=_("raffle"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="raffle_entries", verbose_name=_("person"))
    entered_at = models.DateTimeField(_("entered at"), db_default=Now())
    has_won = models.BooleanField(_("won"), default=False)

    class Meta:
        verbose_name = _("entry of a raffle")
        verbose_name_plural = _("entries of raffles")
        constraints = [models.UniqueConstraint(fields=["raffle", "person"], name="one_entry_per_person_and_raffle")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.raffle_id}"
