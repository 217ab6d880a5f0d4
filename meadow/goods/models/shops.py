"""Shops and the people who run them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meadow.goods.refusals import InvitationGone, ShopNotClosed, ShopNotOpen, ShopNotSuspended
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
    """One brand's shop: its name, its story, its team and the currency it prices in.

    A shop that is being prepared, suspended or closed is seen by its team only. On holiday it stays open to look at;
    nothing can be ordered from it meanwhile.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", _("Being prepared")
        OPEN = "open", pgettext_lazy("shop", "Open")
        SUSPENDED = "suspended", _("Suspended")
        CLOSED = "closed", _("Closed")

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", _("Individual")
        SOLE_TRADER = "sole_trader", _("Sole trader")
        ENTERPRISE = "enterprise", _("Enterprise")
        FLAGSHIP = "flagship", _("Flagship")

    handle = models.CharField(_("handle"), max_length=50, unique=True, validators=[handle_rule])
    name = models.CharField(_("name"), max_length=80)
    story = models.TextField(_("story"), max_length=4000, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default=trading_currency)
    picture = models.ForeignKey(
        Photo, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    cover = models.ForeignKey(Photo, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("cover"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.INDIVIDUAL)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    state_reason = models.TextField(_("reason for the state"), max_length=2000, blank=True)
    holiday_from = models.DateField(_("on holiday from"), null=True, blank=True)
    holiday_until = models.DateField(_("on holiday until"), null=True, blank=True)
    holiday_words = models.CharField(_("words for the holiday"), max_length=300, blank=True)
    opened_at = models.DateTimeField(_("opened at"), db_default=Now())
    team = models.ManyToManyField(Person, through="Seat", related_name="shops", verbose_name=_("team"))

    objects = ShopQuerySet.as_manager()
    translated = ("name", "story", "holiday_words")

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(holiday_from=None, holiday_until=None)
                | models.Q(holiday_from__isnull=False, holiday_until=None)
                | models.Q(holiday_from__lte=models.F("holiday_until")),
                name="a_holiday_begins_before_it_ends",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("matching:shop", args=[self.handle])

    def is_on_holiday(self, today: date | None = None) -> bool:
        """Whether nothing can be ordered on that day, in the platform's time zone; today when none is named."""
        today = today or timezone.localdate()
        if self.holiday_from is None or today < self.holiday_from:
            return False
        return self.holiday_until is None or today <= self.holiday_until

    def say_in_other_words(self, said: Mapping[str, Mapping[str, str]], fields: Iterable[str]) -> None:
        """Have these fields say this in other languages, and nothing where nothing is said; others keep theirs."""
        fields = tuple(fields)
        kept = {
            language: {field: words for field, words in known.items() if field not in fields}
            for language, known in self.translations.items()
        }
        for language, words in said.items():
            kept.setdefault(language, {}).update({field: words[field] for field in fields if words.get(field)})
        self.translations = {language: words for language, words in kept.items() if words}

    def close(self) -> None:
        if self.state != self.State.OPEN:
            raise ShopNotOpen(shop=self.name)
        self.state, self.state_reason = self.State.CLOSED, ""

    def reopen(self) -> None:
        if self.state != self.State.CLOSED:
            raise ShopNotClosed(shop=self.name)
        self.state, self.state_reason = self.State.OPEN, ""

    def suspend(self, reason: str) -> None:
        """A closed shop can be suspended too, so that it is not opened again behind the operators' back."""
        if self.state not in {self.State.OPEN, self.State.CLOSED}:
            raise ShopNotOpen(shop=self.name)
        self.state, self.state_reason = self.State.SUSPENDED, reason

    def lift_suspension(self) -> None:
        if self.state != self.State.SUSPENDED:
            raise ShopNotSuspended(shop=self.name)
        self.state, self.state_reason = self.State.OPEN, ""


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

    @property
    def owes_contract(self) -> bool:
        """Whether this owner is to accept a newer contract; a shop that is being prepared has it on its list."""
        application = getattr(self.shop, "application", None)
        return (
            self.role == self.Role.OWNER
            and self.shop.state != Shop.State.PREPARING
            and application is not None
            and application.contract_version != settings.MEADOW_CONTRACT_VERSION
        )


class FormerHandle(models.Model):
    """A handle that a shop had before; addresses that carry it lead on to the shop, and nobody else may take it."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="former_handles", verbose_name=_("shop"))
    handle = models.CharField(_("handle"), max_length=50, unique=True, validators=[handle_rule])
    left_at = models.DateTimeField(_("left at"), db_default=Now())

    class Meta:
        verbose_name = _("former handle")
        verbose_name_plural = _("former handles")

    def __str__(self) -> str:
        return self.handle


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Those that can still be answered."""
        return self.filter(state=Invitation.State.OPEN, expires_at__gt=timezone.now())

    def meant_for(self, person: Person, verified: Iterable[str]) -> Self:
        """Those to this person, or to an address that is known to be theirs."""
        return self.filter(models.Q(to=person) | models.Q(to=None, email__in=verified))

    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class Invitation(models.Model):
    """A seat in a shop's team, offered to a person or an e-mail address; it becomes a seat when its person says yes.

    The letter carries a secret word, of which only the hash is kept. `to` is somebody who was invited by their handle:
    their address is for the letter, and not for the shop to see.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("invitation", "Open")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        TAKEN_BACK = "taken_back", _("Taken back")

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="invitations", verbose_name=_("shop"))
    email = models.EmailField(_("e-mail"))
    to = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="invitations_to", verbose_name=_("to")
    )
    role = models.CharField(_("role"), max_length=8, choices=Seat.Role)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    word_hash = models.CharField(_("hash of the secret word"), max_length=64, unique=True)
    by = models.ForeignKey(
        Person, models.SET_NULL, null=True, related_name="invitations_sent", verbose_name=_("invited by")
    )
    taken_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="invitations", verbose_name=_("taken by")
    )
    sent_at = models.DateTimeField(_("sent at"), db_default=Now())
    expires_at = models.DateTimeField(_("expires at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "email"], condition=models.Q(state="open"), name="one_open_invitation_per_address"
            )
        ]
        indexes = [models.Index(fields=["email"], condition=models.Q(state="open"), name="invitation_open_by_email")]

    def __str__(self) -> str:
        return f"{self.who} {self.role} {self.shop_id}"

    @property
    def who(self) -> str:
        """Whom it invites, as the shop may know them."""
        return f"@{self.to.handle}" if self.to else self.email

    def answer(self, state: str, *, at: datetime) -> None:
        if self.state != self.State.OPEN or self.expires_at <= at:
            raise InvitationGone
        self.state, self.answered_at = state, at


class TrailEntry(models.Model):
    """One thing that somebody did to a shop, for its owners and for operators to read; never changed afterwards.

    `verb` is a word of the code (`product_archived`), `said` what the sentence about it names.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="trail", verbose_name=_("shop"))
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by"))
    verb = models.CharField(_("verb"), max_length=40)
    said = models.JSONField(_("said"), default=dict, blank=True)
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("trail entry")
        verbose_name_plural = _("trail entries")
        indexes = [models.Index(fields=["shop", "-id"], name="trail_of_shop")]

    def __str__(self) -> str:
        return f"{self.verb} {self.shop_id}"
