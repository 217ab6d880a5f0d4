"""People: accounts, whom they follow, whom they keep away, and where they want parcels sent."""

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Coalesce, Lower, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meadow.people.countries import country_name
from meadow.people.models.photos import Photo


def _tally(rows: "models.QuerySet[Any]", key: str) -> Coalesce:
    """How many of these rows name the person of the outer statement in this field."""
    of_person = rows.filter(**{key: models.OuterRef("pk")}).order_by().values(key)
    return Coalesce(models.Subquery(of_person.annotate(number=models.Count("pk")).values("number")), 0)


class PersonQuerySet(models.QuerySet["Person"]):
    def locked(self) -> Self:
        """The rows, locked in the one order that everybody keeps; rows that point to them are not held up."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")

    def for_profile(self) -> Self:
        """With picture and counts: `follower_count`, `following_count` and `note_count`, in the same statement."""
        # Notes hang on a person from a room above, which may not be imported here: they are reached by their name.
        notes = Person.objects.filter(notes__state="published", pk=models.OuterRef("pk")).order_by().values("pk")
        return self.select_related("picture").annotate(
            follower_count=_tally(Follow.objects.filter(follower__is_active=True), "followed"),
            following_count=_tally(Follow.objects.filter(followed__is_active=True), "follower"),
            note_count=Coalesce(models.Subquery(notes.annotate(number=models.Count("notes")).values("number")), 0),
        )

    def as_seen_by(self, person: "Person | None") -> Self:
        """With what ties them to this person: `is_followed`, `follows_back` and `is_blocked`."""
        pk = person.pk if person else None
        return self.annotate(
            is_followed=models.Exists(Follow.objects.filter(follower=pk, followed=models.OuterRef("pk"))),
            follows_back=models.Exists(Follow.objects.filter(follower=models.OuterRef("pk"), followed=pk)),
            is_blocked=models.Exists(Block.objects.filter(by=pk, blocked=models.OuterRef("pk"))),
        )

    def visible_to(self, person: "Person | None") -> Self:
        """People whose page this person may open: active ones, less those who blocked them."""
        people = self.filter(is_active=True)
        if person is None:
            return people
        return people.exclude(pk__in=Block.objects.filter(blocked=person).values("by"))


class PersonManager(BaseUserManager["Person"]):
    def get_queryset(self) -> PersonQuerySet:
        return PersonQuerySet(self.model, using=self._db)

    def visible_to(self, person: "Person | None") -> PersonQuerySet:
        return self.get_queryset().visible_to(person)

    def locked(self) -> PersonQuerySet:
        return self.get_queryset().locked()

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Person":
        """Add an account; the e-mail address is kept in lower case."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "Person":
        """Add an operator who may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """One account: a member always, and a buyer, a manager or an operator by what it does.

    A *manager* is whoever holds a seat in a shop's team (goods); an *operator* has `is_staff`.
    """

    email = models.EmailField(_("e-mail"), unique=True)
    handle = models.CharField(
        _("handle"),
        max_length=30,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9_.]{1,28}[a-z0-9]$", _("3 to 30 small letters, digits, dots or underscores.")
            )
        ],
    )
    name = models.CharField(_("name"), max_length=60)
    words = models.TextField(_("a few words about you"), max_length=500, blank=True)
    place = models.CharField(_("place"), max_length=80, blank=True)
    picture = models.ForeignKey(
        Photo, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    language = models.CharField(_("language"), max_length=8, blank=True)
    is_buyer = models.BooleanField(_("buyer"), default=False)
    is_staff = models.BooleanField(_("operator"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), db_default=Now())

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["handle", "name"]

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_email"),
            models.CheckConstraint(condition=models.Q(handle=Lower("handle")), name="handles_are_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.handle

    def get_absolute_url(self) -> str:
        return reverse("people:person", args=[self.handle])


class FollowQuerySet(models.QuerySet["Follow"]):
    def seen_by(self, person: Person | None) -> Self:
        """Follows between people whose pages this person may open."""
        visible = Person.objects.visible_to(person).values("pk")
        return self.filter(follower__in=visible, followed__in=visible)


class Follow(models.Model):
    """One person wants to see what another publishes."""

    follower = models.ForeignKey(Person, models.CASCADE, related_name="following", verbose_name=_("follower"))
    followed = models.ForeignKey(Person, models.CASCADE, related_name="followers", verbose_name=_("followed"))
    since = models.DateTimeField(_("since"), db_default=Now())

    objects = FollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.UniqueConstraint(fields=["follower", "followed"], name="follow_once"),
            models.CheckConstraint(
                condition=~models.Q(follower=models.F("followed")), name="nobody_follows_themselves"
            ),
        ]
        indexes = [
            models.Index(fields=["followed", "-id"], name="follow_newest_of_followed"),
            models.Index(fields=["follower", "-id"], name="follow_newest_of_follower"),
        ]

    def __str__(self) -> str:
        return f"{self.follower_id} → {self.followed_id}"


class Block(models.Model):
    """One person keeps another away: neither sees what the other says, and neither follows the other."""

    by = models.ForeignKey(Person, models.CASCADE, related_name="blocks", verbose_name=_("kept away by"))
    blocked = models.ForeignKey(Person, models.CASCADE, related_name="blocked_by", verbose_name=_("blocked"))
    since = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["by", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~models.Q(by=models.F("blocked")), name="nobody_blocks_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} ⊘ {self.blocked_id}"


class AddressQuerySet(models.QuerySet["Address"]):
    def kept_by(self, person: Person) -> Self:
        return self.filter(person=person)


class Address(models.Model):
    """One place of a person's address book that parcels can be sent to."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="addresses", verbose_name=_("person"))
    name = models.CharField(_("full name"), max_length=80)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    country = models.CharField(_("country"), max_length=2)
    region = models.CharField(_("state or province"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80)
    street = models.CharField(_("street and number"), max_length=200)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    is_usual = models.BooleanField(_("usual address"), default=False)
    kept_at = models.DateTimeField(_("kept at"), db_default=Now())

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["-is_usual", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(is_usual=True), name="one_usual_address")
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.street, self.city, self.country) if part)

    @property
    def country_name(self) -> str:
        """The country in the reader's language."""
        return country_name(self.country)
